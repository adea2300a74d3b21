"""Networks: gateways, addresses, and traffic that need not be paid for."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Stack, StackResource
from policies.lib.rule import some, stack_rule
from policies.lib.view import View

EIP = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
VPC = "aws:ec2/vpc:Vpc"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SUBNET = "aws:ec2/subnet:Subnet"
ZONES = 3


@stack_rule(
    "nat-gateway-limit",
    "A stack has no more NAT gateways than zones",
    severity=Severity.MEDIUM,
    remedy="Let private subnets share the gateway of their zone",
    types=(VPC,),
)
def nat_limit(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """Count the gateways in the subnets of the network: each costs 33 USD a month before any traffic."""
    subnets = {subnet.urn for subnet in stack.of((SUBNET,)) if subnet.comes_from("vpcId", vpc)}
    found = [gateway for gateway in stack.of((NAT,)) if gateway.sources("subnetId") & subnets]
    if len(found) > ZONES:
        yield f"{len(found)} NAT gateways stand in the network, more than {ZONES}"


@stack_rule(
    "unattached-eip",
    "Addresses are used",
    severity=Severity.MEDIUM,
    remedy="Give it to a NAT gateway, instance or load balancer, or remove it",
    types=(EIP,),
    controls=("EC2.12", "CKV2_AWS_19"),
)
def attached(address: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a use of any kind: an idle address is paid for."""
    if not stack.is_used(address) and not any(map(address.states, ("instance", "networkInterface"))):
        yield "nothing in the stack uses the address"


@stack_rule(
    "s3-gateway-endpoint",
    "Networks with NAT reach S3 without it",
    severity=Severity.MEDIUM,
    remedy="Add a gateway VpcEndpoint for S3, which is free",
    types=(VPC,),
)
def gateway_endpoint(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """Look for the endpoint where there is a NAT gateway: through NAT each GB is paid for."""
    subnets = {subnet.urn for subnet in stack.of((SUBNET,)) if subnet.comes_from("vpcId", vpc)}
    has_nat = any(gateway.sources("subnetId") & subnets for gateway in stack.of((NAT,)))
    endpoints = [one for one in stack.of((ENDPOINT,)) if one.comes_from("vpcId", vpc)]
    if has_nat and not some(endpoints, _is_gateway_to_s3):
        yield "the network has NAT and no gateway endpoint for S3"


def _is_gateway_to_s3(endpoint: View) -> bool:
    """Count an absent type as Gateway, which is AWS's default. Interfaces are paid for by the hour and the GB."""
    kind, service = endpoint.value("vpcEndpointType"), endpoint.value("serviceName")
    return kind in (None, "Gateway") and str(service).endswith(".s3")
