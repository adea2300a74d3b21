"""Automatic scaling of an ECS service: what follows a metric, and what goes in steps."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import appautoscaling

from components.step_scaling import StepScaling, StepScalingArgs
from core.sections.service import ScalingSettings


@dataclass(frozen=True, kw_only=True)
class ScaledService:
    """The service whose number of tasks changes."""

    name: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    request_count_label: pulumi.Input[str]
    """What the metric ALBRequestCountPerTarget calls the service's target group."""
    policy_names: Mapping[str, str]
    """Physical names of the policies `cpu`, `memory` and `requests` where a document states them."""


@dataclass(frozen=True)
class _Followed:
    """A metric that scaling keeps near a value."""

    label: str
    predefined_type: str
    value: int | None
    """None if scaling ignores the metric."""
    resource_label: pulumi.Input[str] | None = None


def scale(label: str, scaling: ScalingSettings, service: ScaledService, opts: pulumi.ResourceOptions) -> None:
    """Make the bounds, a policy for each metric that is followed, and the steps if there are any."""
    target = appautoscaling.Target(
        label,
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id=pulumi.Output.concat("service/", service.cluster_name, "/", service.name),
        min_capacity=scaling.minimum,
        max_capacity=scaling.maximum,
        opts=opts,
    )
    for metric in _followed(scaling, service):
        if metric.value is None:
            continue
        appautoscaling.Policy(
            f"{label}-{metric.label}",
            name=service.policy_names.get(metric.label),
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration=_tracking(metric, metric.value, scaling),
            opts=opts,
        )
    if scaling.steps is not None:
        steps = StepScalingArgs(
            settings=scaling.steps, target=target, cluster_name=service.cluster_name, service_name=service.name
        )
        StepScaling(f"{label}-steps", steps, opts)


def _followed(scaling: ScalingSettings, service: ScaledService) -> tuple[_Followed, ...]:
    requests = scaling.requests_per_minute
    return (
        _Followed("cpu", "ECSServiceAverageCPUUtilization", scaling.cpu_percent),
        _Followed("memory", "ECSServiceAverageMemoryUtilization", scaling.memory_percent),
        _Followed("requests", "ALBRequestCountPerTarget", requests, service.request_count_label),
    )


def _tracking(
    metric: _Followed, value: int, scaling: ScalingSettings
) -> appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs:
    specification = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
        predefined_metric_type=metric.predefined_type, resource_label=metric.resource_label
    )
    return appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
        target_value=value,
        predefined_metric_specification=specification,
        scale_out_cooldown=scaling.scale_out_cooldown_seconds,
        scale_in_cooldown=scaling.scale_in_cooldown_seconds,
    )
