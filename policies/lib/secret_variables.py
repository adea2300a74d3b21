"""Variables, settings and keys that look as if they held a secret."""

import re

from policies.lib.values import Value

_NAME = re.compile(
    r"(?:PASSWORD|PASSWD|PASSPHRASE|PASSCODE|(?:DB|PG|USER)PASS"
    r"|(?:(?<!EXISTING)(?<!EXISTING[_.-])SECRET|API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)[_.-]?KEY"
    r"|(?:^|[_.-])(?<!EXISTING[_.-])(?:PASS|PWD|SECRET|TOKEN|CREDENTIALS?)"
    r")(?:[_.-]?(?:VALUE|\d{1,2}))?$",
    re.IGNORECASE,
)
"""Names of secrets. DB_PASSWORD_FILE, SECRET_ARN or existingSecret only say where one is, and the shorter words count
as words only: a compass is none.
"""

_PASSWORD = re.compile(r"PASS|PWD", re.IGNORECASE)
"""Names of secrets that may consist of digits."""

_VALUE = re.compile(
    r"(?:AKIA|ASIA)[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|://[^/\s:@\"'`,{}<>]*:[^/\s@\"'`,{}<>]+@"
    r"|(?<![A-Za-z])(?:gh[opsur]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20}|[rs]k_live_[A-Za-z0-9]{10})"
    r"|(?<![A-Za-z])xox[abeprs]-[A-Za-z0-9-]{10}",
)
"""Access keys of AWS, private keys in PEM, URLs with a password, and tokens of GitHub, Stripe and Slack. What ends a
text, as in JSON without white space, ends the URL.
"""

_REFERENCE = re.compile(r"\$\([\w.-]+\)|\$\{[^{}]*\}")
"""$(NAME) and ${NAME}, which only refer to a value."""

_SEPARATORS = " \t\n:/@.,_-"
"""What stands between references."""

_HARMLESS = re.compile(
    r"(?i:true|false|yes|no|on|off)"
    r"|arn:aws[a-z-]*:\S+"
    r"|(?:/(?:[a-z0-9._-]+|[A-Z0-9._-]+|(?:[A-Z][a-z0-9]+)+)){2,}"
)
"""Switches, and where a secret is: its ARN, or the path of a parameter, whose steps are words of one case."""

_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where the words of a name such as dbSecret meet."""


def names_secret(name: str) -> bool:
    """Say whether a variable of this name is a secret, whatever its value."""
    return any(_NAME.search(written) is not None for written in (name, _SEAM.sub("_", name)))


def holds_secret(name: str, value: Value) -> bool:
    """Say whether a variable is a secret by its name or by its value. What is empty, unknown or only refers is none."""
    if not isinstance(value, str):
        return False
    text = _REFERENCE.sub("", value)
    if not text.strip() or (text != value and not text.strip(_SEPARATORS)):
        return False
    return _VALUE.search(text) is not None or (names_secret(name) and not _is_harmless(name, text.strip()))


def _is_harmless(name: str, value: str) -> bool:
    """Say whether a value is no secret in spite of its name; a number is how long a token lives, or a password."""
    return _HARMLESS.fullmatch(value) is not None or (value.isdigit() and _PASSWORD.search(name) is None)
