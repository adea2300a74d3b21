"""What the rules of the pack `workloads` say of other kinds than the one in their case, and before a cluster exists."""

from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from policies.workloads import access, availability
from policies.workloads.credentials import SECRET_NAME, looks_secret
from policies.workloads.specs import DEPLOYMENT, INGRESS, JOB, PODS, RELEASE, SERVICE, SERVICE_ACCOUNT

from .case import ABSENT, Change, altered
from .cases_workloads import ALB, BUDGET, CHART, CLOSED, METADATA, NAMES, POLICY, SCALER, TOLD, WORKLOAD, member
from .driver import Driver, Thing

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


def _message(text: str) -> str:
    """Return what a line says, without the SDK's words before it and the remedy behind it."""
    return text.rpartition("during preview: ")[2].split(". ")[0]


def said(rule: str, thing: Thing, **config: object) -> list[str]:
    driver = Driver("workloads", {"all": "disabled", rule: {"enforcementLevel": "mandatory", **config}})
    return [_message(text) for text in driver.resource(thing).of(rule)]


def said_of_stack(*things: Thing) -> list[str]:
    return [_message(item.text) for item in Driver("workloads").stack(things).said]


def alb(annotations: Change, spec: Change) -> Thing:
    own = {f"{ALB}{name}": value for name, value in annotations.items()}
    return Thing(INGRESS, {"metadata": {"annotations": own}, "spec": {"ingressClassName": "alb", **spec}})


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


@pytest.mark.parametrize("annotation", [("scheme", "internal"), ("internal", "true")])
def test_a_load_balancer_of_a_service_may_be_internal(annotation: tuple[str, str]) -> None:
    key = f"service.beta.kubernetes.io/aws-load-balancer-{annotation[0]}"
    thing = Thing(SERVICE, {"metadata": {"annotations": {key: annotation[1]}}, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing) == []
    assert said("k8s-service-source-ranges", thing) == []


@pytest.mark.parametrize("kind", ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb"])
def test_a_load_balancer_of_the_newer_controllers_is_internal_unless_it_says_otherwise(kind: str) -> None:
    thing = Thing(SERVICE, {"metadata": METADATA, "spec": {"type": "LoadBalancer", "loadBalancerClass": kind}})
    scheme = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}
    for rule in ("k8s-service-no-load-balancer", "k8s-service-source-ranges"):
        assert said(rule, thing) == []
        assert said(rule, altered(thing, {"metadata.annotations": scheme}))


def test_a_load_balancer_left_to_the_newer_controller_by_annotation_is_internal() -> None:
    kind = {"service.beta.kubernetes.io/aws-load-balancer-type": "external"}
    thing = Thing(SERVICE, {"metadata": {"annotations": kind}, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing) == []
    assert said("k8s-service-no-load-balancer", altered(thing, {"metadata.annotations": {}}))


def test_a_public_load_balancer_that_is_allowed_still_says_who_may_come() -> None:
    thing = Thing(SERVICE, {"metadata": METADATA, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing, allowed=["order"]) == []
    assert said("k8s-service-source-ranges", thing) == ["spec.loadBalancerSourceRanges lets everybody in"]


def test_an_ingress_of_another_class_has_tls_hosts_and_nothing_of_alb() -> None:
    plain = Thing(INGRESS, {"metadata": METADATA, "spec": {"ingressClassName": "nginx"}})
    assert said("k8s-ingress-tls", plain) == ["spec.tls is not set"]
    assert said("k8s-ingress-tls", altered(plain, {"spec.tls": [{"hosts": ["shop.example.com"]}]})) == []
    for rule in ("k8s-ingress-tls-policy", "k8s-ingress-waf", "k8s-ingress-access-logs"):
        assert said(rule, plain) == []


def test_an_unknown_annotation_that_decides_is_told() -> None:
    thing = Thing(INGRESS, {"metadata": {"annotations": {f"{ALB}ssl-policy": UNKNOWN}}})
    assert said("k8s-ingress-tls-policy", thing) == [
        f"cannot be decided at preview: metadata.annotations[{ALB}ssl-policy]"
    ]


@pytest.mark.parametrize(
    ("annotations", "spec"),
    [
        ({"certificate-arn": "arn:aws:acm:us-east-1:000000000000:certificate/x"}, {}),
        ({"certificate-arn": UNKNOWN}, {}),
        ({"listen-ports": '[{"HTTPS":443}]'}, {"rules": [{"host": "shop.example.com"}]}),
        ({"listen-ports": '[{"HTTPS":443}]'}, {"tls": [{"hosts": ["shop.example.com"]}]}),
        ({"listen-ports": '[{"HTTPS":443}]', "group.name": "shop"}, {}),
    ],
)
def test_an_ingress_that_listens_on_https_alone_needs_no_redirect(annotations: Change, spec: Change) -> None:
    assert said("k8s-ingress-tls", alb(annotations, spec)) == []


@pytest.mark.parametrize(
    ("annotations", "spec"),
    [
        ({"listen-ports": '[{"HTTPS":443}]'}, {"rules": [{"http": {}}]}),
        ({"ssl-redirect": "443"}, {"rules": [{"host": "shop.example.com"}]}),
    ],
)
def test_no_certificate_is_found_without_a_host_or_without_https(annotations: Change, spec: Change) -> None:
    assert said("k8s-ingress-tls", alb(annotations, spec)) == ["it has no certificate"]


GROUP_RULES = (
    "k8s-ingress-tls-policy",
    "k8s-ingress-waf",
    "k8s-ingress-drop-invalid-headers",
    "k8s-ingress-access-logs",
)


@pytest.mark.parametrize("rule", GROUP_RULES)
def test_what_a_group_has_once_is_not_asked_of_each_ingress(rule: str) -> None:
    public = {"scheme": "internet-facing"}
    assert said(rule, alb(public, {}))
    assert said(rule, alb({**public, "group.name": "shop"}, {})) == []


@pytest.mark.parametrize(
    ("rule", "annotations"),
    [
        ("k8s-ingress-tls-policy", {"ssl-policy": "ELBSecurityPolicy-2016-08"}),
        ("k8s-ingress-access-logs", {"load-balancer-attributes": "access_logs.s3.enabled=false"}),
    ],
)
def test_what_an_ingress_sets_wrongly_is_wrong_in_a_group_too(rule: str, annotations: Change) -> None:
    assert said(rule, alb({**annotations, "group.name": "shop"}, {}))


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


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "dbPassword", "dbpassword", "API_KEY", "authToken", "client.secret"),
        *("api-key", "secret-key", "access-key", "private.key", "encryption_key", "db_password_1", "TOKEN2"),
    ],
)
def test_the_name_of_a_secret_is_known(name: str) -> None:
    assert SECRET_NAME.search(name)


