"""Redis and Valkey: encryption at rest and in transit, keys, and authentication."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.secret_stores import not_from_a_store

REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


@rule(
    "elasticache-encryption-at-rest",
    "Caches are encrypted at rest",
    severity=Severity.HIGH,
    remedy="Set atRestEncryptionEnabled to true when the group is created: it cannot be changed later",
    types=(REPLICATION_GROUP,),
    controls=("ElastiCache.4", "CKV_AWS_29", "AwsSolutions-AEC3"),
)
def at_rest(group: Resource) -> Iterator[str]:
    """AWS does not encrypt Redis unless told to, and encrypts Valkey unless told not to."""
    encrypted = group.value("atRestEncryptionEnabled")
    if encrypted is not True and (encrypted is not None or group.value("engine") != "valkey"):
        yield "atRestEncryptionEnabled is not true"


@rule(
    "elasticache-encryption-in-transit",
    "Caches refuse connections without TLS",
    severity=Severity.HIGH,
    remedy="Set transitEncryptionEnabled to true and leave transitEncryptionMode at required",
    types=(REPLICATION_GROUP,),
    controls=("ElastiCache.5", "CKV_AWS_30", "AwsSolutions-AEC3"),
)
def in_transit(group: Resource) -> Iterator[str]:
    """Look at the mode as well: `preferred` is meant for migration and still takes plain connections."""
    if group.value("transitEncryptionEnabled") is not True:
        yield "transitEncryptionEnabled is not true"
    if group.value("transitEncryptionMode") == "preferred":
        yield "transitEncryptionMode is preferred, so plain connections are taken as well"


@rule(
    "elasticache-auth",
    "Caches ask who connects",
    severity=Severity.HIGH,
    remedy="Set authToken from a generated secret, or userGroupIds",
    types=(REPLICATION_GROUP,),
    controls=("ElastiCache.6", "CKV_AWS_31", "AwsSolutions-AEC6"),
)
def authentication(group: Resource) -> Iterator[str]:
    """Take a token or user groups, either will do."""
    if not any(group.given(name) for name in ("authToken", "authTokenWo", "userGroupIds")):
        yield "neither authToken nor userGroupIds is set"


@rule(
    "elasticache-cmk",
    "Caches are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key",
    types=(REPLICATION_GROUP,),
    controls=("CKV_AWS_191",),
)
def customer_key(group: Resource) -> Iterator[str]:
    """Look at the key of the data at rest."""
    return missing_customer_key(group, "kmsKeyId")


@stack_rule(
    "elasticache-auth-token-managed",
    "The token of a cache is made and kept by AWS",
    severity=Severity.CRITICAL,
    remedy="Take authToken from a Secrets Manager secret that generated it",
    types=(REPLICATION_GROUP,),
)
def auth_token(group: StackResource, stack: Stack) -> Iterator[str]:
    """Look at what the token was computed from."""
    for name in ("authToken", "authTokenWo"):
        yield from not_from_a_store(group, name, stack)
