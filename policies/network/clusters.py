"""Clusters on EKS: who reaches the API server and the nodes."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.ranges import is_internet
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import entries, rule, some, stack_rule
from policies.network.routes import SUBNET, is_public

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@rule(
    "eks-private-endpoint",
    "The API server is reached inside the network",
    severity=Severity.HIGH,
    remedy="Set vpcConfig.endpointPrivateAccess to true",
    types=(CLUSTER,),
    controls=("EKS.1", "CKV_AWS_39", "AwsSolutions-EKS1"),
)
def private_endpoint(cluster: Resource) -> Iterator[str]:
    """Ask for the private way; whether there is a public one too is the business of the next rule."""
    if cluster.value("vpcConfig.endpointPrivateAccess") is not True:
        yield "vpcConfig.endpointPrivateAccess is not true"


@rule(
    "eks-public-endpoint-cidrs",
    "An API server that the internet reaches lets in named ranges alone",
    severity=Severity.CRITICAL,
    remedy="Set vpcConfig.publicAccessCidrs, or endpointPublicAccess to false",
    types=(CLUSTER,),
    controls=("CKV_AWS_38",),
)
def public_endpoint(cluster: Resource) -> Iterator[str]:
    """Count an absent switch as public and an absent list as everybody, AWS's defaults.

    Two halves of the internet are everybody too.
    """
    if cluster.value("vpcConfig.endpointPublicAccess") is False:
        return
    ranges = entries(cluster, "vpcConfig.publicAccessCidrs")
    if not ranges or some(ranges, lambda item: is_internet(item.value())):
        yield "the API server is open to everybody"


@rule(
    "eks-nodegroup-no-open-ssh",
    "Nodes are reached by SSH from named groups alone",
    severity=Severity.HIGH,
    remedy="Remove remoteAccess and use Session Manager, or give sourceSecurityGroupIds",
    types=(NODE_GROUP,),
    controls=("CKV_AWS_100",),
)
def no_open_ssh(group: Resource) -> Iterator[str]:
    """Look at node groups with a key: without groups EKS opens port 22 to the internet."""
    if group.given("remoteAccess.ec2SshKey") and not group.given("remoteAccess.sourceSecurityGroupIds"):
        yield "remoteAccess has a key and no sourceSecurityGroupIds"


@stack_rule(
    "eks-nodes-in-private-subnets",
    "Nodes stand in subnets that do not lead to the internet",
    severity=Severity.HIGH,
    remedy="Give the node group private subnets",
    types=(NODE_GROUP,),
)
def private_nodes(group: StackResource, stack: Stack) -> Iterator[str]:
    """Follow each subnet's route table to its routes."""
    sources = group.sources("subnetIds")
    public = [subnet.name for subnet in stack.of((SUBNET,)) if subnet.urn in sources and is_public(subnet, stack)]
    if public:
        yield f"it has public subnets: {', '.join(sorted(public))}"
