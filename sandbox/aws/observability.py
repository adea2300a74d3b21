"""CloudWatch, Prometheus, SNS, chat and budgets."""

from collections.abc import Mapping

from sandbox.aws.common import KEY, ROLE_ARN, arn, global_arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_LOGS = "aws:cloudwatch/logGroup:LogGroup"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_TOPIC = "aws:sns/topic:Topic"
_CHAT = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
_BUDGET = "aws:budgets/budget:Budget"

FACTS: Mapping[str, ResourceFacts] = {
    _LOGS: ResourceFacts(
        id="{name}",
        times=instant("M4"),
        name=named(_LOGS),
        defaults={"retentionInDays": 0, "skipDestroy": False},
        outputs={"arn": arn("logs", "log-group:{name}"), "logGroupClass": "STANDARD"},
        references={"kmsKeyId": KEY},
        unique=("name",),
        free_references=("kmsKeyId",),
    ),
    _ALARM: ResourceFacts(
        id="{name}",
        times=took(2, 1, 1, "M1"),
        name=named(_ALARM),
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        outputs={"arn": arn("cloudwatch", "alarm:{name}")},
        unique=("name",),
    ),
    "aws:cloudwatch/dashboard:Dashboard": ResourceFacts(
        id="{inputs[dashboardName]}",
        times=instant("M1"),
        outputs={"dashboardArn": global_arn("cloudwatch", "dashboard/{id}")},
        unique=("dashboardName",),
    ),
    "aws:amp/workspace:Workspace": ResourceFacts(
        id="ws-{uuid}",
        times=took(20, 5, 20, "E"),
        outputs={
            "arn": arn("aps", "workspace/{id}"),
            "prometheusEndpoint": "https://aps-workspaces.{region}.amazonaws.com/workspaces/{id}/",
        },
        references={"kmsKeyArn": KEY},
        free_references=("kmsKeyArn",),
    ),
    _TOPIC: ResourceFacts(
        id=arn("sns", "{name}"),
        times=instant("M1"),
        name=named(_TOPIC),
        defaults={"fifoTopic": False},
        outputs={"arn": "{id}", "owner": "{account}"},
        references={"kmsMasterKeyId": KEY},
        unique=("name",),
        free_references=("kmsMasterKeyId",),
    ),
    "aws:sns/topicPolicy:TopicPolicy": ResourceFacts(
        id="{inputs[arn]}",
        times=instant(),
        outputs={"owner": "{account}"},
        references={"arn": f"{_TOPIC}#arn"},
        free_references=("arn",),
    ),
    "aws:sns/topicSubscription:TopicSubscription": ResourceFacts(
        id="{inputs[topic]}:{uuid}",
        times=instant(),
        defaults={"confirmationTimeoutInMinutes": 1, "endpointAutoConfirms": False, "rawMessageDelivery": False},
        outputs={
            "arn": "{id}",
            "ownerId": "{account}",
            "pendingConfirmation": True,
            "confirmationWasAuthenticated": False,
        },
        references={"topic": f"{_TOPIC}#arn"},
        free_references=("topic",),
    ),
    _CHAT: ResourceFacts(
        id=global_arn("chatbot", "chat-configuration/slack-channel/{name}"),
        times=took(5, 5, 5, "E"),
        name=named(_CHAT),
        outputs={"chatConfigurationArn": "{id}", "slackChannelName": "alerts", "slackTeamName": "team"},
        references={"iamRoleArn": ROLE_ARN, "snsTopicArns[]": f"{_TOPIC}#arn"},
        free_references=("iamRoleArn", "snsTopicArns[]"),
    ),
    _BUDGET: ResourceFacts(
        id="{account}:{name}",
        times=took(2, 1, 1, "E"),
        name=named(_BUDGET),
        outputs={"arn": global_arn("budgets", "budget/{name}"), "accountId": "{account}"},
        unique=("name",),
    ),
}
