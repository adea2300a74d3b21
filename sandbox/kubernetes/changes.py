"""Whether a change updates an object or a release in place, replaces it, or is refused.

The provider's answers are those of its table of properties that force a new object (pulumi-kubernetes, provider/pkg/
provider/diff.go); what it takes for an update may still be fixed to the API server.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.aws.rules import UNKNOWN
from sandbox.diff import Change, Verdict, differences
from sandbox.kubernetes.kinds import RELEASE, Kind, kind_of
from sandbox.kubernetes.object_rules import quantity
from sandbox.kubernetes.provider_config import Config
from sandbox.kubernetes.values import mapping_at
from sandbox.outputs import value_at

_Inputs = Mapping[str, object]

AUTONAMED = "pulumi.com/autonamed"
"""The annotation by which the provider knows a name as its own."""

_ALWAYS = ("metadata.name", "metadata.namespace")
_JOB = ("spec.completions", "spec.parallelism", "spec.selector", "spec.template")
_SET_REPLACING = (
    *("spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName"),
    "spec.volumeClaimTemplates",
)
_REPLACING: Mapping[str, tuple[str, ...]] = {
    "DaemonSet": ("spec.selector",),
    "Deployment": ("spec.selector",),
    "StatefulSet": _SET_REPLACING,
    "Job": _JOB,
    "PersistentVolumeClaim": ("spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"),
    "Pod": ("spec",),
    "ResourceQuota": ("spec.scopes",),
    "RoleBinding": ("roleRef",),
    "ClusterRoleBinding": ("roleRef",),
    "Secret": ("type",),
    "Service": ("spec.clusterIP",),
    "StorageClass": ("parameters", "provisioner"),
}
_CONTENT: Mapping[str, tuple[str, ...]] = {"ConfigMap": ("data", "binaryData"), "Secret": ("data", "stringData")}
"""What replaces these unless the provider is told that they are mutable, or if the object says that it is not."""

_FIXED: Mapping[str, tuple[str, ...]] = {
    "StorageClass": ("reclaimPolicy", "volumeBindingMode", "mountOptions"),
    "PriorityClass": ("value", "preemptionPolicy"),
    "IngressClass": ("spec.controller",),
    "ReplicaSet": ("spec.selector",),
    "PersistentVolumeClaim": ("spec.volumeMode",),
}
"""What the API server lets nobody change, and the provider does not replace either."""

_FREE_IN_SET = (
    *("spec.replicas", "spec.template", "spec.updateStrategy", "spec.ordinals", "spec.minReadySeconds"),
    "spec.persistentVolumeClaimRetentionPolicy",
)


def changes(token: str, old: _Inputs, new: _Inputs, config: Config) -> list[Change]:
    """Return what differs between the inputs `old` and `new`, each with what the provider would do about it."""
    replacing = _replacing(token, new, config)
    return [replace(change, verdict=_verdict(change, replacing)) for change in differences(old, new)]


def _verdict(change: Change, replacing: tuple[str, ...]) -> Verdict:
    return "replace" if any(_is_in(change.pattern, path) for path in replacing) else "update"


def _is_in(pattern: str, path: str) -> bool:
    return pattern == path or pattern.startswith((f"{path}.", f"{path}["))


def _replacing(token: str, new: _Inputs, config: Config) -> tuple[str, ...]:
    if token == RELEASE:
        return ("name", "namespace")
    name = kind_of(token).name
    mutable = {"ConfigMap": config.config_maps_mutable, "Secret": config.secrets_mutable}.get(name, True)
    content = () if mutable and new.get("immutable") is not True else _CONTENT.get(name, ())
    return (*_ALWAYS, *_REPLACING.get(name, ()), *content)


def deletes_first(token: str, old: _Inputs, new: _Inputs) -> bool:
    """Return whether the old object must go before its replacement comes, because both have the same given name."""
    if token == RELEASE or mapping_at(new, "metadata.annotations").get(AUTONAMED) == "true":
        return False
    keys = ("metadata.name", "metadata.namespace")
    return all(value_at(old, key) == value_at(new, key) is not UNKNOWN for key in keys)


def refused(kind: Kind, old: _Inputs, new: _Inputs) -> Iterator[tuple[str, str]]:
    """Yield what the API server refuses about the way from `old` to `new`, as pairs of property path and message."""
    for change in differences(old, new):
        known = UNKNOWN not in (change.old, change.new)
        in_set = kind.name == "StatefulSet" and change.pattern.startswith("spec.")
        if known and in_set and not any(_is_in(change.pattern, path) for path in (*_FREE_IN_SET, *_SET_REPLACING)):
            yield change.path, f"a StatefulSet lets only {', '.join(_FREE_IN_SET)} change"
        if known and any(_is_in(change.pattern, path) for path in _FIXED.get(kind.name, ())):
            yield change.path, f"{change.old!r} cannot become {change.new!r}: the field is immutable"
        if kind.name in _CONTENT and change.pattern == "immutable" and change.old is True:
            yield change.path, "what is immutable cannot be made mutable again"
    if kind.name == "PersistentVolumeClaim":
        yield from _smaller(old, new)


def _smaller(old: _Inputs, new: _Inputs) -> Iterator[tuple[str, str]]:
    path = "spec.resources.requests.storage"
    before, after = value_at(old, path), value_at(new, path)
    sizes = quantity(before), quantity(after)
    if sizes[0] is not None and sizes[1] is not None and sizes[1] < sizes[0]:
        yield path, f"{after} is less than before, {before}; a volume can only grow"
