"""What EC2 instances are made from."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, KEY, SUBNET, arn, named, took
from sandbox.resource_facts import ResourceFacts, Revision

_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"

FACTS: Mapping[str, ResourceFacts] = {
    _TEMPLATE: ResourceFacts(
        id="lt-{hex17}",
        times=took(2, 1, 0, "M2"),
        name=named(_TEMPLATE),
        outputs={"arn": arn("ec2", "launch-template/{id}"), "latestVersion": "{revision}", "defaultVersion": 1},
        variants={"updateDefaultVersion=true": {"defaultVersion": "{revision}"}},
        references={
            "vpcSecurityGroupIds[]": GROUP,
            "networkInterfaces[].securityGroups[]": GROUP,
            "networkInterfaces[].subnetId": SUBNET,
            "blockDeviceMappings[].ebs.kmsKeyId": KEY,
        },
        unique=("name",),
        free_references=("networkInterfaces[].subnetId", "blockDeviceMappings[].ebs.kmsKeyId"),
        revision=Revision(output="latestVersion", not_by=("defaultVersion", "tags", "tagsAll", "updateDefaultVersion")),
    ),
}
