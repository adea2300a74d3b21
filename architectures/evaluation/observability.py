"""What watches the evaluation system: the other alarms, the dashboard, Application Insights, the budget."""

import dataclasses
from collections.abc import Mapping, Sequence

import pulumi

from architectures.context import StackContext
from architectures.parts import build_budget, tags_of
from components.alarm_sets import cache_alarms, database_alarms, service_alarms
from components.alarms import Alarm, Alarms, AlarmsArgs, Statistic
from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.dashboard import Calculated, Dashboard, DashboardArgs, Graph, Line
from components.dashboard_rows import cache_row, database_row, service_row
from components.metrics import Metric, target_metric
from components.service_route import ServiceRoute
from core.naming import physical_name

from .data import APPLICATION, Data
from .entrance import Entrance
from .services import Services
from .settings import EvaluationSettings
from .watch import Watch

BUSINESS = {
    "UserRegistrations": "user registrations",
    "EvaluationsCreated": "evaluations created",
    "ApprovalRate": "approval rate (%)",
}
"""Metrics that the application publishes in the namespace `evaluation-system` (EVA-081 to EVA-083)."""


def observe(
    stack: StackContext,
    settings: EvaluationSettings,
    entrance: Entrance,
    data: Data,
    services: Services,
    watch: Watch,
) -> None:
    """Make alarms, dashboard, Application Insights and budget."""
    topics = watch.alerts.topic_arns
    Alarms(
        stack.name("alarms"),
        AlarmsArgs(alarms=_alarms(settings, data, services), topics=topics),
        stack.opts,
    )
    Dashboard(
        stack.name("dashboard"),
        DashboardArgs(
            dashboard_name=physical_name("aws:cloudwatch/dashboard:Dashboard", stack.prefix),
            region=stack.region,
            rows=_rows(stack, entrance, data, services),
        ),
        stack.opts,
    )
    ApplicationInsights(
        stack.name("insights"),
        ApplicationInsightsArgs(group_name=stack.prefix, tags=tags_of(stack), topic_arn=topics["warning"]),
        stack.opts,
    )
    build_budget(stack, settings.observability.budget, topics["warning"])


def _alarms(settings: EvaluationSettings, data: Data, services: Services) -> Mapping[str, Alarm]:
    """Return the alarms on services, database and cache; too many connections are a warning here (EVA-103)."""
    thresholds, database = settings.observability.alarms, data.database
    replica = next((replica.identifier for replica in database.replicas.values()), None)
    alarms: dict[str, Alarm] = {}
    for name, service in services.services.items():
        alarms |= service_alarms(name, thresholds, cluster_name=services.cluster.name, service_name=service.name)
    alarms |= database_alarms("database", thresholds, instance=database.identifier, replica=replica)
    alarms |= cache_alarms("cache", thresholds, nodes=data.cache.node_ids)
    connections = alarms["database-connections"]
    alarms["database-connections"] = dataclasses.replace(connections, severity="warning")
    return alarms


def _rows(stack: StackContext, entrance: Entrance, data: Data, services: Services) -> Sequence[Sequence[Graph]]:
    """Return the rows: business, each service's answers and tasks, database and cache (EVA-081 to EVA-093)."""
    routes = {"frontend": entrance.frontend, "backend": entrance.backend}
    answers = [_answers(entrance, name, route) for name, route in routes.items()]
    tasks = [
        service_row(name.capitalize(), cluster_name=services.cluster.name, service_name=service.name)
        for name, service in services.services.items()
    ]
    database = [*database_row("Database", instance=data.database.identifier), _deadlocks(data)]
    return [_business(stack), *answers, *tasks, database, cache_row("Cache", nodes=data.cache.node_ids)]


def _business(stack: StackContext) -> Sequence[Graph]:
    dimensions: Mapping[str, pulumi.Input[str]] = {"Environment": stack.environment}
    return [
        Graph(
            title=f"Business: {words}",
            lines=[
                Line(
                    metric=Metric(namespace=APPLICATION, name=metric, dimensions=dimensions),
                    statistic="Average" if metric == "ApprovalRate" else "Sum",
                )
            ],
        )
        for metric, words in BUSINESS.items()
    ]


def _answers(entrance: Entrance, name: str, route: ServiceRoute) -> Sequence[Graph]:
    """Return response time, throughput, errors and health, a line for each target group."""

    def lines(metric: str, statistic: Statistic) -> list[Line]:
        return [
            Line(
                metric=target_metric(
                    metric, load_balancer_suffix=entrance.balancer.arn_suffix, target_group_suffix=suffix
                ),
                statistic=statistic,
                label=f"{metric} {statistic}" if index == 0 else f"{metric} {statistic} (green)",
            )
            for index, suffix in enumerate(route.target_group_suffixes)
        ]

    title = name.capitalize()
    return [
        Graph(
            title=f"{title}: response times (s)",
            lines=[line for percentile in _PERCENTILES for line in lines("TargetResponseTime", percentile)],
        ),
        Graph(title=f"{title}: throughput", lines=lines("RequestCount", "Sum")),
        Graph(title=f"{title}: errors", lines=lines("HTTPCode_Target_5XX_Count", "Sum")),
        Graph(title=f"{title}: healthy targets", lines=lines("HealthyHostCount", "Minimum")),
    ]


_PERCENTILES: Sequence[Statistic] = ("p50", "p95", "p99")


def _deadlocks(data: Data) -> Graph:
    """Return the deadlocks of the database, which only Performance Insights counts.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Cloudwatch.html
    """
    expression = pulumi.Output.concat(
        "DB_PERF_INSIGHTS('RDS', '", data.database.resource_id, "', 'db.Concurrency.deadlocks.avg')"
    )
    return Graph(title="Database: deadlocks a second", lines=[Calculated(expression=expression, label="deadlocks")])
