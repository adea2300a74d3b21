"""Availability: more than one pod, apart from each other, and nodes that can be drained."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule
from policies.lib.view import Undecided
from policies.workloads.specs import (
    DEPLOYMENT,
    SCALED,
    namespace_of,
    pod_of,
    require_outputs,
    selects,
    template_path,
)

AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
_AUTOSCALERS = (AUTOSCALER, "kubernetes:autoscaling/v1:HorizontalPodAutoscaler")
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
_LEAST = 2


def _scaler_of(workload: StackResource, stack: Stack) -> StackResource | None:
    """Return the autoscaler of a workload: it names kind and name, in the same namespace."""
    kind = workload.token.rpartition(":")[2]
    for scaler in stack.of(_AUTOSCALERS):
        _require_neighbour(scaler)
        target = scaler.at("spec.scaleTargetRef")
        same = target.value("kind") == kind and target.value("name") == workload.value("metadata.name")
        if same and namespace_of(scaler) == namespace_of(workload):
            return scaler
    return None


def _require_neighbour(item: StackResource) -> None:
    if not item.keys():
        raise Undecided(f"metadata of {item.name}")


def _least_pods(workload: StackResource, scaler: StackResource | None) -> float:
    """Return how many pods there are at least; one where nothing says how many."""
    count = workload.value("spec.replicas") if scaler is None else scaler.value("spec.minReplicas")
    return 1 if count is None else number(count)


def _budgets_of(workload: StackResource, stack: Stack) -> Iterator[StackResource]:
    """Yield the budgets that select a workload's pods: with an empty selector all of them, without one none."""
    labels = workload.at(f"{template_path(workload.token)}.metadata.labels")
    for budget in stack.of((BUDGET,)):
        _require_neighbour(budget)
        selector = budget.at("spec.selector")
        if (
            selector.value() is not None
            and namespace_of(budget) == namespace_of(workload)
            and selects(selector, labels)
        ):
            yield budget


@stack_rule(
    "k8s-minimum-replicas",
    "Services have two pods at least",
    severity=Severity.MEDIUM,
    remedy="Set spec.replicas, or minReplicas of its autoscaler, to 2 or more",
    types=SCALED,
)
def minimum_replicas(workload: StackResource, stack: Stack) -> Iterator[str]:
    """Go by the autoscaler, where there is one."""
    require_outputs(workload)
    if _least_pods(workload, _scaler_of(workload, stack)) < _LEAST:
        yield f"it has fewer than {_LEAST} pods"


@stack_rule(
    "k8s-pod-disruption-budget",
    "Nodes are drained without stopping a service",
    severity=Severity.MEDIUM,
    remedy="Add a PodDisruptionBudget that selects its pods and lets one go",
    types=SCALED,
)
def disruption_budget(workload: StackResource, stack: Stack) -> Iterator[str]:
    """Look at services with several pods, and at what their budget leaves: none left would stop every drain."""
    require_outputs(workload)
    scaler = _scaler_of(workload, stack)
    pods = _least_pods(workload, scaler)
    budgets = list(_budgets_of(workload, stack))
    if not budgets and (pods >= _LEAST or scaler is not None):
        yield "it has no disruption budget"
    for budget in budgets:
        least = budget.value("spec.minAvailable")
        if isinstance(least, int) and not isinstance(least, bool) and least >= pods:
            yield f"the disruption budget {budget.name} keeps as many pods as there are, so no node can be drained"


@rule(
    "k8s-budget-lets-drain",
    "No disruption budget forbids what it should order",
    severity=Severity.HIGH,
    remedy="Set maxUnavailable to 1, or minAvailable below the number of pods",
    types=(BUDGET,),
)
def budget_lets_drain(budget: Resource) -> Iterator[str]:
    """Refuse none and all: nodes could not be replaced, and an upgrade of the cluster would stand still."""
    if budget.value("spec.maxUnavailable") in (0, "0", "0%"):
        yield "spec.maxUnavailable is 0"
    if budget.value("spec.minAvailable") == "100%":
        yield "spec.minAvailable is 100%"


@rule(
    "k8s-budget-broken-pods",
    "Pods that do not work anyway do not keep a node from being drained",
    severity=Severity.LOW,
    remedy="Set unhealthyPodEvictionPolicy to AlwaysAllow",
    types=(BUDGET,),
)
def broken_pods(budget: Resource) -> Iterator[str]:
    """Refuse the default, with which a crashing service stops an upgrade."""
    if budget.value("spec.unhealthyPodEvictionPolicy") != "AlwaysAllow":
        yield "spec.unhealthyPodEvictionPolicy is not AlwaysAllow"


@rule(
    "k8s-topology-spread",
    "The pods of a service are not all on one node or in one zone",
    severity=Severity.MEDIUM,
    remedy="Add topologySpreadConstraints or a podAntiAffinity",
    types=SCALED,
)
def topology_spread(workload: Resource) -> Iterator[str]:
    """Take a wish as well as a must."""
    pod = pod_of(workload)
    if not pod.given("topologySpreadConstraints") and not pod.given("affinity.podAntiAffinity"):
        yield f"{pod.path} has neither topologySpreadConstraints nor podAntiAffinity"


@rule(
    "k8s-rollout-keeps-serving",
    "A new version comes before the old one goes",
    severity=Severity.MEDIUM,
    remedy="Use strategy RollingUpdate with maxUnavailable below all",
    types=(DEPLOYMENT,),
)
def rollout(deployment: Resource) -> Iterator[str]:
    """Refuse Recreate, and a rolling update that may stop everything."""
    if deployment.value("spec.strategy.type") == "Recreate":
        yield "spec.strategy.type is Recreate"
        return
    unavailable = deployment.value("spec.strategy.rollingUpdate.maxUnavailable")
    if unavailable == "100%":
        yield "spec.strategy.rollingUpdate.maxUnavailable is 100%"
    elif number(unavailable) and 0 < number(deployment.value("spec.replicas")) <= number(unavailable):
        yield "spec.strategy.rollingUpdate.maxUnavailable is as much as spec.replicas"
