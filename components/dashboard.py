"""A CloudWatch dashboard from rows of graphs."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms import Statistic
from components.metrics import Metric
from core.naming import type_token

COLUMNS = 24
"""Width of a dashboard: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""

ROW_HEIGHT = 6


@dataclass(frozen=True, kw_only=True)
class Line:
    """One metric of a graph and how its data points are summed up. Without a label CloudWatch makes one."""

    metric: Metric
    statistic: Statistic = "Average"
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Calculated:
    """A line that CloudWatch calculates: an expression of its metric math.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """

    expression: pulumi.Input[str]
    label: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A graph over time."""

    title: str
    lines: Sequence[Line | Calculated]


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """What a dashboard shows: rows of one to eight graphs. Its physical name is unique in the account."""

    dashboard_name: str
    region: str
    rows: Sequence[Sequence[Graph]]


class Dashboard(pulumi.ComponentResource):
    """A dashboard whose graphs share each row evenly."""

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "Dashboard"), name, {}, opts)
        widgets = [
            _widget(graph, args.region, row=row, column=column, width=COLUMNS // len(graphs))
            for row, graphs in enumerate(args.rows)
            for column, graph in enumerate(graphs)
        ]
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=args.dashboard_name,
            dashboard_body=pulumi.Output.json_dumps({"widgets": widgets}, sort_keys=True),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _widget(graph: Graph, region: str, *, row: int, column: int, width: int) -> dict[str, object]:
    return {
        "type": "metric",
        "x": column * width,
        "y": row * ROW_HEIGHT,
        "width": width,
        "height": ROW_HEIGHT,
        "properties": {
            "title": graph.title,
            "region": region,
            "view": "timeSeries",
            "period": 60,
            "metrics": [_metric_array(line) for line in graph.lines],
        },
    }


def _metric_array(line: Line | Calculated) -> list[object]:
    """Return a metric as a dashboard spells it: namespace, name, dimension, value, ..., options; or an expression."""
    if isinstance(line, Calculated):
        return [{"expression": line.expression, "label": line.label}]
    dimensions = [part for pair in line.metric.dimensions.items() for part in pair]
    options = {"stat": line.statistic} | ({"label": line.label} if line.label else {})
    return [line.metric.namespace, line.metric.name, *dimensions, options]
