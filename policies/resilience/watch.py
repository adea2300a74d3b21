"""What watches: logs that are kept, alarms that reach somebody, trails that cannot be forged."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule, strings
from policies.lib.values import Value
from policies.lib.view import View

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TRAIL = "aws:cloudtrail/trail:Trail"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DIMENSIONS: dict[str, tuple[str, str]] = {
    "aws:rds/instance:Instance": ("DBInstanceIdentifier", "identifier"),
    CACHE: ("CacheClusterId", "replicationGroupId"),
    "aws:lb/loadBalancer:LoadBalancer": ("LoadBalancer", "arnSuffix"),
    "aws:ecs/service:Service": ("ServiceName", "name"),
}
"""The dimension that tells the metrics of a type apart, and the property that holds its value."""

CRITICAL = tuple(DIMENSIONS)

_NODE = r"(-\d{3,4}){0,2}"
"""What follows the name of a group in the name of one of its nodes: -001, or -0001-001 with shards."""

BOTH_WAYS = frozenset({"read", "write"})


@rule(
    "log-group-retention",
    "Logs are kept for a time that somebody chose",
    severity=Severity.MEDIUM,
    remedy="Set retentionInDays",
    types=(LOG_GROUP,),
    controls=("CloudWatch.16", "CKV_AWS_66", "CloudWatchLogGroupRetentionPeriod"),
    settings={"minimumDays": {"type": "integer", "minimum": 1, "maximum": 3653, "default": 7}},
)
def retention(group: Resource) -> Iterator[str]:
    """Count an absent value or 0 as for ever, which nobody chose."""
    days, minimum = number(group.value("retentionInDays")), number(group.config.value("minimumDays"))
    if days == 0:
        yield "retentionInDays is not set, so logs are kept for ever"
    elif days < minimum:
        yield f"logs are kept fewer than {minimum:.0f} days"


@rule(
    "alarm-actions",
    "Alarms tell somebody",
    severity=Severity.HIGH,
    remedy="Give alarmActions a topic, and leave actionsEnabled at true",
    types=(ALARM,),
    controls=("CloudWatch.15", "CloudWatch.17", "CKV_AWS_319", "CloudWatchAlarmAction"),
)
def actions(alarm: Resource) -> Iterator[str]:
    """Take an action for any of the three states."""
    if alarm.value("actionsEnabled") is False:
        yield "actionsEnabled is false"
    if not any(alarm.given(name) for name in ("alarmActions", "okActions", "insufficientDataActions")):
        yield "no state of the alarm has an action"


@stack_rule(
    "alarms-for-critical-resources",
    "Databases, caches, load balancers and services have an alarm",
    severity=Severity.MEDIUM,
    remedy="Add a MetricAlarm whose dimensions name it",
    types=CRITICAL,
)
def has_alarm(resource: StackResource, stack: Stack) -> Iterator[str]:
    """Look for an alarm that was computed from the resource or names it; replicas count for themselves."""
    for alarm in stack.of((ALARM,)):
        if any(resource.urn in alarm.sources(name) for name in ("dimensions", "metricQueries")):
            return
        if _names(alarm, resource):
            return
    yield "no alarm looks at it"


def _names(alarm: StackResource, resource: StackResource) -> bool:
    """Say whether a dimension holds the name of the resource, or of a node of it, as text."""
    dimension, property_ = DIMENSIONS[resource.token]
    name = resource.peek(property_)
    if not isinstance(name, str) or not name:
        return False
    ending = _NODE if resource.token == CACHE else ""
    return any(re.fullmatch(f"{re.escape(name)}{ending}", text) for text in _texts(alarm, dimension))


def _texts(alarm: StackResource, dimension: str) -> list[str]:
    """Return what is known of a dimension, in the alarm's own metric and in those of its queries."""
    queries = alarm.peek("metricQueries")
    metrics = [_at(query, "metric") for query in queries] if isinstance(queries, list) else []
    maps = [alarm.peek("dimensions"), *(_at(metric, "dimensions") for metric in metrics)]
    return [value for value in (_at(one, dimension) for one in maps) if isinstance(value, str)]


def _at(value: Value, name: str) -> Value:
    return value.get(name) if isinstance(value, dict) else None


@rule(
    "cloudtrail-multi-region",
    "The trail records all regions, reads and writes",
    severity=Severity.HIGH,
    remedy="Set isMultiRegionTrail to true and leave the other switches at their defaults",
    types=(TRAIL,),
    controls=("CloudTrail.1", "CKV_AWS_67", "CKV_AWS_251"),
)
def multi_region(trail: Resource) -> Iterator[str]:
    """Count absent switches as AWS's defaults: one region, global services, switched on."""
    if trail.value("isMultiRegionTrail") is not True:
        yield "isMultiRegionTrail is not true"
    for name in ("includeGlobalServiceEvents", "enableLogging"):
        if trail.value(name) is False:
            yield f"{name} is false"
    lost = BOTH_WAYS - _recorded(trail)
    if lost:
        yield f"its event selectors leave out management events that {' or '.join(sorted(lost))}"


def _recorded(trail: Resource) -> frozenset[str]:
    """Return which management events the selectors take; without any, AWS takes all."""
    advanced, plain = trail.items("advancedEventSelectors"), trail.items("eventSelectors")
    if advanced:
        return frozenset[str]().union(*map(_taken_by_fields, advanced))
    return frozenset[str]().union(*map(_taken, plain)) if plain else BOTH_WAYS


def _taken(selector: View) -> frozenset[str]:
    """Read a plain selector, which takes management events of both kinds unless told otherwise."""
    if selector.value("includeManagementEvents") is False:
        return frozenset()
    one_way = {"ReadOnly": frozenset({"read"}), "WriteOnly": frozenset({"write"})}
    return one_way.get(str(selector.value("readWriteType")), BOTH_WAYS)


def _taken_by_fields(selector: View) -> frozenset[str]:
    """Read an advanced selector, which takes one category of events."""
    fields = {str(item.value("field")): item for item in selector.items("fieldSelectors")}
    if "eventCategory" not in fields or "Management" not in strings(fields["eventCategory"].value("equals")):
        return frozenset()
    if "readOnly" not in fields:
        return BOTH_WAYS
    given = strings(fields["readOnly"].value("equals"))
    return frozenset({"true": "read", "false": "write"}.get(text, "") for text in given)


@rule(
    "cloudtrail-log-validation",
    "Records of the trail cannot be changed unseen",
    severity=Severity.HIGH,
    remedy="Set enableLogFileValidation to true",
    types=(TRAIL,),
    controls=("CloudTrail.4", "CKV_AWS_36", "CloudTrailLogFileValidationEnabled"),
)
def log_validation(trail: Resource) -> Iterator[str]:
    """Expect it in so many words: AWS's default is off."""
    if trail.value("enableLogFileValidation") is not True:
        yield "enableLogFileValidation is not true"


@rule(
    "cloudtrail-to-cloudwatch",
    "The trail can raise alarms",
    severity=Severity.MEDIUM,
    remedy="Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn",
    types=(TRAIL,),
    controls=("CloudTrail.5", "CKV2_AWS_10", "CloudTrailCloudWatchLogsEnabled"),
)
def to_cloudwatch(trail: Resource) -> Iterator[str]:
    """Ask for group and role, neither is of use alone."""
    for name in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"):
        if not trail.given(name):
            yield f"{name} is not set"
