"""Reading resource policies, the JSON documents that say who may do what with a resource."""

from fnmatch import fnmatchcase

from policies.lib.rule import strings
from policies.lib.view import View


def denies_plain_transport(document: View, action: str) -> bool:
    """Say whether a statement denies `action` to everyone who comes without TLS.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html (enforce encryption in transit)
    """
    return any(
        statement.value("Effect") == "Deny"
        and _is_everyone(statement)
        and _covers(statement, action)
        and _without_tls(statement)
        for statement in document.items("Statement")
    )


def allowed_to_everyone(document: View) -> list[View]:
    """Return the statements that allow something to all principals and narrow it by no condition.

    A condition on TLS alone narrows nothing.
    """
    return [
        statement
        for statement in document.items("Statement")
        if statement.value("Effect") == "Allow" and _is_everyone(statement) and not _is_narrowed(statement)
    ]


def _is_narrowed(statement: View) -> bool:
    keys = {key.lower() for operator in statement.keys("Condition") for key in statement.keys(f"Condition.{operator}")}
    return bool(keys - {"aws:securetransport"})


def _is_everyone(statement: View) -> bool:
    return statement.value("Principal") == "*" or "*" in strings(statement.value("Principal.AWS"))


def _covers(statement: View, action: str) -> bool:
    return any(fnmatchcase(action.lower(), given.lower()) for given in strings(statement.value("Action")))


def _without_tls(statement: View) -> bool:
    return any(
        key.lower() == "aws:securetransport" and _is_false(statement.value(f"Condition.{operator}.{key}"))
        for operator in ("Bool", "BoolIfExists")
        for key in statement.keys(f"Condition.{operator}")
    )


def _is_false(value: object) -> bool:
    return value is False or value in ("false", ["false"], [False])
