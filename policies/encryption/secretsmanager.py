"""Secrets Manager: keys of secrets, and what stands in them."""

import json
import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.secret_variables import names_secret
from policies.lib.view import each

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type's name
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"

_PLACEHOLDER = re.compile(
    r"(?:change|replace|fill)[-_ ]?(?:me|this|it|in).*|(?:my[-_ ]?)?(?:password|passw0rd|secret|token|key)[-_ ]?\d*!?"
    r"|example|sample|placeholder|todo|tbd|test|dummy|admin|default|none|null|x+|\*+|[\d-]{1,12}|<.*>",
    re.IGNORECASE,
)
"""What people write where a secret should stand."""

_USUAL = ("password", "passwd", "passphrase", "pass", "secret", "token", "key", "api_key", "apikey", "private_key")
"""Names of members that tell nothing of whose secret it is."""


@rule(
    "secretsmanager-cmk",
    "Secrets are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key",
    types=(SECRET,),
    controls=("CKV_AWS_149", "SecretsManagerUsingKMSKey"),
)
def customer_key(secret: Resource) -> Iterator[str]:
    """Look at the key of the secret in its home region."""
    return missing_customer_key(secret, "kmsKeyId")


@rule(
    "secretsmanager-replica-cmk",
    "Replicas of secrets are encrypted with a key of the account in their region",
    severity=Severity.MEDIUM,
    remedy="Set replicas[].kmsKeyId to a customer-managed key of that region",
    types=(SECRET,),
)
def replica_key(secret: Resource) -> Iterator[str]:
    """Look at every region that the secret is replicated to."""
    return each(secret.items("replicas"), lambda replica: missing_customer_key(replica, "kmsKeyId"))


@rule(
    "secretsmanager-no-placeholder",
    "Secrets hold no placeholder or guessable value",
    severity=Severity.CRITICAL,
    remedy="Generate the value (get_random_password), or set it by hand later and ignore changes to secretString",
    types=(VERSION,),
)
def placeholder(version: Resource) -> Iterator[str]:
    """Look at a plain text, or at the secret-looking members of a JSON object and of those within it."""
    value = version.value("secretString")
    for name, text in _texts(value if isinstance(value, str) else ""):
        if _PLACEHOLDER.fullmatch(text.strip()) or 0 < len(text) < 8:
            yield f"{name} is a placeholder or too short to be a secret"


def _texts(secret: str) -> Iterator[tuple[str, str]]:
    """Yield the values that must be secret, with where they stand."""
    try:
        held = json.loads(secret)
    except (ValueError, RecursionError):
        held = None
    if isinstance(held, dict | list):
        yield from _members(held)
    else:
        yield "secretString", held if isinstance(held, str) else secret


def _members(holder: object) -> Iterator[tuple[str, str]]:
    """Yield the secret-looking members of what JSON holds, however deep."""
    if isinstance(holder, list):
        for item in holder:
            yield from _members(item)
    if isinstance(holder, dict):
        for name, value in holder.items():
            if isinstance(value, str) and _looks_secret(name):
                yield _shown(name), value
            yield from _members(value)


def _looks_secret(name: str) -> bool:
    return names_secret(name) or re.search(r"(?:^|[_.-]|(?<=[a-z0-9])(?=K))(?:key|Key|KEY)$", name) is not None


def _shown(name: str) -> str:
    """Return what a message calls a member: names are part of the secret, and only usual ones are told."""
    usual = name.lower()
    return f"secretString.{usual}" if usual in _USUAL else "a member of secretString"
