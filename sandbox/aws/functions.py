"""Lambda."""

from collections.abc import Mapping

from sandbox.aws.common import KEY, ROLE_ARN, arn, instant, named, took
from sandbox.resource_facts import Name, ResourceFacts

_FUNCTION = "aws:lambda/function:Function"
_ARN = arn("lambda", "function:{name}")
_INVOKE = "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"

FACTS: Mapping[str, ResourceFacts] = {
    _FUNCTION: ResourceFacts(
        id="{name}",
        times=took(11, 10, 1, "M4"),
        name=named(_FUNCTION),
        defaults={
            "memorySize": 128,
            "packageType": "Zip",
            "publish": False,
            "reservedConcurrentExecutions": -1,
            "skipDestroy": False,
            "timeout": 3,
        },
        outputs={
            "arn": _ARN,
            "codeSha256": "{uuid}",
            "invokeArn": f"{_INVOKE}{_ARN}/invocations",
            "lastModified": "2026-01-01T00:00:00.000+0000",
            "qualifiedArn": f"{_ARN}:$LATEST",
            "qualifiedInvokeArn": f"{_INVOKE}{_ARN}:$LATEST/invocations",
            "version": "$LATEST",
        },
        references={
            "role": ROLE_ARN,
            "kmsKeyArn": KEY,
            "loggingConfig.logGroup": "aws:cloudwatch/logGroup:LogGroup#name",
        },
        unique=("name",),
        free_references=("role", "kmsKeyArn", "loggingConfig.logGroup"),
    ),
    "aws:lambda/permission:Permission": ResourceFacts(
        id="{name}",
        times=instant(),
        name=Name(property="statementId", maximum=100),
        references={"function": f"{_FUNCTION}#name|arn"},
        free_references=("function",),
    ),
}
