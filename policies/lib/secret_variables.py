"""Environment variables that look as if they held a secret."""

import re

from policies.lib.values import Value

_NAME = re.compile(
    r"(?:^|_)(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET(?:_KEY)?|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
"""Names of secrets; DB_PASSWORD_FILE or SECRET_ARN only say where one is."""

_VALUE = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/\s:@]*:[^/\s@]+@")
"""Access keys of AWS, private keys in PEM, and URLs with a password."""


def names_secret(name: str) -> bool:
    """Say whether a variable of this name is a secret, whatever its value."""
    return _NAME.search(name) is not None


def holds_secret(name: str, value: Value) -> bool:
    """Say whether a variable is a secret by its name or by its value. An empty or unknown value is none."""
    return isinstance(value, str) and value != "" and (names_secret(name) or _VALUE.search(value) is not None)
