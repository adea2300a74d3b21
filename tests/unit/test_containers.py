"""Containers as the task definition holds them."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pulumi
import pytest

from core.bootstrap import BOOTSTRAP_IMAGE
from core.containers import (
    COLLECTOR_CPU,
    COLLECTOR_MEMORY,
    Container,
    LogDestination,
    MetricsCollection,
    application,
    metrics_collector,
    volume_names,
)
from core.sections.service import ServiceSettings
from tests.recording import record

SETTINGS = ServiceSettings(port=8000, cpu=256, memory=512, desired_count=3)
LOGS = LogDestination(group="api-1234567", region="us-east-1")
METRICS = MetricsCollection(
    workspace_arn="arn:aws:aps:us-east-1:000000000000:workspace/ws-1",
    remote_write_url="https://aps.invalid/workspaces/ws-1/api/v1/remote_write",
    interval_seconds=15,
)


def api(*, image: str | None = "registry/api:1", collected: bool = False) -> Container:
    return application(
        "api",
        SETTINGS,
        image=image,
        environment={"B": "2", "A": "1"},
        secrets={"TOKEN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:token-abcdef"},
        logs=LOGS,
        collected=collected,
    )


def collector() -> Container:
    rendered = record(lambda: pulumi.Output.json_dumps(metrics_collector("api", SETTINGS, METRICS, LOGS))).result
    parsed: Container = json.loads(str(rendered))
    return parsed


def test_the_application_listens_on_the_port_of_the_service_and_is_essential() -> None:
    container = api()

    assert container["portMappings"] == [{"containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}]
    assert container["essential"] is True
    assert container["image"] == "registry/api:1"
    assert "command" not in container


def test_the_application_cannot_write_to_its_root_file_system_nor_run_as_root() -> None:
    container = api()

    assert container["readonlyRootFilesystem"] is True
    assert container["user"] == "10001:10001"
    assert container["versionConsistency"] == "enabled"


def test_the_application_can_write_to_its_folders_and_ecs_exec_to_its_own() -> None:
    mounts = api()["mountPoints"]

    assert mounts == [
        {"sourceVolume": volume, "containerPath": path, "readOnly": False}
        for path, volume in volume_names(SETTINGS).items()
    ]
    assert volume_names(SETTINGS) == {
        "/tmp": "tmp",  # noqa: S108  # a mount point inside the container
        "/managed-agents": "managed-agents",
        "/var/lib/amazon/ssm": "var-lib-amazon-ssm",
        "/var/log/amazon/ssm": "var-log-amazon-ssm",
    }


def test_variables_stand_in_the_order_of_their_names_so_that_equal_definitions_are_equal_text() -> None:
    assert api()["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]


def test_a_service_alone_gets_the_whole_task() -> None:
    container = api(collected=False)

    assert (container["cpu"], container["memory"]) == (256, 512)


def test_application_and_collector_share_the_task_without_remainder() -> None:
    container = api(collected=True)

    assert (container["cpu"], container["memory"]) == (256 - COLLECTOR_CPU, 512 - COLLECTOR_MEMORY)
    assert (collector()["cpu"], collector()["memory"]) == (COLLECTOR_CPU, COLLECTOR_MEMORY)


def test_the_collector_may_fail_without_the_task_and_is_started_again() -> None:
    assert collector()["essential"] is False
    assert collector()["restartPolicy"] == {"enabled": True, "restartAttemptPeriod": 60}


def test_the_collector_scrapes_every_15_seconds_and_tells_tasks_apart() -> None:
    environment = {one["name"]: one["value"] for one in json.loads(json.dumps(collector()["environment"]))}
    configuration = json.loads(environment["AOT_CONFIG_CONTENT"])

    scrape = configuration["receivers"]["prometheus"]["config"]["scrape_configs"][0]
    assert scrape["scrape_interval"] == "15s"
    assert scrape["static_configs"] == [{"targets": ["localhost:8000"]}]
    assert scrape["metrics_path"] == "/metrics"
    pipeline = configuration["service"]["pipelines"]["metrics"]
    assert "resourcedetection" in pipeline["processors"]
    exporter = configuration["exporters"]["prometheusremotewrite"]
    assert exporter["endpoint"] == METRICS.remote_write_url
    assert exporter["resource_to_telemetry_conversion"] == {"enabled": True}
    assert exporter["auth"]["authenticator"] in configuration["service"]["extensions"]


def test_every_component_of_the_collectors_pipeline_is_configured() -> None:
    environment = {one["name"]: one["value"] for one in json.loads(json.dumps(collector()["environment"]))}
    configuration = json.loads(environment["AOT_CONFIG_CONTENT"])

    for kind, names in configuration["service"]["pipelines"]["metrics"].items():
        assert set(names) == set(configuration[kind])


@pytest.fixture
def bootstrap_address() -> Iterator[str]:
    container = api(image=None)
    command = container["command"]
    assert isinstance(command, list)
    assert command[0] == "python3"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, *command[1:-1], str(port)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def answer(url: str) -> tuple[int, bytes]:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  # our own process
                return response.status, response.read()
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.parametrize("path", ["/health", "/metrics"])
def test_the_bootstrap_image_answers_health_checks_and_shows_no_metrics(bootstrap_address: str, path: str) -> None:
    assert answer(bootstrap_address + path) == (200, b"")


def test_the_bootstrap_image_listens_on_the_port_of_the_service() -> None:
    container = api(image=None)

    assert container["image"] == BOOTSTRAP_IMAGE
    command = container["command"]
    assert isinstance(command, list)
    assert command[-1] == "8000"
