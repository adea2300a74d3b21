"""Functions: what stands in their environment is no secret, and encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.secret_variables import holds_secret, names_secret

FUNCTION = "aws:lambda/function:Function"


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
    if function.given("environment.variables"):
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
    for name in function.keys("environment.variables"):
        path = f"environment.variables.{name}"
        if holds_secret(name, function.value(path) if names_secret(name) else function.peek(path)):
            yield f"the variable {name} is a secret"
