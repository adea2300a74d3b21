"""What watches the platform: topics, monitoring and logging in the cluster, alarms and events of AWS, the trail."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.alarm_sets import cache_alarms, database_alarms
from components.alarms import Alarms, AlarmsArgs
from components.alerts import Alerts, AlertsArgs
from components.budget import Budget, BudgetArgs
from components.event_alerts import EventAlerts, EventAlertsArgs
from components.event_sets import account_events, database_events, node_events, secret_events
from components.log_stack import LogStack, LogStackArgs
from components.monitoring_stack import MonitoringStack, MonitoringStackArgs
from components.trail import Trail, TrailArgs
from core import service_dashboards
from core.alert_rules import workload_rules
from core.naming import PROJECT
from core.sections.observability import Severity

from .cluster import Platform
from .data import Data
from .foundation import Foundation
from .services import NAMESPACE
from .settings import EcommerceSettings

BUSINESS_COUNTERS = (
    ("Registrations", "user_registrations_total"),
    ("Sign-ins", "user_logins_total"),
    ("Product views", "product_views_total"),
    ("Orders", "orders_created_total"),
    ("Payments", "payments_completed_total"),
)
"""What the services count, as the dashboard Business Metrics expects it to be called (ECO-147)."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What the services and people need of the watching parts."""

    alerts: Alerts
    logs: LogStack
    monitoring: MonitoringStack


def build_watch(stack: StackContext, settings: EcommerceSettings, foundation: Foundation, platform: Platform) -> Watch:
    """Make the alert topics, and monitoring and logging in the cluster."""
    cluster, key_arn = platform.cluster, foundation.key.arn
    alerts = Alerts(
        stack.name("alerts"),
        AlertsArgs(
            settings=settings.observability.alerts,
            account_id=stack.account_id,
            region=stack.region,
            kms_key_arn=key_arn,
            name_prefix=stack.prefix,
            emails=stack.alert_emails,
            phones=stack.alert_phones,
            pager_endpoint=stack.pager_endpoint,
            from_events=True,
        ),
        stack.opts,
    )
    monitoring = MonitoringStack(
        stack.name("monitoring"),
        MonitoringStackArgs(
            settings=settings.platform.monitoring,
            region=stack.region,
            account_id=stack.account_id,
            oidc_provider_arn=cluster.oidc_provider_arn,
            oidc_issuer=cluster.oidc_issuer,
            secrets_controller=platform.services.secrets_controller,
            needs=[platform.services],
            kms_key_arn=key_arn,
            topic_arns=alerts.topic_arns,
            metrics_of=[NAMESPACE],
            rules=workload_rules(NAMESPACE, settings.platform.monitoring.alerts),
            dashboards=(
                service_dashboards.overview("E-Commerce Overview", namespace=NAMESPACE),
                service_dashboards.service_health("Service Health", namespace=NAMESPACE),
                service_dashboards.infrastructure("Infrastructure Metrics"),
                service_dashboards.business("Business Metrics", counters=BUSINESS_COUNTERS),
            ),
            protected=stack.protected,
        ),
        platform.opts,
    )
    logs = LogStack(
        stack.name("logging"),
        LogStackArgs(
            settings=settings.platform.logging,
            operator_replicas=settings.platform.controller_replicas,
            needs=[platform.services],
            protected=stack.protected,
        ),
        platform.opts,
    )
    return Watch(alerts=alerts, logs=logs, monitoring=monitoring)


def watch_aws(
    stack: StackContext, settings: EcommerceSettings, foundation: Foundation, data: Data, alerts: Alerts
) -> None:
    """Make the trail, the alarms and events of what AWS runs, and the budget."""
    topics = alerts.topic_arns
    _trail(stack, settings, foundation)
    watch = settings.observability
    alarms = database_alarms("database", watch.alarms, instance=data.database.identifier) | cache_alarms(
        "cache", watch.alarms, nodes=data.cache.node_ids
    )
    Alarms(stack.name("alarms"), AlarmsArgs(alarms=alarms, topics=topics), stack.opts)
    _events(stack, settings, topics)
    Budget(
        stack.name("budget"),
        BudgetArgs(
            settings=watch.budget,
            tags={"Project": PROJECT, "Architecture": stack.architecture, "Environment": stack.environment},
            topic_arn=topics["warning"],
            emails=stack.alert_emails,
        ),
        stack.opts,
    )


def _trail(stack: StackContext, settings: EcommerceSettings, foundation: Foundation) -> None:
    Trail(
        stack.name("trail"),
        TrailArgs(
            trail_name=stack.prefix,
            bucket_name=stack.bucket_name("trail"),
            bucket=settings.storage.trail,
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            region=stack.region,
            log_retention_days=settings.observability.log_retention_days,
            access_log_bucket=foundation.logs.name,
            data_bucket_arns=[foundation.buckets[purpose].arn for purpose in ("users", "orders")],
            protected=stack.protected,
        ),
        stack.opts,
    )


def _events(stack: StackContext, settings: EcommerceSettings, topics: Mapping[Severity, pulumi.Output[str]]) -> None:
    nodes = [f"{stack.name('cluster')}-{group}" for group in settings.cluster.node_groups]
    alerts = (
        account_events()
        | database_events("database", identifiers=[f"{stack.prefix}-database"])
        | secret_events(f"{stack.architecture}/{stack.variant}/")
        | node_events(nodes)
    )
    EventAlerts(stack.name("events"), EventAlertsArgs(alerts=alerts, topics=topics), stack.opts)
