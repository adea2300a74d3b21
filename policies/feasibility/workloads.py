"""Kubernetes objects that the API server refuses, or that keep a cluster from being upgraded."""

from collections.abc import Container, Iterator

from pulumi_policy import Severity

from core.aws.kubernetes_versions import NEWEST_MINOR, minor_of
from core.kubernetes_objects import NODE_PORTS, REMOVED_APIS, amount, is_label, is_release_name, is_subdomain
from policies.feasibility.nodes import CLUSTERS
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule
from policies.lib.values import UNKNOWN
from policies.lib.view import View, each

APPS = "kubernetes:apps/v1:"
DEPLOYMENT = f"{APPS}Deployment"
REPLICATED = (DEPLOYMENT, f"{APPS}StatefulSet")
WITH_PODS = (*REPLICATED, f"{APPS}DaemonSet", "kubernetes:batch/v1:Job")
SERVICE = "kubernetes:core/v1:Service"
LABELS = (SERVICE, "kubernetes:core/v1:Namespace")
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
RELEASE = "kubernetes:helm.sh/v3:Release"
_NAMED_FREELY = "kubernetes:rbac.authorization.k8s.io/"


class _Objects(Container[str]):
    """The types of Kubernetes objects; the names of roles and bindings are free."""

    def __contains__(self, token: object) -> bool:
        is_object = isinstance(token, str) and token.startswith("kubernetes:") and token.count("/") == 1
        return is_object and not str(token).startswith(_NAMED_FREELY) and token != RELEASE


class _Removed(Container[str]):
    """The types of objects whose API version some release no longer serves."""

    def __contains__(self, token: object) -> bool:
        return isinstance(token, str) and token.removeprefix("kubernetes:") in REMOVED_APIS


@rule(
    "feasible-object-name",
    "Objects have names that Kubernetes takes",
    severity=Severity.HIGH,
    remedy="Use lower-case letters, digits and hyphens, 63 characters for services and namespaces",
    types=_Objects(),
)
def object_name(item: Resource) -> Iterator[str]:
    """Look at names that are given; those of services and namespaces become DNS labels."""
    name = item.value("metadata.name")
    takes = is_label if item.token in LABELS else is_subdomain
    if isinstance(name, str) and not takes(name):
        yield "metadata.name is no name that Kubernetes takes"


@rule(
    "feasible-release-name",
    "Helm releases have names that Helm takes",
    severity=Severity.HIGH,
    remedy="Use at most 53 lower-case letters, digits and hyphens",
    types=(RELEASE,),
)
def release_name(release: Resource) -> Iterator[str]:
    """Pass over a name that Pulumi makes."""
    name = release.value("name")
    if isinstance(name, str) and not is_release_name(name):
        yield "name is no name that Helm takes"


@rule(
    "feasible-container-resources",
    "Containers ask for no more than they may have",
    severity=Severity.HIGH,
    remedy="Raise the limit or lower the request",
    types=WITH_PODS,
)
def requests_within_limits(workload: Resource) -> Iterator[str]:
    """Compare CPU, memory and whatever else has both."""
    for path in ("containers", "initContainers"):
        yield from each(workload.items(f"spec.template.spec.{path}"), _within_limits)


@rule(
    "feasible-autoscaler-bounds",
    "Autoscalers have a smallest size of at most the largest",
    severity=Severity.HIGH,
    remedy="Raise maxReplicas or lower minReplicas",
    types=(AUTOSCALER,),
)
def autoscaler(scaler: Resource) -> Iterator[str]:
    """Count an absent minimum as 1."""
    least, most = scaler.value("spec.minReplicas"), scaler.value("spec.maxReplicas")
    if most is not None and number(1 if least is None else least) > number(most):
        yield "spec.minReplicas is above spec.maxReplicas"


@rule(
    "feasible-service-ports",
    "Services have ports within the range, with names if there are several",
    severity=Severity.HIGH,
    remedy="Use ports 1 to 65535, node ports 30000 to 32767, and name each of several",
    types=(SERVICE,),
)
def service_ports(service: Resource) -> Iterator[str]:
    """Look at port and node port; a target port may be a name."""
    ports = service.items("spec.ports")
    yield from each(ports, _port)
    names = [port.value("name") for port in ports]
    if len(ports) > 1 and (None in names or len({str(name) for name in names}) < len(names)):
        yield "spec.ports have not a name each"


@stack_rule(
    "feasible-api-version",
    "Objects are of an API version that the cluster serves",
    severity=Severity.HIGH,
    remedy="Use the class of the newer API version",
    types=_Removed(),
)
def api_version(item: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the cluster of the stack; without one, with the newest release."""
    versions = [minor_of(cluster.peek("version")) for cluster in stack.of(CLUSTERS)]
    minor = min((version for version in versions if version is not None), default=NEWEST_MINOR)
    removed = REMOVED_APIS[item.token.removeprefix("kubernetes:")]
    if minor >= removed:
        yield f"it is not served from 1.{removed} on"


@stack_rule(
    "feasible-disruption-budget",
    "Budgets let a node be drained",
    severity=Severity.MEDIUM,
    remedy="Allow one pod at least to be away: set maxUnavailable to 1, or run more replicas",
    types=(BUDGET,),
)
def budget(item: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the workloads that the budget selects; a share of all is the same for any number."""
    away, here = item.value("spec.maxUnavailable"), item.value("spec.minAvailable")
    if away in (0, "0", "0%") or here == "100%":
        yield "no pod may ever be away"
    for workload in stack.of(REPLICATED):
        replicas = workload.peek("spec.replicas")
        if isinstance(here, int) and replicas is not UNKNOWN and _selects(item, workload):
            wanted = number(1 if replicas is None else replicas)
            yield from [f"all pods of {workload.name} must stay"] if here >= wanted else []


def _within_limits(container: View) -> Iterator[str]:
    for key in container.keys("resources.limits"):
        asked, most = (
            amount(container.value(f"resources.requests.{key}")),
            amount(container.value(f"resources.limits.{key}")),
        )
        if asked is not None and most is not None and asked > most:
            yield f"{container.path}.resources.requests.{key} is above the limit"


def _port(port: View) -> Iterator[str]:
    if not 1 <= number(port.value("port")) <= 65535:
        yield f"{port.path}.port is outside 1 to 65535"
    node_port = port.value("nodePort")
    if node_port is not None and number(node_port) not in NODE_PORTS:
        yield f"{port.path}.nodePort is outside {NODE_PORTS[0]} to {NODE_PORTS[-1]}"


def _selects(guard: View, workload: View) -> bool:
    selected = guard.value("spec.selector.matchLabels")
    labels = workload.value("spec.template.metadata.labels")
    if not isinstance(selected, dict) or not isinstance(labels, dict) or not selected:
        return False
    return all(labels.get(key) == value for key, value in selected.items())
