"""Policy documents of IAM and of resources: they parse, they are not too long, and their statements are whole.

Sizes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; elements:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum

from core.aws.rules.base import Inputs, Rule, Violation, found, shown


class Kind(Enum):
    """What a document is attached to, which decides on the elements of its statements."""

    IDENTITY = "identity"
    TRUST = "trust"
    RESOURCE = "resource"


def policy(path: str, limit: int, kind: Kind) -> Rule:
    """Return the rule for a policy document of at most `limit` characters, white space not counted."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            yield from _document_problems(where, value, limit, kind)

    return rule


def json_text(path: str, limit: int, shape: type[object] = dict) -> Rule:
    """Return the rule for a JSON text of at most `limit` bytes whose outermost value is an object or a list."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if not isinstance(value, str):
                continue
            if len(value.encode()) > limit:
                yield Violation(where, f"{len(value.encode())} bytes", f"at most {limit} bytes")
            if not isinstance(parsed(value), shape):
                yield Violation(where, shown(value), f"a JSON {'list' if shape is list else 'object'}")

    return rule


def parsed(value: object) -> object:
    """Return what a JSON text says, or None if it is no JSON text."""
    if not isinstance(value, str):
        return None
    try:
        result: object = json.loads(value)
    except ValueError:
        return None
    return result


def _document_problems(where: str, value: object, limit: int, kind: Kind) -> Iterator[Violation]:
    document = parsed(value)
    if not isinstance(value, str) or not isinstance(document, Mapping):
        yield Violation(where, shown(value), "a policy document as JSON text")
        return
    length = len(re.sub(r"\s", "", value))
    if length > limit:
        yield Violation(where, f"{length} characters", f"at most {limit} characters, white space not counted")
    statements = document.get("Statement")
    listed = [statements] if isinstance(statements, Mapping) else statements
    if not isinstance(listed, list) or not listed:
        yield Violation(f"{where}.Statement", shown(statements), "one statement at least")
        return
    sids = [item["Sid"] for item in listed if isinstance(item, Mapping) and isinstance(item.get("Sid"), str)]
    if len(set(sids)) != len(sids):
        yield Violation(f"{where}.Statement", shown(sids), "a Sid of its own for every statement")
    for index, statement in enumerate(listed):
        yield from _statement_problems(f"{where}.Statement[{index}]", statement, kind)


def _statement_problems(where: str, statement: object, kind: Kind) -> Iterator[Violation]:
    if not isinstance(statement, Mapping):
        yield Violation(where, shown(statement), "a statement, which is an object")
        return
    if not isinstance(statement.get("Sid", ""), str):
        yield Violation(f"{where}.Sid", shown(statement["Sid"]), "a text")
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield Violation(f"{where}.Effect", shown(statement.get("Effect")), "Allow or Deny")
    if not (statement.get("Action") or statement.get("NotAction")):
        yield Violation(f"{where}.Action", "not set", "one action at least")
    has_principal = "Principal" in statement or "NotPrincipal" in statement
    has_resource = bool(statement.get("Resource") or statement.get("NotResource"))
    if kind is Kind.IDENTITY and has_principal:
        yield Violation(f"{where}.Principal", "given", "none: an identity's policy speaks of the identity itself")
    if kind is not Kind.IDENTITY and not has_principal:
        yield Violation(f"{where}.Principal", "not set", "who the statement is about")
    if kind is Kind.TRUST and has_resource:
        yield Violation(f"{where}.Resource", "given", "none: a trust policy speaks of the role itself")
    if kind is not Kind.TRUST and not has_resource:
        yield Violation(f"{where}.Resource", "not set", "one resource at least")
