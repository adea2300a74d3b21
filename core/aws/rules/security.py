"""KMS keys, IAM roles and policies, and Secrets Manager secrets.

https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
"""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_set, is_true, text
from core.aws.rules.documents import Kind, policy
from core.aws.rules.kinds import between, matches, needs, not_together, one_of, unique, within

_KEY_SPECS = {
    *("SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"),
    *("ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2"),
    *("ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"),
}
_KEY_USAGES = {"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"}

_POLICY_ARN = matches("policyArn", r"arn:aws[a-z-]*:iam::(aws|\d{12}):policy/\S+", "the ARN of an IAM policy")
_PATH = matches("path", r"/|/[\x21-\x7e]{1,510}/", "a path that begins and ends with a slash")
_DESCRIPTION = matches("description", r".{0,1000}", "at most 1000 characters")


def _rotation(inputs: Inputs) -> Iterator[Violation]:
    """Check that only symmetric keys are rotated by KMS."""
    spec = text(inputs, "customerMasterKeySpec")
    if is_true(inputs, "enableKeyRotation") and spec not in (None, "SYMMETRIC_DEFAULT"):
        yield Violation("enableKeyRotation", "true", f"false: KMS does not rotate keys of spec {spec}")


def _one_schedule(rules: Inputs) -> Iterator[Violation]:
    """Check that a rotation goes by a number of days or by an expression."""
    given = [key for key in ("automaticallyAfterDays", "scheduleExpression") if is_set(rules, key)]
    if len(given) == 2:
        yield Violation("scheduleExpression", "given", "none, since automaticallyAfterDays is set")


def _secret_size(inputs: Inputs) -> Iterator[Violation]:
    for key in ("secretString", "secretBinary"):
        size = len((text(inputs, key) or "").encode())
        if size > 65536:
            yield Violation(key, f"{size} bytes", "at most 65536 bytes")


RULES: Rules = {
    "aws:kms/key:Key": (
        between("deletionWindowInDays", 7, 30, "days"),
        between("rotationPeriodInDays", 90, 2560, "days"),
        needs("rotationPeriodInDays", "enableKeyRotation", "the period is that of the rotation"),
        one_of("customerMasterKeySpec", _KEY_SPECS),
        one_of("keyUsage", _KEY_USAGES),
        matches("description", r".{0,8192}", "at most 8192 characters"),
        policy("policy", 32768, Kind.RESOURCE),
        _rotation,
    ),
    "aws:kms/alias:Alias": (),
    # 2048 characters is the quota of a new account; AWS raises it to 8192 on request.
    "aws:iam/role:Role": (
        policy("assumeRolePolicy", 2048, Kind.TRUST),
        between("maxSessionDuration", 3600, 43200, "seconds"),
        _DESCRIPTION,
        _PATH,
    ),
    "aws:iam/rolePolicy:RolePolicy": (policy("policy", 10240, Kind.IDENTITY),),
    "aws:iam/policy:Policy": (policy("policy", 6144, Kind.IDENTITY), _DESCRIPTION, _PATH),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (_POLICY_ARN,),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        matches("url", r"https://[^\s:?#]{1,247}", "an https address of at most 255 characters without a port"),
        matches("thumbprintLists[]", r"[0-9a-fA-F]{40}", "40 hexadecimal digits"),
    ),
    "aws:secretsmanager/secret:Secret": (
        between("recoveryWindowInDays", 7, 30, "days", also=(0,)),
        matches("description", r".{0,2048}", "at most 2048 characters"),
        matches("replicas[].region", r"[a-z]{2}(-[a-z]+)+-\d", "a region such as us-west-2"),
        unique("replicas[].region"),
    ),
    # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
    "aws:secretsmanager/secretRotation:SecretRotation": (
        needs("rotationLambdaArn", "rotationRules", "a function alone does not say when it is called"),
        between("rotationRules.automaticallyAfterDays", 1, 1000, "days"),
        matches("rotationRules.duration", r"\d{1,3}h", "hours such as 3h"),
        matches("rotationRules.scheduleExpression", r"(rate|cron)\(.{1,249}\)", "rate(...) or cron(...)"),
        within("rotationRules", _one_schedule),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": (
        not_together("secretString", "secretBinary", "a version is text or bytes"),
        _secret_size,
    ),
    "aws:kms/keyPolicy:KeyPolicy": (policy("policy", 32768, Kind.RESOURCE),),
    "aws:secretsmanager/secretPolicy:SecretPolicy": (policy("policy", 20480, Kind.RESOURCE),),
}
