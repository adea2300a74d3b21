"""A simulated cluster's API server: it keeps what exists in the store and refuses what would not work."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.errors import CloudError
from sandbox.kubernetes import balancers, references, releases
from sandbox.kubernetes.aws_links import default_class, driver_of
from sandbox.kubernetes.changes import refused
from sandbox.kubernetes.contents import Contents, chart_of, identifier, kind_name, namespace_of
from sandbox.kubernetes.defaults import completed, generation_of
from sandbox.kubernetes.kinds import CHART_OF_CONTROLLER, CHARTS_WITH_OPERATOR, RELEASE, kind_of
from sandbox.kubernetes.values import items_at, pod_of, text_at
from sandbox.store import Link, Thing

_Inputs = Mapping[str, object]


class ApiServer:
    """What can be done to the objects and releases in one cluster."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._store = contents.store

    def create(self, token: str, urn: str, inputs: _Inputs) -> Thing:
        """Make an object or a release, in status `creating`; raise `CloudError` if the cluster would refuse it."""
        with self._store.transaction():
            found = identifier(*_place(token, inputs))
            kind = "Release" if token == RELEASE else kind_of(token).name
            if existing := self._contents.find(kind, *_place(token, inputs)):
                raise CloudError(
                    "AlreadyExists", f"{existing.label} is in the cluster already; its name must be unique"
                )
            count = self._store.next_count(urn)
            outputs, links = self._judged(token, urn, count, 1, inputs)
            thing = Thing(
                type=token,
                id=found,
                urn=urn,
                region=self._contents.place,
                status="creating",
                count=count,
                inputs=inputs,
                outputs=outputs,
            )
            self._store.save(thing, links)
        return thing

    def update(self, token: str, name: str, inputs: _Inputs) -> Thing:
        """Give an object or a release new inputs."""
        with self._store.transaction():
            thing = self._store.get(token, name, self._contents.place)
            if thing is None:
                raise CloudError("NotFound", f"{token.rpartition(':')[2]} {name} is not in the cluster")
            _check_step(thing, inputs)
            before = releases.revision_of if token == RELEASE else generation_of
            outputs, links = self._judged(token, thing.urn, thing.count, before(thing.outputs) + 1, inputs)
            thing = replace(thing, inputs=inputs, outputs=outputs, status="available")
            self._store.save(thing, links)
        return thing

    def check_step(self, token: str, name: str, inputs: _Inputs) -> None:
        """Raise what `update` would raise about the way from the present inputs to `inputs`, if it is known by now."""
        if thing := self._store.get(token, name, self._contents.place):
            _check_step(thing, inputs)

    def check_deletable(self, token: str, name: str) -> None:
        """Raise what `delete` would raise, before any time is spent on it."""
        thing = self._store.get(token, name, self._contents.place)
        if thing is None:
            return
        for one in [thing, *self._inside(thing)]:
            self._check_finalizers(one)
        if kind_name(thing) == "PersistentVolumeClaim":
            self._check_unmounted(thing)

    def delete(self, token: str, name: str) -> None:
        """Remove an object or a release, with a namespace all that is in it; what is gone already is fine."""
        with self._store.transaction():
            thing = self._store.get(token, name, self._contents.place)
            if thing is None:
                return
            self.check_deletable(token, name)
            for one in [*self._inside(thing), thing]:
                self._store.remove(one)

    def _judged(
        self, token: str, urn: str, count: int, version: int, inputs: _Inputs
    ) -> tuple[dict[str, object], list[Link]]:
        """Return outputs and links of a thing with `inputs`; raise `CloudError` if the cluster would refuse it."""
        if token == RELEASE:
            self._check_release(inputs)
            return releases.outputs(inputs, version), []
        kind = kind_of(token)
        for path, message in references.problems(self._contents, kind, inputs):
            raise CloudError("Invalid", f"{path}: {message}")
        outputs = completed(kind, urn, count, version, inputs)
        balancer = balancers.balancer_of(self._contents, kind, inputs)
        if balancer is None:
            return outputs, []
        status = {"loadBalancer": {"ingress": [{"hostname": balancer.hostname}]}}
        return {**outputs, "status": status}, [*balancer.links]

    def _check_release(self, inputs: _Inputs) -> None:
        namespace = text_at(inputs, "namespace") or ""
        if not inputs.get("createNamespace") and not self._contents.has("Namespace", None, namespace):
            raise CloudError("NotFound", f"namespace: there is no namespace {namespace!r}, and createNamespace is off")
        operator = CHARTS_WITH_OPERATOR.get(chart_of(inputs))
        if operator and not self._contents.has_chart(operator):
            reason = f"it holds custom resources, and the chart {operator}, which defines them, is not in the cluster"
            raise CloudError("Invalid", f"chart {chart_of(inputs)}: {reason}")

    def _inside(self, thing: Thing) -> list[Thing]:
        """Return what goes with a thing: for a namespace, everything in it."""
        name = str(text_at(thing.outputs, "metadata.name"))
        return self._contents.everything(name) if kind_name(thing) == "Namespace" else []

    def _check_finalizers(self, thing: Thing) -> None:
        """Raise `CloudError` if nobody is there to do what a finalizer of the thing waits for."""
        if thing.type == RELEASE:
            return
        kind = kind_of(thing.type)
        if balancers.has_balancer(kind, thing.inputs) and balancers.needs_controller(kind, thing.inputs):
            if not self._contents.has_chart(CHART_OF_CONTROLLER):
                reason = f"the chart {CHART_OF_CONTROLLER}, which would remove its load balancer, is gone"
                raise _hangs(thing, "ingress.k8s.aws/resources", reason)
            if kind.name == "Ingress" and balancers.is_protected(thing.inputs):
                reason = "its load balancer has deletion_protection.enabled=true; it must be off to delete it"
                raise _hangs(thing, "ingress.k8s.aws/resources", reason)
        elif kind.name == "PersistentVolumeClaim":
            storage_class = text_at(thing.inputs, "spec.storageClassName") or default_class(self._contents)
            driver = driver_of(self._contents, storage_class) if storage_class else None
            if driver is not None and not self._contents.has_addon(driver):
                reason = f"the add-on {driver}, which would remove its volume, is gone"
                raise _hangs(thing, "external-provisioner.volume.kubernetes.io/finalizer", reason)

    def _check_unmounted(self, claim: Thing) -> None:
        """Raise `CloudError` if pods still mount a volume claim, which then stays until they are gone."""
        name = text_at(claim.outputs, "metadata.name")
        for user in self._contents.everything(str(namespace_of(claim))):
            volumes = items_at({} if user.type == RELEASE else pod_of(kind_name(user), user.inputs), "volumes")
            if name in [text_at(volume, "persistentVolumeClaim.claimName") for volume in volumes]:
                raise _hangs(claim, "kubernetes.io/pvc-protection", f"pods of {user.label} use it")


def _place(token: str, inputs: _Inputs) -> tuple[str | None, str | None]:
    """Return the namespace and the name that an object or a release gets."""
    if token == RELEASE:
        return text_at(inputs, "namespace"), text_at(inputs, "name")
    namespace = text_at(inputs, "metadata.namespace") if kind_of(token).namespaced else None
    return namespace, text_at(inputs, "metadata.name")


def _check_step(thing: Thing, inputs: _Inputs) -> None:
    if thing.type != RELEASE:
        for path, message in refused(kind_of(thing.type), thing.inputs, inputs):
            raise CloudError("Forbidden", f"{path}: {message}")


def _hangs(thing: Thing, finalizer: str, reason: str) -> CloudError:
    told = f"the deletion of {thing.label} would hang on its finalizer {finalizer}: {reason}"
    return CloudError("Timeout", told)
