"""A container service on Fargate behind a load balancer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import cloudwatch, ecs, iam

from components import deployment
from components.ecs_cluster import EcsCluster
from components.load_balancer import Target
from components.service_scaling import ScaledService, scale
from core import containers, task_permissions
from core.containers import LogDestination, MetricsCollection, Sidecar
from core.iam import Statement, document
from core.naming import type_token
from core.sections.service import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class ServiceNames:
    """Physical names that a document states for a service and what belongs to it; None where it states none."""

    service: str | None = None
    """Unique in the cluster."""
    container: str | None = None
    log_group: str | None = None
    execution_role: str | None = None
    task_role: str | None = None


NO_NAMES = ServiceNames()


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
    parameters: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Variables whose values ECS reads from Parameter Store: ARN of a parameter."""
    sidecars: Sequence[Sidecar] = ()
    """Further containers of each task."""
    task_statements: Sequence[Statement] = ()
    """What the application itself may do in AWS."""
    policy_names: Mapping[str, str] = field(default_factory=dict)
    """Physical names of scaling policies (`cpu`, `memory`, `requests`) where a document states them."""
    rollback_alarms: Sequence[pulumi.Input[str]] = ()
    """Names of the alarms that roll a deployment back while it runs."""
    metrics: MetricsCollection | None = None
    """Where the service's metrics go; None if nobody collects them."""
    execution_policy_arns: Sequence[str] = ()
    """Policies of AWS that the execution role gets besides what it needs."""
    names: ServiceNames = NO_NAMES
    """Stated names; without them the container is called as the component, and Pulumi chooses the rest."""
    kms_key_arn: pulumi.Input[str]
    """Key of the secrets, the logs and ECS Exec sessions."""
    log_retention_days: int


