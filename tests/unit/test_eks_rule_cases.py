"""For each rule of EKS and of launch templates one property that breaks it; everything else is as accepted."""

import pytest

from core.aws.rules import violations
from tests.rule_cases import DROP, assert_refused, assert_shape, changed

_CLUSTER = "aws:eks/cluster:Cluster"
_GROUP = "aws:eks/nodeGroup:NodeGroup"
_ADDON = "aws:eks/addon:Addon"
_ENTRY = "aws:eks/accessEntry:AccessEntry"
_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_VOLUME = "blockDeviceMappings.0.ebs"

# Type, what is changed (path: value), and the property that is refused.
CASES: list[tuple[str, dict[str, object], str]] = [
    (_CLUSTER, {"name": "-shop"}, "name"),
    (_CLUSTER, {"name": "a" * 101}, "name"),
    (_CLUSTER, {"version": "1.35.2"}, "version"),
    (_CLUSTER, {"version": "1.30"}, "version"),
    (_CLUSTER, {"version": "1.37"}, "version"),
    (_CLUSTER, {"accessConfig.authenticationMode": "IAM"}, "accessConfig.authenticationMode"),
    (_CLUSTER, {"enabledClusterLogTypes": ["controller"]}, "enabledClusterLogTypes[0]"),
    (_CLUSTER, {"enabledClusterLogTypes": ["api", "api"]}, "enabledClusterLogTypes[1]"),
    (_CLUSTER, {"upgradePolicy.supportType": "LONG"}, "upgradePolicy.supportType"),
    (_CLUSTER, {"encryptionConfig.resources": ["configmaps"]}, "encryptionConfig.resources[0]"),
    (_CLUSTER, {"vpcConfig.subnetIds": ["subnet-1"]}, "vpcConfig.subnetIds"),
    (_CLUSTER, {"vpcConfig.subnetIds": ["subnet-1", "subnet-1"]}, "vpcConfig.subnetIds[1]"),
    (_CLUSTER, {"vpcConfig.publicAccessCidrs": ["203.0.113.1/24"]}, "vpcConfig.publicAccessCidrs[0]"),
    (
        _CLUSTER,
        {"vpcConfig.publicAccessCidrs": [f"203.0.113.{last}/32" for last in range(41)]},
        "vpcConfig.publicAccessCidrs",
    ),
    (
        _CLUSTER,
        {"vpcConfig.endpointPublicAccess": False, "vpcConfig.endpointPrivateAccess": False},
        "vpcConfig.endpointPublicAccess",
    ),
    (_CLUSTER, {"kubernetesNetworkConfig.serviceIpv4Cidr": "10.0.0.0/8"}, "kubernetesNetworkConfig.serviceIpv4Cidr"),
    (_GROUP, {"nodeGroupName": "a" * 64}, "nodeGroupName"),
    (_GROUP, {"capacityType": "RESERVED"}, "capacityType"),
    (_GROUP, {"amiType": "AL2023"}, "amiType"),
    (_GROUP, {"amiType": "AL2_x86_64", "releaseVersion": DROP}, "amiType"),
    (_GROUP, {"amiType": "AL2023_ARM_64_STANDARD"}, "instanceTypes[0]"),
    (_GROUP, {"instanceTypes": ["t3.large", "t4g.large"]}, "instanceTypes[1]"),
    (_GROUP, {"instanceTypes": ["im4gn.large"]}, "instanceTypes[0]"),
    (_GROUP, {"instanceTypes": ["t3.large", "t3.large"]}, "instanceTypes[1]"),
    (_GROUP, {"instanceTypes": ["large"]}, "instanceTypes[0]"),
    (_GROUP, {"instanceTypes": ["t5.large"]}, "instanceTypes[0]"),
    (_GROUP, {"instanceTypes": ["t3.larger"]}, "instanceTypes[0]"),
    (_GROUP, {"instanceTypes": ["t3.large", "t3.12xlarge"]}, "instanceTypes[1]"),
    (_GROUP, {"instanceTypes": ["t3.large", "t4g.large"], "amiType": DROP}, "instanceTypes[1]"),
    (_GROUP, {"version": "1.30", "releaseVersion": DROP}, "version"),
    (_GROUP, {"instanceTypes": [f"m{generation}i.large" for generation in range(21)]}, "instanceTypes"),
    (_GROUP, {"releaseVersion": "1.34.2-20260930"}, "releaseVersion"),
    (_GROUP, {"releaseVersion": "latest"}, "releaseVersion"),
    (_GROUP, {"scalingConfig.minSize": 4}, "scalingConfig.minSize"),
    (_GROUP, {"scalingConfig.desiredSize": 0}, "scalingConfig.desiredSize"),
    (_GROUP, {"scalingConfig.desiredSize": 4}, "scalingConfig.desiredSize"),
    (_GROUP, {"scalingConfig": {"minSize": 0, "desiredSize": 0, "maxSize": 0}}, "scalingConfig.maxSize"),
    (_GROUP, {"diskSize": 50}, "diskSize"),
    (_GROUP, {"remoteAccess": {"ec2SshKey": "key"}}, "remoteAccess"),
    (_GROUP, {"launchTemplate.name": "nodes"}, "launchTemplate.name"),
    (_GROUP, {"launchTemplate.version": "newest"}, "launchTemplate.version"),
    (_GROUP, {"taints.0.effect": "NoSchedule"}, "taints[0].effect"),
    (_GROUP, {"taints.0.key": "k" * 64}, "taints[0].key"),
    (_GROUP, {"updateConfig.maxUnavailable": 1}, "updateConfig.maxUnavailablePercentage"),
    (_GROUP, {"updateConfig.maxUnavailablePercentage": 101}, "updateConfig.maxUnavailablePercentage"),
    (
        _GROUP,
        {"nodeRepairConfig.maxParallelNodesRepairedCount": 1, "nodeRepairConfig.maxParallelNodesRepairedPercentage": 1},
        "nodeRepairConfig.maxParallelNodesRepairedCount",
    ),
    (_ADDON, {"addonVersion": "1.22.4"}, "addonVersion"),
    (_ADDON, {"addonName": "VPC CNI"}, "addonName"),
    (_ADDON, {"resolveConflictsOnCreate": "PRESERVE"}, "resolveConflictsOnCreate"),
    (_ADDON, {"resolveConflictsOnUpdate": "KEEP"}, "resolveConflictsOnUpdate"),
    (_ADDON, {"configurationValues": "[]"}, "configurationValues"),
    (_ADDON, {"serviceAccountRoleArn": "worker"}, "serviceAccountRoleArn"),
    (_ENTRY, {"principalArn": "arn:aws:sts::000000000000:assumed-role/worker/me"}, "principalArn"),
    (_ENTRY, {"type": "NODE"}, "type"),
    (_ENTRY, {"type": "EC2_LINUX"}, "kubernetesGroups"),
    (_ENTRY, {"kubernetesGroups": ["system:masters"]}, "kubernetesGroups[0]"),
    (_POLICY, {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "policyArn"),
    (_POLICY, {"accessScope.type": "pod"}, "accessScope.type"),
    (_POLICY, {"accessScope.namespaces": DROP}, "accessScope.namespaces"),
    (_POLICY, {"accessScope.type": "cluster"}, "accessScope.namespaces"),
    (_IDENTITY, {"namespace": "Shop"}, "namespace"),
    (_IDENTITY, {"roleArn": "worker"}, "roleArn"),
    (_TEMPLATE, {"name": "a"}, "name"),
    (_TEMPLATE, {"namePrefix": "nodes"}, "namePrefix"),
    (_TEMPLATE, {"defaultVersion": 1}, "defaultVersion"),
    (_TEMPLATE, {"networkInterfaces": [{"deviceIndex": 0}]}, "vpcSecurityGroupIds"),
    (_TEMPLATE, {"blockDeviceMappings.0.deviceName": "disk0"}, "blockDeviceMappings[0].deviceName"),
    (_TEMPLATE, {f"{_VOLUME}.volumeType": "ssd"}, "blockDeviceMappings[0].ebs.volumeType"),
    (_TEMPLATE, {f"{_VOLUME}.volumeType": "gp2"}, "blockDeviceMappings[0].ebs.iops"),
    (_TEMPLATE, {f"{_VOLUME}.iops": 100}, "blockDeviceMappings[0].ebs.iops"),
    (_TEMPLATE, {f"{_VOLUME}.throughput": 100}, "blockDeviceMappings[0].ebs.throughput"),
    (_TEMPLATE, {f"{_VOLUME}.volumeType": "io2", f"{_VOLUME}.iops": DROP}, "blockDeviceMappings[0].ebs.iops"),
    (_TEMPLATE, {f"{_VOLUME}.volumeSize": 70000}, "blockDeviceMappings[0].ebs.volumeSize"),
    (_TEMPLATE, {f"{_VOLUME}.encrypted": "false"}, "blockDeviceMappings[0].ebs.encrypted"),
    (_TEMPLATE, {"metadataOptions.httpTokens": "v2"}, "metadataOptions.httpTokens"),
    (_TEMPLATE, {"metadataOptions.httpPutResponseHopLimit": 65}, "metadataOptions.httpPutResponseHopLimit"),
    (_TEMPLATE, {"tagSpecifications.1.resourceType": "instance"}, "tagSpecifications[1].resourceType"),
    (_TEMPLATE, {"tagSpecifications.1.resourceType": "disk"}, "tagSpecifications[1].resourceType"),
    (_TEMPLATE, {"userData": "#!/bin/sh"}, "userData"),
    (_TEMPLATE, {"userData": "AAAA" * 6000}, "userData"),
    (_TEMPLATE, {"imageId": "al2023"}, "imageId"),
    (_TEMPLATE, {"instanceType": "large"}, "instanceType"),
    (_TEMPLATE, {"instanceType": "t3.12xlarge"}, "instanceType"),
]


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_aws_refuses_the_property(token: str, changes: dict[str, object], refused: str) -> None:
    assert_refused(token, changed(token, changes), refused)


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_a_refused_resource_has_the_shape_of_its_type(token: str, changes: dict[str, object], refused: str) -> None:
    del refused
    assert_shape(token, changed(token, changes))


@pytest.mark.parametrize(
    "instance", ["t4g.large", "m7gd.xlarge", "c7gn.large", "im4gn.large", "a1.large", "g5g.xlarge"]
)
def test_graviton_is_recognised(instance: str) -> None:
    arm = {"amiType": "AL2023_ARM_64_STANDARD", "instanceTypes": [instance]}

    assert violations(_GROUP, changed(_GROUP, arm)) == []


@pytest.mark.parametrize(
    "instance", ["t3.large", "m7i-flex.large", "r8g.metal-24xl", "g6e.xlarge", "p6-b200.48xlarge", "mac2-m2.metal"]
)
def test_instance_types_of_all_kinds_exist(instance: str) -> None:
    assert violations(_TEMPLATE, changed(_TEMPLATE, {"instanceType": instance})) == []
