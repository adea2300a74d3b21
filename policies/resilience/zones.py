"""Zones: the loss of one leaves the others their way out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule

NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"


@stack_rule(
    "nat-per-az",
    "Each zone has a NAT gateway of its own",
    severity=Severity.MEDIUM,
    remedy="Give each zone a NAT gateway, and route its private subnets there",
    types=(NAT,),
)
def nat_per_zone(gateway: StackResource, stack: Stack) -> Iterator[str]:
    """Count the routes that lead to one gateway: two tables that share one lie in two zones."""
    if sum(route.comes_from("natGatewayId", gateway) for route in stack.of((ROUTE,))) > 1:
        yield "the private subnets of several zones go out through it"
