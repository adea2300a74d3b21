"""Subnets and routes: which of them lead to the internet."""

from collections.abc import Iterable, Iterator, Sequence

from pulumi_policy import Severity

from policies.lib.ranges import is_internet
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, some, stack_rule, strings
from policies.lib.values import Value
from policies.lib.view import View, each

SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
VPC = "aws:ec2/vpc:Vpc"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"

_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")


def routes_of(resource: View, token: str) -> Sequence[View]:
    """Return the routes of a resource: itself, or those written into a table."""
    return (resource,) if token == ROUTE else resource.items("routes")


def is_default(route: View) -> bool:
    """Say whether a route is for all addresses that no other route names, or for half of them."""
    return any(is_internet(route.value(name)) for name in _DESTINATIONS)


@rule(
    "subnet-no-auto-public-ip",
    "Machines do not get public addresses by themselves",
    severity=Severity.MEDIUM,
    remedy="Set mapPublicIpOnLaunch to false; load balancers and NAT gateways do not need it",
    types=(SUBNET,),
    controls=("EC2.15", "CKV_AWS_130", "VPCSubnetAutoAssignPublicIpDisabled"),
)
def no_public_addresses(subnet: Resource) -> Iterator[str]:
    """Refuse it in public subnets too: they hold load balancers, whose addresses AWS assigns."""
    if subnet.value("mapPublicIpOnLaunch") is True:
        yield "mapPublicIpOnLaunch is true"


@rule(
    "route-default-via-nat",
    "The way out does not lead through a single machine",
    severity=Severity.MEDIUM,
    remedy="Use a NAT gateway",
    types=(ROUTE, ROUTE_TABLE),
    controls=("CKV2_AWS_35",),
)
def no_default_through_a_machine(resource: Resource) -> Iterator[str]:
    """Refuse NAT instances, machines that nobody replaces when they fail."""

    def check(route: View) -> Iterator[str]:
        if is_default(route) and (route.given("networkInterfaceId") or route.given("instanceId")):
            yield f"{route.path or 'the route'} leads everything through one machine"

    return each(routes_of(resource, resource.token), check)


@rule(
    "route-peering-narrow",
    "A peering connection carries its peer's addresses, not everything",
    severity=Severity.HIGH,
    remedy="Name the peer's range as destination",
    types=(ROUTE, ROUTE_TABLE),
    controls=("CKV2_AWS_44",),
)
def narrow_peering(resource: Resource) -> Iterator[str]:
    """Refuse a default route into another network, which would get all traffic."""

    def check(route: View) -> Iterator[str]:
        if is_default(route) and route.given("vpcPeeringConnectionId"):
            yield f"{route.path or 'the route'} leads everything into a peering connection"

    return each(routes_of(resource, resource.token), check)


def leads_to_the_internet(table: StackResource, stack: Stack) -> bool:
    """Say whether a route table has a default route through an internet gateway."""
    own = [route for route in stack.of((ROUTE,)) if route.comes_from("routeTableId", table)]
    inline = table.items("routes") if table.states("routes") else []
    return any(_is_way_out(route, route.sources("gatewayId"), stack) for route in own) or any(
        _is_way_out(route, table.sources("routes"), stack) for route in inline
    )


def _is_way_out(route: View, sources: Iterable[str], stack: Stack) -> bool:
    """Say whether a default route leads through an internet gateway: `gatewayId` names those of a VPN too.

    An id that is not known yet is told by what it was computed from.
    """
    if not is_default(route) or not route.given("gatewayId"):
        return False
    gateway = route.peek("gatewayId")
    if isinstance(gateway, str):
        return not gateway.startswith("vgw-")
    kinds = {stack.token_of(urn) for urn in sources}
    return INTERNET_GATEWAY in kinds or VPN_GATEWAY not in kinds


def is_public(subnet: StackResource, stack: Stack) -> bool:
    """Say whether a subnet's route table leads to the internet; without one of its own it has its network's."""
    associations = [item for item in stack.of((ASSOCIATION,)) if item.comes_from("subnetId", subnet)]
    tables = [
        table
        for association in associations
        for table in stack.of((ROUTE_TABLE, DEFAULT_ROUTE_TABLE))
        if association.comes_from("routeTableId", table)
    ]
    return any(leads_to_the_internet(table, stack) for table in (tables if associations else _main(subnet, stack)))


def _main(subnet: StackResource, stack: Stack) -> list[StackResource]:
    """Return the main route table of a subnet's network, as far as the program took it over."""
    networks = [vpc for vpc in stack.of((VPC,)) if subnet.comes_from("vpcId", vpc)]
    return [
        table
        for table in stack.of((DEFAULT_ROUTE_TABLE,))
        if any(table.comes_from("defaultRouteTableId", vpc) or table.comes_from("vpcId", vpc) for vpc in networks)
    ]


@stack_rule(
    "route-no-open-igw",
    "Only tables of subnets named or tagged public lead to the internet",
    severity=Severity.MEDIUM,
    remedy="Lead the table through a NAT gateway, or call it public",
    types=(ROUTE_TABLE, DEFAULT_ROUTE_TABLE),
    controls=("VPCNoUnrestrictedRouteToIGW",),
)
def internet_only_from_public(table: StackResource, stack: Stack) -> Iterator[str]:
    """Look for it in the name or a tag, so that nobody puts a database behind it."""
    tags = table.value("tags")
    said = [View(table.name), *(View(value, f"tags.{key}") for key, value in _pairs(tags))]
    if leads_to_the_internet(table, stack) and not some(said, lambda text: "public" in str(text.value()).lower()):
        yield "it leads to the internet, and neither its name nor a tag says public"


def _pairs(tags: Value) -> Iterable[tuple[str, Value]]:
    """Return keys and values. A key may hold dots, at which a path would be divided."""
    return tags.items() if isinstance(tags, dict) else ()


@stack_rule(
    "vpc-gateway-endpoints",
    "Traffic to S3 stays inside AWS's network",
    severity=Severity.LOW,
    remedy="Add a gateway endpoint for S3, which costs nothing",
    types=(VPC,),
    controls=("EC2.10",),
)
def gateway_endpoint(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """Without it images and backups go through NAT and are billed by the gigabyte."""
    services = [
        endpoint.value("serviceName") for endpoint in stack.of((ENDPOINT,)) if endpoint.comes_from("vpcId", vpc)
    ]
    if not any(name.endswith(".s3") for name in strings(services)):
        yield "no endpoint for S3"
