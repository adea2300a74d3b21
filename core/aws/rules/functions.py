"""Lambda functions and who may call them.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html,
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_set, text
from core.aws.rules.kinds import at_most, between, exactly_one, matches, one_of
from core.aws.support import RUNTIMES

_ARN = r"arn:aws[a-z-]*:"


def _zip_needs(inputs: Inputs) -> Iterator[Violation]:
    """Check that a function that is no container image says what runs it, and where it starts."""
    if text(inputs, "packageType") == "Image" or is_set(inputs, "imageUri"):
        return
    for key in ("runtime", "handler"):
        if not is_set(inputs, key):
            yield Violation(key, "not set", "a value, which every function but a container image needs")


RULES: Rules = {
    "aws:lambda/function:Function": (
        exactly_one("code", "imageUri", "s3Bucket"),
        one_of("packageType", {"Zip", "Image"}),
        one_of("runtime", RUNTIMES),
        one_of("architectures[]", {"arm64", "x86_64"}),
        at_most("architectures", 1, "architectures"),
        between("timeout", 1, 900, "seconds"),
        between("memorySize", 128, 10240, "MB"),
        between("ephemeralStorage.size", 512, 10240, "MB"),
        between("reservedConcurrentExecutions", 0, 1000, also=(-1,)),
        at_most("layers", 5, "layers"),
        matches("role", _ARN + r"iam::\d{12}:role/\S+", "the ARN of a role"),
        matches("description", r".{0,256}", "at most 256 characters"),
        one_of("tracingConfig.mode", {"Active", "PassThrough"}),
        one_of("loggingConfig.logFormat", {"JSON", "Text"}),
        matches("deadLetterConfig.targetArn", _ARN + r"(sns|sqs):\S+", "the ARN of a topic or a queue"),
        _zip_needs,
    ),
    "aws:lambda/permission:Permission": (
        matches("action", r"lambda:(\*|[A-Za-z]+)", "an action of Lambda, such as lambda:InvokeFunction"),
        matches("sourceAccount", r"\d{12}", "the 12 digits of an account"),
        matches("sourceArn", r"arn:.+", "an ARN"),
        matches("statementId", r"[A-Za-z0-9_-]{1,100}", "1 to 100 letters, digits, hyphens and underscores"),
    ),
}