class EcsService(pulumi.ComponentResource):
    """A service of Fargate tasks: log group, execution role, task role, task definition, service, automatic scaling.

    `name` is the container's name too, unless one is stated. Where the cluster has one capacity provider alone the
    service is of the launch type Fargate. A deployment whose tasks do not become healthy is rolled back by ECS, and so
    is one during which a rollback alarm goes off. Raises ValueError if the deployment strategy lacks what it needs.
    """

    name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: EcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("compute", "EcsService"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        names = args.names
        self._container = names.container or name
        self._shift = deployment.require_shift(name, args.settings.deployment, args.target)
        log_group = cloudwatch.LogGroup(
            name,
            name=names.log_group,
            retention_in_days=args.log_retention_days,
            kms_key_id=args.kms_key_arn,
            opts=self._stated(names.log_group),
        )
        execution_role, execution_policy = self._role(
            "execution", self._execution_statements(log_group), names.execution_role
        )
        attached = self._attach(execution_role)
        task_role, task_policy = self._role("task", self._task_statements(), names.task_role)
        task_definition = self._task_definition(log_group, execution_role, task_role)
        service = self._service(task_definition, [execution_policy, *attached, task_policy])
        if args.settings.scaling is not None:
            scaled = ScaledService(
                name=service.name,
                cluster_name=args.cluster.name,
                request_count_label=args.target.request_count_label,
                policy_names=args.policy_names,
            )
            scale(name, args.settings.scaling, scaled, self._child)
        self.name = service.name
        self.log_group_name = log_group.name
        self.register_outputs({"name": self.name, "logGroupName": self.log_group_name})

    def _stated(self, name: str | None) -> pulumi.ResourceOptions:
        """Return the options of a thing that may have a stated name, which is taken until the old thing is gone."""
        return pulumi.ResourceOptions(parent=self, delete_before_replace=name is not None)

    def _execution_statements(self, log_group: cloudwatch.LogGroup) -> Sequence[Statement]:
        args = self._args
        secrets = [*args.secrets.values(), *(arn for one in args.sidecars for arn in one.secrets.values())]
        parameters = [*args.parameters.values(), *(arn for one in args.sidecars for arn in one.parameters.values())]
        return (
            *task_permissions.image_pull(args.repository_arn),
            task_permissions.log_writing(log_group.arn),
            *(task_permissions.secret_reading(secrets, args.kms_key_arn, args.region) if secrets else ()),
            *(task_permissions.parameter_reading(parameters, args.kms_key_arn, args.region) if parameters else ()),
        )

    def _task_statements(self) -> Sequence[Statement]:
        args, metrics = self._args, self._args.metrics
        writing: Sequence[Statement] = ()
        if metrics is not None:
            writing = task_permissions.metrics_writing(metrics.workspace_arn, args.kms_key_arn, args.region)
        sessions = task_permissions.remote_sessions(args.cluster.session_log_group_arn, args.kms_key_arn)
        return (*sessions, *writing, *args.task_statements)

    def _attach(self, role: iam.Role) -> list[pulumi.Resource]:
        """Give the execution role the policies of AWS, each under the last part of its name."""
        return [
            iam.RolePolicyAttachment(
                f"{self._label}-execution-{arn.rpartition('/')[2]}", role=role.name, policy_arn=arn, opts=self._child
            )
            for arn in self._args.execution_policy_arns
        ]

    def _role(
        self, purpose: str, statements: Sequence[Statement], stated: str | None
    ) -> tuple[iam.Role, iam.RolePolicy]:
        role = iam.Role(
            f"{self._label}-{purpose}",
            name=stated,
            assume_role_policy=document(task_permissions.trust(self._args.account_id)),
            opts=self._stated(stated),
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
            self._container,
            args.settings,
            image=args.image,
            environment=args.environment,
            secrets={**args.secrets, **args.parameters},
            logs=logs,
            collected=args.metrics is not None,
            sidecars=args.sidecars,
        )
        beside = [containers.sidecar(one, logs) for one in args.sidecars]
        if args.metrics is not None:
            beside.append(containers.metrics_collector(self._label, args.settings, args.metrics, logs))
        return pulumi.Output.json_dumps([application, *beside], sort_keys=True)

    def _service(self, task_definition: ecs.TaskDefinition, policies: Sequence[pulumi.Resource]) -> ecs.Service:
        args, settings = self._args, self._args.settings
        alone = tuple(args.cluster.capacity_providers) == ("FARGATE",)
        balancer = ecs.ServiceLoadBalancerArgs(
            target_group_arn=args.target.arn, container_name=self._container, container_port=settings.port
        )
        if self._shift is not None:
            role, right = deployment.shifting_role(f"{self._label}-shifting", self._child)
            balancer.advanced_configuration = deployment.advanced_configuration(self._shift, role.arn)
            policies = [*policies, right]
        if alone and settings.spot:
            raise ValueError(f"EcsService {self._label}: settings.spot needs FARGATE_SPOT, which the cluster lacks")
        return ecs.Service(
            self._label,
            name=args.names.service,
            cluster=args.cluster.arn,
            task_definition=task_definition.arn,
            desired_count=settings.desired_count,
            scheduling_strategy="REPLICA",
            launch_type="FARGATE" if alone else None,
            platform_version="LATEST" if alone else None,
            capacity_provider_strategies=None
            if alone
            else [
                ecs.ServiceCapacityProviderStrategyArgs(
                    capacity_provider="FARGATE_SPOT" if settings.spot else "FARGATE", weight=1
                )
            ],
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                subnets=list(args.subnet_ids), security_groups=[args.security_group_id], assign_public_ip=False
            ),
            load_balancers=[balancer],
            health_check_grace_period_seconds=settings.health_check.grace_seconds,
            deployment_minimum_healthy_percent=settings.deployment.minimum_healthy_percent,
            deployment_maximum_percent=200,
            deployment_configuration=deployment.configuration(settings.deployment),
            deployment_circuit_breaker=deployment.circuit_breaker(settings.deployment),
            alarms=deployment.rollback_alarms(args.rollback_alarms),
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=True,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=settings.wait_for_steady_state,
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=args.names.service is not None,
                # Tasks cannot start before their roles have their rights, on capacity the cluster does not have yet, or
                # in a target group without a listener.
                depends_on=[args.cluster, args.target.listener, *policies],
                # Scaling owns the number once the service runs.
                ignore_changes=["desiredCount"] if settings.scaling is not None else None,
            ),
        )
