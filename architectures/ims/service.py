"""The backend: repository, cluster, Prometheus workspace, and the FastAPI service."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs
from components.prometheus_workspace import PrometheusWorkspace, PrometheusWorkspaceArgs
from core.containers import MetricsCollection
from core.iam import Statement, statement
from core.naming import physical_name

from .data import Data
from .entrance import Entrance
from .foundation import Foundation
from .settings import ImsSettings

DATABASE_USER = "ims"
"""The database user that the application signs in as with an IAM token (IMS-200); a migration creates it."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """The service and what it runs on."""

    registry: ContainerRegistry
    cluster: EcsCluster
    service: EcsService


def build_service(
    stack: StackContext, settings: ImsSettings, foundation: Foundation, entrance: Entrance, data: Data
) -> Backend:
    """Make the backend."""
    watch = settings.observability
    key_arn, days = foundation.key.arn, watch.log_retention_days
    registry = ContainerRegistry(
        stack.name("api"), ContainerRegistryArgs(kms_key_arn=key_arn, protected=stack.protected), stack.opts
    )
    cluster = EcsCluster(
        stack.name("cluster"), EcsClusterArgs(kms_key_arn=key_arn, log_retention_days=days), stack.opts
    )
    prometheus = PrometheusWorkspace(
        stack.name("prometheus"), PrometheusWorkspaceArgs(kms_key_arn=key_arn, log_retention_days=days), stack.opts
    )
    service = EcsService(
        stack.name("api"),
        EcsServiceArgs(
            settings=settings.services.api,
            family=physical_name("aws:ecs/taskDefinition:TaskDefinition", stack.prefix, "api"),
            cluster=cluster,
            target=entrance.balancer.target,
            subnet_ids=list(foundation.network.subnet_ids("private").values()),
            security_group_id=foundation.groups.ecs.security_group_id,
            account_id=stack.account_id,
            region=stack.region,
            repository_arn=registry.arn,
            image=stack.images.get("api"),
            environment=_environment(stack, settings, data),
            secrets={"JWT_SECRET": data.jwt.arn, "REDIS_AUTH_TOKEN": data.cache.auth_secret_arn},
            task_statements=_rights(stack, foundation, data),
            metrics=MetricsCollection(
                workspace_arn=prometheus.arn,
                remote_write_url=prometheus.remote_write_url,
                interval_seconds=watch.scrape_interval_seconds,
            ),
            kms_key_arn=key_arn,
            log_retention_days=days,
        ),
        # A task that starts before its way out is there cannot fetch its image.
        pulumi.ResourceOptions.merge(stack.opts, pulumi.ResourceOptions(depends_on=[foundation.network])),
    )
    return Backend(registry=registry, cluster=cluster, service=service)


def _environment(stack: StackContext, settings: ImsSettings, data: Data) -> dict[str, pulumi.Input[str]]:
    readers = [replica.address for replica in data.database.replicas.values()]
    return {
        "AWS_REGION": stack.region,
        "DATABASE_HOST": data.database.address,
        "DATABASE_READER_HOST": readers[0] if readers else data.database.address,
        "DATABASE_PORT": str(data.database.port),
        "DATABASE_NAME": settings.database.database_name,
        "DATABASE_USER": DATABASE_USER,
        "REDIS_HOST": data.cache.endpoint,
        "REDIS_PORT": str(data.cache.port),
    }


def _rights(stack: StackContext, foundation: Foundation, data: Data) -> Sequence[Statement]:
    """Return what the application may do: sign in to the database with IAM, keep backups."""
    bucket = foundation.backups.arn
    return (
        statement(["rds-db:connect"], data.database.user_arns(DATABASE_USER)),
        statement(["s3:ListBucket"], bucket),
        statement(["s3:GetObject", "s3:PutObject"], pulumi.Output.concat(bucket, "/*")),
        statement(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            foundation.key.arn,
            conditions={"StringEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}},
        ),
    )
