"""VPCs and what stands in them. Limits: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html."""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, number, shown, text
from core.aws.rules.documents import Kind, policy
from core.aws.rules.kinds import among, between, exactly_one, matches, needs, not_together, one_of, range_address

_GROUP_DESCRIPTION = matches(
    "description",
    r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}",
    "at most 255 letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *",
)

_ROUTE_TARGETS = (
    *("carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "localGatewayId", "natGatewayId"),
    *("networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId", "vpcPeeringConnectionId"),
)


def _nat_address(inputs: Inputs) -> Iterator[Violation]:
    """Check that a public zonal NAT gateway has an address, a private one has none."""
    if not is_known(inputs, "connectivityType", "availabilityMode"):
        return
    is_public = text(inputs, "connectivityType") != "private"
    is_regional = text(inputs, "availabilityMode") == "regional"
    if is_public and not is_regional and not is_set(inputs, "allocationId"):
        yield Violation("allocationId", "not set", "an Elastic IP, which a public NAT gateway needs")
    if not is_public and is_set(inputs, "allocationId"):
        yield Violation("allocationId", "given", "none: a private NAT gateway has no Elastic IP")


def _rule_ports(inputs: Inputs) -> Iterator[Violation]:
    """Check that a rule for TCP or UDP names a range of ports in rising order; a rule for every protocol names none."""
    protocol = text(inputs, "ipProtocol")
    if protocol == "-1":
        for key in ("fromPort", "toPort"):
            if is_set(inputs, key) and number(inputs, key) != -1:
                yield Violation(key, shown(inputs.get(key)), "none: ipProtocol -1 means every port")
    elif protocol in ("tcp", "udp", "6", "17"):
        for key in ("fromPort", "toPort"):
            if not is_set(inputs, key):
                yield Violation(key, "not set", f"a port from 0 to 65535, since ipProtocol is {protocol}")
        first, last = number(inputs, "fromPort"), number(inputs, "toPort")
        if first is not None and last is not None and first > last:
            yield Violation("toPort", shown(last), f"at least fromPort, which is {first:g}")


def _endpoint_kind(inputs: Inputs) -> Iterator[Violation]:
    """Check that a gateway endpoint lives in route tables, every other kind in subnets and security groups."""
    if not is_known(inputs, "vpcEndpointType"):
        return
    kind = text(inputs, "vpcEndpointType") or "Gateway"
    foreign = ("subnetIds", "securityGroupIds", "privateDnsEnabled") if kind == "Gateway" else ("routeTableIds",)
    for key in foreign:
        if inputs.get(key) not in (None, False, [], ()):
            yield Violation(key, "given", f"none: an endpoint of type {kind} has no {key}")


def _flow_log_role(inputs: Inputs) -> Iterator[Violation]:
    """Delivery to CloudWatch Logs needs a role, delivery to S3 takes none."""
    if not is_known(inputs, "logDestinationType"):
        return
    kind = text(inputs, "logDestinationType") or "cloud-watch-logs"
    if kind == "cloud-watch-logs" and not is_set(inputs, "iamRoleArn"):
        yield Violation("iamRoleArn", "not set", "a role that may write to the log group")
    if kind == "s3" and is_set(inputs, "iamRoleArn"):
        yield Violation("iamRoleArn", "given", "none: delivery to S3 takes no role")


_GROUP_RULE = (
    exactly_one("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"),
    range_address("cidrIpv4"),
    between("fromPort", 0, 65535, also=(-1,)),
    between("toPort", 0, 65535, also=(-1,)),
    _GROUP_DESCRIPTION,
    _rule_ports,
)

RULES: Rules = {
    "aws:ec2/vpc:Vpc": (
        range_address("cidrBlock", 28, 16),
        one_of("instanceTenancy", {"default", "dedicated"}),
    ),
    "aws:ec2/subnet:Subnet": (
        range_address("cidrBlock", 28, 16),
        not_together("availabilityZone", "availabilityZoneId", "both name the zone"),
    ),
    "aws:ec2/natGateway:NatGateway": (one_of("connectivityType", {"public", "private"}), _nat_address),
    "aws:ec2/eip:Eip": (one_of("domain", {"vpc"}),),
    "aws:ec2/route:Route": (
        exactly_one(*_ROUTE_TARGETS, why="a route has one target"),
        exactly_one("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
        range_address("destinationCidrBlock"),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (exactly_one("gatewayId", "subnetId"),),
    "aws:ec2/securityGroup:SecurityGroup": (_GROUP_DESCRIPTION,),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _GROUP_RULE,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _GROUP_RULE,
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        one_of(
            "vpcEndpointType", {"Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork", "Tunnel"}
        ),
        _endpoint_kind,
        policy("policy", 20480, Kind.RESOURCE),
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    "aws:ec2/flowLog:FlowLog": (
        exactly_one(
            "vpcId", "subnetId", "eniId", "transitGatewayId", "transitGatewayAttachmentId", "regionalNatGatewayId"
        ),
        one_of("trafficType", {"ACCEPT", "REJECT", "ALL"}),
        one_of("logDestinationType", {"cloud-watch-logs", "s3", "kinesis-data-firehose"}),
        among("maxAggregationInterval", (60, 600), "seconds"),
        needs("vpcId", "trafficType", "a VPC's flow log says which traffic it records"),
        _flow_log_role,
    ),
}
