"""Where the kinds of Kubernetes keep what rules ask for: pods, their containers, labels and annotations.

Pods inside a Helm release are made by Helm: no rule sees them, only the release's values (policies/workloads/releases).
"""

from collections.abc import Callable, Iterator

from policies.lib.resources import Resource, StackResource
from policies.lib.values import UNKNOWN, Value
from policies.lib.view import Undecided, View, each

POD = "kubernetes:core/v1:Pod"
POD_TEMPLATE = "kubernetes:core/v1:PodTemplate"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
JOB = "kubernetes:batch/v1:Job"
CRON_JOB = "kubernetes:batch/v1:CronJob"

LASTING = (
    POD,
    POD_TEMPLATE,
    DEPLOYMENT,
    STATEFUL_SET,
    DAEMON_SET,
    "kubernetes:apps/v1:ReplicaSet",
    "kubernetes:core/v1:ReplicationController",
)
"""Kinds whose pods run until somebody stops them."""

PODS = (*LASTING, JOB, CRON_JOB)
"""Every kind that makes pods."""

_PATCH = "Patch"
PATCHES = tuple(f"{kind}{_PATCH}" for kind in PODS)
"""What changes objects of these kinds that others made. Rules look there for what must not be, never for what must:
the rest of the object shows nowhere in the program.
"""

SCALED = (DEPLOYMENT, STATEFUL_SET)
"""Kinds of which a service has as many pods as it needs."""

SERVICE = "kubernetes:core/v1:Service"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
NAMESPACE = "kubernetes:core/v1:Namespace"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 - a type
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
RELEASE = "kubernetes:helm.sh/v3:Release"

_TEMPLATES = {POD: "", POD_TEMPLATE: "template", CRON_JOB: "spec.jobTemplate.spec.template"}


def template_path(token: str) -> str:
    """Return the path of the pod's template, the map with `metadata` and `spec`."""
    return _TEMPLATES.get(token.removesuffix(_PATCH), "spec.template")


def pod_of(resource: Resource | StackResource) -> View:
    """Return the spec of the pods that a resource makes."""
    return resource.at(f"{template_path(resource.token)}.spec".lstrip("."))


def containers(pod: View) -> list[View]:
    """Return the containers that run side by side, and those that run before them."""
    return [*pod.items("containers"), *pod.items("initContainers")]


def each_container(resource: Resource, check: Callable[[View], Iterator[str]]) -> Iterator[str]:
    """Run `check` on every container of a resource's pods."""
    yield from each(containers(pod_of(resource)), check)


def entry(view: View, path: str, key: str) -> Value:
    """Return one value of the map at `path`. Keys of labels and annotations hold dots, so no path leads there."""
    found = maybe_entry(view, path, key)
    if found is UNKNOWN:
        raise Undecided(f"{'.'.join(part for part in (view.path, path) if part)}[{key}]")
    return found


def maybe_entry(view: View, path: str, key: str) -> Value:
    """Return one value of the map at `path`, UNKNOWN included."""
    data = view.value(path)
    return data.get(key) if isinstance(data, dict) else None


def namespace_of(view: View) -> Value:
    """Return the namespace of an object; without one it lies in `default`."""
    return view.value("metadata.namespace") or "default"


def require_outputs(resource: StackResource) -> None:
    """Raise Undecided for an object of which a preview knows nothing.

    While the cluster is still to be made, the engine cannot ask it what an object would become, and a preview shows
    stack rules no property at all.
    """
    if not resource.keys():
        raise Undecided("metadata")


def selects(selector: View, labels: View) -> bool:
    """Say whether a selector fits labels. An empty one fits everything.

    https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
    """
    wanted = selector.value("matchLabels")
    fits = not isinstance(wanted, dict) or all(entry(labels, "", key) == value for key, value in wanted.items())
    return fits and all(_matches(item, labels) for item in selector.items("matchExpressions"))


def _matches(expression: View, labels: View) -> bool:
    values = expression.value("values")
    key = expression.value("key")
    found = entry(labels, "", key) if isinstance(key, str) else None
    inside = isinstance(values, list) and found in values
    outcomes = {"In": inside, "NotIn": not inside, "Exists": found is not None, "DoesNotExist": found is None}
    operator = expression.value("operator")
    return isinstance(operator, str) and outcomes.get(operator, False)
