"""Alerts on events: what happened, where alarms watch what is measured."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from core.naming import type_token
from core.sections.observability import Severity

Pattern = Mapping[str, object]
"""What an event looks like: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"""


@dataclass(frozen=True, kw_only=True)
class EventAlert:
    """Which events of AWS are told, and how grave they are. The pattern may not hold Outputs."""

    description: str
    severity: Severity
    pattern: Pattern


@dataclass(frozen=True, kw_only=True)
class EventAlertsArgs:
    """Alerts by label, and the ARN of a topic for each severity they use. A label names its rule and must stay.

    The topics are those of `Alerts` with `from_events`.
    """

    alerts: Mapping[str, EventAlert]
    topics: Mapping[Severity, pulumi.Input[str]]


class EventAlerts(pulumi.ComponentResource):
    """One EventBridge rule per label, whose target is the topic of its severity.

    The topic gets the event as AWS sends it: Slack shows messages of AWS's own form, and drops others without a word.
    The target has no role, which makes EventBridge use the topic's policy, as AWS asks for encrypted topics:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """

    def __init__(self, name: str, args: EventAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "EventAlerts"), name, {}, opts)
        for label, alert in args.alerts.items():
            if alert.severity not in args.topics:
                raise ValueError(
                    f"EventAlerts {name}: alert {label} is {alert.severity}, and topics has only "
                    f"{', '.join(args.topics)}"
                )
            self._make(label, alert, args.topics[alert.severity])
        self.register_outputs({})

    def _make(self, label: str, alert: EventAlert, topic: pulumi.Input[str]) -> None:
        name = f"{self.pulumi_resource_name}-{label}"
        child = pulumi.ResourceOptions(parent=self)
        rule = cloudwatch.EventRule(
            name, description=alert.description, event_pattern=json.dumps(alert.pattern, sort_keys=True), opts=child
        )
        cloudwatch.EventTarget(name, rule=rule.name, arn=topic, opts=child)
