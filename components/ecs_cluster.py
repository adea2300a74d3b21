"""The cluster that container services run in."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs

from core.naming import type_token

CAPACITY_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


@dataclass(frozen=True, kw_only=True)
class EcsClusterArgs:
    """What a cluster needs to know."""

    kms_key_arn: pulumi.Input[str]
    """Key for the traffic and the log of ECS Exec sessions."""
    log_retention_days: int
    capacity_providers: Sequence[str] = CAPACITY_PROVIDERS
    """FARGATE alone keeps services off spot capacity."""
    physical_name: str | None = None
    """A name that a document states; otherwise Pulumi chooses one."""


class EcsCluster(pulumi.ComponentResource):
    """An ECS cluster on Fargate with Container Insights, its capacity providers, and a log of ECS Exec sessions."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    capacity_providers: Sequence[str]
    session_log_group_arn: pulumi.Output[str]
    """Log group in which every ECS Exec session is recorded; task roles need to write to it."""

    def __init__(self, name: str, args: EcsClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("compute", "EcsCluster"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        sessions = cloudwatch.LogGroup(
            f"{name}-sessions", retention_in_days=args.log_retention_days, kms_key_id=args.kms_key_arn, opts=child
        )
        session_log = ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
            cloud_watch_encryption_enabled=True, cloud_watch_log_group_name=sessions.name
        )
        sessions_setting = ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
            kms_key_id=args.kms_key_arn, logging="OVERRIDE", log_configuration=session_log
        )
        cluster = ecs.Cluster(
            name,
            name=args.physical_name,
            settings=[ecs.ClusterSettingArgs(name="containerInsights", value="enabled")],
            configuration=ecs.ClusterConfigurationArgs(execute_command_configuration=sessions_setting),
            # A fixed name is taken until the old cluster is gone.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=args.physical_name is not None),
        )
        ecs.ClusterCapacityProviders(
            name,
            cluster_name=cluster.name,
            capacity_providers=list(args.capacity_providers),
            # For tasks that say nothing; services name their own provider.
            default_capacity_provider_strategies=[
                ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs(capacity_provider="FARGATE", weight=1)
            ],
            opts=child,
        )
        self.capacity_providers = tuple(args.capacity_providers)
        self.arn = cluster.arn
        self.name = cluster.name
        self.session_log_group_arn = sessions.arn
        self.register_outputs({"arn": self.arn, "name": self.name, "sessionLogGroupArn": self.session_log_group_arn})
