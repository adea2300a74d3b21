"""What IAM documents allow: the statements of a resource's policies, and the actions that they stand for."""

from collections.abc import Callable, Iterator

from core.aws.iam_actions import Action, matching
from policies.lib.documents import TRANSPORT, names_nothing
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

_ABOUT_TRANSPORT = frozenset({TRANSPORT, "s3:tlsversion"})


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


def is_narrowed(statement: View) -> bool:
    """Say whether a condition limits what the statement allows. One on TLS does not: it is about the way there."""
    return any(
        key.lower() not in _ABOUT_TRANSPORT
        for operator in statement.keys("Condition")
        for key in statement.keys(f"Condition.{operator}")
    )


def unlimited(statement: View) -> frozenset[str]:
    """Return the services of which the statement names no resource, `*` for all of them.

    NotResource is everything with exceptions.
    """
    if statement.given("NotResource"):
        return frozenset("*")
    return frozenset(_service(one) for one in strings(statement.value("Resource")) if names_nothing(one))


def granted(statement: View, wanted: Callable[[Action], bool]) -> list[str]:
    """Return the patterns of a statement on everything that stand for an action that is `wanted`."""
    services = unlimited(statement)
    if not services or is_narrowed(statement):
        return []
    return [
        pattern
        for pattern in actions(statement)
        if any(_is_about(action, services) and wanted(action) for action in matching(pattern))
    ]


def _service(pattern: str) -> str:
    service = pattern.split(":")[2] if pattern.count(":") >= 5 else "*"
    return service if service.strip("*?") else "*"


def _is_about(action: Action, services: frozenset[str]) -> bool:
    # Roles are IAM's; who takes one asks STS.
    owner = "iam" if action.service == "sts" else action.service
    return "*" in services or owner in services
