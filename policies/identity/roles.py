"""Roles: who may take them, what is attached to them, and how long they last."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.documents import Condition, conditions, is_everyone, names_a_caller
from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings
from policies.lib.view import View

ROLE = "aws:iam/role:Role"
ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ATTACHMENTS = (
    ROLE_ATTACHMENT,
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
)
AWS_MANAGED = re.compile(r"arn:[^:]+:iam::aws:policy/")
ADMINISTRATORS = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
CUSTOMARY = (
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEBSCSIDriverPolicy",
    "AmazonEKSClusterPolicy",
    "AmazonEKSVPCResourceController",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKSWorkerNodeMinimalPolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonECSInfrastructureRolePolicyForLoadBalancers",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonSSMManagedInstanceCore",
)
"""Policies that AWS keeps in step with a service of its own; a copy would fall behind."""

TRUSTED = frozenset({"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"})
"""Condition keys that say who of all AWS may take a role."""

NARROWING = TRUSTED - {"aws:principalaccount"} | {"sts:externalid", "aws:sourceaccount", "aws:sourcearn"}
"""Condition keys that keep a trusted account's other users, or a service's other customers, out."""

ONE_USER = frozenset({"lambda.amazonaws.com", "edgelambda.amazonaws.com"})
"""Services that are one kind of user: a function at the edge needs both."""

TOKEN_ACTION = "sts:assumerolewithwebidentity"  # noqa: S105 - an action
GITHUB = "token.actions.githubusercontent.com"
COGNITO = "cognito-identity.amazonaws.com"

_OWNED = re.compile(r"[^:*?]+:[^:/*?]+(?:[:/].*)?")
"""A subject of GitHub whose repository has a certain owner: `repo:octo-org/*`."""

_ANYBODY = re.compile(r"[*?]|(?:system:serviceaccount|project_path|organization):[^:/]*[*?]")
"""The beginning of a subject that names nobody: no namespace of Kubernetes, no group of GitLab."""


@rule(
    "iam-no-admin-managed-policy",
    "No identity is an administrator",
    severity=Severity.CRITICAL,
    remedy="Attach a policy with the rights that the work needs",
    types=(*ATTACHMENTS, ROLE),
    controls=("CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"),
    settings={"refused": {"type": "array", "items": {"type": "string"}, "default": list(ADMINISTRATORS)}},
)
def no_administrator(resource: Resource) -> Iterator[str]:
    """Look at policies of AWS by their name."""
    refused = strings(resource.config.value("refused"))
    for name in _managed(resource):
        if name in refused:
            yield f"{name} is attached"


@rule(
    "iam-no-aws-managed-policy",
    "Rights are written for the work, not taken from AWS's shelf",
    severity=Severity.MEDIUM,
    remedy="Write a policy with the actions and resources that are needed",
    types=(*ATTACHMENTS, ROLE),
    controls=("AwsSolutions-IAM4",),
    settings={"allowed": {"type": "array", "items": {"type": "string"}, "default": list(CUSTOMARY)}},
)
def no_aws_managed(resource: Resource) -> Iterator[str]:
    """Pass over those that AWS keeps in step with a service of its own."""
    allowed = strings(resource.config.value("allowed"))
    for name in _managed(resource):
        if name not in allowed:
            yield f"{name} of AWS is attached"


def _managed(resource: Resource) -> Iterator[str]:
    for name in ("policyArn", "policyArns", "managedPolicyArns"):
        for arn in strings(resource.value(name)):
            if AWS_MANAGED.match(arn):
                yield arn.rpartition("/")[2]


@rule(
    "iam-role-policy-conflict",
    "A role's policies are resources of their own",
    severity=Severity.HIGH,
    remedy="Use RolePolicy and RolePolicyAttachment",
    types=(ROLE,),
)
def one_way(role: Resource) -> Iterator[str]:
    """Refuse lists on the role: it would remove what such resources give it, at every update."""
    for name in ("managedPolicyArns", "inlinePolicies"):
        if role.given(name):
            yield f"{name} is set"


@rule(
    "iam-trust-policy-scoped",
    "A role is for one kind of user, and for those of our account",
    severity=Severity.HIGH,
    remedy="Name the principal; give other accounts an sts:ExternalId or aws:PrincipalOrgID",
    types=(ROLE,),
    controls=("CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_283"),
)
def scoped_trust(role: Resource) -> Iterator[str]:
    """Refuse everyone, whole accounts without a condition, and several services in one role."""
    for statement in role.document("assumeRolePolicy").items("Statement"):
        if statement.value("Effect") != "Allow":
            continue
        if is_everyone(statement) and not names_a_caller(statement, TRUSTED):
            yield f"{statement.path} trusts everyone"
        people = strings(statement.value("Principal.AWS"))
        whole = [one for one in people if one.endswith(":root") or one.isdigit()]
        if whole and not _is_narrowed(statement):
            yield f"{statement.path} trusts a whole account"
        services = set(strings(statement.value("Principal.Service")))
        if len(services) > 1 and services != ONE_USER:
            yield f"{statement.path} trusts several services"


def _is_narrowed(statement: View) -> bool:
    return any(
        condition.names and (condition.key in NARROWING or condition.key.startswith("aws:principaltag/"))
        for condition in conditions(statement)
    )


@rule(
    "iam-oidc-trust-scoped",
    "A role for tokens of a provider says whose tokens",
    severity=Severity.CRITICAL,
    remedy="Add StringEquals conditions on the provider's :sub and :aud",
    types=(ROLE,),
    controls=("CKV_AWS_358", "CKV_AWS_393"),
)
def scoped_tokens(role: Resource) -> Iterator[str]:
    """Look for subject and audience; the subject may hold a pattern that names an owner, such as `repo:octo-org/*`.

    A Cognito identity pool is the audience, and tells signed-in users from guests in `amr`.
    """
    for statement in role.document("assumeRolePolicy").items("Statement"):
        if not _takes_tokens(statement):
            continue
        known = {condition.key.rpartition(":")[2] for condition in conditions(statement) if _says_whose(condition)}
        if strings(statement.value("Principal.Federated")) == [COGNITO] and "amr" in known:
            known.add("sub")
        for claim in ("sub", "aud"):
            if claim not in known:
                yield f"{statement.path} does not say which {claim}"


def _takes_tokens(statement: View) -> bool:
    if statement.value("Effect") != "Allow":
        return False
    providers = [one for one in strings(statement.value("Principal.Federated")) if ":saml-provider/" not in one]
    actions = strings(statement.value("Action"))
    asked = any(fnmatchcase(TOKEN_ACTION, action.lower()) for action in actions)
    return asked and (bool(providers) or statement.value("Principal") == "*")


def _says_whose(condition: Condition) -> bool:
    """Say whether only tokens with a certain value of the claim pass."""
    if not condition.names:
        return False
    provider, _, claim = condition.key.rpartition(":")
    if claim == "sub" and provider.startswith(GITHUB):
        return all(_OWNED.fullmatch(value) for value in condition.values)
    return not any(_ANYBODY.match(value) for value in condition.values)


@rule(
    "iam-permissions-boundary",
    "Roles stay within the boundary",
    severity=Severity.MEDIUM,
    remedy="Set permissionsBoundary to the configured policy",
    types=(ROLE, "aws:iam/user:User"),
    settings={"boundaryArn": {"type": "string", "default": ""}},
)
def boundary(identity: Resource) -> Iterator[str]:
    """Ask for it only where the pack's configuration names one."""
    wanted = identity.config.value("boundaryArn")
    if wanted and identity.value("permissionsBoundary") != wanted:
        yield "permissionsBoundary is not the configured one"


@rule(
    "iam-role-session-duration",
    "Sessions of a role end within hours",
    severity=Severity.LOW,
    remedy="Lower maxSessionDuration",
    types=(ROLE,),
    settings={"maximumSeconds": {"type": "integer", "minimum": 3600, "maximum": 43200, "default": 14400}},
)
def session_duration(role: Resource) -> Iterator[str]:
    """Count an absent value as an hour, which is AWS's default."""
    if number(role.value("maxSessionDuration")) > number(role.config.value("maximumSeconds")):
        yield "maxSessionDuration is longer than allowed"
