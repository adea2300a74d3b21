"""CloudTrail and EventBridge.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html,
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
"""

from collections.abc import Iterator, Mapping

from core.aws.rules.base import Inputs, Rules, Violation, is_set, objects, shown, text
from core.aws.rules.documents import json_text, parsed
from core.aws.rules.kinds import between, matches, needs, not_together, one_of, within

_LOG_GROUP = r"arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[A-Za-z0-9._/#-]{1,512}:\*"
_FIELDS = frozenset(
    {
        *("eventCategory", "eventName", "eventSource", "eventType", "readOnly", "resources.ARN", "resources.type"),
        *("sessionCredentialFromConsole", "userIdentity.arn"),
    }
)
_PATTERN_BYTES = 2048
_COMPARED = ("endsWiths", "equals", "notEndsWiths", "notEquals", "notStartsWiths", "startsWiths")


def _everywhere(inputs: Inputs) -> Iterator[Violation]:
    """Check that a trail over all regions has the services that belong to none."""
    if inputs.get("isMultiRegionTrail") is True and inputs.get("includeGlobalServiceEvents") is False:
        yield Violation("includeGlobalServiceEvents", "false", "true: a trail over all regions includes them")


def _selector(inputs: Inputs) -> Iterator[Violation]:
    """Check that a selector says which category of events it is about."""
    fields = [text(one, "field") for _, one in objects(inputs, "fieldSelectors[]")]
    listed = inputs.get("fieldSelectors")
    if isinstance(listed, list | tuple) and len(fields) == len(listed) and "eventCategory" not in [*fields, None]:
        yield Violation("fieldSelectors", shown(fields), "a field eventCategory among them")


def _comparison(inputs: Inputs) -> Iterator[Violation]:
    if not any(is_set(inputs, key) for key in _COMPARED):
        yield Violation("equals", "not set", f"one of {', '.join(_COMPARED)}")


def _pattern(inputs: Inputs) -> Iterator[Violation]:
    """Check that all leaves of an event pattern are lists, which EventBridge wants even of one value."""
    pattern = parsed(inputs.get("eventPattern"))
    if isinstance(pattern, Mapping):
        if not pattern:
            yield Violation("eventPattern", "{}", "one field at least")
        yield from _leaves("eventPattern", pattern)


def _leaves(where: str, pattern: Mapping[str, object]) -> Iterator[Violation]:
    for key, value in pattern.items():
        path = f"{where}.{key}"
        if isinstance(value, Mapping):
            yield from _leaves(path, value)
        elif not isinstance(value, list) or (not value):
            yield Violation(path, shown(value), "a list of values, or an object")


def _trigger(inputs: Inputs) -> Iterator[Violation]:
    if not is_set(inputs, "eventPattern") and not is_set(inputs, "scheduleExpression"):
        yield Violation("eventPattern", "not set", "a value, or a scheduleExpression")


RULES: Rules = {
    "aws:cloudtrail/trail:Trail": (
        matches("cloudWatchLogsGroupArn", _LOG_GROUP, "the ARN of a log group with :* at its end"),
        needs("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn", "CloudTrail writes to the group in that role"),
        needs("cloudWatchLogsRoleArn", "cloudWatchLogsGroupArn", "the role is for writing to that group"),
        not_together("eventSelectors", "advancedEventSelectors", "a trail selects events in one way"),
        matches("s3KeyPrefix", r".{0,200}", "at most 200 characters"),
        one_of("advancedEventSelectors[].fieldSelectors[].field", _FIELDS),
        one_of("insightSelectors[].insightType", {"ApiCallRateInsight", "ApiErrorRateInsight"}),
        within("advancedEventSelectors[]", _selector),
        within("advancedEventSelectors[].fieldSelectors[]", _comparison),
        _everywhere,
    ),
    "aws:cloudwatch/eventRule:EventRule": (
        json_text("eventPattern", _PATTERN_BYTES),
        matches("scheduleExpression", r"(rate|cron)\(.{1,249}\)", "rate(...) or cron(...)"),
        matches("description", r".{0,512}", "at most 512 characters"),
        one_of("state", {"DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}),
        _pattern,
        _trigger,
    ),
    "aws:cloudwatch/eventTarget:EventTarget": (
        matches("arn", r"arn:\S+", "an ARN"),
        matches("targetId", r"[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits and . _ -"),
        not_together("input", "inputPath", "a target gets one kind of input"),
        not_together("input", "inputTransformer", "a target gets one kind of input"),
        not_together("inputPath", "inputTransformer", "a target gets one kind of input"),
        between("retryPolicy.maximumEventAgeInSeconds", 60, 86400, "seconds"),
        between("retryPolicy.maximumRetryAttempts", 0, 185, "tries"),
    ),
}
