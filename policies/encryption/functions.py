"""Functions: what stands in their environment is encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule

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
