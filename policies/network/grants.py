"""Keys, topics and secrets: their policies let in nobody from outside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.documents import allowed_to_everyone
from policies.lib.resources import Resource
from policies.lib.rule import rule

KEYS = ("aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy")
TOPICS = ("aws:sns/topicPolicy:TopicPolicy", "aws:sns/topic:Topic")
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 - a type


@rule(
    "kms-policy-not-public",
    "Keys are not for everyone",
    severity=Severity.CRITICAL,
    remedy="Name the principal, or add a condition such as kms:CallerAccount",
    types=KEYS,
    controls=("KMS.5", "CKV_AWS_33"),
)
def key_policy(key: Resource) -> Iterator[str]:
    """Look for statements that no condition narrows."""
    yield from _open_to_everyone(key)


@rule(
    "sns-policy-not-public",
    "Topics are not for everyone",
    severity=Severity.HIGH,
    remedy="Name the principal, or add a condition on the account",
    types=TOPICS,
    controls=("SNS.4", "CKV_AWS_169", "CKV_AWS_385"),
)
def topic_policy(topic: Resource) -> Iterator[str]:
    """Look for statements that no condition narrows."""
    yield from _open_to_everyone(topic)


@rule(
    "secret-policy-not-public",
    "Secrets are not for everyone",
    severity=Severity.CRITICAL,
    remedy="Set blockPublicPolicy to true and name the principal",
    types=(SECRET_POLICY,),
)
def secret_policy(policy: Resource) -> Iterator[str]:
    """Ask for AWS's own check as well: it knows more ways to be public."""
    if policy.value("blockPublicPolicy") is not True:
        yield "blockPublicPolicy is not true"
    yield from _open_to_everyone(policy)


def _open_to_everyone(resource: Resource) -> Iterator[str]:
    if resource.given("policy"):
        for statement in allowed_to_everyone(resource.document("policy")):
            yield f"{statement.path} allows everyone"
