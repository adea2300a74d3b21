"""IAM documents that IAM rejects, or takes and that then grant nothing."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws.iam_actions import exists, is_service
from core.aws.quotas import INLINE_CHARACTERS_PER_ROLE, POLICIES_PER_ROLE
from policies.feasibility.refusals import refusal, rest
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule, strings
from policies.lib.view import View

ROLE = "aws:iam/role:Role"
INLINE = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
DOCUMENTS = (
    *("aws:iam/policy:Policy", INLINE, "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy", ROLE),
)
_SID = re.compile(r"[A-Za-z0-9]*")
_VERSION = "2012-10-17"

IDENTITY_POLICY = refusal(
    "feasible-identity-policy",
    "Policies and trusts of IAM are whole and not too long",
    "Complete the statement, or split the policy",
)
RESOURCE_POLICY = refusal(
    "feasible-resource-policy", "Policies of resources are whole and not too long", "Complete the statement"
)
OTHER = rest("identity", "IAM takes what is asked of it", "Set the property to what AWS allows")


@rule(
    "feasible-policy-actions",
    "Policies name actions that exist",
    severity=Severity.MEDIUM,
    remedy="Correct the spelling; an action newer than the list goes into core/aws/iam_actions.py",
    types=DOCUMENTS,
)
def existing_actions(resource: Resource) -> Iterator[str]:
    """Look at what stands under Action and NotAction. IAM keeps a name that stands for nothing and grants nothing."""
    for statement in _statements(resource):
        for action in strings(statement.value("Action")) + strings(statement.value("NotAction")):
            service = action.partition(":")[0]
            if ":" in action and "*" not in service and not is_service(service):
                yield f"{statement.path} names the service {service}, which IAM does not have"
            elif ":" in action and not exists(action):
                yield f"{statement.path} names {action}, which is no action"


@rule(
    "feasible-policy-form",
    "Statements are written as IAM parses them",
    severity=Severity.HIGH,
    remedy="Write actions as service:Action, and Sids in letters and digits only",
    types=DOCUMENTS,
)
def form(resource: Resource) -> Iterator[str]:
    """Look at actions without a service, and at Sids, which policies of IAM keep to letters and digits."""
    for statement in _statements(resource):
        given = strings(statement.value("Action")) + strings(statement.value("NotAction"))
        if any(action != "*" and ":" not in action for action in given):
            yield f"{statement.path} has an action without a service"
        if not _SID.fullmatch(str(statement.value("Sid") or "")):
            yield f"{statement.path}.Sid has characters other than letters and digits"


@rule(
    "feasible-policy-version",
    "Policies are written in the current version of the language",
    severity=Severity.MEDIUM,
    remedy=f"Set Version to {_VERSION}: without it variables such as ${{aws:username}} are plain text",
    types=DOCUMENTS,
)
def language(resource: Resource) -> Iterator[str]:
    """Count an absent version as that of 2008, as IAM does."""
    for document in _documents(resource):
        if document.value("Version") != _VERSION:
            yield f"{document.path} has not the current Version"


@stack_rule(
    "feasible-role-attachments",
    f"Roles have at most {POLICIES_PER_ROLE} managed policies",
    severity=Severity.MEDIUM,
    remedy="Join policies, or ask AWS for a higher quota",
    types=(ROLE,),
)
def attachments(role: StackResource, stack: Stack) -> Iterator[str]:
    """Count attachments and what the role names itself."""
    count = sum(item.comes_from("role", role) for item in stack.of((ATTACHMENT,)))
    if count > POLICIES_PER_ROLE:
        yield f"it has {count} managed policies"


@stack_rule(
    "feasible-role-inline-size",
    f"Inline policies of a role have {INLINE_CHARACTERS_PER_ROLE} characters together at most",
    severity=Severity.HIGH,
    remedy="Make managed policies of some",
    types=(ROLE,),
)
def inline_size(role: StackResource, stack: Stack) -> Iterator[str]:
    """Add up those that are known; white space does not count."""
    size = 0
    for item in stack.of((INLINE,)):
        text = item.peek("policy")
        if isinstance(text, str) and item.comes_from("role", role):
            size += len(re.sub(r"\s", "", text))
    if size > INLINE_CHARACTERS_PER_ROLE:
        yield f"its inline policies have {size} characters together"


def _documents(resource: Resource) -> Iterator[View]:
    for path in ("policy", "assumeRolePolicy"):
        if resource.given(path):
            yield resource.document(path)
    for item in resource.items("inlinePolicies"):
        if item.given("policy"):
            yield item.document("policy")


def _statements(resource: Resource) -> Iterator[View]:
    for document in _documents(resource):
        yield from document.items("Statement")
