"""How long a cluster takes until the provider reports an operation as ended (docs/creation-times.md)."""

from collections.abc import Mapping

from sandbox.kubernetes.kinds import RELEASE
from sandbox.resource_facts import Times


def _took(create: float, update: float, delete: float, source: str, when: Mapping[str, Times] | None = None) -> Times:
    return Times(create=create, update=update, delete=delete, source=source, when=when or {})


TIMES: Mapping[str, Times] = {
    "kubernetes:apps/v1:Deployment": _took(15, 40, 2, "M12"),
    "kubernetes:apps/v1:StatefulSet": _took(60, 120, 10, "E"),
    "kubernetes:apps/v1:DaemonSet": _took(20, 60, 5, "E"),
    "kubernetes:batch/v1:Job": _took(30, 30, 2, "E"),
    "kubernetes:core/v1:Namespace": _took(1, 1, 10, "E"),
    "kubernetes:core/v1:PersistentVolumeClaim": _took(1, 40, 10, "E"),
    "kubernetes:core/v1:Service": _took(
        *(10, 2, 5, "E"),
        {"spec.type=LoadBalancer": _took(172, 5, 17, "E")},
    ),
    "kubernetes:networking.k8s.io/v1:Ingress": _took(15, 5, 30, "E"),
    RELEASE: _took(
        *(30, 30, 10, "E"),
        {
            "chart=kube-prometheus-stack": _took(137, 90, 30, "M3"),
            "chart=eck-elasticsearch": _took(118, 300, 60, "M1"),
        },
    ),
}
"""Type token to its times; a type that is not here is one call of the API."""

_INSTANT = _took(1, 1, 1, "E")


def times_of(token: str) -> Times:
    """Return the times of a type."""
    return TIMES.get(token, _INSTANT)
