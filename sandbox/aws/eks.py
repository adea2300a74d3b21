"""EKS clusters and what belongs to them."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, KEY, ROLE_ARN, SUBNET, arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_CLUSTER = "aws:eks/cluster:Cluster"
_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_ENTRY = "aws:eks/accessEntry:AccessEntry"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_CLUSTER_NAME = f"{_CLUSTER}#name"
_MADE = {"createdAt": "2026-01-01T00:00:00Z", "modifiedAt": "2026-01-01T00:00:00Z"}

FACTS: Mapping[str, ResourceFacts] = {
    # The id is the name. An update is counted as a version upgrade, the longest there is.
    _CLUSTER: ResourceFacts(
        id="{name}",
        times=took(562, 600, 118, "M13"),
        name=named(_CLUSTER),
        defaults={"bootstrapSelfManagedAddons": True},
        outputs={
            "arn": arn("eks", "cluster/{name}"),
            "certificateAuthority": {"data": "Q0E="},
            "createdAt": "2026-01-01T00:00:00Z",
            "endpoint": "https://{HEX32}.gr7.{region}.eks.amazonaws.com",
            "identities": [{"oidcs": [{"issuer": "https://oidc.eks.{region}.amazonaws.com/id/{HEX32}"}]}],
            "platformVersion": "eks.1",
            "status": "ACTIVE",
            "vpcConfig": {"clusterSecurityGroupId": "sg-{hex17}", "vpcId": "vpc-{hex17}"},
            "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4"},
            "upgradePolicy": {"supportType": "EXTENDED"},
        },
        references={
            "roleArn": ROLE_ARN,
            "vpcConfig.subnetIds[]": SUBNET,
            "vpcConfig.securityGroupIds[]": GROUP,
            "encryptionConfig.provider.keyArn": KEY,
        },
        unique=("name",),
        free_references=("roleArn", "encryptionConfig.provider.keyArn"),
    ),
    # An update is counted as a rolling replacement of two nodes, the longest there is.
    _NODE_GROUP: ResourceFacts(
        id="{inputs[clusterName]}:{name}",
        times=took(119, 1750, 381, "M15", {"capacityType=SPOT": took(125, 1750, 381, "A")}),
        name=named(_NODE_GROUP),
        outputs={
            "arn": arn("eks", "nodegroup/{inputs[clusterName]}/{name}/{uuid}"),
            "amiType": "AL2023_x86_64_STANDARD",
            "capacityType": "ON_DEMAND",
            "resources": [{"autoscalingGroups": [{"name": "eks-{name}-{uuid}"}]}],
            "status": "ACTIVE",
        },
        references={
            "clusterName": _CLUSTER_NAME,
            "nodeRoleArn": ROLE_ARN,
            "subnetIds[]": SUBNET,
            "launchTemplate.id": f"{_TEMPLATE}#id",
            "launchTemplate.name": f"{_TEMPLATE}#name",
        },
        free_references=("launchTemplate.id", "launchTemplate.name"),
    ),
    # Add-ons, access entries and associations go with their cluster.
    "aws:eks/addon:Addon": ResourceFacts(
        id="{inputs[clusterName]}:{inputs[addonName]}",
        times=took(
            *(35, 40, 9, "M9"),
            {
                "addonName=coredns": took(15, 30, 9, "M10"),
                "addonName=aws-ebs-csi-driver": took(50, 50, 9, "M6"),
            },
        ),
        outputs={"arn": arn("eks", "addon/{inputs[clusterName]}/{inputs[addonName]}/{uuid}"), **_MADE},
        references={"clusterName": _CLUSTER_NAME, "serviceAccountRoleArn": ROLE_ARN},
        free_references=("clusterName", "serviceAccountRoleArn"),
    ),
    _ENTRY: ResourceFacts(
        id="{inputs[clusterName]}:{inputs[principalArn]}",
        times=instant(),
        defaults={"type": "STANDARD"},
        outputs={
            "accessEntryArn": arn("eks", "access-entry/{inputs[clusterName]}/role/{account}/{uuid}"),
            "userName": "{inputs[principalArn]}",
            "kubernetesGroups": [],
            **_MADE,
        },
        references={"clusterName": _CLUSTER_NAME},
        free_references=("clusterName",),
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ResourceFacts(
        id="{inputs[clusterName]}#{inputs[principalArn]}#{inputs[policyArn]}",
        times=instant(),
        outputs={"associatedAt": "2026-01-01T00:00:00Z", "modifiedAt": "2026-01-01T00:00:00Z"},
        references={"clusterName": _CLUSTER_NAME, "principalArn": f"{_ENTRY}#principalArn"},
        free_references=("clusterName", "principalArn"),
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ResourceFacts(
        id="a-{hex17}",
        times=instant(),
        outputs={
            "associationId": "{id}",
            "associationArn": arn("eks", "podidentityassociation/{inputs[clusterName]}/{id}"),
        },
        references={"clusterName": _CLUSTER_NAME, "roleArn": ROLE_ARN},
        free_references=("clusterName", "roleArn"),
    ),
}
