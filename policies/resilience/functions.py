"""Functions: bounds, traces, and what becomes of calls that failed."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule

FUNCTION = "aws:lambda/function:Function"


@rule(
    "lambda-concurrency-limit",
    "Functions cannot take the whole account's capacity",
    severity=Severity.LOW,
    remedy="Set reservedConcurrentExecutions",
    types=(FUNCTION,),
    controls=("CKV_AWS_115",),
)
def concurrency_limit(function: Resource) -> Iterator[str]:
    """Count an absent value as -1, AWS's default, which is no limit."""
    if function.value("reservedConcurrentExecutions") in (None, -1):
        yield "reservedConcurrentExecutions is not set"


@rule(
    "lambda-dead-letter",
    "Calls that failed for good are kept",
    severity=Severity.LOW,
    remedy="Set deadLetterConfig.targetArn to a queue or a topic",
    types=(FUNCTION,),
    controls=("CKV_AWS_116",),
)
def dead_letter(function: Resource) -> Iterator[str]:
    """Look for the target; AWS drops an asynchronous call after two more attempts."""
    if not function.given("deadLetterConfig.targetArn"):
        yield "deadLetterConfig has no target"


@rule(
    "lambda-tracing",
    "Functions record traces",
    severity=Severity.LOW,
    remedy="Set tracingConfig.mode to Active",
    types=(FUNCTION,),
    controls=("CKV_AWS_50", "Lambda.7"),
)
def tracing(function: Resource) -> Iterator[str]:
    """Take PassThrough for none: then the caller decides, and most services do not ask for it."""
    if function.value("tracingConfig.mode") != "Active":
        yield "tracingConfig.mode is not Active"
