"""Containers: as whom they run, and which rights they have.

The pod security standard `restricted` and more: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings
from policies.lib.values import Value
from policies.lib.view import View, each
from policies.workloads.specs import PATCHES, PODS, containers, each_container, pod_of

_PROFILES = ("RuntimeDefault", "Localhost")


def _effective(container: View, pod: View, name: str) -> Value:
    """Return a setting of the security context; a container's own goes before that of its pod."""
    own = container.value(f"securityContext.{name}")
    return pod.value(f"securityContext.{name}") if own is None else own


@rule(
    "k8s-no-privileged",
    "No container has the rights of its node",
    severity=Severity.CRITICAL,
    remedy="Remove securityContext.privileged",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_16",),
)
def not_privileged(resource: Resource) -> Iterator[str]:
    """Look at each container, and at what a pod of Windows calls the same."""
    pod = pod_of(resource)

    def check(container: View) -> Iterator[str]:
        if container.value("securityContext.privileged") is True:
            yield f"{container.path} is privileged"
        if _effective(container, pod, "windowsOptions.hostProcess") is True:
            yield f"{container.path} is a process of its node"

    return each(containers(pod), check)


@rule(
    "k8s-no-privilege-escalation",
    "No program in a container gets more rights than the one that started it",
    severity=Severity.HIGH,
    remedy="Set securityContext.allowPrivilegeEscalation to false",
    types=PODS,
    controls=("CKV_K8S_20",),
)
def no_escalation(resource: Resource) -> Iterator[str]:
    """Expect it in so many words: Kubernetes allows it by default."""

    def check(container: View) -> Iterator[str]:
        if container.value("securityContext.allowPrivilegeEscalation") is not False:
            yield f"{container.path}.securityContext.allowPrivilegeEscalation is not false"

    return each_container(resource, check)


@rule(
    "k8s-run-as-non-root",
    "No container runs as root",
    severity=Severity.HIGH,
    remedy="Set securityContext.runAsNonRoot to true on the pod, and no runAsUser 0",
    types=PODS,
    controls=("CKV_K8S_23",),
)
def non_root(resource: Resource) -> Iterator[str]:
    """Look at each container with what its pod says."""
    pod = pod_of(resource)

    def check(container: View) -> Iterator[str]:
        if _effective(container, pod, "runAsNonRoot") is not True:
            yield f"{container.path} has no runAsNonRoot"
        if _effective(container, pod, "runAsUser") == 0:
            yield f"{container.path} runs as user 0"

    return each(containers(pod), check)


@rule(
    "k8s-high-uid",
    "Containers run as a user that no node has",
    severity=Severity.LOW,
    remedy="Set securityContext.runAsUser to 10000 or more",
    types=PODS,
    controls=("CKV_K8S_40",),
    settings={"minimum": {"type": "integer", "minimum": 1, "default": 10000}},
)
def high_uid(resource: Resource) -> Iterator[str]:
    """Count an absent user as too low: the image decides, and images like 0 and 1000."""
    pod, minimum = pod_of(resource), number(resource.config.value("minimum"))

    def check(container: View) -> Iterator[str]:
        if number(_effective(container, pod, "runAsUser")) < minimum:
            yield f"{container.path} runs as a user below {minimum:.0f} or does not say as whom"

    return each(containers(pod), check)


@rule(
    "k8s-read-only-root",
    "Containers cannot change their own files",
    severity=Severity.MEDIUM,
    remedy="Set securityContext.readOnlyRootFilesystem to true and mount an emptyDir where it writes",
    types=PODS,
    controls=("CKV_K8S_22",),
)
def read_only_root(resource: Resource) -> Iterator[str]:
    """Look at each container."""

    def check(container: View) -> Iterator[str]:
        if container.value("securityContext.readOnlyRootFilesystem") is not True:
            yield f"{container.path}.securityContext.readOnlyRootFilesystem is not true"

    return each_container(resource, check)


@rule(
    "k8s-drop-capabilities",
    "Containers give up the rights that root is made of",
    severity=Severity.MEDIUM,
    remedy="Set securityContext.capabilities.drop to ALL",
    types=PODS,
    controls=("CKV_K8S_37", "CKV_K8S_28"),
)
def drop_capabilities(resource: Resource) -> Iterator[str]:
    """Expect ALL: a list of some misses what a new kernel adds."""

    def check(container: View) -> Iterator[str]:
        if "ALL" not in strings(container.value("securityContext.capabilities.drop")):
            yield f"{container.path}.securityContext.capabilities.drop lacks ALL"

    return each_container(resource, check)


@rule(
    "k8s-no-added-capabilities",
    "Containers get no rights of root back",
    severity=Severity.HIGH,
    remedy="Remove securityContext.capabilities.add",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_25", "CKV_K8S_39"),
    settings={"allowed": {"type": "array", "items": {"type": "string"}, "default": []}},
)
def no_added_capabilities(resource: Resource) -> Iterator[str]:
    """Take those that the configuration allows, such as NET_BIND_SERVICE."""
    allowed = strings(resource.config.value("allowed"))

    def check(container: View) -> Iterator[str]:
        added = strings(container.value("securityContext.capabilities.add"))
        if any(name not in allowed for name in added):
            yield f"{container.path}.securityContext.capabilities.add has more than allowed"

    return each_container(resource, check)


@rule(
    "k8s-seccomp-profile",
    "Containers use only the system calls that containers need",
    severity=Severity.MEDIUM,
    remedy="Set securityContext.seccompProfile.type to RuntimeDefault on the pod",
    types=PODS,
    controls=("CKV_K8S_31",),
)
def seccomp(resource: Resource) -> Iterator[str]:
    """Look at each container with what its pod says; without it all calls are open."""
    pod = pod_of(resource)

    def check(container: View) -> Iterator[str]:
        if _effective(container, pod, "seccompProfile.type") not in _PROFILES:
            yield f"{container.path} has no seccompProfile"

    return each(containers(pod), check)


@rule(
    "k8s-security-context-set",
    "Pods and containers say what they may do",
    severity=Severity.MEDIUM,
    remedy="Give the pod and each container a securityContext",
    types=PODS,
    controls=("CKV_K8S_29", "CKV_K8S_30"),
)
def security_context(resource: Resource) -> Iterator[str]:
    """Look for both; what must stand in them is the business of the other rules."""
    pod = pod_of(resource)

    def check(view: View) -> Iterator[str]:
        if not view.given("securityContext"):
            yield f"{view.path} has no securityContext"

    return each([pod, *containers(pod)], check)
