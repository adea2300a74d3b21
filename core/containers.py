"""The containers of a Fargate task, as the JSON objects that a task definition holds.

Every container runs as a user other than root on a read-only root file system. Its image's digest is fixed when a
deployment starts, so that all tasks of one deployment run the same code.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pulumi

from core.bootstrap import BOOTSTRAP_IMAGE, bootstrap_command
from core.sections.service import ServiceSettings

Container: TypeAlias = Mapping[str, object]

COLLECTOR_IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0"
COLLECTOR_NAME = "metrics-collector"
COLLECTOR_CPU = 32
COLLECTOR_MEMORY = 128
"""CPU units and MiB that the collector may use; they come out of the task's size."""

EXEC_AGENT_PATHS = ("/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm")
"""Where the agent of ECS Exec writes. AWS documents ECS Exec as needing a writable root file system; with these three
folders mounted it works on a read-only one: https://github.com/aws/containers-roadmap/issues/1359
"""

DROPPED_CAPABILITIES = ("AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT")
"""What the application's container gives up. The agent of ECS Exec runs in it as root, and AWS does not say what it
needs (https://github.com/aws/containers-roadmap/issues/1360), so what is plainly foreign to it goes, and no more.
"""


@dataclass(frozen=True, kw_only=True)
class LogDestination:
    """The CloudWatch log group that containers write to, each container to streams of its own name."""

    group: pulumi.Input[str]
    region: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class MetricsCollection:
    """The Prometheus workspace that metrics go to, and how often they are read from the container."""

    workspace_arn: pulumi.Input[str]
    remote_write_url: pulumi.Input[str]
    interval_seconds: int


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """A further container of each task. If it fails it is started again, and the application goes on without it."""

    name: str
    image: str
    cpu: int
    memory: int
    """CPU units and MiB that it may use; they come out of the task's size."""
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Variables whose values ECS reads from Secrets Manager: ARN of a secret."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Variables whose values ECS reads from Parameter Store: ARN of a parameter."""
    writes_to_root: bool = False
    """Whether its program writes to its own root file system, and as root."""


def volume_names(settings: ServiceSettings) -> Mapping[str, str]:
    """Return the writable folders of a service's container, each with the name of the volume mounted there."""
    return {path: path.strip("/").replace("/", "-") for path in (*settings.writable_paths, *EXEC_AGENT_PATHS)}


def application(
    name: str,
    settings: ServiceSettings,
    *,
    image: pulumi.Input[str] | None,
    environment: Mapping[str, pulumi.Input[str]],
    secrets: Mapping[str, pulumi.Input[str]],
    logs: LogDestination,
    collected: bool,
    sidecars: Sequence[Sidecar] = (),
) -> Container:
    """Return the container that does the service's work; the task lives and dies with it.

    `secrets` maps variables to ARNs of Secrets Manager and Parameter Store. Without an `image` the bootstrap image
    answers in its place. `collected` says whether a metrics collector shares the task, and `sidecars` what else does.
    """
    reserved_cpu = sum(one.cpu for one in sidecars) + (COLLECTOR_CPU if collected else 0)
    reserved_memory = sum(one.memory for one in sidecars) + (COLLECTOR_MEMORY if collected else 0)
    bootstrap = {"command": bootstrap_command(settings.port)} if image is None else {}
    return {
        "name": name,
        "image": BOOTSTRAP_IMAGE if image is None else image,
        **bootstrap,
        "essential": True,
        # ECS gives a container without a figure next to nothing once another one has a figure.
        "cpu": settings.cpu - reserved_cpu,
        "memory": settings.memory - reserved_memory,
        "portMappings": [{"containerPort": settings.port, "hostPort": settings.port, "protocol": "tcp"}],
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "secrets": [{"name": key, "valueFrom": secrets[key]} for key in sorted(secrets)],
        "user": settings.user,
        "mountPoints": [
            {"sourceVolume": volume, "containerPath": path, "readOnly": False}
            for path, volume in volume_names(settings).items()
        ],
        "stopTimeout": settings.stop_timeout_seconds,
        **_common(name, logs, DROPPED_CAPABILITIES),
    }


def sidecar(one: Sidecar, logs: LogDestination) -> Container:
    """Return a further container of the task."""
    references = {**one.secrets, **one.parameters}
    common = {**_common(one.name, logs, () if one.writes_to_root else ("ALL",))}
    if one.writes_to_root:
        common["readonlyRootFilesystem"] = False
    return {
        "name": one.name,
        "image": one.image,
        "essential": False,
        "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
        "cpu": one.cpu,
        "memory": one.memory,
        "environment": [{"name": key, "value": one.environment[key]} for key in sorted(one.environment)],
        "secrets": [{"name": key, "valueFrom": references[key]} for key in sorted(references)],
        **common,
    }


def metrics_collector(
    service: str, settings: ServiceSettings, collection: MetricsCollection, logs: LogDestination
) -> Container:
    """Return the container that reads the service's metrics and writes them to Prometheus (IMS-204).

    It is started again when it fails, and the service goes on without it.
    """
    configuration = pulumi.Output.json_dumps(_collector_configuration(service, settings, collection), sort_keys=True)
    return {
        "name": COLLECTOR_NAME,
        "image": COLLECTOR_IMAGE,
        "essential": False,
        "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
        "cpu": COLLECTOR_CPU,
        "memory": COLLECTOR_MEMORY,
        "environment": [{"name": "AOT_CONFIG_CONTENT", "value": configuration}],
        "user": settings.user,
        **_common(COLLECTOR_NAME, logs, ("ALL",)),
    }


def _common(name: str, logs: LogDestination, dropped: Sequence[str]) -> Container:
    return {
        "readonlyRootFilesystem": True,
        # The init process passes signals on and clears up after sessions of ECS Exec.
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": list(dropped)}},
        "versionConsistency": "enabled",
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": logs.group,
                "awslogs-region": logs.region,
                "awslogs-stream-prefix": name,
                # In the blocking mode a disturbance of CloudWatch Logs would stop the service.
                "mode": "non-blocking",
                "max-buffer-size": "10m",
            },
        },
    }


def _collector_configuration(
    service: str, settings: ServiceSettings, collection: MetricsCollection
) -> Mapping[str, object]:
    """Return the collector's configuration.

    https://aws-otel.github.io/docs/getting-started/adot-collector
    """
    interval = collection.interval_seconds
    scrape = {
        "job_name": service,
        "metrics_path": settings.metrics_path,
        "scrape_interval": f"{interval}s",
        "scrape_timeout": f"{min(interval, 10)}s",
        "static_configs": [{"targets": [f"localhost:{settings.port}"]}],
    }
    pipeline: Mapping[str, Sequence[str]] = {
        "receivers": ["prometheus"],
        "processors": ["memory_limiter", "resourcedetection"],
        "exporters": ["prometheusremotewrite"],
    }
    return {
        "extensions": {"sigv4auth": {"region": "${env:AWS_REGION}", "service": "aps"}},
        "receivers": {"prometheus": {"config": {"scrape_configs": [scrape]}}},
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_mib": COLLECTOR_MEMORY * 3 // 4, "spike_limit_mib": 16},
            # Every task's target is called localhost: the task's ARN tells their series apart.
            "resourcedetection": {"detectors": ["env", "ecs"]},
        },
        "exporters": {
            "prometheusremotewrite": {
                "endpoint": collection.remote_write_url,
                "auth": {"authenticator": "sigv4auth"},
                "resource_to_telemetry_conversion": {"enabled": True},
            }
        },
        "service": {"extensions": ["sigv4auth"], "pipelines": {"metrics": pipeline}},
    }
