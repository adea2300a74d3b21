"""Topics: encryption, and TLS for publishers and subscribers."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.documents import denies_plain_transport
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@rule(
    "sns-topic-kms",
    "Topics are encrypted",
    severity=Severity.MEDIUM,
    remedy="Set kmsMasterKeyId",
    types=(TOPIC,),
    controls=("SNS.1", "CKV_AWS_26", "SNSEncryptedKMS"),
)
def kms(topic: Resource) -> Iterator[str]:
    """Any KMS key will do here; whose key it is, sns-topic-cmk judges."""
    if not topic.given("kmsMasterKeyId"):
        yield "kmsMasterKeyId names no key"


@rule(
    "sns-topic-cmk",
    "Topics are encrypted with a key of the account, as no alarm or budget can publish to AWS's own key",
    severity=Severity.MEDIUM,
    remedy="Set kmsMasterKeyId to a customer-managed key whose policy admits the publishing services",
    types=(TOPIC,),
)
def customer_key(topic: Resource) -> Iterator[str]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (compatibility between event sources)."""
    if topic.given("kmsMasterKeyId"):
        yield from missing_customer_key(topic, "kmsMasterKeyId")


@rule(
    "sns-topic-tls-only",
    "Topic policies refuse to publish without TLS",
    severity=Severity.MEDIUM,
    remedy="Deny sns:Publish to every principal where aws:SecureTransport is false",
    types=(TOPIC, TOPIC_POLICY),
    controls=("AwsSolutions-SNS3",),
)
def tls_only(resource: Resource) -> Iterator[str]:
    """Look at a policy of its own or written into the topic."""
    if resource.given("policy") and not denies_plain_transport(resource.document("policy"), "sns:Publish"):
        yield "policy lets publishers without TLS in"


@rule(
    "sns-subscription-tls",
    "Messages leave topics through TLS",
    severity=Severity.HIGH,
    remedy="Subscribe the endpoint with protocol https",
    types=(SUBSCRIPTION,),
)
def subscription_tls(subscription: Resource) -> Iterator[str]:
    """Of the protocols, http alone sends messages in clear over the internet by the choice of the subscriber."""
    if subscription.value("protocol") == "http":
        yield "protocol is http"


@stack_rule(
    "sns-topic-has-policy",
    "Every topic has a policy, which can refuse publishers without TLS",
    severity=Severity.MEDIUM,
    remedy="Add a TopicPolicy that denies sns:Publish where aws:SecureTransport is false",
    types=(TOPIC,),
    controls=("AwsSolutions-SNS3",),
)
def has_policy(topic: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a policy of its own: the outputs of a topic hold the policy AWS gives it by default."""
    if not any(item.comes_from("arn", topic) for item in stack.of((TOPIC_POLICY,))):
        yield "the topic has no TopicPolicy"
