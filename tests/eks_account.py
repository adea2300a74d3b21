"""A simulated cloud with a cluster, for the tests of what EKS refuses."""

from pathlib import Path

from sandbox.aws import FACTS
from sandbox.cloud import Cloud
from sandbox.store import Store, Thing

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
CLUSTER, GROUP, ADDON = "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup", "aws:eks/addon:Addon"
ENTRY, TEMPLATE = "aws:eks/accessEntry:AccessEntry", "aws:ec2/launchTemplate:LaunchTemplate"
POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
ROLE = "arn:aws:iam::111111111111:role/given"  # of another account, so that nobody has to make it


class EksAccount:
    """A simulated cloud with a VPC, two subnets, and a cluster called shop with Kubernetes 1.34."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(Store(folder / "cloud.db"), FACTS)
        vpc = self.make(VPC, "net", cidrBlock="10.0.0.0/16")
        self.subnets = [self.subnet(vpc, zone, f"10.0.{number}.0/24") for number, zone in enumerate("ab")]
        self.cluster = self.make(CLUSTER, "shop", **self.control_plane("1.34"))

    def make(self, token: str, logical: str, /, **inputs: object) -> Thing:
        return self.cloud.create(token, f"urn:pulumi:shop-dev::project::{token}::{logical}", inputs, "us-east-1")

    def subnet(self, vpc: Thing, zone: str, cidr: str) -> str:
        return self.make(SUBNET, cidr, vpcId=vpc.id, cidrBlock=cidr, availabilityZone=f"us-east-1{zone}").id

    def control_plane(self, version: str | None, **vpc: object) -> dict[str, object]:
        network = {"subnetIds": self.subnets, **vpc}
        access = {"authenticationMode": "API"}
        return {"name": "shop", "version": version, "roleArn": ROLE, "vpcConfig": network, "accessConfig": access}

    def another(self, **vpc: object) -> Thing:
        return self.make(CLUSTER, "other", **self.control_plane("1.34", **vpc) | {"name": "other"})

    def nodes(self, name: str = "general", /, **more: object) -> dict[str, object]:
        sizes = {"minSize": 1, "desiredSize": 1, "maxSize": 3}
        inputs = {"clusterName": "shop", "nodeGroupName": name, "nodeRoleArn": ROLE, "scalingConfig": sizes}
        return {**inputs, "subnetIds": self.subnets, "instanceTypes": ["t3.large"], **more}

    def group(self, name: str = "general", /, **more: object) -> Thing:
        return self.make(GROUP, name, **self.nodes(name, **more))

    def upgrade(self, version: str) -> Thing:
        return self.cloud.update(CLUSTER, self.cluster.id, self.control_plane(version))
