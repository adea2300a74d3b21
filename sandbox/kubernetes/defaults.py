"""What the API server and its controllers add to an object: defaults, a place in time, a status.

Only what programs read or people look for in `make sandbox-show`. A default never counts as a change: the provider
compares what the program gave, not what is there.
"""

import hashlib
import ipaddress
import uuid
from collections.abc import Mapping

from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.values import items_at, mapping_at, pod_path, text_at
from sandbox.outputs import value_at

_Object = Mapping[str, object]

_MADE = "2026-01-01T00:00:00Z"
_ROLLING = {"maxSurge": "25%", "maxUnavailable": "25%"}
_POD: _Object = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "terminationGracePeriodSeconds": 30,
}
_DEFAULTS: Mapping[str, _Object] = {
    "Deployment": {
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": _ROLLING},
    },
    "StatefulSet": {"replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady"},
    "DaemonSet": {"revisionHistoryLimit": 10},
    "Job": {"completions": 1, "parallelism": 1, "backoffLimit": 6},
    "CronJob": {"concurrencyPolicy": "Allow", "suspend": False, "successfulJobsHistoryLimit": 3},
    "HorizontalPodAutoscaler": {"minReplicas": 1},
    "NetworkPolicy": {"policyTypes": ["Ingress"]},
    "PersistentVolumeClaim": {"volumeMode": "Filesystem"},
    "Service": {"type": "ClusterIP", "sessionAffinity": "None"},
    "Namespace": {"finalizers": ["kubernetes"]},
}
"""Kind to what its `spec` has where the program says nothing."""

_TOP: Mapping[str, _Object] = {
    "StorageClass": {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate", "allowVolumeExpansion": False},
    "Secret": {"type": "Opaque"},
}
_STATUS: Mapping[str, _Object] = {"Namespace": {"phase": "Active"}, "PersistentVolumeClaim": {"phase": "Bound"}}


def completed(kind: Kind, urn: str, count: int, generation: int, inputs: _Object) -> dict[str, object]:
    """Return an object as the API server answers; the same URN and creation count give the same values."""
    digest = hashlib.sha256(f"{urn}#{count}".encode()).hexdigest()
    result: dict[str, object] = {
        **_TOP.get(kind.name, {}),
        **{key: value for key, value in inputs.items() if value is not None},
        "metadata": {
            "uid": str(uuid.UUID(digest[:32])),
            "creationTimestamp": _MADE,
            "generation": generation,
            **mapping_at(inputs, "metadata"),
        },
    }
    if kind.name in _DEFAULTS or "spec" in inputs:
        result["spec"] = _spec(kind, mapping_at(inputs, "spec"), digest)
    status = _STATUS.get(kind.name) or _replicas(kind, mapping_at(result, "spec"))
    return {**result, "status": {**status}} if status else result


def _spec(kind: Kind, given: _Object, digest: str) -> dict[str, object]:
    spec = {**_DEFAULTS.get(kind.name, {}), **given}
    if kind.name == "Service":
        spec["ports"] = [_port(port) for port in items_at(given, "ports")]
        if spec["type"] != "ExternalName":
            spec.setdefault("clusterIP", _address(digest))
    if pod_path(kind.name) == "spec.template":
        template = mapping_at(given, "template")
        spec["template"] = {**template, "spec": {**_POD, **mapping_at(template, "spec")}}
    return spec


def _port(port: _Object) -> dict[str, object]:
    return {"protocol": "TCP", "targetPort": port.get("port"), **port}


def _address(digest: str) -> str:
    """Return an address in the range that EKS gives to services where its own VPC leaves it free."""
    return str(ipaddress.IPv4Address("172.20.0.0") + 256 + int(digest[:8], 16) % 65000)


def _replicas(kind: Kind, spec: _Object) -> _Object:
    """Return the status of a workload that has come up."""
    number = spec.get("replicas")
    if kind.name not in ("Deployment", "StatefulSet"):
        return {}
    return {"observedGeneration": 1, "replicas": number, "readyReplicas": number, "availableReplicas": number}


def generation_of(outputs: _Object) -> int:
    """Return how many versions of an object's inputs there have been."""
    found = value_at(outputs, "metadata.generation")
    return found if isinstance(found, int) else 1


def name_of(outputs: _Object) -> str:
    """Return an object's name."""
    return str(text_at(outputs, "metadata.name"))
