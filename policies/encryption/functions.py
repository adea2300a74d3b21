"""Functions: what stands in their environment is no secret, and encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.secret_variables import holds_secret, names_secret
from policies.lib.values import UNKNOWN
from policies.lib.view import View, each

FUNCTION = "aws:lambda/function:Function"

_VARIABLES = "environment.variables"


@rule(
    "lambda-environment-cmk",
    "Environment variables of functions are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyArn to a customer-managed key, or do without environment variables",
    types=(FUNCTION,),
    controls=("CKV_AWS_173",),
)
def environment_key(function: Resource) -> Iterator[str]:
    """Lambda encrypts with a key of its own unless told otherwise. A function without variables has nothing to hide."""
    if function.given(_VARIABLES):
        yield from missing_customer_key(function, "kmsKeyArn")


@rule(
    "lambda-no-plaintext-secrets",
    "Functions read secrets from a secret store, not from plain environment variables",
    severity=Severity.CRITICAL,
    remedy="Give the variable the ARN of a secret, which the function reads when it runs",
    types=(FUNCTION,),
    controls=("CKV_AWS_45",),
)
def plaintext_secrets(function: Resource) -> Iterator[str]:
    """Everyone who may describe a function reads its environment."""
    variables = function.value(_VARIABLES)

    def check(variable: View) -> Iterator[str]:
        name = variable.path.removeprefix(f"{_VARIABLES}.")
        if holds_secret(name, variable.value()):
            yield f"the variable {name} is a secret"

    # What is not known yet is asked for only where its name makes it a secret.
    known = variables.items() if isinstance(variables, dict) else ()
    yield from each(
        (View(value, f"{_VARIABLES}.{name}") for name, value in known if value is not UNKNOWN or names_secret(name)),
        check,
    )
