"""Who hears of alerts, and the documented alarms on what the services answer, which also roll deployments back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.parts import build_alerts
from components.alarms import Alarm, Alarms, AlarmsArgs
from components.alerts import Alerts
from components.metrics import Metric, target_metric
from components.service_route import ServiceRoute

from .entrance import Entrance
from .foundation import Foundation
from .settings import EvaluationSettings


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The topics, and by service the names of the alarms that roll its deployments back."""

    alerts: Alerts
    rollback_alarms: Mapping[str, Sequence[pulumi.Output[str]]]


def build_watch(stack: StackContext, settings: EvaluationSettings, foundation: Foundation, entrance: Entrance) -> Watch:
    """Make the topics and the alarms that the services need to be made."""
    alerts = build_alerts(stack, settings.observability.alerts, foundation.key)
    routes = {"frontend": entrance.frontend, "backend": entrance.backend}
    rolling_back: dict[str, list[pulumi.Output[str]]] = {}
    for name, route in routes.items():
        alarms = Alarms(
            stack.name(f"{name}-alarms"),
            AlarmsArgs(alarms=_route_alarms(settings, entrance, name, route), topics=alerts.topic_arns),
            stack.opts,
        )
        rolling_back[name] = [alarms.names["errors"], alarms.names["response-time"]]
    return Watch(alerts=alerts, rollback_alarms=rolling_back)


def _route_alarms(
    settings: EvaluationSettings, entrance: Entrance, name: str, route: ServiceRoute
) -> Mapping[str, Alarm]:
    """Return Service Down, High Error Rate and High Response Time (EVA-095 to EVA-101), over all target groups."""
    thresholds = settings.observability.alarms

    def metrics(metric: str) -> list[Metric]:
        return [
            target_metric(metric, load_balancer_suffix=entrance.balancer.arn_suffix, target_group_suffix=suffix)
            for suffix in route.target_group_suffixes
        ]

    return {
        "down": Alarm(
            description=f"Service Down: no healthy task of {name} on the average of five minutes.",
            severity="critical",
            metrics=metrics("HealthyHostCount"),
            together=True,
            statistic="Average",
            comparison="LessThanThreshold",
            threshold=1,
            period=300,
            evaluation_periods=1,
            missing_data="breaching",  # published while there are targets
        ),
        "errors": Alarm(
            description=f"High Error Rate: more than {thresholds.server_errors} responses of 5xx from {name} in ten "
            "minutes.",
            severity="critical",
            metrics=metrics("HTTPCode_Target_5XX_Count"),
            together=True,
            statistic="Sum",
            comparison="GreaterThanThreshold",
            threshold=thresholds.server_errors,
            period=600,
            evaluation_periods=1,
            missing_data="notBreaching",  # published only when there is an error to count
        ),
        "response-time": Alarm(
            description=f"High Response Time: {name} takes more than {thresholds.latency_seconds} s on the average of "
            "15 minutes.",
            severity="warning",
            metrics=metrics("TargetResponseTime"),
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=thresholds.latency_seconds,
            period=900,
            evaluation_periods=1,
            missing_data="notBreaching",  # no request, no response time
        ),
    }
