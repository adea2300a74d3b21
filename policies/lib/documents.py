"""Reading resource policies, the JSON documents that say who may do what with a resource."""

import re
from collections.abc import Container
from fnmatch import fnmatchcase
from typing import NamedTuple

from policies.lib.ranges import is_internet
from policies.lib.rule import strings
from policies.lib.values import UNKNOWN, Value
from policies.lib.view import Undecided, View

TRANSPORT = "aws:securetransport"

CALLERS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "ec2:sourceinstancearn",
        "kms:calleraccount",
        "lambda:sourcefunctionarn",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Condition keys that say who calls or from where, which a caller cannot choose.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

_NAMING = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"})
"""Operators that let in what is named. Those with IfExists let in whatever lacks the key."""

_NAMELESS = re.compile(r"[*?/:]*|o-[*?/]*")
"""Nothing but wildcards, or any organisation."""

_FIRST_IS_A_NAME = frozenset({"codecommit", "execute-api", "s3", "sns", "sqs"})
"""Services whose ARNs have no type word: what stands first is the resource's name."""


class Condition(NamedTuple):
    """One line of a statement's conditions. Operator and key are in lower case, which IAM does not tell from upper."""

    operator: str
    key: str
    values: tuple[str, ...]

    @property
    def names(self) -> bool:
        """Say whether only requests with one of the values pass, and every value names something."""
        operator = self.operator.removeprefix("foranyvalue:")
        return operator in _NAMING and bool(self.values) and not any(_is_anything(value) for value in self.values)


def conditions(statement: View) -> list[Condition]:
    """Return a statement's conditions. Raises Undecided if a value is unknown."""
    return [
        Condition(operator.lower(), key.lower(), _texts(value, f"{statement.path}.Condition.{operator}.{key}"))
        for operator in statement.keys("Condition")
        for key, value in _entries(statement.value(f"Condition.{operator}"))
    ]


def names_a_caller(statement: View, keys: Container[str] = CALLERS) -> bool:
    """Say whether a condition on one of the keys lets in only callers that it names."""
    return any(condition.key in keys and condition.names for condition in conditions(statement))


def denies_plain_transport(document: View, action: str) -> bool:
    """Say whether statements deny `action` to everyone who comes without TLS, in S3 on a bucket and all its objects.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html (enforce encryption in transit)
    """
    denying = [
        statement
        for statement in document.items("Statement")
        if statement.value("Effect") == "Deny"
        and is_everyone(statement)
        and _covers(statement, action)
        and _without_tls(statement)
    ]
    if not action.startswith("s3:"):
        return bool(denying)
    return _cover_a_bucket([one for statement in denying for one in strings(statement.value("Resource"))])


def allowed_to_everyone(document: View) -> list[View]:
    """Return the statements that allow something to all principals and say by no condition who may."""
    return [
        statement
        for statement in document.items("Statement")
        if statement.value("Effect") == "Allow"
        and (is_everyone(statement) or statement.given("NotPrincipal"))
        and not names_a_caller(statement)
    ]


def is_everyone(statement: View) -> bool:
    """Say whether a statement is about all principals."""
    return statement.value("Principal") == "*" or "*" in strings(statement.value("Principal.AWS"))


def names_nothing(arn: str) -> bool:
    """Say whether a pattern stands for all resources, or all of a kind, of every account."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return not arn.strip("*?")
    _, _, service, region, account, resource = parts
    segments = re.split("[:/]", resource)
    if service not in _FIRST_IS_A_NAME and len(segments) > 1:
        del segments[0]
    return not any(part.strip("*?") for part in (region, account, *segments))


def _is_anything(value: str) -> bool:
    if value.startswith("arn:"):
        return names_nothing(value)
    return _NAMELESS.fullmatch(value) is not None or is_internet(value)


def _entries(value: Value) -> list[tuple[str, Value]]:
    return list(value.items()) if isinstance(value, dict) else []


def _texts(value: Value, path: str) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if UNKNOWN in items:
        raise Undecided(path)
    return tuple(_text(item) for item in items if isinstance(item, str | int | float))


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _covers(statement: View, action: str) -> bool:
    return any(fnmatchcase(action.lower(), given.lower()) for given in strings(statement.value("Action")))


def _cover_a_bucket(resources: list[str]) -> bool:
    names = [resource.rpartition(":")[2] for resource in resources]
    bucket = any(name and "/" not in name for name in names)
    return bucket and any(re.fullmatch(r"[^/]*/?\*+", name) for name in names)


def _without_tls(statement: View) -> bool:
    """Say whether the transport is the only condition: each further one would exempt somebody."""
    found = conditions(statement)
    return bool(found) and all(
        condition.key == TRANSPORT
        and condition.operator in ("bool", "boolifexists")
        and [value.lower() for value in condition.values] == ["false"]
        for condition in found
    )
