"""How the number of a deployment's pods follows its load."""

import pulumi
from pulumi_kubernetes.autoscaling.v2 import (
    CrossVersionObjectReferenceArgs,
    HorizontalPodAutoscalerBehaviorArgs,
    HorizontalPodAutoscalerSpecArgs,
    HPAScalingPolicyArgs,
    HPAScalingRulesArgs,
    MetricSpecArgs,
    MetricTargetArgs,
    ResourceMetricSourceArgs,
)

from core.sections.microservice import PodScalingSettings

SCALE_UP_PERIOD_SECONDS = 15
SCALE_UP_PODS = 4
SCALE_UP_PERCENT = 100
"""Every 15 seconds the number of pods may double or grow by 4, whichever is more: Kubernetes' own bounds (ECO-193)."""

SCALE_DOWN_PERIOD_SECONDS = 60
SCALE_DOWN_PODS = 1
"""One pod less a minute, after the stabilization window (ECO-194)."""


def autoscaler_spec(deployment_name: pulumi.Input[str], scaling: PodScalingSettings) -> HorizontalPodAutoscalerSpecArgs:
    """Return what an autoscaler does to a deployment of its namespace."""
    return HorizontalPodAutoscalerSpecArgs(
        scale_target_ref=CrossVersionObjectReferenceArgs(
            api_version="apps/v1", kind="Deployment", name=deployment_name
        ),
        min_replicas=scaling.minimum,
        max_replicas=scaling.maximum,
        metrics=[_utilization("cpu", scaling.cpu_percent), _utilization("memory", scaling.memory_percent)],
        behavior=_behavior(scaling),
    )


def _utilization(resource: str, percent: int) -> MetricSpecArgs:
    """Return the wish for an average use, in percent of what the pods request (ECO-188, ECO-189)."""
    target = MetricTargetArgs(type="Utilization", average_utilization=percent)
    return MetricSpecArgs(type="Resource", resource=ResourceMetricSourceArgs(name=resource, target=target))


def _behavior(scaling: PodScalingSettings) -> HorizontalPodAutoscalerBehaviorArgs:
    return HorizontalPodAutoscalerBehaviorArgs(
        scale_up=HPAScalingRulesArgs(
            stabilization_window_seconds=scaling.up_stabilization_seconds,
            select_policy="Max",
            policies=[
                HPAScalingPolicyArgs(type="Percent", value=SCALE_UP_PERCENT, period_seconds=SCALE_UP_PERIOD_SECONDS),
                HPAScalingPolicyArgs(type="Pods", value=SCALE_UP_PODS, period_seconds=SCALE_UP_PERIOD_SECONDS),
            ],
        ),
        scale_down=HPAScalingRulesArgs(
            stabilization_window_seconds=scaling.down_stabilization_seconds,
            select_policy="Max",
            policies=[
                HPAScalingPolicyArgs(type="Pods", value=SCALE_DOWN_PODS, period_seconds=SCALE_DOWN_PERIOD_SECONDS)
            ],
        ),
    )
