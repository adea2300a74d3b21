"""What watches IMS: alert topics by severity, alarms, the dashboard, the budget."""

from architectures.context import StackContext
from components.alarm_sets import cache_alarms, database_alarms, load_balancer_alarms, service_alarms
from components.alarms import Alarms, AlarmsArgs
from components.alerts import Alerts, AlertsArgs
from components.budget import Budget, BudgetArgs
from components.dashboard import Dashboard, DashboardArgs
from components.dashboard_rows import cache_row, database_row, load_balancer_row, service_row
from core.naming import PROJECT, physical_name

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
    alerts = Alerts(
        stack.name("alerts"),
        AlertsArgs(
            settings=watch.alerts,
            account_id=stack.account_id,
            region=stack.region,
            kms_key_arn=foundation.key.arn,
            name_prefix=stack.prefix,
            emails=stack.alert_emails,
            phones=stack.alert_phones,
            pager_endpoint=stack.pager_endpoint,
        ),
        stack.opts,
    )
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
    Budget(
        stack.name("budget"),
        BudgetArgs(
            settings=watch.budget,
            tags={"Project": PROJECT, "Architecture": stack.architecture, "Environment": stack.environment},
            topic_arn=alerts.topic_arns["warning"],
            emails=stack.alert_emails,
        ),
        stack.opts,
    )
