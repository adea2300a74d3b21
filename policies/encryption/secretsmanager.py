"""Secrets Manager: keys of secrets, and what stands in them."""

import json
import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.view import each

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type's name
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"

_PLACEHOLDER = re.compile(
    r"(?:change|replace|fill)[-_ ]?(?:me|this|it|in).*|(?:my[-_ ]?)?(?:password|passw0rd|secret|token|key)[-_ ]?\d*!?"
    r"|example|sample|placeholder|todo|tbd|test|dummy|admin|default|none|null|x+|\*+|[\d-]{1,12}|<.*>",
    re.IGNORECASE,
)
"""What people write where a secret should stand."""


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
    """Look at a plain text, or at the secret-looking members of a JSON object."""
    value = version.value("secretString")
    for name, text in _texts(value if isinstance(value, str) else ""):
        if _PLACEHOLDER.fullmatch(text.strip()) or 0 < len(text) < 8:
            yield f"secretString{name} is a placeholder or too short to be a secret"


def _texts(secret: str) -> Iterator[tuple[str, str]]:
    """Yield the values that must be secret, with where they stand."""
    try:
        members = json.loads(secret)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        yield "", secret
        return
    for name, value in members.items():
        if isinstance(value, str) and re.search(r"pass|secret|token|key", name, re.IGNORECASE):
            yield f".{name}", value
