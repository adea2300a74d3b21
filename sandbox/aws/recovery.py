"""Copies in a second region, and the parameters and groups of an application."""

from collections.abc import Mapping

from sandbox.aws.common import BUCKET, KEY, ROLE_ARN, arn, instant, took
from sandbox.resource_facts import ResourceFacts

_PARAMETER = "aws:ssm/parameter:Parameter"
_GROUP = "aws:resourcegroups/group:Group"

FACTS: Mapping[str, ResourceFacts] = {
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ResourceFacts(
        id="{inputs[bucket]}",
        times=took(2, 2, 1, "E"),
        references={
            "bucket": BUCKET,
            "role": ROLE_ARN,
            "rules[].destination.bucket": "aws:s3/bucket:Bucket#arn",
            "rules[].destination.encryptionConfiguration.replicaKmsKeyId": KEY,
        },
        free_references=(
            *("bucket", "role", "rules[].destination.bucket"),
            "rules[].destination.encryptionConfiguration.replicaKmsKeyId",
        ),
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": ResourceFacts(
        id=arn("rds", "auto-backup:ab-{hex17}"),
        times=took(900, 900, 120, "E"),
        defaults={"retentionPeriod": 7},
        references={"sourceDbInstanceArn": "aws:rds/instance:Instance#arn", "kmsKeyId": KEY},
        unique=("sourceDbInstanceArn",),
        free_references=("kmsKeyId",),
    ),
    _PARAMETER: ResourceFacts(
        id="{inputs[name]}",
        times=instant(),
        outputs={"arn": arn("ssm", "parameter{inputs[name]}"), "version": 1, "tier": "Standard", "dataType": "text"},
        references={"keyId": KEY},
        unique=("name",),
        secret_outputs=("value",),
        free_references=("keyId",),
    ),
    _GROUP: ResourceFacts(
        id="{inputs[name]}",
        times=instant(),
        outputs={"arn": arn("resource-groups", "group/{inputs[name]}")},
        unique=("name",),
    ),
    "aws:applicationinsights/application:Application": ResourceFacts(
        id="{inputs[resourceGroupName]}",
        times=took(10, 5, 10, "E"),
        outputs={"arn": arn("applicationinsights", "application/resource-group/{inputs[resourceGroupName]}")},
        references={"resourceGroupName": f"{_GROUP}#name", "opsItemSnsTopicArn": "aws:sns/topic:Topic#arn"},
        unique=("resourceGroupName",),
        free_references=("opsItemSnsTopicArn",),
    ),
}
