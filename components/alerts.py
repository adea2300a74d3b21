"""One topic for each grade of alert, and who hears of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from core import iam
from core.naming import physical_name, type_token
from core.sections.observability import AlertSettings, Severity, SlackSettings

READ_METRICS = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"
SLACK_TOKEN = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"  # noqa: S105  # a resource type


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """Who hears of alerts.

    `phones` maps a stable label ("on-call") to a number in E.164 form. Numbers and the pager's URL (which holds that
    service's key) are made secret here, so that they stay out of the state in clear; the label names the resource.
    The key must let cloudwatch.amazonaws.com and budgets.amazonaws.com use it (Decrypt, GenerateDataKey), or their
    messages vanish without a word. `name_prefix` tells stacks of one account apart where AWS wants a chosen name.
    """

    settings: AlertSettings
    account_id: str
    region: str
    kms_key_arn: pulumi.Input[str]
    name_prefix: str
    emails: Sequence[str] = ()
    phones: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    pager_endpoint: pulumi.Input[str] | None = None
    from_events: bool = False
    """Whether EventBridge rules publish as well (`EventAlerts`); then the key must let events.amazonaws.com too."""


class Alerts(pulumi.ComponentResource):
    """Encrypted SNS topics by severity, their policies and subscriptions, and a Slack channel if one is configured."""

    topic_arns: Mapping[Severity, pulumi.Output[str]]

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "Alerts"), name, {}, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        topics = {severity: self._topic(severity) for severity in args.settings.severities}
        self.topic_arns = {severity: topic.arn for severity, topic in topics.items()}
        for severity in args.settings.severities:
            self._subscribe(severity)
        if args.settings.slack is not None:
            self._connect_slack(args.settings.slack)
        self.register_outputs({"topicArns": self.topic_arns})

    def _topic(self, severity: Severity) -> aws.sns.Topic:
        name = f"{self.pulumi_resource_name}-{severity}"
        # SNS puts the display name before each text message.
        display_name = severity.upper()
        topic = aws.sns.Topic(
            name, display_name=display_name, kms_master_key_id=self._args.kms_key_arn, opts=self._child
        )
        aws.sns.TopicPolicy(name, arn=topic.arn, policy=self._policy(topic.arn), opts=self._child)
        return topic

    def _policy(self, topic_arn: pulumi.Input[str]) -> pulumi.Output[str]:
        """Let this account's alarms and budgets publish, nobody without TLS.

        The account's own roles need no statement: their IAM policies suffice.
        """
        region, account = self._args.region, self._args.account_id
        sources = {
            "cloudwatch": f"arn:aws:cloudwatch:{region}:{account}:alarm:*",
            "budgets": f"arn:aws:budgets::{account}:*",
        }
        publishers = [
            iam.statement(
                ["sns:Publish"],
                topic_arn,
                sid=f"Publish{service.capitalize()}",
                principals={"Service": f"{service}.amazonaws.com"},
                conditions={
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {"aws:SourceArn": source},
                },
            )
            for service, source in sources.items()
        ]
        tls_only = iam.statement(
            ["sns:Publish"],
            topic_arn,
            sid="RefusePlainText",
            effect="Deny",
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )
        if self._args.from_events:
            publishers.append(_from_events(topic_arn))
        return iam.document(*publishers, tls_only)

    def _subscribe(self, severity: Severity) -> None:
        args, topic = self._args, self.topic_arns[severity]
        name = f"{self.pulumi_resource_name}-{severity}"
        for email in dict.fromkeys(args.emails):
            aws.sns.TopicSubscription(
                f"{name}-{email}", topic=topic, protocol="email", endpoint=email, opts=self._child
            )
        if severity in args.settings.texted:
            for label, number in args.phones.items():
                aws.sns.TopicSubscription(
                    f"{name}-sms-{label}",
                    topic=topic,
                    protocol="sms",
                    endpoint=pulumi.Output.secret(number),
                    opts=self._child,
                )
        if severity in args.settings.paged and args.pager_endpoint is not None:
            aws.sns.TopicSubscription(
                f"{name}-pager",
                topic=topic,
                protocol="https",
                endpoint=pulumi.Output.secret(args.pager_endpoint),
                # Paging services confirm by themselves; without this an unconfirmed subscription could not be deleted.
                endpoint_auto_confirms=True,
                opts=self._child,
            )

    def _connect_slack(self, slack: SlackSettings) -> None:
        """Send alerts to a Slack channel whose members can look at metrics and change nothing."""
        name = f"{self.pulumi_resource_name}-slack"
        trust = iam.service_trust("chatbot.amazonaws.com", account_id=self._args.account_id)
        role = aws.iam.Role(name, assume_role_policy=iam.document(trust), opts=self._child)
        aws.iam.RolePolicyAttachment(name, role=role.name, policy_arn=READ_METRICS, opts=self._child)
        aws.chatbot.SlackChannelConfiguration(
            name,
            configuration_name=physical_name(SLACK_TOKEN, self._args.name_prefix, name),
            iam_role_arn=role.arn,
            slack_team_id=slack.workspace_id,
            slack_channel_id=slack.channel_id,
            sns_topic_arns=[self.topic_arns[severity] for severity in slack.severities],
            # Left out, AWS puts AdministratorAccess here.
            guardrail_policy_arns=[READ_METRICS],
            logging_level="ERROR",
            opts=self._child,
        )


def _from_events(topic_arn: pulumi.Input[str]) -> iam.Statement:
    """Let EventBridge publish.

    No condition: EventBridge sends SNS no source account or ARN, so a statement with one would never hold, and the rule
    would still count its messages as sent.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
    """
    return iam.statement(
        ["sns:Publish"], topic_arn, sid="PublishEvents", principals={"Service": "events.amazonaws.com"}
    )
