"""Alerts: a closed topic per severity, receivers only where configured, and no number in clear."""

import json

from components.alerts import READ_METRICS, Alerts, AlertsArgs
from core.sections.observability import AlertSettings, SlackSettings
from tests.recording import Recording, record

ACCOUNT = "111111111111"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
NUMBER = "+15550100100"
PAGER = "https://pager.example.com/key"


def build(
    settings: AlertSettings | None = None,
    *,
    emails: tuple[str, ...] = (),
    phones: dict[str, str] | None = None,
    pager: str | None = None,
) -> Recording[Alerts]:
    args = AlertsArgs(
        settings=settings or AlertSettings(),
        account_id=ACCOUNT,
        region="us-east-1",
        kms_key_arn=KEY,
        name_prefix="ims-dev",
        emails=emails,
        phones=phones or {},
        pager_endpoint=pager,
    )
    return record(lambda: Alerts("alerts", args))


def subscriptions(recording: Recording[Alerts]) -> dict[str, tuple[object, object]]:
    return {sub.name: (sub.inputs["protocol"], sub.inputs["endpoint"]) for sub in recording.of(SUBSCRIPTION)}


def test_each_severity_has_an_encrypted_topic() -> None:
    topics = build().of(TOPIC)
    assert {topic.name for topic in topics} == {"alerts-warning", "alerts-error", "alerts-critical"}
    assert all(topic.inputs["kmsMasterKeyId"] == KEY for topic in topics)


def test_without_receivers_nothing_is_subscribed() -> None:
    recording = build()
    assert recording.of(SUBSCRIPTION) == []
    assert recording.of(SLACK) == []
    assert recording.of("aws:iam/role:Role") == []


def test_email_gets_every_severity_once() -> None:
    assert subscriptions(build(emails=("ops@shop.org", "ops@shop.org"))) == {
        f"alerts-{severity}-ops@shop.org": ("email", "ops@shop.org") for severity in ("warning", "error", "critical")
    }


def test_errors_and_critical_alerts_are_texted_as_ims_documents() -> None:
    assert subscriptions(build(phones={"on-call": NUMBER})) == {
        "alerts-error-sms-on-call": ("sms", NUMBER),
        "alerts-critical-sms-on-call": ("sms", NUMBER),
    }


def test_critical_alerts_are_paged_as_ims_documents() -> None:
    recording = build(pager=PAGER)
    assert subscriptions(recording) == {"alerts-critical-pager": ("https", PAGER)}
    assert recording.one(SUBSCRIPTION).inputs["endpointAutoConfirms"] is True


def test_numbers_and_the_pager_are_secret_and_in_no_urn() -> None:
    recording = build(phones={"on-call": NUMBER}, pager=PAGER)
    assert all("endpoint" in sub.secrets for sub in recording.of(SUBSCRIPTION))
    assert not any("555" in resource.urn or "pager.example" in resource.urn for resource in recording.resources)


def test_only_own_alarms_and_budgets_publish_and_only_over_tls() -> None:
    recording = build()
    for policy in recording.of("aws:sns/topicPolicy:TopicPolicy"):
        statements = {each["Sid"]: each for each in json.loads(str(policy.inputs["policy"]))["Statement"]}
        assert {each["Resource"] for each in statements.values()} == {policy.inputs["arn"]}
        for service in ("cloudwatch", "budgets"):
            publish = statements.pop(f"Publish{service.capitalize()}")
            assert publish["Principal"] == {"Service": f"{service}.amazonaws.com"}
            assert publish["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
            assert f":{ACCOUNT}:" in publish["Condition"]["ArnLike"]["aws:SourceArn"]
        (refusal,) = statements.values()
        assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(recording.of("aws:sns/topicPolicy:TopicPolicy")) == 3


def test_slack_hears_its_severities_and_can_only_read() -> None:
    slack = SlackSettings(workspace_id="T0123456", channel_id="C0123456", severities=("warning", "error"))
    recording = build(AlertSettings(slack=slack))
    channel = recording.one(SLACK)
    assert channel.inputs["configurationName"] == "ims-dev-alerts-slack"
    assert channel.inputs["guardrailPolicyArns"] == [READ_METRICS]
    topics = {urn.rsplit("::", 1)[-1] for urn in channel.dependencies if f"{TOPIC}::" in urn}
    assert topics == {"alerts-warning", "alerts-error"}
    (trust,) = json.loads(str(recording.one("aws:iam/role:Role").inputs["assumeRolePolicy"]))["Statement"]
    assert trust["Principal"] == {"Service": "chatbot.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_an_architecture_may_have_fewer_severities() -> None:
    recording = build(AlertSettings(severities=("critical",), texted=()), emails=("ops@shop.org",))
    assert [topic.name for topic in recording.of(TOPIC)] == ["alerts-critical"]
    assert list(subscriptions(recording)) == ["alerts-critical-ops@shop.org"]
