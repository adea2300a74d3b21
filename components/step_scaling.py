"""Scaling of an ECS service in steps, by alarms on its CPU."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import appautoscaling, cloudwatch

from components.metrics import service_metric
from core.naming import type_token
from core.sections.step_scaling import StepScalingSettings, StepSettings


@dataclass(frozen=True, kw_only=True)
class StepScalingArgs:
    """What scaling in steps needs to know."""

    settings: StepScalingSettings
    target: appautoscaling.Target
    """The service's number of tasks, with its bounds."""
    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]


class StepScaling(pulumi.ComponentResource):
    """Two policies, one that adds tasks and one that takes some away, each set off by an alarm.

    Where targets are tracked too, each decides for itself: of two that add tasks the larger number wins, and tasks are
    taken away only as far as no tracked target wants them.
    https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-considerations
    """

    def __init__(self, name: str, args: StepScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("compute", "StepScaling"), name, {}, opts)
        self._label = name
        self._args = args
        self._step("out", args.settings.scale_out, adds=True)
        self._step("in", args.settings.scale_in, adds=False)
        self.register_outputs({})

    def _step(self, label: str, step: StepSettings, *, adds: bool) -> None:
        args, name, child = self._args, f"{self._label}-{label}", pulumi.ResourceOptions(parent=self)
        adjustment = appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs(
            scaling_adjustment=step.tasks if adds else -step.tasks,
            # Bounds count from the alarm's threshold: all that lies above it, or below.
            metric_interval_lower_bound="0" if adds else None,
            metric_interval_upper_bound=None if adds else "0",
        )
        policy = appautoscaling.Policy(
            name,
            policy_type="StepScaling",
            service_namespace=args.target.service_namespace,
            scalable_dimension=args.target.scalable_dimension,
            resource_id=args.target.resource_id,
            step_scaling_policy_configuration=appautoscaling.PolicyStepScalingPolicyConfigurationArgs(
                adjustment_type="ChangeInCapacity",
                cooldown=step.cooldown_seconds,
                metric_aggregation_type="Average",
                step_adjustments=[adjustment],
            ),
            opts=child,
        )
        metric = service_metric("CPUUtilization", cluster_name=args.cluster_name, service_name=args.service_name)
        cloudwatch.MetricAlarm(
            name,
            alarm_description=f"CPU {'above' if adds else 'below'} {step.cpu_percent} % for {step.periods} minutes: "
            f"{'start' if adds else 'stop'} {step.tasks} of the tasks.",
            namespace=metric.namespace,
            metric_name=metric.name,
            dimensions=metric.dimensions,
            statistic="Average",
            comparison_operator="GreaterThanThreshold" if adds else "LessThanThreshold",
            threshold=step.cpu_percent,
            period=60,
            evaluation_periods=step.periods,
            treat_missing_data="missing",
            alarm_actions=[policy.arn],
            opts=child,
        )
