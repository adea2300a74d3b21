"""Namespaces: what holds for all that is in one."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule, strings
from policies.lib.view import Undecided, View
from policies.workloads.specs import (
    LASTING,
    NAMESPACE,
    NETWORK_POLICY,
    entry,
    namespace_of,
    require_outputs,
    selects,
    template_path,
)

_ENFORCE = "pod-security.kubernetes.io/enforce"
_LIMITS = {"quota": "kubernetes:core/v1:ResourceQuota", "limits for single pods": "kubernetes:core/v1:LimitRange"}


@rule(
    "k8s-namespace-pod-security-labels",
    "Namespaces refuse pods that could take over a node",
    severity=Severity.MEDIUM,
    remedy=f"Set the label {_ENFORCE} to restricted or baseline",
    types=(NAMESPACE,),
    settings={
        "allowed": {
            "type": "array",
            "items": {"type": "string", "enum": ["restricted", "baseline", "privileged"]},
            "default": ["restricted", "baseline"],
        }
    },
)
def pod_security(namespace: Resource) -> Iterator[str]:
    """Count an absent label as privileged, which is what Kubernetes makes of it."""
    if entry(namespace, "metadata.labels", _ENFORCE) not in strings(namespace.config.value("allowed")):
        yield f"the label {_ENFORCE} is none of those allowed"


@stack_rule(
    "k8s-namespace-quota",
    "No namespace can take all of the cluster",
    severity=Severity.LOW,
    remedy="Add a ResourceQuota and a LimitRange to it",
    types=(NAMESPACE,),
)
def quota(namespace: StackResource, stack: Stack) -> Iterator[str]:
    """Look for both: the first bounds the namespace, the second each pod that says nothing about itself."""
    for what, kind in _LIMITS.items():
        found = list(stack.of((kind,)))
        if not any(_is_in(item, namespace) for item in found):
            if found:
                require_outputs(namespace)
            yield f"the namespace has no {what}"


def _is_in(item: StackResource, namespace: StackResource) -> bool:
    """Say whether an object lies in a namespace, by its name or because it was computed from it."""
    if namespace.urn in item.sources("metadata"):
        return True
    name = namespace.value("metadata.name")
    return name is not None and item.value("metadata.namespace") == name


@stack_rule(
    "k8s-network-policy",
    "Pods are reached by whom a network policy names",
    severity=Severity.MEDIUM,
    remedy="Add a NetworkPolicy that selects them, and one for the namespace that denies what nothing allows",
    types=LASTING,
    controls=("CKV2_K8S_6",),
)
def network_policy(workload: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a policy that says who reaches the pods, and for one that closes the rest of the namespace.

    Without any policy for ingress Kubernetes lets everybody in; the second one guards what comes later.
    """
    require_outputs(workload)
    namespace = namespace_of(workload)
    labels = workload.at(f"{template_path(workload.token)}.metadata.labels".lstrip("."))
    policies = [item for item in _known(stack) if namespace_of(item) == namespace and _is_about_ingress(item)]
    denying = [item for item in policies if _selects_all(item) and not item.given("spec.ingress")]
    if not any(selects(item.at("spec.podSelector"), labels) for item in policies if item not in denying):
        yield "no network policy selects its pods"
    if not denying:
        yield "no network policy denies by default in its namespace"


def _known(stack: Stack) -> list[StackResource]:
    """Return the network policies. Raises Undecided if a preview knows nothing of one."""
    policies = list(stack.of((NETWORK_POLICY,)))
    if any(not policy.keys() for policy in policies):
        raise Undecided("its network policies")
    return policies


def _is_about_ingress(policy: View) -> bool:
    """Say whether a policy is about who comes in, as one is that names no types; one about egress alone is not."""
    types = strings(policy.value("spec.policyTypes"))
    return not types or "Ingress" in types


def _selects_all(policy: View) -> bool:
    selector = policy.at("spec.podSelector")
    return not selector.given("matchLabels") and not selector.given("matchExpressions")
