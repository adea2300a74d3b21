"""What watches an application: topics, monitoring, logging and tracing in the cluster, and the budget."""

from collections.abc import Sequence
from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_alerts
from components.alerts import Alerts
from components.log_stack import LogStack, LogStackArgs
from components.monitoring_stack import MonitoringStack, MonitoringStackArgs
from components.trace_store import TraceStore, TraceStoreArgs
from core.alert_rules import workload_rules
from core.grafana import GrafanaDashboard

from .cluster import Platform
from .ground import Ground
from .settings import EksSettings


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What the services and people need of the watching parts."""

    alerts: Alerts
    logs: LogStack
    monitoring: MonitoringStack
    traces: TraceStore | None


def build_watch(
    stack: StackContext,
    settings: EksSettings,
    ground: Ground,
    platform: Platform,
    *,
    namespace: str,
    dashboards: Sequence[GrafanaDashboard],
) -> Watch:
    """Make the alert topics, and in the cluster what watches the services of a namespace."""
    cluster = platform.cluster
    alerts = build_alerts(stack, settings.observability.alerts, ground.key, from_events=True)
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
            kms_key_arn=ground.key.arn,
            topic_arns=alerts.topic_arns,
            metrics_of=[namespace],
            rules=workload_rules(namespace, settings.platform.monitoring.alerts),
            dashboards=dashboards,
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
    tracing = settings.platform.tracing
    traces = (
        TraceStore(stack.name("tracing"), TraceStoreArgs(settings=tracing, logs=logs), platform.opts)
        if tracing is not None
        else None
    )
    return Watch(alerts=alerts, logs=logs, monitoring=monitoring, traces=traces)


def node_group_names(stack: StackContext, settings: EksSettings) -> list[str]:
    """Return what the names of the node groups begin with, for events about them."""
    return [f"{stack.name('cluster')}-{group}" for group in settings.cluster.made_groups]
