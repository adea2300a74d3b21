"""What watches: logs that are kept, alarms that reach somebody, trails that cannot be forged."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TRAIL = "aws:cloudtrail/trail:Trail"
CRITICAL = (
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:ecs/service:Service",
)


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
    """Look for an alarm that was computed from the resource; replicas and internal parts count for themselves."""
    for alarm in stack.of((ALARM,)):
        if any(resource.urn in alarm.sources(name) for name in ("dimensions", "metricQueries")):
            return
    yield "no alarm looks at it"


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
