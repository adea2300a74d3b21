"""How a service's new version takes the place of the old one, as ECS is told.

Blue/green, canary and linear deployments are ECS's own: it registers the new tasks in the target group that is idle and
changes the weights of the listener rules. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
"""

from collections.abc import Sequence

import pulumi
from pulumi_aws import ecs, iam

from components.load_balancer import Target, TrafficShift
from core.iam import document, service_trust
from core.sections.deployment import DeploymentSettings

LOAD_BALANCER_POLICY = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
"""What ECS needs to move requests:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
"""

WITH_CIRCUIT_BREAKER = ("rolling", "blue_green")
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html"""


def require_shift(name: str, settings: DeploymentSettings, target: Target) -> TrafficShift | None:
    """Return what moves requests, None with strategy rolling; raise ValueError if the strategy lacks something."""
    if not settings.shifts_traffic:
        return None
    if target.shift is None:
        raise ValueError(
            f"EcsService {name}: settings.deployment.strategy is {settings.strategy}, and target has no second target "
            "group with a production and a test listener rule: make the target with components.service_route and a "
            "test listener (settings.load_balancer.test_port), or set the strategy to rolling"
        )
    return target.shift


def configuration(settings: DeploymentSettings) -> ecs.ServiceDeploymentConfigurationArgs | None:
    """Return the strategy in ECS's words; None for rolling, which is what ECS does unless told otherwise."""
    if not settings.shifts_traffic:
        return None
    inputs = ecs.ServiceDeploymentConfigurationArgs(
        strategy=settings.strategy.upper(), bake_time_in_minutes=str(settings.bake_minutes)
    )
    if settings.canary is not None:
        inputs.canary_configuration = ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
            canary_percent=settings.canary.percent, canary_bake_time_in_minutes=str(settings.canary.bake_minutes)
        )
    if settings.linear is not None:
        inputs.linear_configuration = ecs.ServiceDeploymentConfigurationLinearConfigurationArgs(
            step_percent=settings.linear.step_percent, step_bake_time_in_minutes=str(settings.linear.step_bake_minutes)
        )
    return inputs


def circuit_breaker(settings: DeploymentSettings) -> ecs.ServiceDeploymentCircuitBreakerArgs | None:
    """Return the brake that rolls back a deployment whose tasks do not start; canary and linear have alarms alone."""
    if settings.strategy not in WITH_CIRCUIT_BREAKER:
        return None
    return ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True)


def rollback_alarms(names: Sequence[pulumi.Input[str]]) -> ecs.ServiceAlarmsArgs | None:
    """Return the alarms that roll a deployment back while it runs, None if there are none."""
    return ecs.ServiceAlarmsArgs(alarm_names=list(names), enable=True, rollback=True) if names else None


def shifting_role(name: str, opts: pulumi.ResourceOptions) -> tuple[iam.Role, iam.RolePolicyAttachment]:
    """Make the role in which ECS moves requests between the target groups, and its right to.

    The trust is AWS's own example, which has no condition; ECS does not say which keys it sends.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    role = iam.Role(name, assume_role_policy=document(service_trust("ecs.amazonaws.com")), opts=opts)
    return role, iam.RolePolicyAttachment(name, role=role.name, policy_arn=LOAD_BALANCER_POLICY, opts=opts)


def advanced_configuration(
    shift: TrafficShift, role_arn: pulumi.Input[str]
) -> ecs.ServiceLoadBalancerAdvancedConfigurationArgs:
    """Return the second target group, the rules whose weights ECS changes, and the role in which it does."""
    return ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
        alternate_target_group_arn=shift.alternate_arn,
        production_listener_rule=shift.production_rule_arn,
        test_listener_rule=shift.test_rule_arn,
        role_arn=role_arn,
    )