@pytest.mark.parametrize(
    "value",
    [
        '{"api":"http://orders:8080","mail":"ops@example.com"}',
        "{api: http://orders:8080, mail: ops@example.com}",
        "postgres://shop:$(PASSWORD)@db/shop",
    ],
)
def test_a_url_ends_where_the_text_around_it_goes_on(value: str) -> None:
    assert not looks_secret("settings", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USE_TOKEN", "false"),
        ("REFRESH_TOKEN", "3600"),
        ("DB_PASSWORD", "$(A)"),
        ("DB_CREDENTIALS", "${USER}:${PASS}"),
    ],
)
def test_a_switch_a_number_and_a_reference_are_no_secret(name: str, value: str) -> None:
    assert not looks_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "$(SCHEME)://admin:hunter2@db"),
        ("DB_PASSWORD", "$(A)hunter2"),
        ("DB_PASSWORD", "12345678"),
        ("settings", '{"db":"postgres://shop:hunter2@db"}'),
    ],
)
def test_a_secret_beside_a_reference_is_one(name: str, value: str) -> None:
    assert looks_secret(name, value)


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD_FILE",
        "existingSecret",
        "secretName",
        "SECRET_ARN",
        "compass",
        "monkey",
        "existing-secret-name",
        "public.key",
    ],
)
def test_a_name_that_only_leads_to_a_secret_is_none(name: str) -> None:
    assert not SECRET_NAME.search(name)


def test_a_group_of_ingresses_is_judged_once() -> None:
    silent = {"group.name": "shop"}
    answer = Driver("workloads").stack((member("second", **silent), member("first", **silent)))
    found = [item.urn for item in answer.said if item.text.startswith("k8s-ingress-group: ")]
    assert found == [member("first").urn] * 4


@pytest.mark.parametrize("ports", ['[{"HTTPS": 443}]', ""])
def test_a_group_of_which_none_listens_on_plain_http_needs_no_redirect(ports: str) -> None:
    given = {**TOLD, "listen-ports": ports, "ssl-redirect": ""}
    assert said_of_stack(member("only", **given)) == []
