"""What watches IMS: alert topics by severity, alarms, the dashboard, the budget."""

from architectures.context import StackContext
from architectures.parts import build_alerts, build_budget
from components.alarm_sets import cache_alarms, database_alarms, load_balancer_alarms, service_alarms
from components.alarms import Alarms, AlarmsArgs
from components.dashboard import Dashboard, DashboardArgs
from components.dashboard_rows import cache_row, database_row, load_balancer_row, service_row
from core.naming import physical_name

from .data import Data
from .entrance import Entrance
from .foundation import Foundation
from .service import Backend
from .settings import ImsSettings


def observe(
    stack: StackContext,
    settings: ImsSettings,
    foundation: Foundation,
    entrance: Entrance,
    data: Data,
    backend: Backend,
) -> None:
    """Make topics, alarms, dashboard and budget."""
    watch = settings.observability
    alerts = build_alerts(stack, watch.alerts, foundation.key)
    balancer, database, cache = entrance.balancer, data.database, data.cache
    cluster_name, service_name = backend.cluster.name, backend.service.name
    alarms = (
        service_alarms("api", watch.alarms, cluster_name=cluster_name, service_name=service_name)
        | load_balancer_alarms(
            "alb",
            watch.alarms,
            load_balancer_suffix=balancer.arn_suffix,
            target_group_suffix=balancer.target_group_arn_suffix,
        )
        | database_alarms(
            "database",
            watch.alarms,
            instance=database.identifier,
            replica=next((replica.identifier for replica in database.replicas.values()), None),
        )
        | cache_alarms("cache", watch.alarms, nodes=cache.node_ids)
    )
    Alarms(stack.name("alarms"), AlarmsArgs(alarms=alarms, topics=alerts.topic_arns), stack.opts)
    Dashboard(
        stack.name("dashboard"),
        DashboardArgs(
            dashboard_name=physical_name("aws:cloudwatch/dashboard:Dashboard", stack.prefix),
            region=stack.region,
            rows=(
                load_balancer_row(
                    "API",
                    load_balancer_suffix=balancer.arn_suffix,
                    target_group_suffix=balancer.target_group_arn_suffix,
                ),
                service_row("API", cluster_name=cluster_name, service_name=service_name),
                database_row("Database", instance=database.identifier),
                cache_row("Cache", nodes=cache.node_ids),
            ),
        ),
        stack.opts,
    )
    build_budget(stack, watch.budget, alerts.topic_arns["warning"])
