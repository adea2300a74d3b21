"""What watches the platform: dashboards, alarms and events of AWS, the budget."""

from architectures.context import StackContext
from architectures.on_eks.watch import node_group_names
from architectures.parts import build_budget
from components.alarm_sets import database_alarms
from components.alarms import Alarms, AlarmsArgs
from components.alerts import Alerts
from components.event_alerts import EventAlerts, EventAlertsArgs
from components.event_sets import database_events, node_events
from core import service_dashboards

from .access import NAMESPACE
from .data import Data
from .settings import ScalableSettings

DASHBOARDS = (
    service_dashboards.overview("Application Overview", namespace=NAMESPACE),
    service_dashboards.service_health("Service Health", namespace=NAMESPACE),
    service_dashboards.infrastructure("Infrastructure Metrics"),
)
"""SCA-130; the chart brings those about Kubernetes (SCA-129)."""


def watch_aws(stack: StackContext, settings: ScalableSettings, data: Data, alerts: Alerts) -> None:
    """Make the alarms and events of what AWS runs, and the budget."""
    topics, database = alerts.topic_arns, data.database
    thresholds = settings.observability.alarms
    first = next(iter(database.replicas.values()), None)
    alarms = database_alarms(
        "database", thresholds, instance=database.identifier, replica=None if first is None else first.identifier
    )
    Alarms(stack.name("alarms"), AlarmsArgs(alarms=alarms, topics=topics), stack.opts)
    identifier = f"{stack.prefix}-database"
    identifiers = [identifier, *(f"{identifier}-{replica}" for replica in settings.database.replicas)]
    events = database_events("database", identifiers=identifiers) | node_events(node_group_names(stack, settings))
    EventAlerts(stack.name("events"), EventAlertsArgs(alerts=events, topics=topics), stack.opts)
    build_budget(stack, settings.observability.budget, topics["warning"])
