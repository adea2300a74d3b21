"""What Kubernetes takes: names, ports, amounts, and the API versions that a release still serves.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/,
https://kubernetes.io/docs/reference/using-api/deprecation-guide/,
https://helm.sh/docs/chart_template_guide/getting_started/ (names of releases)
"""

import re
from collections.abc import Mapping

LONGEST_LABEL = 63
LONGEST_SUBDOMAIN = 253
LONGEST_RELEASE = 53
NODE_PORTS = range(30000, 32768)

_FLOWS = "FlowSchema PriorityLevelConfiguration"
_OLD_APPS = "DaemonSet Deployment ReplicaSet StatefulSet"
_REMOVED: Mapping[tuple[str, int], str] = {
    ("flowcontrol.apiserver.k8s.io/v1beta3", 32): _FLOWS,
    ("flowcontrol.apiserver.k8s.io/v1beta2", 29): _FLOWS,
    ("flowcontrol.apiserver.k8s.io/v1beta1", 26): _FLOWS,
    ("storage.k8s.io/v1beta1", 27): "CSIStorageCapacity",
    ("autoscaling/v2beta2", 26): "HorizontalPodAutoscaler",
    ("autoscaling/v2beta1", 25): "HorizontalPodAutoscaler",
    ("batch/v1beta1", 25): "CronJob",
    ("discovery.k8s.io/v1beta1", 25): "EndpointSlice",
    ("events.k8s.io/v1beta1", 25): "Event",
    ("node.k8s.io/v1beta1", 25): "RuntimeClass",
    ("policy/v1beta1", 25): "PodDisruptionBudget PodSecurityPolicy",
    ("admissionregistration.k8s.io/v1beta1", 22): "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    ("apiextensions.k8s.io/v1beta1", 22): "CustomResourceDefinition",
    ("apiregistration.k8s.io/v1beta1", 22): "APIService",
    ("certificates.k8s.io/v1beta1", 22): "CertificateSigningRequest",
    ("coordination.k8s.io/v1beta1", 22): "Lease",
    ("extensions/v1beta1", 22): "Ingress",
    ("networking.k8s.io/v1beta1", 22): "Ingress IngressClass",
    ("rbac.authorization.k8s.io/v1beta1", 22): "ClusterRole ClusterRoleBinding Role RoleBinding",
    ("scheduling.k8s.io/v1beta1", 22): "PriorityClass",
    ("storage.k8s.io/v1beta1", 22): "CSIDriver CSINode StorageClass VolumeAttachment",
    ("extensions/v1beta1", 16): f"{_OLD_APPS} NetworkPolicy PodSecurityPolicy",
    ("apps/v1beta1", 16): _OLD_APPS,
    ("apps/v1beta2", 16): _OLD_APPS,
}

REMOVED_APIS: Mapping[str, int] = {
    f"{version}:{kind}": minor for (version, minor), kinds in _REMOVED.items() for kind in kinds.split()
}
"""API version and kind ("policy/v1beta1:PodDisruptionBudget") to the minor release that no longer serves it."""

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_AMOUNT = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e\d+)?")
_UNITS: Mapping[str, float] = {
    "": 1,
    "m": 1e-3,
    **{unit: 1000.0 ** (power + 1) for power, unit in enumerate("kMGTPE")},
    **{f"{unit}i": 1024.0 ** (power + 1) for power, unit in enumerate("KMGTPE")},
}


def is_label(name: str) -> bool:
    """Say whether a name is a DNS label, as services and namespaces must be named."""
    return len(name) <= LONGEST_LABEL and _LABEL.fullmatch(name) is not None


def is_subdomain(name: str) -> bool:
    """Say whether a name is a DNS subdomain, as most objects must be named."""
    return len(name) <= LONGEST_SUBDOMAIN and _SUBDOMAIN.fullmatch(name) is not None


def is_release_name(name: str) -> bool:
    """Say whether Helm takes a name for a release."""
    return len(name) <= LONGEST_RELEASE and _SUBDOMAIN.fullmatch(name) is not None


def amount(value: object) -> float | None:
    """Return an amount of CPU or memory such as "250m" or "1Gi" in cores or bytes, None if it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    unit = found[2] or ""
    return float(found[1]) * (10.0 ** int(unit[1:]) if unit.startswith("e") else _UNITS[unit])
