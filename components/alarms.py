"""Metric alarms that tell the topic of their severity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
import pulumi_aws as aws

from components.metrics import Metric
from core.naming import type_token
from core.sections.observability import Severity

Comparison: TypeAlias = Literal[
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]
Statistic: TypeAlias = Literal["Average", "Maximum", "Minimum", "Sum", "SampleCount", "p50", "p90", "p95", "p99"]

DAY = 24 * 60 * 60
METRICS_PER_ALARM = 10


@dataclass(frozen=True, kw_only=True)
class Formula:
    """What to make of an alarm's metrics, which it calls m0, m1 and so on, under the name that graphs show.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """

    label: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """When to raise the alarm: `evaluation_periods` times in a row, each of `period` seconds.

    `metrics` is one metric, or the same one of several things (the nodes of a cache); then the worst of them counts, or
    with `together` their sum, where one without data counts as 0 (the target group in which no tasks stand). With a
    `formula`, its result counts instead.
    `missing_data` says what a period without data means: nothing ("missing" keeps the alarm undecided), good or bad.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    description: str
    severity: Severity
    metrics: Sequence[Metric]
    statistic: Statistic
    comparison: Comparison
    threshold: float
    period: int = 60
    evaluation_periods: int = 5
    together: bool = False
    missing_data: Literal["missing", "notBreaching", "breaching", "ignore"]
    formula: Formula | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what CloudWatch refuses."""
        if not 1 <= len(self.metrics) <= METRICS_PER_ALARM:
            raise ValueError(f"alarm metrics: {len(self.metrics)} given, allowed are 1 to {METRICS_PER_ALARM}")
        if self.period <= 0 or self.period % 60:
            raise ValueError(f"alarm period: {self.period} seconds, allowed are multiples of 60")
        if not 1 <= self.evaluation_periods <= DAY // self.period:
            raise ValueError(
                f"alarm evaluation_periods: {self.evaluation_periods} times {self.period} seconds; "
                "allowed are 1 or more, together at most a day"
            )


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """Alarms by label, and the ARN of a topic for each severity they use. A label names its alarm and must stay."""

    alarms: Mapping[str, Alarm]
    topics: Mapping[Severity, pulumi.Input[str]]


class Alarms(pulumi.ComponentResource):
    """One metric alarm per label. The topic hears of the alarm, and of its end."""

    names: Mapping[str, pulumi.Output[str]]
    """Physical names by label."""

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "Alarms"), name, {}, opts)
        names: dict[str, pulumi.Output[str]] = {}
        for label, alarm in args.alarms.items():
            if alarm.severity not in args.topics:
                raise ValueError(
                    f"Alarms {name}: alarm {label} is {alarm.severity}, and topics has only {', '.join(args.topics)}"
                )
            names[label] = self._make(label, alarm, args.topics[alarm.severity]).name
        self.names = names
        self.register_outputs({})

    def _make(self, label: str, alarm: Alarm, topic: pulumi.Input[str]) -> aws.cloudwatch.MetricAlarm:
        single = alarm.metrics[0] if len(alarm.metrics) == 1 and alarm.formula is None else None
        percentile = alarm.statistic.startswith("p")
        return aws.cloudwatch.MetricAlarm(
            f"{self.pulumi_resource_name}-{label}",
            alarm_description=alarm.description,
            comparison_operator=alarm.comparison,
            threshold=alarm.threshold,
            evaluation_periods=alarm.evaluation_periods,
            treat_missing_data=alarm.missing_data,
            alarm_actions=[topic],
            ok_actions=[topic],
            namespace=single.namespace if single else None,
            metric_name=single.name if single else None,
            dimensions=single.dimensions if single else None,
            period=alarm.period if single else None,
            statistic=alarm.statistic if single and not percentile else None,
            extended_statistic=alarm.statistic if single and percentile else None,
            metric_queries=None if single else _queries(alarm),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _combined(alarm: Alarm, ids: Sequence[str]) -> Formula:
    """Return the formula for the worst of the alarm's metrics, or for their sum."""
    if alarm.together:
        filled = ", ".join(f"FILL({query_id}, 0)" for query_id in ids)
        return Formula(label=f"SUM {alarm.metrics[0].name}", expression=f"SUM([{filled}])")
    function = "MAX" if alarm.comparison.startswith("Greater") else "MIN"
    return Formula(label=f"{function} {alarm.metrics[0].name}", expression=f"{function}([{', '.join(ids)}])")


def _queries(alarm: Alarm) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    """Return the queries that compare one figure, made of the alarm's metrics, with the threshold."""
    ids = [f"m{number}" for number in range(len(alarm.metrics))]
    formula = alarm.formula or _combined(alarm, ids)
    queries = [
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=query_id,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=metric.dimensions,
                period=alarm.period,
                stat=alarm.statistic,
            ),
        )
        for query_id, metric in zip(ids, alarm.metrics, strict=True)
    ]
    result = aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="result" if alarm.formula else "together" if alarm.together else "worst",
        expression=formula.expression,
        label=formula.label,
        return_data=True,
    )
    return [*queries, result]
