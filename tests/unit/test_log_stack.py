"""Logs in the cluster: shipped from every node, kept 30 days, each part gone before what it needs."""

import json
from collections.abc import Mapping

import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.log_stack import LogStack, LogStackArgs
from core.charts import ELASTIC_STACK_VERSION
from core.sections.platform import ElasticsearchSettings, LoggingSettings
from sandbox.outputs import value_at
from tests.kubernetes_objects import object_problems
from tests.recording import Recording, Registered, record

RELEASE = "kubernetes:helm.sh/v3:Release"
CONFIG = "kubernetes:core/v1:ConfigMap"
JOB = "kubernetes:batch/v1:Job"


def stack(*, protected: bool = False, days: int = 30) -> LogStack:
    settings = LoggingSettings(
        log_retention_days=days,
        elasticsearch=ElasticsearchSettings(nodes=3, memory_gib=4, volume_gib=100),
        logstash_replicas=2,
        kibana_replicas=2,
    )
    return LogStack("shop-logs", LogStackArgs(settings=settings, operator_replicas=2, needs=(), protected=protected))


@pytest.fixture(scope="module")
def built() -> Recording[LogStack]:
    return record(stack)


def release(recording: Recording[LogStack], chart: str) -> Registered:
    return recording.named(RELEASE, f"shop-logs-{chart}")


def value(recording: Recording[LogStack], chart: str, path: str) -> object:
    return value_at(release(recording, chart).inputs, f"values.{path}")


def data_of(recording: Recording[LogStack], name: str) -> Mapping[str, str]:
    data = recording.named(CONFIG, name).inputs["data"]
    assert isinstance(data, dict)
    return data


def mounted(volumes: object, name: str) -> Mapping[str, object]:
    assert isinstance(volumes, list)
    return next(volume for volume in volumes if volume["name"] == name)


def test_kubernetes_takes_every_object(built: Recording[LogStack]) -> None:
    assert object_problems(built) == {}


def test_indices_are_deleted_after_30_days(built: Recording[LogStack]) -> None:
    policy = json.loads(data_of(built, "shop-logs-lifecycle")["policy.json"])
    assert value_at(policy, "policy.phases.delete.min_age") == "30d"


def test_another_retention_is_kept_too() -> None:
    assert '"7d"' in data_of(record(lambda: stack(days=7)), "shop-logs-lifecycle")["policy.json"]


def test_logs_are_indexed_by_namespace_and_day(built: Recording[LogStack]) -> None:
    (pipeline,) = data_of(built, "shop-logs-pipeline").values()
    assert "logs-%{[kubernetes][namespace_name]}-%{+YYYY.MM.dd}" in pipeline


def test_logstash_runs_the_pipeline_of_the_config_map(built: Recording[LogStack]) -> None:
    pod = value(built, "eck-logstash", "podTemplate.spec")
    assert isinstance(pod, Mapping)
    config = value_at(mounted(pod["volumes"], "pipelines"), "configMap.name")
    assert isinstance(config, str)
    assert config.startswith("shop-logs-pipeline-")
    (container,) = pod["containers"]
    folder = mounted(container["volumeMounts"], "pipelines")["mountPath"]
    assert value(built, "eck-logstash", "pipelines") == [{"pipeline.id": "main", "path.config": folder}]


@pytest.mark.parametrize("name", ["pipeline", "lifecycle"])
def test_new_content_comes_under_a_new_name_so_that_pods_notice(built: Recording[LogStack], name: str) -> None:
    assert value_at(built.named(CONFIG, f"shop-logs-{name}").inputs, "metadata.name") is None


def test_logstash_is_given_elasticsearch_under_the_name_that_the_pipeline_uses(built: Recording[LogStack]) -> None:
    references = value(built, "eck-logstash", "elasticsearchRefs")
    assert isinstance(references, list)
    (reference,) = references
    assert reference["name"] == value(built, "eck-elasticsearch", "fullnameOverride")
    (pipeline,) = data_of(built, "shop-logs-pipeline").values()
    assert f"${{{reference['clusterName'].upper()}_ES_HOSTS}}" in pipeline


