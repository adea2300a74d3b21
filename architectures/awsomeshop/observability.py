"""What watches AWSomeShop: one topic, nine alarms (the steps of scaling have two more), the dashboard, the budget."""

import typing

from architectures.context import StackContext
from architectures.parts import build_alerts, build_budget
from components.alarm_sets import (
    answer_alarms,
    database_alarms,
    healthy_targets_alarm,
    running_tasks_alarm,
    service_alarms,
)
from components.alarms import Alarms, AlarmsArgs
from components.alerts import Alerts
from components.dashboard import Dashboard, DashboardArgs
from components.dashboard_rows import database_row, load_balancer_row, service_row
from core.naming import physical_name
from core.sections.observability import Severity

from .data import Data
from .entrance import Entrance
from .foundation import Foundation
from .service import Backend
from .settings import AwsomeshopSettings

SEVERITIES: tuple[Severity, ...] = typing.get_args(Severity)


def observe(
    stack: StackContext,
    settings: AwsomeshopSettings,
    foundation: Foundation,
    entrance: Entrance,
    data: Data,
    backend: Backend,
) -> None:
    """Make topic, alarms, dashboard and budget."""
    watch = settings.observability
    alerts = build_alerts(stack, watch.alerts, foundation.key)
    first = alerts.topic_arns[watch.alerts.severities[0]]
    _watch(stack, settings, alerts, entrance, data, backend)
    build_budget(stack, watch.budget, first)


def _watch(
    stack: StackContext,
    settings: AwsomeshopSettings,
    alerts: Alerts,
    entrance: Entrance,
    data: Data,
    backend: Backend,
) -> None:
    """Make the documented alarms (AWS-219 to AWS-236) and the dashboard of their metrics."""
    watch, database = settings.observability, data.database.identifier
    service = {"cluster_name": backend.cluster.name, "service_name": backend.service.name}
    targets = {
        "load_balancer_suffix": entrance.balancer.arn_suffix,
        "target_group_suffix": entrance.balancer.target_group_arn_suffix,
    }
    alarms = (
        service_alarms("core", watch.alarms, **service)
        | running_tasks_alarm("core", **service)
        | answer_alarms("alb", watch.alarms, **targets)
        | healthy_targets_alarm("alb", **targets)
        | database_alarms("database", watch.alarms, instance=database)
    )
    # A grade without a topic of its own tells the first: the document has one topic for all (AWS-237).
    first = alerts.topic_arns[watch.alerts.severities[0]]
    topics = {severity: alerts.topic_arns.get(severity, first) for severity in SEVERITIES}
    Alarms(stack.name("alarms"), AlarmsArgs(alarms=alarms, topics=topics), stack.opts)
    Dashboard(
        stack.name("dashboard"),
        DashboardArgs(
            dashboard_name=physical_name("aws:cloudwatch/dashboard:Dashboard", stack.prefix),
            region=stack.region,
            rows=(
                load_balancer_row("Shop", **targets),
                service_row("Shop", **service),
                database_row("Database", instance=database),
            ),
        ),
        stack.opts,
    )
