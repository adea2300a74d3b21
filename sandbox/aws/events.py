"""CloudTrail and EventBridge: what happens in an account, and who is told."""

from collections.abc import Mapping

from sandbox.aws.common import BUCKET, KEY, ROLE_ARN, arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_TRAIL = "aws:cloudtrail/trail:Trail"
_RULE = "aws:cloudwatch/eventRule:EventRule"

FACTS: Mapping[str, ResourceFacts] = {
    _TRAIL: ResourceFacts(
        id=arn("cloudtrail", "trail/{name}"),
        times=took(15, 2, 1, "E"),
        name=named(_TRAIL),
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
        outputs={"arn": "{id}", "homeRegion": "{region}"},
        references={"s3BucketName": BUCKET, "kmsKeyId": KEY, "cloudWatchLogsRoleArn": ROLE_ARN},
        unique=("name",),
        free_references=("s3BucketName", "kmsKeyId", "cloudWatchLogsRoleArn"),
    ),
    _RULE: ResourceFacts(
        id="{name}",
        times=instant(),
        name=named(_RULE),
        defaults={"eventBusName": "default", "forceDestroy": False},
        outputs={"arn": arn("events", "rule/{name}")},
        unique=("name",),
    ),
    # A rule with targets cannot be deleted, so they hold it.
    "aws:cloudwatch/eventTarget:EventTarget": ResourceFacts(
        id="{inputs[rule]}-{hex17}",
        times=instant(),
        defaults={"eventBusName": "default", "forceDestroy": False},
        outputs={"targetId": "terraform-{hex17}"},
        references={"rule": f"{_RULE}#name", "roleArn": ROLE_ARN},
        free_references=("roleArn",),
    ),
}
