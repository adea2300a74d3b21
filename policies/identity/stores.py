"""Databases, keys and secrets: who signs in, with what, and for how long it holds."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule

DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
GUESSED = ("admin", "administrator", "awsuser", "mysql", "postgres", "root", "sa", "user")


@rule(
    "rds-iam-auth",
    "Applications can sign in to databases as their role",
    severity=Severity.LOW,
    remedy="Set iamDatabaseAuthenticationEnabled to true",
    types=DATABASES,
    controls=("RDS.10", "RDS.12", "CKV_AWS_161", "CKV_AWS_162", "AwsSolutions-RDS6"),
)
def iam_authentication(database: Resource) -> Iterator[str]:
    """Pass over replicas and engines that do not know it."""
    engine = str(database.value("engine"))
    if database.given("replicateSourceDb") or not engine.startswith(("postgres", "mysql", "mariadb", "aurora", "None")):
        return
    if database.value("iamDatabaseAuthenticationEnabled") is not True:
        yield "iamDatabaseAuthenticationEnabled is not true"


@rule(
    "rds-custom-admin-name",
    "The name of the master user is not the first that anyone tries",
    severity=Severity.LOW,
    remedy="Choose another username; it cannot be changed later",
    types=DATABASES,
    controls=("RDS.24", "RDS.25"),
)
def admin_name(database: Resource) -> Iterator[str]:
    """Look at instances and at clusters, which call it masterUsername."""
    for name in ("username", "masterUsername"):
        if str(database.value(name)).lower() in GUESSED:
            yield f"{name} is a usual one"


@stack_rule(
    "secret-rotation",
    "Secrets change by themselves",
    severity=Severity.MEDIUM,
    remedy="Add a SecretRotation for it, or let RDS manage it",
    types=(SECRET,),
    controls=("SecretsManager.1", "CKV2_AWS_57", "AwsSolutions-SMG4", "SecretsManagerRotationEnabled"),
)
def rotation(secret: StackResource, stack: Stack) -> Iterator[str]:
    """Look for the rotation, a resource of its own."""
    if not any(item.comes_from("secretId", secret) for item in stack.of((ROTATION,))):
        yield "nothing rotates the secret"


@rule(
    "secret-rotation-interval",
    "Secrets change every 90 days at least",
    severity=Severity.MEDIUM,
    remedy="Set rotationRules.automaticallyAfterDays to 90 or less",
    types=(ROTATION,),
    controls=("SecretsManager.4", "CKV_AWS_304"),
    settings={"maximumDays": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 90}},
)
def rotation_interval(rotation: Resource) -> Iterator[str]:
    """Pass over rotations that give an expression instead of days."""
    if rotation.given("rotationRules.scheduleExpression"):
        return
    days = number(rotation.value("rotationRules.automaticallyAfterDays"))
    if not 0 < days <= number(rotation.config.value("maximumDays")):
        yield "rotationRules.automaticallyAfterDays is longer than allowed"


@rule(
    "kms-key-policy-defined",
    "Keys say who may use them",
    severity=Severity.MEDIUM,
    remedy="Set policy",
    types=(KEY,),
    controls=("CKV2_AWS_64",),
)
def key_policy(key: Resource) -> Iterator[str]:
    """Refuse AWS's default, which lets the whole account decide through IAM."""
    if not key.given("policy"):
        yield "policy is not set"


@rule(
    "kms-no-lockout-bypass",
    "No key can be left without anybody who may change it",
    severity=Severity.HIGH,
    remedy="Remove bypassPolicyLockoutSafetyCheck",
    types=(KEY, KEY_POLICY),
)
def no_bypass(key: Resource) -> Iterator[str]:
    """Refuse to skip the check that AWS makes of each key policy."""
    if key.value("bypassPolicyLockoutSafetyCheck") is True:
        yield "bypassPolicyLockoutSafetyCheck is true"
