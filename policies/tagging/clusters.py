"""Tags by which a cluster's load balancer controller finds its subnets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule, strings
from policies.lib.values import UNKNOWN

SUBNET = "aws:ec2/subnet:Subnet"
CLUSTER = "aws:eks/cluster:Cluster"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
PUBLIC, PRIVATE = "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"


@stack_rule(
    "eks-subnet-role-tags",
    "Subnets of a cluster say which load balancers may stand in them",
    severity=Severity.MEDIUM,
    remedy=f"Tag public subnets with {PUBLIC} and private ones with {PRIVATE}, value 1",
    types=(SUBNET,),
)
def subnet_roles(subnet: StackResource, stack: Stack) -> Iterator[str]:
    """Look at subnets that a cluster is given. A public one has a route to an internet gateway.

    https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
    """
    if not any(_is_of(subnet, cluster) for cluster in stack.of((CLUSTER,))):
        return
    wanted, other = (PUBLIC, PRIVATE) if _is_public(subnet, stack) else (PRIVATE, PUBLIC)
    keys = subnet.keys("tags")
    if wanted not in keys:
        yield f"tags lacks {wanted}"
    if other in keys:
        yield f"tags has {other}, which is for the other kind of subnet"


def _is_of(subnet: StackResource, cluster: StackResource) -> bool:
    """Say whether a cluster was given the subnet; what it was computed from is known before any id is."""
    if subnet.urn in cluster.sources("vpcConfig"):
        return True
    if cluster.peek("vpcConfig") is UNKNOWN or cluster.peek("vpcConfig.subnetIds") is UNKNOWN:
        return False
    return subnet.peek("id") in strings(cluster.value("vpcConfig.subnetIds"))


def _is_public(subnet: StackResource, stack: Stack) -> bool:
    tables = [item for item in stack.of((ASSOCIATION,)) if item.comes_from("subnetId", subnet)]
    return any(
        _leads_to_internet(route, stack) and any(_same_table(route, table) for table in tables)
        for route in stack.of((ROUTE,))
    )


def _leads_to_internet(route: StackResource, stack: Stack) -> bool:
    gateways = [stack.token_of(urn) for urn in route.sources("gatewayId")]
    return GATEWAY in gateways or str(route.peek("gatewayId")).startswith("igw-")


def _same_table(route: StackResource, association: StackResource) -> bool:
    if route.sources("routeTableId") & association.sources("routeTableId"):
        return True
    table = route.peek("routeTableId")
    return isinstance(table, str) and table == association.peek("routeTableId")
