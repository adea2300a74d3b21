"""What the rules of the pack `workloads` say of other kinds than the one in their case, and before a cluster exists."""

from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from policies.workloads import access, availability
from policies.workloads.specs import DEPLOYMENT, JOB, PODS, RELEASE, SERVICE_ACCOUNT

from .case import ABSENT, Change, altered
from .cases_workloads import BUDGET, CHART, CLOSED, METADATA, NAMES, POLICY, SCALER, WORKLOAD
from .driver import Thing
from .workload_answers import said, said_of_stack

ROLE = "eks.amazonaws.com/role-arn"
ACCOUNT = Thing(SERVICE_ACCOUNT, {"metadata": METADATA, "automountServiceAccountToken": False})
BINDING = {"roleRef": {"name": "cluster-admin"}, "subjects": [{"kind": "ServiceAccount", "name": "default"}]}
ORDER = Thing(DEPLOYMENT, WORKLOAD, name="order")
AMOUNTS = {"cpu": "500m", "memory": "1Gi"}
SCALED = Thing(availability.AUTOSCALER, SCALER, name="scaler")
POLICIES = (
    Thing("kubernetes:networking.k8s.io/v1:NetworkPolicy", POLICY, name="policy"),
    Thing("kubernetes:networking.k8s.io/v1:NetworkPolicy", CLOSED, name="deny"),
)


def budget(**spec: object) -> Thing:
    return Thing(availability.BUDGET, {**BUDGET, "spec": {"selector": {"matchLabels": NAMES}, **spec}}, name="budget")


@pytest.mark.parametrize("token", PODS)
def test_every_kind_that_makes_pods_is_looked_into(token: str) -> None:
    pod = {"hostPID": True, "containers": [{"name": "x", "securityContext": {"privileged": True}}]}
    template = {"spec": pod}
    shapes: Mapping[str, Mapping[str, object]] = {
        "Pod": template,
        "PodTemplate": {"template": template},
        "CronJob": {"spec": {"jobTemplate": {"spec": {"template": template}}}},
    }
    thing = Thing(token, shapes.get(token.rpartition(":")[2], {"spec": {"template": template}}))
    assert said("k8s-no-host-pid", thing)
    assert said("k8s-no-privileged", thing)


@pytest.mark.parametrize("kind", ["apps/v1:DeploymentPatch", "apps/v1:DaemonSetPatch"])
def test_a_patch_brings_nothing_that_must_not_be_and_need_not_bring_the_rest(kind: str) -> None:
    container = {"name": "x", "securityContext": {"privileged": True, "capabilities": {"add": ["SYS_ADMIN"]}}}
    pod = {"hostNetwork": True, "containers": [container]}
    thing = Thing(f"kubernetes:{kind}", {"spec": {"template": {"spec": pod}}})
    for rule in ("k8s-no-privileged", "k8s-no-added-capabilities", "k8s-no-host-network"):
        assert said(rule, thing)
    for rule in ("k8s-run-as-non-root", "k8s-resource-limits", "k8s-allowed-registries", "k8s-liveness-probe"):
        assert said(rule, thing) == []


def test_a_persistent_volume_is_no_folder_of_a_node() -> None:
    volume = Thing("kubernetes:core/v1:PersistentVolume", {"spec": {"hostPath": {"path": "/"}}})
    assert said("k8s-no-host-path", volume) == ["spec.hostPath is set"]
    assert said("k8s-no-host-path", altered(volume, {"spec": {"csi": {"driver": "efs.csi.aws.com"}}})) == []


@pytest.mark.parametrize(
    "rule", ["k8s-rbac-no-escalation", "k8s-rbac-no-webhook-or-csr-control", "k8s-rbac-no-read-all-secrets"]
)
def test_a_star_for_resources_ends_where_the_api_group_does(rule: str) -> None:
    def role(group: str) -> Thing:
        granted = {"apiGroups": [group], "resources": ["*"], "verbs": ["get", "list", "create", "update"]}
        return Thing(access.CLUSTER_ROLE, {"rules": [granted]})

    assert said(rule, role("cert-manager.io")) == []
    assert said(rule, role("*"))


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({}, []),
        ({"automountServiceAccountToken": True}, ["automountServiceAccountToken is not false"]),
    ],
)
def test_a_service_account_hands_out_no_token(change: Change, messages: list[str]) -> None:
    assert said("k8s-no-sa-token-automount", altered(ACCOUNT, change)) == messages


