"""Functions: whose code they run, and who may call them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule

FUNCTION = "aws:lambda/function:Function"
PERMISSION = "aws:lambda/permission:Permission"


@rule(
    "lambda-code-signed",
    "Functions run signed code only",
    severity=Severity.LOW,
    remedy="Set codeSigningConfigArn, and sign the archive with a signing profile before it is deployed",
    types=(FUNCTION,),
    controls=("CKV_AWS_272",),
)
def code_signed(function: Resource) -> Iterator[str]:
    """Pass over container images, whose signatures Lambda does not check."""
    if function.value("packageType") != "Image" and not function.given("codeSigningConfigArn"):
        yield "codeSigningConfigArn is not set"


@rule(
    "lambda-callers-known",
    "Functions are called by whom they are meant for",
    severity=Severity.HIGH,
    remedy="Name a principal, and for a service of AWS the sourceArn or sourceAccount on whose behalf it calls",
    types=(PERMISSION,),
    controls=("CKV_AWS_301", "CKV_AWS_364", "Lambda.1"),
)
def callers_known(permission: Resource) -> Iterator[str]:
    """Without a source, a service of AWS calls on behalf of any account that asks it to."""
    principal = permission.value("principal")
    if any(permission.given(name) for name in ("sourceArn", "sourceAccount", "principalOrgId")):
        return
    if principal == "*":
        yield "everybody may call the function"
    elif isinstance(principal, str) and principal.endswith(".amazonaws.com"):
        yield "neither sourceArn nor sourceAccount is set"