def test_fluent_bit_sends_to_the_port_that_logstash_serves(built: Recording[LogStack]) -> None:
    services = value(built, "eck-logstash", "services")
    assert isinstance(services, list)
    (port,) = services[0]["service"]["spec"]["ports"]
    outputs = str(value(built, "fluent-bit", "config.outputs"))
    host = f"{value(built, 'eck-logstash', 'fullnameOverride')}-ls-{services[0]['name']}.logging.svc"
    assert f"Host {host}\n" in outputs
    assert f"Port {port['port']}\n" in outputs


def test_fluent_bit_runs_on_tainted_nodes_too(built: Recording[LogStack]) -> None:
    assert value(built, "fluent-bit", "tolerations") == [{"operator": "Exists"}]


def test_fluent_bit_changes_nothing_on_the_node_but_its_own_folder(built: Recording[LogStack]) -> None:
    mounts = value(built, "fluent-bit", "daemonSetVolumeMounts")
    assert isinstance(mounts, list)
    assert [mount["mountPath"] for mount in mounts if not mount.get("readOnly")] == ["/var/lib/fluent-bit"]


@pytest.mark.parametrize("chart", ["eck-elasticsearch", "eck-logstash", "eck-kibana"])
def test_the_three_are_of_one_version(built: Recording[LogStack], chart: str) -> None:
    assert value(built, chart, "version") == ELASTIC_STACK_VERSION


def test_elasticsearch_has_the_nodes_and_volumes_asked_for(built: Recording[LogStack]) -> None:
    sets = value(built, "eck-elasticsearch", "nodeSets")
    assert isinstance(sets, list)
    (nodes,) = sets
    assert nodes["count"] == 3
    (claim,) = nodes["volumeClaimTemplates"]
    assert claim["metadata"]["name"] == "elasticsearch-data"
    assert claim["spec"]["storageClassName"] == "gp3"
    assert claim["spec"]["resources"]["requests"]["storage"] == "100Gi"


def test_the_setup_runs_as_nobody_special_with_the_password_from_a_secret(built: Recording[LogStack]) -> None:
    pod = value_at(built.one(JOB).inputs, "spec.template.spec")
    assert isinstance(pod, Mapping)
    assert value_at(pod, "securityContext.runAsNonRoot") is True
    (container,) = pod["containers"]
    password = next(entry for entry in container["env"] if entry["name"] == "ELASTIC_PASSWORD")
    assert password["valueFrom"]["secretKeyRef"]["name"] == "elasticsearch-es-elastic-user"
    assert "value" not in password


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("eck-elasticsearch", "eck-operator"),
        ("eck-kibana", "eck-elasticsearch"),
        ("fluent-bit", "eck-logstash"),
    ],
)
def test_each_part_goes_before_the_one_it_needs(built: Recording[LogStack], later: str, earlier: str) -> None:
    assert release(built, earlier).urn in release(built, later).dependencies


def test_logstash_starts_when_the_index_template_is_there(built: Recording[LogStack]) -> None:
    job = built.one(JOB)
    assert release(built, "eck-elasticsearch").urn in job.dependencies
    assert job.urn in release(built, "eck-logstash").dependencies


def test_the_address_of_elasticsearch_is_given_once_it_answers() -> None:
    recording = record(lambda: ConfigMap("search", data={"url": stack().elasticsearch_url}))
    search = recording.named(CONFIG, "search")
    assert value_at(search.inputs, "data.url") == "https://elasticsearch-es-http.logging.svc:9200"
    assert recording.one(JOB).urn in search.dependencies


def test_everything_lies_in_the_namespace(built: Recording[LogStack]) -> None:
    namespaces = {one.inputs["namespace"] for one in built.of(RELEASE)}
    assert namespaces == {"logging"}


@pytest.mark.parametrize(
    ("protected", "policy"), [(False, "DeleteOnScaledownAndClusterDeletion"), (True, "DeleteOnScaledownOnly")]
)
def test_volumes_outlive_elasticsearch_only_if_protected(policy: str, *, protected: bool) -> None:
    recording = record(lambda: stack(protected=protected))
    assert value(recording, "eck-elasticsearch", "volumeClaimDeletePolicy") == policy


def test_protection_covers_what_holds_the_logs() -> None:
    recording = record(lambda: stack(protected=True))
    assert {one.name for one in recording.resources if one.protect} == {
        "shop-logs-eck-elasticsearch",
        "shop-logs-namespace",
    }
