"""Objects of every kind: their namespace, labels and API version."""

import re
from collections.abc import Container, Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.workloads.specs import CONFIG_MAP, INGRESS, POD, PODS, RELEASE, SECRET, SERVICE, SERVICE_ACCOUNT

_TOKEN = re.compile(r"kubernetes:(?P<group>[^/:]+)/(?P<version>[^/:]+):\w+")

NAMESPACED = (
    *PODS,
    SERVICE,
    SERVICE_ACCOUNT,
    CONFIG_MAP,
    SECRET,
    INGRESS,
    RELEASE,
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:policy/v1:PodDisruptionBudget",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
)


class _Kubernetes(Container[str]):
    """The types of Kubernetes' own objects, as a container to test with `in`: those of others have their own groups."""

    def __contains__(self, token: object) -> bool:
        match = _TOKEN.fullmatch(token) if isinstance(token, str) else None
        return match is not None and ("." not in match["group"] or match["group"].endswith(".k8s.io"))


@rule(
    "k8s-no-default-namespace",
    "Objects lie in a namespace that somebody made for them",
    severity=Severity.MEDIUM,
    remedy="Set metadata.namespace, or namespace of a release, to another than default",
    types=NAMESPACED,
    controls=("CKV_K8S_21",),
)
def no_default_namespace(resource: Resource) -> Iterator[str]:
    """Count an absent namespace as the one that the provider names, and as default if it names none."""
    path = "namespace" if resource.token == RELEASE else "metadata.namespace"
    namespace = resource.peek(path) or resource.provider.peek("namespace")
    if namespace in (None, "", "default"):
        yield f"{path} is default or not set"


@rule(
    "k8s-recommended-labels",
    "Objects say which application they belong to",
    severity=Severity.LOW,
    remedy="Add the labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/",
    types=(*PODS, SERVICE),
    settings={
        "labels": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [f"app.kubernetes.io/{name}" for name in ("name", "instance", "part-of", "managed-by")],
            "description": "The labels that must be there. A version is known from the image.",
        }
    },
)
def recommended_labels(resource: Resource) -> Iterator[str]:
    """Look at the object; bills are split by the labels of pods, which its template has."""
    present = resource.keys("metadata.labels")
    absent = [name for name in strings(resource.config.value("labels")) if name not in present]
    if absent:
        yield f"metadata.labels lacks {', '.join(absent)}"


@rule(
    "k8s-no-bare-pod",
    "Every pod has somebody who replaces it",
    severity=Severity.MEDIUM,
    remedy="Use a Deployment, StatefulSet, DaemonSet or Job",
    types=(POD,),
)
def no_bare_pod(pod: Resource) -> Iterator[str]:
    """Refuse a pod without an owner: it is gone with its node."""
    if not pod.given("metadata.ownerReferences"):
        yield "the pod has no owner"


@rule(
    "k8s-no-unstable-api",
    "Objects use APIs that stay",
    severity=Severity.MEDIUM,
    remedy="Use the stable version of the API",
    types=_Kubernetes(),
)
def no_unstable_api(resource: Resource) -> Iterator[str]:
    """Look at Kubernetes' own groups: a new minor version may drop an alpha or beta without a way back."""
    version = str(resource.value("apiVersion") or resource.token.split(":")[1]).rpartition("/")[2]
    if "alpha" in version or "beta" in version:
        yield f"{version} is not stable"
