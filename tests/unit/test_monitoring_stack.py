"""Monitoring in the cluster: collected every 15 seconds, kept 15 days, alerts to SNS, dashboards from config maps."""

import json
from collections.abc import Mapping

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.monitoring_stack import MonitoringStack, MonitoringStackArgs
from core.alert_rules import workload_rules
from core.monitoring_values import DASHBOARD_LABEL
from core.sections.platform import MonitoringSettings, WorkloadAlertSettings
from core.service_dashboards import overview, service_health
from sandbox.outputs import value_at
from tests.iam_findings import findings
from tests.kubernetes_objects import object_problems
from tests.recording import Recording, record

RELEASE = "kubernetes:helm.sh/v3:Release"
CONFIG = "kubernetes:core/v1:ConfigMap"
MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor"
RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"
SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
TOPIC = "arn:aws:sns:us-east-1:000000000000:critical"


def stack(*, replicas: int = 2, protected: bool = False) -> MonitoringStack:
    args = MonitoringStackArgs(
        settings=MonitoringSettings(replicas=replicas),
        region="us-east-1",
        account_id="000000000000",
        oidc_provider_arn=f"arn:aws:iam::000000000000:oidc-provider/{ISSUER}",
        oidc_issuer=ISSUER,
        secrets_controller=ConfigMap("stands-for-the-controller"),
        needs=(),
        kms_key_arn=KEY,
        topic_arns={"critical": TOPIC},
        metrics_of=["shop"],
        rules=workload_rules("shop", WorkloadAlertSettings()),
        dashboards=[
            overview("E-Commerce Overview", namespace="shop"),
            service_health("Service Health", namespace="shop"),
        ],
        protected=protected,
    )
    return MonitoringStack("shop-monitoring", args)


@pytest.fixture(scope="module")
def built() -> Recording[MonitoringStack]:
    return record(stack)


def value(recording: Recording[MonitoringStack], path: str) -> object:
    return value_at(recording.one(RELEASE).inputs, f"values.{path}")


def test_kubernetes_takes_every_object(built: Recording[MonitoringStack]) -> None:
    assert object_problems(built) == {}


def test_metrics_are_collected_every_15_seconds_and_kept_15_days(built: Recording[MonitoringStack]) -> None:
    spec = value(built, "prometheus.prometheusSpec")
    assert isinstance(spec, Mapping)
    assert (spec["scrapeInterval"], spec["retention"]) == ("15s", "15d")


def test_the_oldest_metrics_go_before_the_volume_is_full(built: Recording[MonitoringStack]) -> None:
    size = value(built, "prometheus.prometheusSpec.retentionSize")
    assert size == "43520MB"  # 85 % of 50 GiB, which Prometheus counts in powers of two


@pytest.mark.parametrize(
    "claim",
    [
        "prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec",
        "alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec",
        "grafana.persistence",
    ],
)
def test_everything_is_kept_on_encrypted_volumes(built: Recording[MonitoringStack], claim: str) -> None:
    assert value(built, f"{claim}.storageClassName") == "gp3"


@pytest.mark.parametrize(
    "switch",
    [
        "prometheus.enabled",
        "alertmanager.enabled",
        "grafana.enabled",
        "grafana.defaultDashboardsEnabled",
        "nodeExporter.enabled",
        "kubelet.enabled",
        "kubeStateMetrics.enabled",
    ],
)
def test_what_documents_ask_for_is_switched_on(built: Recording[MonitoringStack], switch: str) -> None:
    assert value(built, switch) is True