def test_an_account_that_calls_the_api_is_named_in_the_configuration() -> None:
    calling = altered(ACCOUNT, {"automountServiceAccountToken": True})
    assert said("k8s-no-sa-token-automount", calling, allowed=["order"]) == []


def test_the_account_default_has_no_token_and_no_role() -> None:
    rule = "k8s-no-default-service-account"
    default = altered(ACCOUNT, {"metadata.name": "default"})
    assert said(rule, default) == []
    assert said(rule, altered(default, {"automountServiceAccountToken": True})) == ["the account default has a token"]
    assert said(rule, Thing(access.BINDINGS[1], BINDING)) == ["subjects[0] is the account default"]


def test_administrators_are_named_in_the_configuration() -> None:
    assert said("k8s-no-cluster-admin-binding", Thing(access.BINDINGS[1], BINDING), allowed=["def*"]) == []


@pytest.mark.parametrize(
    ("role", "messages"),
    [
        ("arn:aws:iam::000000000000:role/orders", []),
        (UNKNOWN, []),
        ("orders", [f"the annotation {ROLE} is no ARN of a role"]),
    ],
)
def test_a_service_account_names_its_role_by_arn(role: object, messages: list[str]) -> None:
    assert said("k8s-service-account-irsa", altered(ACCOUNT, {"metadata.annotations": {ROLE: role}})) == messages


def test_a_chart_from_an_oci_registry_needs_no_repository() -> None:
    change = {"chart": "oci://public.ecr.aws/karpenter/karpenter", "repositoryOpts": {}}
    assert said("k8s-helm-release-pinned", altered(Thing(RELEASE, CHART), change)) == []


def test_a_namespace_that_the_provider_names_counts_where_an_object_names_none() -> None:
    rule = "k8s-no-default-namespace"
    thing = Thing(DEPLOYMENT, {"metadata": {"name": "x"}}, provider={"namespace": "shop"})
    assert said(rule, thing) == []
    assert said(rule, altered(thing, {"metadata.namespace": "default"}))
    assert said(rule, Thing(DEPLOYMENT, thing.inputs, provider={"namespace": "default"}))


@pytest.mark.parametrize(
    ("rule", "pod"),
    [
        ("k8s-resource-requests", {"containers": [{"resources": {"limits": AMOUNTS}}]}),
        ("k8s-resource-requests", {"resources": {"requests": AMOUNTS}, "containers": [{"name": "x"}]}),
        ("k8s-resource-limits", {"resources": {"limits": AMOUNTS}, "containers": [{"name": "x"}]}),
        ("k8s-image-pull-policy", {"containers": [{"image": "public.ecr.aws/nginx/nginx:latest"}]}),
        ("k8s-image-pull-policy", {"containers": [{"image": "public.ecr.aws/nginx/nginx"}]}),
    ],
)
def test_what_kubernetes_adds_by_itself_need_not_be_written(rule: str, pod: Change) -> None:
    assert said(rule, Thing(DEPLOYMENT, {"spec": {"template": {"spec": pod}}})) == []


@pytest.mark.parametrize(
    "host",
    [
        "000000000000.dkr.ecr-fips.us-east-1.amazonaws.com",
        "000000000000.dkr.ecr.cn-north-1.amazonaws.com.cn",
        "000000000000.dkr-ecr.us-east-1.on.aws",
    ],
)
def test_every_address_of_the_accounts_registry_is_trusted(host: str) -> None:
    pod = {"containers": [{"image": f"{host}/shop/order:1.4.2"}]}
    assert said("k8s-allowed-registries", Thing(DEPLOYMENT, {"spec": {"template": {"spec": pod}}})) == []


