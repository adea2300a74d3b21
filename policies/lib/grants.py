"""What IAM documents allow: the statements of a resource's policies, and the actions that they stand for."""

from collections.abc import Callable, Iterator

from core.aws.iam_actions import Action, matching
from policies.lib.resources import Resource
from policies.lib.rule import strings
from policies.lib.view import View

DOCUMENTS = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/role:Role",
)
"""Types that hold what an identity may do. A role's trust is another matter."""


def allowing(resource: Resource) -> Iterator[View]:
    """Yield the statements that allow something."""
    documents = [resource.document("policy")] if resource.given("policy") else []
    documents += [item.document("policy") for item in resource.items("inlinePolicies")]
    for document in documents:
        for statement in document.items("Statement"):
            if statement.value("Effect") == "Allow":
                yield statement


def actions(statement: View) -> list[str]:
    """Return what stands under `Action`, patterns included."""
    return strings(statement.value("Action"))


def on_everything(statement: View) -> bool:
    """Say whether the statement is about all resources and no condition narrows it."""
    return "*" in strings(statement.value("Resource")) and not statement.given("Condition")


def granted(statement: View, wanted: Callable[[Action], bool]) -> list[str]:
    """Return the patterns of a statement on everything that stand for an action that is `wanted`."""
    if not on_everything(statement):
        return []
    return [pattern for pattern in actions(statement) if any(wanted(action) for action in matching(pattern))]
