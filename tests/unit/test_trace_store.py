"""Jaeger: traces are kept with the logs, under the operator's secrets, and end after their days."""

import pytest

from components.log_stack import LogStack, LogStackArgs
from components.trace_store import TraceStore, TraceStoreArgs
from core.sections.platform import ElasticsearchSettings, LoggingSettings, TracingSettings
from core.tracing_values import OTLP_PORT, OTLP_URL
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

RELEASE = "kubernetes:helm.sh/v3:Release"
JOB = "kubernetes:batch/v1:Job"
CONFIG = "userconfig"


def traces() -> TraceStore:
    logging = LoggingSettings(elasticsearch=ElasticsearchSettings(nodes=1), logstash_replicas=1, kibana_replicas=1)
    logs = LogStack("web-logs", LogStackArgs(settings=logging, operator_replicas=1, needs=(), protected=False))
    settings = TracingSettings(replicas=2, trace_retention_days=3, memory_mib=256)
    return TraceStore("web-traces", TraceStoreArgs(settings=settings, logs=logs))


@pytest.fixture(scope="module")
def recording() -> Recording[TraceStore]:
    return record(traces)


def value(recording: Recording[TraceStore], path: str) -> object:
    return value_at(recording.named(RELEASE, "web-traces-jaeger"), f"values.{path}")


def test_kubernetes_takes_every_object(recording: Recording[TraceStore]) -> None:
    assert object_problems(recording) == {}


def test_jaeger_comes_when_elasticsearch_answers(recording: Recording[TraceStore]) -> None:
    release = recording.named(RELEASE, "web-traces-jaeger")
    assert release.inputs["namespace"] == "logging"
    assert recording.one(JOB).urn in release.dependencies


def test_the_password_is_a_variable_and_the_certificate_a_file(recording: Recording[TraceStore]) -> None:
    store = "userconfig.extensions.jaeger_storage.backends.elasticsearch.elasticsearch"
    assert value(recording, f"{store}.auth.basic.password") == "${env:ELASTICSEARCH_PASSWORD}"
    assert value(recording, "jaeger.extraEnv[0].valueFrom.secretKeyRef") == {
        "name": "elasticsearch-es-elastic-user",
        "key": "elastic",
    }
    folder = value(recording, "jaeger.extraVolumeMounts[0].mountPath")
    assert value(recording, f"{store}.tls.ca_file") == f"{folder}/ca.crt"
    assert value(recording, "jaeger.extraVolumes[0].secret.secretName") == "elasticsearch-es-http-certs-public"


def test_services_send_where_jaeger_listens(recording: Recording[TraceStore]) -> None:
    endpoint = value(recording, f"{CONFIG}.receivers.otlp.protocols.http.endpoint")
    assert endpoint == f"0.0.0.0:{OTLP_PORT}"
    assert OTLP_URL.endswith(f"jaeger.logging.svc:{OTLP_PORT}")


def test_every_part_that_a_pipeline_names_is_configured(recording: Recording[TraceStore]) -> None:
    config = value(recording, CONFIG)
    assert isinstance(config, dict)
    assert set(config["service"]["extensions"]) == set(config["extensions"])
    pipeline = config["service"]["pipelines"]["traces"]
    assert {kind: set(names) for kind, names in pipeline.items()} == {
        kind: set(config[kind]) for kind in ("receivers", "processors", "exporters")
    }


def test_old_traces_are_deleted(recording: Recording[TraceStore]) -> None:
    assert value(recording, "esIndexCleaner.enabled") is True
    assert value(recording, "esIndexCleaner.numberOfDays") == 3
    assert value(recording, "storage.elasticsearch.existingSecret") == "elasticsearch-es-elastic-user"
    authority = value(recording, "storage.elasticsearch.tls.ca")
    assert str(authority).startswith(str(value(recording, "esIndexCleaner.extraSecretMounts[0].mountPath")))


def test_two_pods_take_turns_when_nodes_are_drained(recording: Recording[TraceStore]) -> None:
    budget = recording.named("kubernetes:policy/v1:PodDisruptionBudget", "web-traces")
    assert value(recording, "jaeger.replicas") == 2
    assert value(recording, "jaeger.strategy.type") == "RollingUpdate"
    assert value_at(budget, "spec.maxUnavailable") == 1
    assert value(recording, "jaeger.resources.limits.memory") == "256Mi"
