"""What is in one simulated cluster: the objects of programs, and what EKS and the charts bring along."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.eks_relations import CLUSTER, of_cluster
from sandbox.kubernetes import releases
from sandbox.kubernetes.kinds import RELEASE, kind_of
from sandbox.kubernetes.values import text_at
from sandbox.outputs import value_at
from sandbox.store import Store, Thing

_NAMESPACES = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
_PROVIDED: Mapping[str, frozenset[str]] = {
    "Namespace": _NAMESPACES,
    "ClusterRole": frozenset({"cluster-admin", "admin", "edit", "view"}),
    "PriorityClass": frozenset({"system-cluster-critical", "system-node-critical"}),
    "StorageClass": frozenset({"gp2"}),  # EKS makes it, since 1.30 no longer as the default class
    "ServiceAccount": frozenset({"default"}),  # one in each namespace
    "ConfigMap": frozenset({"kube-root-ca.crt"}),  # as above
}
"""Kind to the names that every EKS cluster has."""


def place_of(cluster: Thing) -> str:
    """Return what the objects of an EKS cluster carry as their place; a cluster made anew is another place."""
    return f"{cluster.id}#{cluster.count}"


def cluster_at(store: Store, server: str | None) -> Thing | None:
    """Return the EKS cluster whose API server has this address."""
    condition = "type = ? and json_extract(outputs, '$.endpoint') = ?"
    return next(iter(store.things(condition, (CLUSTER, server))), None)


def identifier(namespace: object, name: object) -> str:
    """Return the id of an object: namespace and name, or the name alone outside namespaces."""
    return f"{namespace}/{name}" if namespace else str(name)


@dataclass(frozen=True)
class Contents:
    """The objects in one cluster of the store."""

    store: Store
    cluster: Thing

    @property
    def place(self) -> str:
        """What its objects carry as their place."""
        return place_of(self.cluster)

    def of(self, kind: str, namespace: str | None = None) -> list[Thing]:
        """Return the objects of a kind, whatever version of its API, in one namespace or in all."""
        found = self.store.things("region = ? and type like 'kubernetes:%:' || ?", (self.place, kind))
        return [thing for thing in found if namespace is None or namespace_of(thing) == namespace]

    def find(self, kind: str, namespace: str | None, name: object) -> Thing | None:
        """Return the object of a kind with this name, or None."""
        wanted = (self.place, identifier(namespace, name), kind)
        found = self.store.things("region = ? and id = ? and type like 'kubernetes:%:' || ?", wanted)
        return next(iter(found), None)

    def everything(self, namespace: str) -> list[Thing]:
        """Return all objects and releases in a namespace."""
        found = self.store.things("region = ? and type like 'kubernetes:%'", (self.place,))
        return [thing for thing in found if namespace_of(thing) == namespace]

    def has(self, kind: str, namespace: str | None, name: str) -> bool:
        """Return whether there is such an object, or may be: one of a chart or an operator is not known here."""
        if name in _PROVIDED.get(kind, ()) or (kind == "ClusterRole" and name.startswith("system:")):
            return True
        if self.find(kind, namespace, name) is not None:
            return True
        if kind == "Namespace":
            made = [release for release in self.of("Release") if release.inputs.get("createNamespace")]
            return name in {namespace_of(release) for release in made}
        return any(name == stem or name.startswith(f"{stem}-") for stem in self._stems(namespace))

    def _stems(self, namespace: str | None) -> Iterator[str]:
        """Yield what the names of objects begin with that charts and operators make in a namespace."""
        for release in self.of("Release", namespace):
            yield from releases.texts(release.inputs)
        for thing in self.everything(namespace) if namespace else ():
            if "k8s.elastic.co/" in thing.type:  # its operator makes services, secrets and config maps
                yield str(text_at(thing.outputs, "metadata.name"))

    def has_chart(self, chart: str) -> bool:
        """Return whether a release of the chart is installed, from whatever repository."""
        return any(chart_of(release.inputs) == chart for release in self.of("Release"))

    def has_addon(self, name: str) -> bool:
        """Return whether an EKS add-on is installed in the cluster, or the chart of the same name."""
        addons = of_cluster(self.store, "aws:eks/addon:Addon", self.cluster.id)
        return name in {addon.inputs.get("addonName") for addon in addons} or self.has_chart(name)


def chart_of(inputs: Mapping[str, object]) -> str:
    """Return the name of a release's chart, without the address of its registry."""
    return str(inputs.get("chart")).rpartition("/")[2]


def namespace_of(thing: Thing) -> str | None:
    """Return the namespace of an object or a release, None for an object outside namespaces."""
    if thing.type == RELEASE:
        return text_at(thing.inputs, "namespace")
    return text_at(thing.outputs, "metadata.namespace") if kind_of(thing.type).namespaced else None


def kind_name(thing: Thing) -> str:
    """Return the kind of an object, such as Deployment."""
    return kind_of(thing.type).name


def annotation(inputs: Mapping[str, object], key: str) -> str | None:
    """Return an annotation of an object, None if it has none or it is not known."""
    annotations = value_at(inputs, "metadata.annotations")
    found = annotations.get(key) if isinstance(annotations, Mapping) else None
    return found if isinstance(found, str) else None
