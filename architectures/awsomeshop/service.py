"""The application: repository, cluster, and the FastAPI service with its two ways of scaling."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs, ServiceNames
from core.iam import Statement, statement

from .data import DATABASE_USER, Data
from .entrance import Entrance
from .foundation import Foundation
from .settings import AwsomeshopSettings

EXECUTION_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
"""AWS-182. What the role needs it has by itself, for its own repository, log group and secrets."""

METRICS_NAMESPACE = "AWSomeShop"
"""The one namespace that the application may publish metrics in (AWS-190)."""

ROLE = "aws:iam/role:Role"


@dataclass(frozen=True, kw_only=True)
class Backend:
    """The service and what it runs on."""

    registry: ContainerRegistry
    cluster: EcsCluster
    service: EcsService


def build_service(
    stack: StackContext, settings: AwsomeshopSettings, foundation: Foundation, entrance: Entrance, data: Data
) -> Backend:
    """Make the application."""
    key_arn, days = foundation.key.arn, settings.observability.log_retention_days
    registry = ContainerRegistry(
        stack.name("core"),
        ContainerRegistryArgs(
            kms_key_arn=key_arn,
            physical_name=stack.documented_name("aws:ecr/repository:Repository", "awsomeshop"),
            protected=stack.protected,
        ),
        stack.opts,
    )
    cluster = EcsCluster(
        stack.name("cluster"),
        EcsClusterArgs(
            kms_key_arn=key_arn,
            log_retention_days=days,
            capacity_providers=("FARGATE",),
            physical_name=stack.documented_name("aws:ecs/cluster:Cluster", "awsomeshop-cluster"),
        ),
        stack.opts,
    )
    family = stack.documented_name("aws:ecs/taskDefinition:TaskDefinition", "awsomeshop-core-task")
    service = EcsService(
        stack.name("core"),
        EcsServiceArgs(
            settings=settings.services.core,
            family=family,
            names=_names(stack, foundation, family),
            cluster=cluster,
            target=entrance.balancer.target,
            # The document's one private subnet: database and NAT stand in its zone too, and nothing crosses zones.
            subnet_ids=[foundation.network.subnet_ids("private")[stack.zones[0]]],
            security_group_id=foundation.groups.ecs.security_group_id,
            account_id=stack.account_id,
            region=stack.region,
            repository_arn=registry.arn,
            image=stack.images.get("core"),
            environment={"AWS_REGION": stack.region, "LOG_LEVEL": "INFO", "IMAGE_BUCKET": foundation.images.name},
            secrets=_secrets(data),
            task_statements=_rights(foundation, data),
            execution_policy_arns=(EXECUTION_POLICY,),
            kms_key_arn=key_arn,
            log_retention_days=days,
        ),
        # A task that starts before its way out is there cannot fetch its image.
        pulumi.ResourceOptions.merge(stack.opts, pulumi.ResourceOptions(depends_on=[foundation.network])),
    )
    return Backend(registry=registry, cluster=cluster, service=service)


def _names(stack: StackContext, foundation: Foundation, family: str) -> ServiceNames:
    return ServiceNames(
        service=stack.documented_name("aws:ecs/service:Service", "awsomeshop-core-service"),
        container="fastapi-app",
        log_group=f"/ecs/{family}",
        execution_role=stack.documented_name(ROLE, "awsomeshop-ecs-execution-role"),
        task_role=foundation.task_role,
    )


def _secrets(data: Data) -> dict[str, pulumi.Input[str]]:
    def part(key: str) -> pulumi.Output[str]:
        return pulumi.Output.concat(data.users_secret.arn, f":{key}::")

    return {
        "DATABASE_URL": data.database_secret.arn,
        "COGNITO_USER_POOL_ID": part("user_pool_id"),
        "COGNITO_CLIENT_ID": part("client_id"),
        "COGNITO_CLIENT_SECRET": part("client_secret"),
    }


def _rights(foundation: Foundation, data: Data) -> Sequence[Statement]:
    """Return what the application may do (AWS-187 to AWS-190)."""
    images = foundation.images.arn
    return (
        statement(["rds-db:connect"], data.database.user_arns(DATABASE_USER)),
        statement(["s3:ListBucket"], images),
        statement(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], pulumi.Output.concat(images, "/*")),
        statement(
            [
                "cognito-idp:AdminCreateUser",
                "cognito-idp:AdminDisableUser",
                "cognito-idp:AdminEnableUser",
                "cognito-idp:AdminGetUser",
                "cognito-idp:AdminResetUserPassword",
                "cognito-idp:AdminUpdateUserAttributes",
                "cognito-idp:AdminUserGlobalSignOut",
                "cognito-idp:ListUsers",
            ],
            data.users.arn,
        ),
        # Metrics have no resource of their own; their namespace is the limit.
        statement(
            ["cloudwatch:PutMetricData"],
            "*",
            conditions={"StringEquals": {"cloudwatch:namespace": METRICS_NAMESPACE}},
        ),
    )