def test_a_job_whose_pods_have_a_deadline_ends() -> None:
    assert said("k8s-job-deadline", Thing(JOB, {"spec": {"template": {"spec": {"activeDeadlineSeconds": 60}}}})) == []


def test_a_command_that_sleeps_for_a_moment_ends_within_the_grace() -> None:
    stop = {"lifecycle": {"preStop": {"exec": {"command": ["sh", "-c", "sleep 15"]}}}}
    thing = Thing(DEPLOYMENT, {"spec": {"template": {"spec": {"containers": [stop]}}}})
    assert said("k8s-drain-within-grace", thing) == []


def test_a_rolling_update_that_leaves_a_pod_keeps_serving() -> None:
    left = altered(ORDER, {"spec.strategy": {"rollingUpdate": {"maxUnavailable": 1}}})
    assert said("k8s-rollout-keeps-serving", left) == []


def test_a_release_lies_in_a_namespace_of_its_own() -> None:
    assert said("k8s-no-default-namespace", Thing(RELEASE, {**CHART, "namespace": "default"}))
    assert said("k8s-no-default-namespace", Thing(RELEASE, CHART)) == []


def test_a_version_in_the_token_counts_where_an_object_names_none() -> None:
    assert said("k8s-no-unstable-api", Thing("kubernetes:policy/v1beta1:PodDisruptionBudget"))
    assert said("k8s-no-unstable-api", Thing("kubernetes:external-secrets.io/v1beta1:ExternalSecret")) == []


def test_jobs_need_no_probes() -> None:
    job = Thing(JOB, {"spec": {"template": {"spec": {"containers": [{"name": "x"}]}}}})
    assert said("k8s-liveness-probe", job) == said("k8s-readiness-probe", job) == []


def test_before_the_cluster_exists_a_preview_says_that_nothing_can_be_decided() -> None:
    answers = said_of_stack(Thing(DEPLOYMENT, name="order"), *(Thing(thing.token, name="p") for thing in POLICIES[:1]))
    assert answers
    assert all(text == "cannot be decided at preview: metadata of order" for text in answers)


def test_a_neighbour_that_a_preview_cannot_show_is_told() -> None:
    answers = said_of_stack(ORDER, Thing(availability.BUDGET, name="budget"), *POLICIES)
    assert answers == ["cannot be decided at preview: metadata of budget of order"]


def test_an_autoscaler_says_how_many_pods_there_are_at_least() -> None:
    single = altered(SCALED, {"spec.minReplicas": 1})
    assert said_of_stack(ORDER, SCALED, budget(maxUnavailable=1), *POLICIES) == []
    assert said_of_stack(ORDER, single, budget(maxUnavailable=1), *POLICIES) == [
        "k8s-minimum-replicas: it has fewer than 2 pods"
    ]


def test_an_autoscaler_of_the_older_api_counts_as_well() -> None:
    single = altered(ORDER, {"spec.replicas": ABSENT})
    older = Thing("kubernetes:autoscaling/v1:HorizontalPodAutoscaler", SCALER, name="scaler")
    assert said_of_stack(single, older, budget(maxUnavailable=1), *POLICIES) == []


def test_a_budget_leaves_one_pod_to_go() -> None:
    message = "the disruption budget budget keeps as many pods as there are, so no node can be drained"
    assert said_of_stack(ORDER, SCALED, budget(minAvailable=2), *POLICIES) == [f"k8s-pod-disruption-budget: {message}"]
    assert said_of_stack(ORDER, SCALED, budget(minAvailable=1), *POLICIES) == []


@pytest.mark.parametrize(
    ("operator", "values", "fits"),
    [("In", ["order"], True), ("NotIn", ["order"], False), ("Exists", None, True), ("DoesNotExist", None, False)],
)
def test_a_selector_is_read_as_kubernetes_reads_it(operator: str, values: object, *, fits: bool) -> None:
    expression = {"key": "app.kubernetes.io/name", "operator": operator, "values": values}
    chosen = said_of_stack(ORDER, budget(maxUnavailable=1, selector={"matchExpressions": [expression]}), *POLICIES)
    assert (chosen == []) == fits
