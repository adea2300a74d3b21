"""What watches the platform: dashboards, alarms and events of AWS, the trail."""

from collections.abc import Mapping

import pulumi

from architectures.context import StackContext
from architectures.on_eks.watch import node_group_names
from architectures.parts import build_budget
from components.alarm_sets import cache_alarms, database_alarms
from components.alarms import Alarms, AlarmsArgs
from components.alerts import Alerts
from components.event_alerts import EventAlerts, EventAlertsArgs
from components.event_sets import account_events, database_events, node_events, secret_events
from components.trail import Trail, TrailArgs
from core import service_dashboards
from core.sections.observability import Severity

from .access import NAMESPACE
from .data import Data
from .foundation import Foundation
from .settings import EcommerceSettings

BUSINESS_COUNTERS = (
    ("Registrations", "user_registrations_total"),
    ("Sign-ins", "user_logins_total"),
    ("Product views", "product_views_total"),
    ("Orders", "orders_created_total"),
    ("Payments", "payments_completed_total"),
)
"""What the services count, as the dashboard Business Metrics expects it to be called (ECO-147)."""


DASHBOARDS = (
    service_dashboards.overview("E-Commerce Overview", namespace=NAMESPACE),
    service_dashboards.service_health("Service Health", namespace=NAMESPACE),
    service_dashboards.infrastructure("Infrastructure Metrics"),
    service_dashboards.business("Business Metrics", counters=BUSINESS_COUNTERS),
)


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
    build_budget(stack, settings.observability.budget, topics["warning"])


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
    alerts = (
        account_events()
        | database_events("database", identifiers=[f"{stack.prefix}-database"])
        | secret_events(f"{stack.architecture}/{stack.variant}/")
        | node_events(node_group_names(stack, settings))
    )
    EventAlerts(stack.name("events"), EventAlertsArgs(alerts=alerts, topics=topics), stack.opts)
