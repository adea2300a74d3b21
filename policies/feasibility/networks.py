"""Address ranges, zones and security groups."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from pulumi_policy import Severity

from core.aws.quotas import RULES_PER_SECURITY_GROUP
from policies.feasibility.refusals import refusal, rest
from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule, strings
from policies.lib.values import UNKNOWN
from policies.lib.view import View

VPC = "aws:ec2/vpc:Vpc"
SECOND_RANGE = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DIRECTIONS = {
    "inward": "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "outward": "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
}
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup"

RANGES = refusal("feasible-ranges", "Ranges of addresses are such as EC2 takes", "Write the range with host bits zero")
PORTS = refusal("feasible-ports", "Rules of security groups name ports in order", "Correct fromPort and toPort")
NAT = refusal(
    "feasible-nat-address", "A public NAT gateway has an address, a private one has none", "Give or remove allocationId"
)
OTHER = rest("network", "EC2 takes what is asked of it", "Set the property to what AWS allows")


@stack_rule(
    "feasible-load-balancer-zones",
    "Application load balancers stand in two zones",
    severity=Severity.HIGH,
    remedy="Name subnets of two availability zones at least",
    types=BALANCERS,
)
def balancer_zones(balancer: StackResource, stack: Stack) -> Iterator[str]:
    """Look at application load balancers, the only kind that AWS refuses in one zone."""
    if balancer.value("loadBalancerType") not in (None, "application"):
        return
    if any(_zones(balancer, name, stack) == 1 for name in ("subnets", "subnetMappings")):
        yield "all subnets lie in one availability zone"


@stack_rule(
    "feasible-database-zones",
    "Subnet groups of databases cover two zones, standby or not",
    severity=Severity.HIGH,
    remedy="Add a subnet of another availability zone",
    types=(SUBNET_GROUP,),
)
def database_zones(group: StackResource, stack: Stack) -> Iterator[str]:
    """Count the zones of the group's subnets."""
    if _zones(group, "subnetIds", stack) == 1:
        yield "all subnets lie in one availability zone"


@stack_rule(
    "feasible-cache-zones",
    "Caches of several zones have subnets there",
    severity=Severity.HIGH,
    remedy="Add a subnet of another availability zone to the subnet group, or set multiAzEnabled to false",
    types=(CACHE,),
)
def cache_zones(cache: StackResource, stack: Stack) -> Iterator[str]:
    """Look at the subnet group of the stack."""
    for group in stack.of((CACHE_SUBNET_GROUP,)):
        several = cache.comes_from("subnetGroupName", group) and cache.value("multiAzEnabled") is True
        if several and _zones(group, "subnetIds", stack) == 1:
            yield "all subnets lie in one availability zone"


@stack_rule(
    "feasible-subnet-in-network",
    "Subnets lie within a range of their network",
    severity=Severity.HIGH,
    remedy="Choose a range within the network's, or give the network a second range",
    types=(SUBNET,),
)
def inside(subnet: StackResource, stack: Stack) -> Iterator[str]:
    """Count further ranges of the network too."""
    own = _range(subnet)
    for vpc in stack.of((VPC,)):
        if own is not None and subnet.comes_from("vpcId", vpc):
            more = [item for item in stack.of((SECOND_RANGE,)) if item.comes_from("vpcId", vpc)]
            ranges = [one for item in (vpc, *more) if (one := _range(item)) is not None]
            if ranges and not any(own.subnet_of(one) for one in ranges):
                yield "cidrBlock lies outside the network's range"


@stack_rule(
    "feasible-subnets-apart",
    "Subnets of one network do not overlap",
    severity=Severity.HIGH,
    remedy="Choose ranges that do not overlap",
    types=(SUBNET,),
)
def apart(subnet: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the subnets after this one, so that a pair is told of once."""
    own, is_later = _range(subnet), False
    for other in stack.of((SUBNET,)):
        theirs = _range(other) if is_later else None
        if own is not None and theirs is not None and own.overlaps(theirs) and _share(subnet, other):
            yield f"cidrBlock overlaps that of {other.name}"
        is_later = is_later or other.urn == subnet.urn


@stack_rule(
    "feasible-security-group-rules",
    f"Security groups have at most {RULES_PER_SECURITY_GROUP} rules in each direction",
    severity=Severity.MEDIUM,
    remedy="Join ranges, name prefix lists, or ask AWS for a higher quota",
    types=(GROUP,),
)
def group_rules(group: StackResource, stack: Stack) -> Iterator[str]:
    """Count rules that are resources; what a prefix list stands for is not known here."""
    for direction, token in DIRECTIONS.items():
        count = sum(item.comes_from("securityGroupId", group) for item in stack.of((token,)))
        if count > RULES_PER_SECURITY_GROUP:
            yield f"it has {count} {direction} rules"


def _zones(resource: StackResource, name: str, stack: Stack) -> int:
    """Return how many zones the subnets of a list lie in; 0 if some of them are not of this stack."""
    subnets = [item for item in stack.of((SUBNET,)) if _names(resource, name, item)]
    listed = resource.peek(name)
    if not subnets or (isinstance(listed, list) and len(listed) > len(subnets)):
        return 0
    return len({str(item.value("availabilityZone") or item.value("availabilityZoneId")) for item in subnets})


def _names(resource: StackResource, name: str, subnet: StackResource) -> bool:
    listed, own = resource.peek(name), subnet.peek("id")
    mapped = [item.get("subnetId") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    known = [] if listed is UNKNOWN else strings(mapped or listed)
    return resource.comes_from(name, subnet) or (isinstance(own, str) and own in known)


def _share(subnet: StackResource, other: StackResource) -> bool:
    """Say whether two subnets lie in one network."""
    network, theirs = subnet.peek("vpcId"), other.peek("vpcId")
    if UNKNOWN not in (network, theirs):
        return network == theirs
    return bool(subnet.sources("vpcId") & other.sources("vpcId"))


def _range(item: View) -> IPv4Network | None:
    """Return the range of a network or subnet, None for one that another rule calls malformed or AWS chooses."""
    given = item.value("cidrBlock")
    try:
        return IPv4Network(given) if isinstance(given, str) else None
    except ValueError:
        return None
