"""IAM documents: what identities may do, and on what."""

from collections.abc import Callable, Iterator

from pulumi_policy import Severity

from core.aws.iam_actions import Action, matching
from policies.lib.grants import DOCUMENTS, actions, allowing, granted, is_narrowed, unlimited
from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.lib.view import View

ESCALATING = frozenset(
    {
        "iam:PassRole",
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:AttachGroupPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
        "iam:PutGroupPolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:UpdateLoginProfile",
        "iam:AddUserToGroup",
        "lambda:UpdateFunctionCode",
        "sts:AssumeRole",
    }
)
"""By which an identity can give itself the rights of another."""

CREDENTIALS = frozenset(
    {
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreateServiceSpecificCredential",
        "iam:ResetServiceSpecificCredential",
        "rds-db:connect",
        "redshift:GetClusterCredentials",
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:GetFederationToken",
    }
)
"""That answer with a password, key or token."""

DATA = frozenset(
    {
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
    }
)
"""That answer with what is stored."""

DECRYPTING = frozenset({"kms:Decrypt", "kms:ReEncryptFrom"})


@rule(
    "iam-no-admin-statement",
    "Nobody may do everything",
    severity=Severity.CRITICAL,
    remedy="Name the actions and the resources that the work needs",
    types=DOCUMENTS,
    controls=("IAM.1", "CKV_AWS_62", "CKV_AWS_1", "CKV2_AWS_40", "IAMPolicyNoStatementsWithAdminAccess"),
)
def no_admin(resource: Resource) -> Iterator[str]:
    """Look for all actions on all resources, even if some are excepted, with or without a condition."""
    for statement in allowing(resource):
        if "*" in unlimited(statement) and any(action in ("*", "*:*") for action in actions(statement)):
            yield f"{statement.path} allows everything on everything"


@rule(
    "iam-no-wildcard-action",
    "No statement allows all actions of all services",
    severity=Severity.HIGH,
    remedy="Name the actions that the work needs",
    types=DOCUMENTS,
    controls=("CKV_AWS_63", "CKV_AWS_49", "AwsSolutions-IAM5"),
)
def no_wildcard(resource: Resource) -> Iterator[str]:
    """Look for the bare star; NotAction is the same with exceptions."""
    for statement in allowing(resource):
        if any(action in ("*", "*:*") for action in actions(statement)) or statement.given("NotAction"):
            yield f"{statement.path} allows all actions"


@rule(
    "iam-no-service-wildcard",
    "No statement allows all actions of a service",
    severity=Severity.MEDIUM,
    remedy="Name the actions that the work needs",
    types=DOCUMENTS,
    controls=("IAM.21", "AwsSolutions-IAM5", "IAMPolicyNoStatementsWithFullAccess"),
)
def no_service_wildcard(resource: Resource) -> Iterator[str]:
    """Look for `service:*`."""
    for statement in allowing(resource):
        found = [action for action in actions(statement) if action.endswith(":*") and action != "*:*"]
        if found:
            yield f"{statement.path} allows all actions of {', '.join(action.partition(':')[0] for action in found)}"


@rule(
    "iam-no-star-resource",
    "Actions that can be limited to resources are",
    severity=Severity.MEDIUM,
    remedy="Name the resources by their ARN, or add a condition",
    types=DOCUMENTS,
    controls=("CKV_AWS_355", "CKV_AWS_356", "AwsSolutions-IAM5"),
)
def no_star_resource(resource: Resource) -> Iterator[str]:
    """Pass over reading lists and over actions that IAM grants on everything only."""
    yield from _on_everything(resource, lambda action: action.takes_resource and action.level != "List")


@rule(
    "iam-no-privilege-escalation",
    "Nobody may take the rights of another",
    severity=Severity.HIGH,
    remedy="Name the roles and users that it may touch",
    types=DOCUMENTS,
    controls=("CKV_AWS_286", "CKV_AWS_110"),
)
def no_escalation(resource: Resource) -> Iterator[str]:
    """Look for the known ways up on all resources."""
    yield from _on_everything(resource, lambda action: action.text in ESCALATING)


@rule(
    "iam-no-credential-exposure",
    "Nobody may fetch the credentials of all others",
    severity=Severity.HIGH,
    remedy="Name the resources whose credentials are needed",
    types=DOCUMENTS,
    controls=("CKV_AWS_287", "CKV_AWS_107"),
)
def no_credentials(resource: Resource) -> Iterator[str]:
    """Pass over ecr:GetAuthorizationToken, which IAM grants on everything only and which opens nothing by itself."""
    yield from _on_everything(resource, lambda action: action.text in CREDENTIALS)


@rule(
    "iam-no-data-exfiltration",
    "Nobody may read all that is stored",
    severity=Severity.HIGH,
    remedy="Name the buckets, secrets and parameters that the work needs",
    types=DOCUMENTS,
    controls=("CKV_AWS_288", "CKV_AWS_108"),
)
def no_exfiltration(resource: Resource) -> Iterator[str]:
    """Look for reads of objects, secrets and parameters on all resources."""
    yield from _on_everything(resource, lambda action: action.text in DATA)


@rule(
    "iam-no-permissions-management",
    "Nobody may change the permissions of everything",
    severity=Severity.HIGH,
    remedy="Name the resources, or add a condition",
    types=DOCUMENTS,
    controls=("CKV_AWS_289", "CKV_AWS_109"),
)
def no_permissions(resource: Resource) -> Iterator[str]:
    """Look for AWS's access level of this name."""
    yield from _on_everything(resource, lambda action: action.level == "Permissions management")


@rule(
    "iam-no-unconstrained-write",
    "Nobody may write everywhere",
    severity=Severity.MEDIUM,
    remedy="Name the resources, or add a condition",
    types=DOCUMENTS,
    controls=("CKV_AWS_290", "CKV_AWS_111"),
)
def no_write(resource: Resource) -> Iterator[str]:
    """Look for AWS's access level Write, where a resource can be named."""
    yield from _on_everything(resource, lambda action: action.level == "Write" and action.takes_resource)


@rule(
    "iam-no-decrypt-all-keys",
    "Nobody may decrypt with every key",
    severity=Severity.HIGH,
    remedy="Name the keys",
    types=DOCUMENTS,
    controls=("KMS.1", "KMS.2"),
)
def no_decrypt(resource: Resource) -> Iterator[str]:
    """Count a pattern on all keys of an account as all keys; a condition on the service narrows it."""
    for statement in allowing(resource):
        found = any(_decrypts(pattern) for pattern in actions(statement))
        if found and _is_on_every_key(statement) and not is_narrowed(statement):
            yield f"{statement.path} decrypts with every key"


def _decrypts(pattern: str) -> bool:
    return any(action.text in DECRYPTING for action in matching(pattern))


def _is_on_every_key(statement: View) -> bool:
    of_account = [one for one in strings(statement.value("Resource")) if ":kms:" in one]
    return bool(unlimited(statement) & {"*", "kms"}) or any(one.endswith((":*", ":key/*")) for one in of_account)


def _on_everything(resource: Resource, wanted: Callable[[Action], bool]) -> Iterator[str]:
    for statement in allowing(resource):
        found = granted(statement, wanted)
        if found:
            yield f"{statement.path} allows on all resources: {', '.join(found)}"
