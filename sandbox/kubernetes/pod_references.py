"""What the pods of a workload refer to: service account, config maps, secrets and their keys, volumes, priority."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.kubernetes.contents import Contents
from sandbox.kubernetes.values import containers_of, items_at, mapping_at, text_at
from sandbox.outputs import value_at

_Pod = Mapping[str, object]
_Problems = Iterator[tuple[str, str]]

_SAID: Mapping[str, str] = {
    "ConfigMap": "config map",
    "Secret": "secret",
    "ServiceAccount": "service account",
    "PersistentVolumeClaim": "volume claim",
}


@dataclass(frozen=True)
class _Wanted:
    """A config map or secret that pods want, with a key in it if only one is wanted."""

    path: str
    kind: str
    name: str
    keys: tuple[str, ...] = ()


def pod_problems(contents: Contents, namespace: str, pod: _Pod) -> _Problems:
    """Yield paths within the pod's spec and messages for what it needs and the namespace lacks."""
    for wanted in _wanted(pod):
        yield from _problems_of(contents, namespace, wanted)
    priority = text_at(pod, "priorityClassName")
    if priority and not contents.has("PriorityClass", None, priority):
        yield "priorityClassName", f"there is no priority class {priority!r}"


def _problems_of(contents: Contents, namespace: str, wanted: _Wanted) -> _Problems:
    known = _keys(contents, namespace, wanted)
    if known is None and not contents.has(wanted.kind, namespace, wanted.name):
        yield wanted.path, f"there is no {_SAID[wanted.kind]} {wanted.name!r} in the namespace {namespace}"
    for key in wanted.keys if known is not None and "*" not in known else ():
        if key not in (known or ()):
            has = ", ".join(sorted(known or ())) or "none"
            yield wanted.path, f"the {_SAID[wanted.kind]} {wanted.name} has no key {key!r}; it has {has}"


def _keys(contents: Contents, namespace: str, wanted: _Wanted) -> frozenset[str] | None:
    """Return the keys in a config map or secret, `*` if any may be there, None if there is no such object."""
    if wanted.kind not in ("ConfigMap", "Secret"):
        return None
    if found := contents.find(wanted.kind, namespace, wanted.name):
        parts = ("data", "binaryData", "stringData")
        return frozenset(key for part in parts for key in mapping_at(found.inputs, part))
    if wanted.kind == "ConfigMap":
        return None
    for external in contents.of("ExternalSecret", namespace):
        target = text_at(external.inputs, "spec.target.name") or text_at(external.outputs, "metadata.name")
        if target == wanted.name:
            return keys_of(external.inputs)
    made = any(_target_everywhere(external.outputs) == wanted.name for external in contents.of("ClusterExternalSecret"))
    return frozenset({"*"}) if made else None


def _target_everywhere(external: Mapping[str, object]) -> str | None:
    """Return the name of the secret that a ClusterExternalSecret makes in its namespaces."""
    target = text_at(external, "spec.externalSecretSpec.target.name")
    return target or text_at(external, "spec.externalSecretName") or text_at(external, "metadata.name")


def keys_of(external: Mapping[str, object]) -> frozenset[str]:
    """Return the keys of the secret that an ExternalSecret makes, `*` if AWS decides them."""
    if value_at(external, "spec.dataFrom"):
        return frozenset({"*"})
    template = mapping_at(external, "spec.target.template")
    if template.get("templateFrom"):
        return frozenset({"*"})
    own = {str(item.get("secretKey")) for item in items_at(external, "spec.data")}
    made = frozenset(mapping_at(template, "data"))
    return frozenset(own) | made if template.get("mergePolicy") == "Merge" or not made else made


def _wanted(pod: _Pod) -> Iterator[_Wanted]:
    if account := text_at(pod, "serviceAccountName") or text_at(pod, "serviceAccount"):
        yield _Wanted("serviceAccountName", "ServiceAccount", account)
    for index, volume in enumerate(items_at(pod, "volumes")):
        yield from _of_volume(volume, f"volumes[{index}]")
        for number, source in enumerate(items_at(volume, "projected.sources")):
            place = f"volumes[{index}].projected.sources[{number}]"
            yield from _named(source, f"{place}.configMap", "ConfigMap", "configMap", "name")
            yield from _named(source, f"{place}.secret", "Secret", "secret", "name")
    for path, container in containers_of(pod):
        yield from _of_container(container, path)


def _of_volume(volume: Mapping[str, object], path: str) -> Iterator[_Wanted]:
    yield from _named(volume, f"{path}.configMap", "ConfigMap", "configMap", "name")
    yield from _named(volume, f"{path}.secret", "Secret", "secret", "secretName")
    yield from _named(volume, f"{path}.persistentVolumeClaim", *_CLAIM)


_CLAIM = ("PersistentVolumeClaim", "persistentVolumeClaim", "claimName")


def _of_container(container: Mapping[str, object], path: str) -> Iterator[_Wanted]:
    for index, variable in enumerate(items_at(container, "env")):
        source, place = mapping_at(variable, "valueFrom"), f"{path}.env[{index}].valueFrom"
        yield from _named(source, f"{place}.configMapKeyRef", "ConfigMap", "configMapKeyRef", "name")
        yield from _named(source, f"{place}.secretKeyRef", "Secret", "secretKeyRef", "name")
    for index, source in enumerate(items_at(container, "envFrom")):
        place = f"{path}.envFrom[{index}]"
        yield from _named(source, f"{place}.configMapRef", "ConfigMap", "configMapRef", "name")
        yield from _named(source, f"{place}.secretRef", "Secret", "secretRef", "name")


def _named(source: Mapping[str, object], path: str, kind: str, part: str, key: str) -> Iterator[_Wanted]:
    """Yield what `source` names in its part `part`, unless pods may start without it."""
    reference = mapping_at(source, part)
    name = reference.get(key)
    if isinstance(name, str) and reference.get("optional") is not True:
        items = [str(item["key"]) for item in items_at(reference, "items") if isinstance(item.get("key"), str)]
        single = [reference["key"]] if isinstance(reference.get("key"), str) else []
        yield _Wanted(f"{path}.{key}", kind, name, tuple(str(one) for one in [*single, *items]))
