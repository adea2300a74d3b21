"""A container service on Fargate behind a load balancer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import appautoscaling, cloudwatch, ecs, iam

from components.ecs_cluster import EcsCluster
from components.load_balancer import Target
from core import containers, task_permissions
from core.containers import LogDestination, MetricsCollection
from core.iam import Statement, document
from core.naming import type_token
from core.sections.service import ScalingSettings, ServiceSettings


@dataclass(frozen=True, kw_only=True)
class EcsServiceArgs:
    """What a service needs to know."""

    settings: ServiceSettings
    family: str
    """Name of the task definition's revisions; an account's stacks share the names of one region."""
    cluster: EcsCluster
    target: Target
    """Where the tasks are registered to get requests."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets with a way out, in at least two zones."""
    security_group_id: pulumi.Input[str]
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    repository_arn: pulumi.Input[str]
    """The ECR repository that tasks may pull from."""
    image: pulumi.Input[str] | None
    """The image to run, or None for the bootstrap image, which answers health checks and nothing else."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Variables whose values ECS reads from Secrets Manager: ARN of a secret, or `<arn>:<JSON key>::`."""
    task_statements: Sequence[Statement] = ()
    """What the application itself may do in AWS."""
    metrics: MetricsCollection | None = None
    """Where the service's metrics go; None if nobody collects them."""
    kms_key_arn: pulumi.Input[str]
    """Key of the secrets, the logs and ECS Exec sessions."""
    log_retention_days: int


