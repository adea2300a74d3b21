"""Alerts on events: each a rule with the topic of its severity, and patterns that match the events they are about."""

import json

import pytest

from components.alerts import Alerts, AlertsArgs
from components.event_alerts import EventAlert, EventAlerts, EventAlertsArgs
from components.event_sets import account_events, database_events, image_events, node_events, secret_events
from core.aws.rules import violations
from core.sections.observability import AlertSettings, Severity
from tests.recording import Recording, record

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
ACCOUNT = "000000000000"
SEVERITIES: tuple[Severity, ...] = ("warning", "error", "critical")
TOPICS = {severity: f"arn:aws:sns:us-east-1:{ACCOUNT}:{severity}" for severity in SEVERITIES}
ALL = (
    account_events()
    | database_events("database", identifiers=["shop-dev"])
    | secret_events("shop/dev/")
    | node_events(["shop-general", "shop-spot"])
    | image_events(["user", "order"])
)


def recorded(alerts: dict[str, EventAlert] | None = None) -> Recording[EventAlerts]:
    args = EventAlertsArgs(alerts=ALL if alerts is None else alerts, topics=TOPICS)
    return record(lambda: EventAlerts("shop-events", args))


def detail(label: str) -> dict[str, object]:
    found = ALL[label].pattern["detail"]
    assert isinstance(found, dict)
    return found


def test_every_alert_is_a_rule_with_the_topic_of_its_severity() -> None:
    recording = recorded()

    for label, alert in ALL.items():
        rule = recording.named(RULE, f"shop-events-{label}")
        target = recording.named(TARGET, f"shop-events-{label}")
        assert json.loads(str(rule.inputs["eventPattern"])) == alert.pattern
        assert target.inputs["arn"] == TOPICS[alert.severity]
        assert rule.urn in target.property_dependencies["rule"]


def test_the_topic_gets_the_event_as_it_is() -> None:
    assert set(recorded().of(TARGET)[0].inputs) == {"arn", "rule"}


def test_a_severity_without_a_topic_is_refused() -> None:
    args = EventAlertsArgs(alerts=account_events(), topics={"warning": TOPICS["warning"]})

    with pytest.raises(ValueError, match="alert root-sign-in is critical, and topics has only warning"):
        record(lambda: EventAlerts("shop-events", args))


def test_aws_accepts_every_rule() -> None:
    for registered in recorded().resources:
        assert violations(registered.token, registered.inputs) == []


def test_what_an_intruder_would_do_is_critical() -> None:
    assert {alert.severity for alert in account_events().values()} == {"critical"}
    assert detail("root-sign-in") == {"userIdentity": {"type": ["Root"]}}
    assert "StopLogging" in str(detail("trail-changed")["eventName"])
    assert "ScheduleKeyDeletion" in str(detail("key-disabled")["eventName"])


@pytest.mark.parametrize("label", ["trail-changed", "key-disabled"])
def test_a_call_that_aws_refused_is_no_alert(label: str) -> None:
    assert detail(label)["errorCode"] == [{"exists": False}]


def test_events_of_other_databases_are_not_told() -> None:
    assert detail("database-events")["SourceIdentifier"] == ["shop-dev"]
    assert {"failover", "failure", "low storage"} <= set(str(detail("database-events")["EventCategories"]).split("'"))


def test_a_rotation_that_failed_is_told_for_the_stacks_own_secrets() -> None:
    assert detail("rotation-failed")["eventName"] == ["RotationFailed"]
    assert detail("rotation-failed")["additionalEventData"] == {"SecretId": [{"wildcard": "*:secret:shop/dev/*"}]}


def test_a_node_that_could_not_be_started_is_told_for_the_stacks_own_groups() -> None:
    assert detail("node-launch-failed")["AutoScalingGroupName"] == [
        {"prefix": "eks-shop-general"},
        {"prefix": "eks-shop-spot"},
    ]


def test_only_critical_vulnerabilities_are_told() -> None:
    assert detail("image-vulnerable")["finding-severity-counts"] == {"CRITICAL": [{"numeric": [">", 0]}]}


@pytest.mark.parametrize("from_events", [True, False])
def test_topics_let_event_rules_in_only_where_there_are_some(from_events: bool) -> None:
    args = AlertsArgs(
        settings=AlertSettings(),
        account_id=ACCOUNT,
        region="us-east-1",
        kms_key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
        name_prefix="shop-dev",
        from_events=from_events,
    )
    policies = record(lambda: Alerts("shop-alerts", args)).of("aws:sns/topicPolicy:TopicPolicy")
    by_service = [
        one
        for policy in policies
        for one in json.loads(str(policy.inputs["policy"]))["Statement"]
        if one["Principal"] == {"Service": "events.amazonaws.com"}
    ]

    assert len(by_service) == (3 if from_events else 0)
    assert not [one for one in by_service if "Condition" in one]
