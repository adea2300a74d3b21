"""Pieces that the values of many charts have in common, in the form of the Kubernetes API."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pulumi

Values: TypeAlias = Mapping[str, object]

STORAGE_CLASS = "gp3"
"""The cluster's default class: encrypted gp3 volumes."""

ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"
"""https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"""

EVERY_NODE: Sequence[Values] = [{"operator": "Exists"}]
"""Tolerations of agents that run on all nodes, whatever their taints."""

RESTRICTED_POD: Values = {
    "runAsNonRoot": True,
    "runAsUser": 65534,
    "runAsGroup": 65534,
    "fsGroup": 65534,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""For charts that leave the pod's security context empty. The user is `nobody`, in the group of the same number."""

RESTRICTED_CONTAINER: Values = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
"""https://kubernetes.io/docs/concepts/security/pod-security-standards/"""


def resources(*, cpu: str, memory: str, most_memory: str | None = None) -> Values:
    """Return what a container asks for and its memory limit, `memory` unless `most_memory` is given.

    CPU has no limit: a container may use what others leave, and is not throttled while there is some.
    """
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most_memory or memory}}


def service_account(name: str, role_arn: pulumi.Input[str]) -> Values:
    """Return a service account of fixed name with its role in AWS, whose trust names the account."""
    return {"create": True, "name": name, "annotations": {ROLE_ANNOTATION: role_arn}}


def spread(labels: Mapping[str, str], *, over: str = "kubernetes.io/hostname") -> Sequence[Values]:
    """Return the wish that the pods with these labels share as few nodes, or zones, as there are.

    It is a wish, so that a cluster of one node still runs them all.
    """
    return [
        {
            "maxSkew": 1,
            "topologyKey": over,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": dict(labels)},
        }
    ]


def volume_claim(gib: int) -> Values:
    """Return the spec of a claim for one volume."""
    return {
        "storageClassName": STORAGE_CLASS,
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": f"{gib}Gi"}},
    }