class EcsService(pulumi.ComponentResource):
    """A service of Fargate tasks: log group, execution role, task role, task definition, service, automatic scaling.

    `name` is the container's name too. A deployment whose tasks do not become healthy is rolled back by ECS.
    """

    name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: EcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("compute", "EcsService"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        log_group = cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.kms_key_arn, opts=self._child
        )
        execution_role, execution_policy = self._role("execution", self._execution_statements(log_group))
        task_role, task_policy = self._role("task", self._task_statements())
        task_definition = self._task_definition(log_group, execution_role, task_role)
        service = self._service(task_definition, [execution_policy, task_policy])
        if args.settings.scaling is not None:
            self._scale(service, args.settings.scaling)
        self.name = service.name
        self.log_group_name = log_group.name
        self.register_outputs({"name": self.name, "logGroupName": self.log_group_name})

    def _execution_statements(self, log_group: cloudwatch.LogGroup) -> Sequence[Statement]:
        args = self._args
        secrets = list(args.secrets.values())
        return (
            *task_permissions.image_pull(args.repository_arn),
            task_permissions.log_writing(log_group.arn),
            *(task_permissions.secret_reading(secrets, args.kms_key_arn, args.region) if secrets else ()),
        )

    def _task_statements(self) -> Sequence[Statement]:
        args, metrics = self._args, self._args.metrics
        writing: Sequence[Statement] = ()
        if metrics is not None:
            writing = task_permissions.metrics_writing(metrics.workspace_arn, args.kms_key_arn, args.region)
        sessions = task_permissions.remote_sessions(args.cluster.session_log_group_arn, args.kms_key_arn)
        return (*sessions, *writing, *args.task_statements)

    def _role(self, purpose: str, statements: Sequence[Statement]) -> tuple[iam.Role, iam.RolePolicy]:
        role = iam.Role(
            f"{self._label}-{purpose}",
            assume_role_policy=document(task_permissions.trust(self._args.account_id)),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{self._label}-{purpose}", role=role.name, policy=document(*statements), opts=self._child
        )
        return role, policy

    def _task_definition(
        self, log_group: cloudwatch.LogGroup, execution_role: iam.Role, task_role: iam.Role
    ) -> ecs.TaskDefinition:
        settings = self._args.settings
        return ecs.TaskDefinition(
            self._label,
            family=self._args.family,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(settings.cpu),
            memory=str(settings.memory),
            runtime_platform=ecs.TaskDefinitionRuntimePlatformArgs(
                operating_system_family="LINUX", cpu_architecture=settings.cpu_architecture
            ),
            execution_role_arn=execution_role.arn,
            task_role_arn=task_role.arn,
            container_definitions=self._containers(LogDestination(group=log_group.name, region=self._args.region)),
            volumes=[
                ecs.TaskDefinitionVolumeArgs(name=volume) for volume in containers.volume_names(settings).values()
            ],
            opts=self._child,
        )

    def _containers(self, logs: LogDestination) -> pulumi.Output[str]:
        args = self._args
        application = containers.application(
            self._label,
            args.settings,
            image=args.image,
            environment=args.environment,
            secrets=args.secrets,
            logs=logs,
            collected=args.metrics is not None,
        )
        if args.metrics is None:
            return pulumi.Output.json_dumps([application], sort_keys=True)
        collector = containers.metrics_collector(self._label, args.settings, args.metrics, logs)
        return pulumi.Output.json_dumps([application, collector], sort_keys=True)

    def _service(self, task_definition: ecs.TaskDefinition, policies: Sequence[pulumi.Resource]) -> ecs.Service:
        args, settings = self._args, self._args.settings
        return ecs.Service(
            self._label,
            cluster=args.cluster.arn,
            task_definition=task_definition.arn,
            desired_count=settings.desired_count,
            capacity_provider_strategies=[
                ecs.ServiceCapacityProviderStrategyArgs(
                    capacity_provider="FARGATE_SPOT" if settings.spot else "FARGATE", weight=1
                )
            ],
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                subnets=list(args.subnet_ids), security_groups=[args.security_group_id], assign_public_ip=False
            ),
            load_balancers=[
                ecs.ServiceLoadBalancerArgs(
                    target_group_arn=args.target.arn, container_name=self._label, container_port=settings.port
                )
            ],
            health_check_grace_period_seconds=settings.health_check.grace_seconds,
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_circuit_breaker=ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=True,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=settings.wait_for_steady_state,
            opts=pulumi.ResourceOptions(
                parent=self,
                # Tasks cannot start before their roles have their rights, on capacity the cluster does not have yet, or
                # in a target group without a listener.
                depends_on=[args.cluster, args.target.listener, *policies],
                # Scaling owns the number once the service runs.
                ignore_changes=["desiredCount"] if settings.scaling is not None else None,
            ),
        )

    def _scale(self, service: ecs.Service, scaling: ScalingSettings) -> None:
        target = appautoscaling.Target(
            self._label,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", self._args.cluster.name, "/", service.name),
            min_capacity=scaling.minimum,
            max_capacity=scaling.maximum,
            opts=self._child,
        )
        followed = (
            _Followed("cpu", "ECSServiceAverageCPUUtilization", scaling.cpu_percent),
            _Followed("memory", "ECSServiceAverageMemoryUtilization", scaling.memory_percent),
            _Followed(
                "requests",
                "ALBRequestCountPerTarget",
                scaling.requests_per_minute,
                self._args.target.request_count_label,
            ),
        )
        for metric in followed:
            appautoscaling.Policy(
                f"{self._label}-{metric.label}",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=_tracking(metric, scaling),
                opts=self._child,
            )


@dataclass(frozen=True)
class _Followed:
    """A metric that scaling keeps near a value."""

    label: str
    predefined_type: str
    value: int
    resource_label: pulumi.Input[str] | None = None


def _tracking(
    metric: _Followed, scaling: ScalingSettings
) -> appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs:
    specification = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
        predefined_metric_type=metric.predefined_type, resource_label=metric.resource_label
    )
    return appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
        target_value=metric.value,
        predefined_metric_specification=specification,
        scale_out_cooldown=scaling.scale_out_cooldown_seconds,
        scale_in_cooldown=scaling.scale_in_cooldown_seconds,
    )