@pytest.mark.parametrize("part", ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"])
def test_no_alert_misses_what_eks_does_not_show(built: Recording[MonitoringStack], part: str) -> None:
    assert value(built, f"{part}.enabled") is False


@pytest.mark.parametrize("kind", ["serviceMonitor", "podMonitor", "rule"])
def test_monitors_and_rules_of_others_count_too(built: Recording[MonitoringStack], kind: str) -> None:
    assert value(built, f"prometheus.prometheusSpec.{kind}SelectorNilUsesHelmValues") is False


@pytest.mark.parametrize(("replicas", "budget"), [(1, False), (2, True)])
def test_only_several_pods_have_a_budget(replicas: int, *, budget: bool) -> None:
    recording = record(lambda: stack(replicas=replicas))
    for part, spec in (("prometheus", "prometheusSpec"), ("alertmanager", "alertmanagerSpec")):
        assert value(recording, f"{part}.podDisruptionBudget.enabled") is budget
        assert value(recording, f"{part}.{spec}.replicas") == replicas


def test_critical_alerts_go_to_their_topic_signed_by_the_pods_own_role(built: Recording[MonitoringStack]) -> None:
    receivers = value(built, "alertmanager.config.receivers")
    assert isinstance(receivers, list)
    (sns,) = receivers[1]["sns_configs"]
    assert (sns["topic_arn"], sns["sigv4"]) == (TOPIC, {"region": "us-east-1"})
    annotations = value(built, "alertmanager.serviceAccount.annotations")
    assert isinstance(annotations, Mapping)
    assert "role/shop-monitoring-alertmanager" in annotations["eks.amazonaws.com/role-arn"]


def test_its_role_publishes_to_these_topics_alone(built: Recording[MonitoringStack]) -> None:
    policy = built.named(POLICY, "shop-monitoring-alertmanager")
    statements = json.loads(str(policy.inputs["policy"]))["Statement"]
    assert [one["Resource"] for one in statements if "sns:Publish" in one["Action"]] == [[TOPIC]]


def test_an_iam_linter_finds_nothing_wrong_with_the_roles(built: Recording[MonitoringStack]) -> None:
    assert [finding for one in built.of(POLICY) for finding in findings(one)] == []


def test_grafanas_password_is_made_by_aws_and_brought_by_external_secrets(
    built: Recording[MonitoringStack],
) -> None:
    assert built.calls == ("aws:secretsmanager/getRandomPassword:getRandomPassword",)
    external = built.one(EXTERNAL_SECRET).inputs
    target = value_at(external, "spec.target.name")
    assert value(built, "grafana.admin.existingSecret") == target
    keys = {value(built, f"grafana.admin.{key}") for key in ("userKey", "passwordKey")}
    data = value_at(external, "spec.data")
    assert isinstance(data, list)
    assert {item["secretKey"] for item in data} == keys


def test_no_value_of_the_chart_is_secret(built: Recording[MonitoringStack]) -> None:
    assert built.one(RELEASE).secrets == frozenset()


def test_grafana_starts_when_its_password_is_there(built: Recording[MonitoringStack]) -> None:
    assert built.one(EXTERNAL_SECRET).urn in built.one(RELEASE).dependencies


def test_grafana_frees_its_volume_before_a_new_pod_takes_it(built: Recording[MonitoringStack]) -> None:
    assert value(built, "grafana.deploymentStrategy.type") == "Recreate"


def test_each_dashboard_is_a_config_map_that_grafana_looks_for(built: Recording[MonitoringStack]) -> None:
    labels = {one.name: value_at(one.inputs, "metadata.labels") for one in built.of(CONFIG)}
    assert labels["shop-monitoring-e-commerce-overview"] == DASHBOARD_LABEL == {"grafana_dashboard": "1"}
    assert labels["shop-monitoring-service-health"] == DASHBOARD_LABEL
    wanted = {value(built, "grafana.sidecar.dashboards.label"): value(built, "grafana.sidecar.dashboards.labelValue")}
    assert wanted == DASHBOARD_LABEL


def test_a_dashboard_keeps_its_name_so_that_the_old_file_goes_first(built: Recording[MonitoringStack]) -> None:
    dashboard = built.named(CONFIG, "shop-monitoring-service-health").inputs
    assert value_at(dashboard, "metadata.name") == "service-health"
    data = dashboard["data"]
    assert isinstance(data, Mapping)
    assert json.loads(data["service-health.json"])["title"] == "Service Health"


def test_services_are_collected_from_as_their_annotations_say(built: Recording[MonitoringStack]) -> None:
    spec = built.one(MONITOR).inputs["spec"]
    assert isinstance(spec, Mapping)
    assert spec["namespaceSelector"] == {"matchNames": ["shop"]}
    (endpoint,) = spec["endpoints"]
    assert endpoint["port"] == "http"
    assert {rule.get("targetLabel") for rule in endpoint["relabelings"]} == {None, "__metrics_path__", "__scheme__"}


def test_our_alerts_are_known_to_prometheus(built: Recording[MonitoringStack]) -> None:
    groups = value_at(built.one(RULE).inputs, "spec.groups")
    assert isinstance(groups, list)
    assert "HighErrorRatio" in {rule["alert"] for rule in groups[0]["rules"]}


@pytest.mark.parametrize("token", [MONITOR, RULE])
def test_custom_resources_go_before_the_release_that_defines_them(
    built: Recording[MonitoringStack], token: str
) -> None:
    assert built.one(RELEASE).urn in built.one(token).dependencies


@pytest.mark.parametrize(("protected", "kept"), [(False, "Delete"), (True, "Retain")])
def test_volumes_outlive_the_release_only_if_protected(kept: str, *, protected: bool) -> None:
    recording = record(lambda: stack(protected=protected))
    for spec in ("prometheus.prometheusSpec", "alertmanager.alertmanagerSpec"):
        assert value(recording, f"{spec}.persistentVolumeClaimRetentionPolicy.whenDeleted") == kept


def test_protection_covers_the_release_the_namespace_and_the_password() -> None:
    recording = record(lambda: stack(protected=True))
    for token in (RELEASE, "kubernetes:core/v1:Namespace", SECRET):
        assert recording.one(token).protect, token


def test_what_depends_on_the_stack_waits_for_all_of_it() -> None:
    recording = record(lambda: ConfigMap("user", opts=pulumi.ResourceOptions(depends_on=[stack()])))
    assert recording.one(RULE).urn in recording.named(CONFIG, "user").dependencies
