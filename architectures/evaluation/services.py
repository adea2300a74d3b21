"""The two services: repositories, the cluster, the Nginx frontend and the Flask backend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs, ServiceNames
from components.load_balancer import Target
from components.security_group import SecurityGroup
from core import datadog
from core.iam import Statement, statement
from core.naming import physical_name
from core.sections.service import ServiceSettings

from .data import Data, documented_environment
from .entrance import Entrance
from .foundation import Foundation
from .settings import EvaluationSettings
from .watch import Watch


@dataclass(frozen=True, kw_only=True)
class Services:
    """The services and what they run on."""

    cluster: EcsCluster
    repositories: Mapping[str, ContainerRegistry]
    services: Mapping[str, EcsService]
    """By their short names, frontend and backend."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one service has of its own."""

    settings: ServiceSettings
    target: Target
    group: SecurityGroup
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    parameters: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Statement]
    policy_names: Mapping[str, str]


def build_services(
    stack: StackContext,
    settings: EvaluationSettings,
    foundation: Foundation,
    entrance: Entrance,
    data: Data,
    watch: Watch,
) -> Services:
    """Make repositories, cluster and services."""
    key_arn, days = foundation.key.arn, settings.observability.log_retention_days
    cluster = EcsCluster(
        stack.name("cluster"),
        EcsClusterArgs(
            kms_key_arn=key_arn,
            log_retention_days=days,
            capacity_providers=("FARGATE",),
            physical_name=None if settings.recovery is None else settings.recovery.cluster_name,
        ),
        stack.opts,
    )
    parts = {
        "frontend": _Part(
            settings=settings.services.frontend,
            target=entrance.frontend.target,
            group=foundation.groups.frontend,
            environment={},
            secrets={},
            parameters={},
            statements=(),
            policy_names={},
        ),
        "backend": _Part(
            settings=settings.services.backend,
            target=entrance.backend.target,
            group=foundation.groups.backend,
            environment=_backend_environment(stack, settings, foundation, data),
            secrets={"REDIS_AUTH_TOKEN": data.cache.auth_secret_arn},
            parameters={"DATABASE_URL": data.database_url.arn, "JWT_SECRET": data.jwt_key.arn},
            statements=_backend_rights(stack, foundation),
            policy_names={"cpu": "backend-scale-up"},  # EVA-149
        ),
    }
    repositories = {
        name: ContainerRegistry(
            stack.name(name), ContainerRegistryArgs(kms_key_arn=key_arn, protected=stack.protected), stack.opts
        )
        for name in parts
    }
    services = {
        name: EcsService(
            stack.name(name),
            EcsServiceArgs(
                settings=part.settings,
                family=physical_name("aws:ecs/taskDefinition:TaskDefinition", stack.prefix, name),
                names=ServiceNames(service=f"evaluation-{name}"),  # EVA-074, EVA-077
                cluster=cluster,
                target=part.target,
                subnet_ids=list(foundation.network.subnet_ids("private").values()),
                security_group_id=part.group.security_group_id,
                account_id=stack.account_id,
                region=stack.region,
                repository_arn=repositories[name].arn,
                image=stack.images.get(name),
                environment={**_common_environment(stack, settings, name), **part.environment},
                secrets=part.secrets,
                parameters=part.parameters,
                sidecars=() if settings.datadog is None else (datadog.agent(settings.datadog),),
                task_statements=part.statements,
                policy_names=part.policy_names,
                rollback_alarms=watch.rollback_alarms[name],
                kms_key_arn=key_arn,
                log_retention_days=days,
            ),
            # A task that starts before its way out is there cannot fetch its image.
            pulumi.ResourceOptions.merge(stack.opts, pulumi.ResourceOptions(depends_on=[foundation.network])),
        )
        for name, part in parts.items()
    }
    return Services(cluster=cluster, repositories=repositories, services=services)


def _common_environment(
    stack: StackContext, settings: EvaluationSettings, name: str
) -> Mapping[str, pulumi.Input[str]]:
    """Return region and labels (EVA-074 to EVA-079), and where traces go (EVA-022)."""
    image = stack.images.get(name, "")
    version = image.rpartition("/")[2].partition(":")[2] or "latest"
    labels = datadog.labels(f"evaluation-{name}", documented_environment(stack), version)
    tracing = {"OTEL_EXPORTER_OTLP_ENDPOINT": settings.tracing_endpoint} if settings.tracing_endpoint else {}
    return {"AWS_REGION": stack.region, **labels, **tracing}


def _backend_environment(
    stack: StackContext, settings: EvaluationSettings, foundation: Foundation, data: Data
) -> Mapping[str, pulumi.Input[str]]:
    readers = [replica.address for replica in data.database.replicas.values()]
    return {
        "ALLOWED_ORIGIN": f"https://{stack.domain}",
        "DATABASE_READER_HOST": readers[0] if readers else data.database.address,
        "FILES_BUCKET": foundation.files.name,
        "FILES_REGION": stack.region,
        "REDIS_HOST": data.cache.endpoint,
        "REDIS_PORT": str(data.cache.port),
        "STATIC_PATH": settings.distribution.static_path.rstrip("*"),
    }


def _backend_rights(stack: StackContext, foundation: Foundation) -> Sequence[Statement]:
    """Return what the backend may do: read, keep and delete files."""
    files = foundation.files
    return (
        statement(["s3:ListBucket"], files.arn),
        statement(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], f"{files.arn}/*"),
        statement(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            files.key_arn,
            conditions={"StringEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}},
        ),
    )
