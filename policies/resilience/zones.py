"""Zones: the loss of one leaves the others their way out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule
from policies.lib.values import UNKNOWN

NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
TABLES = ("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable")


@stack_rule(
    "nat-per-az",
    "Each zone has a NAT gateway of its own",
    severity=Severity.MEDIUM,
    remedy="Give each zone a NAT gateway, and route its private subnets there",
    types=(NAT,),
)
def nat_per_zone(gateway: StackResource, stack: Stack) -> Iterator[str]:
    """Count the tables with a route to one gateway: two tables that share one lie in two zones.

    A regional gateway stands in all of them.
    """
    if gateway.peek("availabilityMode") == "regional":
        return
    tables = {_table_of(route) for route in stack.of((ROUTE,)) if route.comes_from("natGatewayId", gateway)}
    tables |= {_name_of(table, "id", table.urn) for table in stack.of(TABLES) if _leads_to(table, gateway)}
    if len(tables) > 1:
        yield "the private subnets of several zones go out through it"


def _table_of(route: StackResource) -> str:
    """Return the id of the route's table, before it has one the URN; a route that names none counts for itself."""
    return _name_of(route, "routeTableId", min(route.sources("routeTableId"), default=route.urn))


def _name_of(resource: StackResource, name: str, otherwise: str) -> str:
    value = resource.peek(name)
    return value if isinstance(value, str) else otherwise


def _leads_to(table: StackResource, gateway: StackResource) -> bool:
    """Look at the routes inside the table. Unless the program names them, they are unknown at the first preview."""
    if gateway.urn in table.sources("routes"):
        return True
    routes, name = table.peek("routes"), gateway.peek("id")
    inside = routes if isinstance(routes, list) else []
    known = [route.get("natGatewayId") for route in inside if isinstance(route, dict)]
    return name not in (None, UNKNOWN) and name in known
