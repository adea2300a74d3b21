"""What cannot be made again: protected from deletion by Pulumi and, where it has a way, by AWS."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule

KEY = "aws:kms/key:Key"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
USER_POOL = "aws:cognito/userPool:UserPool"
STATEFUL = (
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:dynamodb/table:Table",
    "aws:efs/fileSystem:FileSystem",
    KEY,
    SECRET,
    USER_POOL,
)


@rule(
    "stateful-resources-protected",
    "What holds data is protected by Pulumi",
    severity=Severity.MEDIUM,
    remedy="Set the resource option protect; to delete it on purpose, unprotect it first",
    types=STATEFUL,
)
def protected(resource: Resource) -> Iterator[str]:
    """Pass over replicas of databases, which can be made again."""
    if not resource.protect and not resource.given("replicateSourceDb"):
        yield "the option protect is not set"


@rule(
    "kms-deletion-window",
    "A deleted key can be had back for some days",
    severity=Severity.MEDIUM,
    remedy="Remove deletionWindowInDays, whose default is 30, or raise it",
    types=(KEY,),
    controls=("KMS.3",),
    settings={"minimumDays": {"type": "integer", "minimum": 7, "maximum": 30, "default": 30}},
)
def deletion_window(key: Resource) -> Iterator[str]:
    """Count an absent value as 30: without the key its data is lost."""
    days, minimum = key.value("deletionWindowInDays"), number(key.config.value("minimumDays"))
    if days is not None and number(days) < minimum:
        yield f"deletionWindowInDays is below {minimum:.0f}"


@rule(
    "kms-key-enabled",
    "Keys are switched on",
    severity=Severity.HIGH,
    remedy="Remove isEnabled or set it to true",
    types=(KEY,),
    controls=("CKV_AWS_227",),
)
def key_enabled(key: Resource) -> Iterator[str]:
    """Refuse a key that is off: its data cannot be read."""
    if key.value("isEnabled") is False:
        yield "isEnabled is false"


@rule(
    "secret-recovery-window",
    "A deleted secret can be had back for some days",
    severity=Severity.MEDIUM,
    remedy="Remove recoveryWindowInDays, whose default is 30, or set 7 to 30",
    types=(SECRET,),
)
def recovery_window(secret: Resource) -> Iterator[str]:
    """Refuse 0, with which a secret is gone at once."""
    if secret.value("recoveryWindowInDays") == 0:
        yield "recoveryWindowInDays is 0"


@rule(
    "cognito-deletion-protection",
    "User pools are protected from deletion",
    severity=Severity.HIGH,
    remedy="Set deletionProtection to ACTIVE",
    types=(USER_POOL,),
    controls=("Cognito.6",),
)
def pool_protection(pool: Resource) -> Iterator[str]:
    """Expect it in so many words: nobody can restore the users of a deleted pool."""
    if pool.value("deletionProtection") != "ACTIVE":
        yield "deletionProtection is not ACTIVE"
