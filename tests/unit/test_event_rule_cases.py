"""For each rule of Lambda, CloudTrail, EventBridge and rotation one property that breaks it, all else as accepted."""

import pytest

from core.aws.rules import violations
from tests.rule_cases import DROP, assert_refused, assert_shape, changed

_FUNCTION = "aws:lambda/function:Function"
_PERMISSION = "aws:lambda/permission:Permission"
_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
_SECRET = "aws:secretsmanager/secret:Secret"
_TRAIL = "aws:cloudtrail/trail:Trail"
_RULE = "aws:cloudwatch/eventRule:EventRule"
_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
_SELECTOR = "advancedEventSelectors.0.fieldSelectors"

# Type, what is changed (path: value), and the property that is refused.
CASES: list[tuple[str, dict[str, object], str]] = [
    (_FUNCTION, {"name": "a" * 65}, "name"),
    (_FUNCTION, {"name": "rotate it"}, "name"),
    (_FUNCTION, {"code": DROP}, "code"),
    (_FUNCTION, {"imageUri": "rotate:1"}, "imageUri"),
    (_FUNCTION, {"packageType": "Tar"}, "packageType"),
    (_FUNCTION, {"runtime": "python3.9"}, "runtime"),
    (_FUNCTION, {"runtime": DROP}, "runtime"),
    (_FUNCTION, {"handler": DROP}, "handler"),
    (_FUNCTION, {"architectures": ["arm"]}, "architectures[0]"),
    (_FUNCTION, {"architectures": ["arm64", "x86_64"]}, "architectures"),
    (_FUNCTION, {"timeout": 901}, "timeout"),
    (_FUNCTION, {"memorySize": 64}, "memorySize"),
    (_FUNCTION, {"ephemeralStorage.size": 100}, "ephemeralStorage.size"),
    (_FUNCTION, {"reservedConcurrentExecutions": 2000}, "reservedConcurrentExecutions"),
    (_FUNCTION, {"layers": [f"arn:{number}" for number in range(6)]}, "layers"),
    (_FUNCTION, {"role": "worker"}, "role"),
    (_FUNCTION, {"description": "d" * 257}, "description"),
    (_FUNCTION, {"tracingConfig.mode": "On"}, "tracingConfig.mode"),
    (_FUNCTION, {"loggingConfig.logFormat": "json"}, "loggingConfig.logFormat"),
    (_FUNCTION, {"deadLetterConfig.targetArn": "alerts"}, "deadLetterConfig.targetArn"),
    (_PERMISSION, {"action": "InvokeFunction"}, "action"),
    (_PERMISSION, {"sourceAccount": "1"}, "sourceAccount"),
    (_PERMISSION, {"sourceArn": "secret"}, "sourceArn"),
    (_PERMISSION, {"statementId": "a b"}, "statementId"),
    (_ROTATION, {"rotationRules": DROP}, "rotationRules"),
    (_ROTATION, {"rotationRules.automaticallyAfterDays": 0}, "rotationRules.automaticallyAfterDays"),
    (_ROTATION, {"rotationRules.duration": "3 hours"}, "rotationRules.duration"),
    (_ROTATION, {"rotationRules.scheduleExpression": "rate(30 days)"}, "rotationRules.scheduleExpression"),
    (
        _ROTATION,
        {"rotationRules": {"scheduleExpression": "monthly"}},
        "rotationRules.scheduleExpression",
    ),
    (_SECRET, {"replicas.0.region": "oregon"}, "replicas[0].region"),
    (_SECRET, {"replicas.1.region": "us-west-2"}, "replicas[1].region"),
    (_TRAIL, {"name": "ab"}, "name"),
    (_TRAIL, {"name": "audit--trail"}, "name"),
    (
        _TRAIL,
        {"cloudWatchLogsGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:trail"},
        "cloudWatchLogsGroupArn",
    ),
    (_TRAIL, {"cloudWatchLogsRoleArn": DROP}, "cloudWatchLogsRoleArn"),
    (_TRAIL, {"cloudWatchLogsGroupArn": DROP}, "cloudWatchLogsGroupArn"),
    (_TRAIL, {"eventSelectors": [{"includeManagementEvents": True}]}, "advancedEventSelectors"),
    (_TRAIL, {"s3KeyPrefix": "p" * 201}, "s3KeyPrefix"),
    (_TRAIL, {"includeGlobalServiceEvents": False}, "includeGlobalServiceEvents"),
    (_TRAIL, {"insightSelectors": [{"insightType": "Errors"}]}, "insightSelectors[0].insightType"),
    (_TRAIL, {f"{_SELECTOR}.0.field": "category"}, "advancedEventSelectors[0].fieldSelectors[0].field"),
    (_TRAIL, {f"{_SELECTOR}.0.field": "eventName"}, "advancedEventSelectors[0].fieldSelectors"),
    (_TRAIL, {f"{_SELECTOR}.0.equals": DROP}, "advancedEventSelectors[0].fieldSelectors[0].equals"),
    (_RULE, {"name": "a" * 65}, "name"),
    (_RULE, {"eventPattern": DROP}, "eventPattern"),
    (_RULE, {"eventPattern": "{}"}, "eventPattern"),
    (_RULE, {"eventPattern": "[]"}, "eventPattern"),
    (_RULE, {"eventPattern": '{"source": "aws.rds"}'}, "eventPattern.source"),
    (_RULE, {"eventPattern": '{"detail": {"eventName": []}}'}, "eventPattern.detail.eventName"),
    (_RULE, {"eventPattern": '{"source": ["' + "x" * 2048 + '"]}'}, "eventPattern"),
    (_RULE, {"scheduleExpression": "hourly"}, "scheduleExpression"),
    (_RULE, {"description": "d" * 513}, "description"),
    (_RULE, {"state": "ON"}, "state"),
    (_TARGET, {"arn": "topic"}, "arn"),
    (_TARGET, {"targetId": "a b"}, "targetId"),
    (_TARGET, {"input": "{}", "inputPath": "$.detail"}, "inputPath"),
    (_TARGET, {"input": "{}", "inputTransformer": {"inputTemplate": "x"}}, "inputTransformer"),
    (_TARGET, {"inputPath": "$.detail", "inputTransformer": {"inputTemplate": "x"}}, "inputTransformer"),
    (_TARGET, {"retryPolicy": {"maximumEventAgeInSeconds": 30}}, "retryPolicy.maximumEventAgeInSeconds"),
    (_TARGET, {"retryPolicy": {"maximumRetryAttempts": 186}}, "retryPolicy.maximumRetryAttempts"),
]


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_aws_refuses_the_property(token: str, changes: dict[str, object], refused: str) -> None:
    assert_refused(token, changed(token, changes), refused)


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_a_refused_resource_has_the_shape_of_its_type(token: str, changes: dict[str, object], refused: str) -> None:
    del refused
    assert_shape(token, changed(token, changes))


def test_a_function_from_an_image_needs_no_runtime() -> None:
    image = {"code": DROP, "imageUri": "rotate:1", "packageType": "Image", "runtime": DROP, "handler": DROP}

    assert violations(_FUNCTION, changed(_FUNCTION, image)) == []


def test_a_rule_may_go_by_a_schedule() -> None:
    hourly = {"eventPattern": DROP, "scheduleExpression": "rate(1 hour)"}

    assert violations(_RULE, changed(_RULE, hourly)) == []
