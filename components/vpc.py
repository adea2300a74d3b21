"""A VPC with a subnet for every tier and zone, its ways out and its flow logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from core import iam
from core.address_plan import Tier, plan
from core.naming import type_token
from core.sections.network import NetworkSettings

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class VpcArgs:
    """What a VPC is made from.

    `zones` are availability zones by name, `settings.zone_count` of them: append, never reorder, as a zone's position
    decides its address range. The key must let `logs.<region>.amazonaws.com` use it. `protected` keeps the elastic IPs,
    which others may have put on their lists, from deletion: a lost address cannot be had again. `subnet_tags` are
    further tags of a tier's subnets, such as those by which Kubernetes controllers find where load balancers belong.
    """

    settings: NetworkSettings
    zones: Sequence[str]
    region: str
    account_id: str
    kms_key_arn: pulumi.Input[str]
    protected: bool
    subnet_tags: Mapping[Tier, Mapping[str, str]] = field(default_factory=dict)


class Vpc(pulumi.ComponentResource):
    """A network: VPC, subnets, route tables, NAT, gateway endpoints, flow logs, and a default group without rules.

    Public subnets share one route table, each NAT gateway has one for the private subnets it serves, and the data and
    intra tiers have one each without a way out. Use `depends_on=[vpc]` for what needs the internet at creation: a
    subnet's id is there before its routes are.
    """

    vpc_id: pulumi.Output[str]
    cidr: str
    """The IPv4 range."""
    route_table_ids: Mapping[str, pulumi.Output[str]]
    """By tier; with zonal NAT the private ones are named `private-<zone>` after the gateway's zone."""
    nat_public_ips: pulumi.Output[Sequence[str]]
    """The addresses that others see. Empty without NAT; those of regional NAT are AWS's choice and may grow."""

    def __init__(self, name: str, args: VpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("network", "Vpc"), name, {}, opts)
        if len(args.zones) != args.settings.zone_count:
            raise ValueError(
                f"Vpc {name}: zones names {len(args.zones)} zones, settings.zone_count is {args.settings.zone_count}"
            )
        self._prefix = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.cidr = args.settings.cidr
        self._vpc = aws.ec2.Vpc(
            name,
            cidr_block=self.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            enable_network_address_usage_metrics=True,
            tags={"Name": name},
            opts=self._child,
        )
        self.vpc_id = self._vpc.id
        aws.ec2.DefaultSecurityGroup(
            name, vpc_id=self.vpc_id, ingress=[], egress=[], tags={"Name": f"{name}-default"}, opts=self._child
        )
        self._subnets = self._make_subnets()
        self._tables: dict[str, aws.ec2.RouteTable] = {}
        self._connect()
        self._add_endpoints()
        self._log_flows()
        self.route_table_ids = {label: table.id for label, table in self._tables.items()}
        self.register_outputs({"vpcId": self.vpc_id, "natPublicIps": self.nat_public_ips})

    def subnet_ids(self, tier: Tier) -> Mapping[str, pulumi.Output[str]]:
        """Return the ids of a tier's subnets by zone. Raises ValueError for a tier that the settings do not have."""
        if tier not in self._subnets:
            raise ValueError(f"Vpc {self._prefix} has no {tier} subnets: add {tier} to its settings' tiers")
        return {zone: subnet.id for zone, subnet in self._subnets[tier].items()}

    def _make_subnets(self) -> Mapping[Tier, Mapping[str, aws.ec2.Subnet]]:
        settings = self._args.settings
        ranges = plan(settings.cidr, self._args.zones, settings.tiers, stated=settings.subnets)
        return {
            tier: {
                zone: aws.ec2.Subnet(
                    f"{self._prefix}-{tier}-{zone}",
                    vpc_id=self.vpc_id,
                    availability_zone=zone,
                    cidr_block=cidr,
                    map_public_ip_on_launch=tier == "public" and settings.public_ips_on_launch,
                    tags={"Name": f"{self._prefix}-{tier}-{zone}", **self._args.subnet_tags.get(tier, {})},
                    opts=self._child,
                )
                for zone, cidr in zones.items()
            }
            for tier, zones in ranges.items()
        }

    def _connect(self) -> None:
        """Make the ways out and the route tables that lead to them."""
        self.nat_public_ips = pulumi.Output.from_input([])
        self._gateways: list[aws.ec2.InternetGateway] = []
        if "public" in self._subnets or self._args.settings.nat == "regional":
            tags = {"Name": self._prefix}
            gateway = aws.ec2.InternetGateway(self._prefix, vpc_id=self.vpc_id, tags=tags, opts=self._child)
            self._gateways.append(gateway)
            if "public" in self._subnets:
                self._add_route(self._add_table("public", self._args.zones), gateway_id=gateway.id)
        if "private" in self._subnets:
            self._connect_private()
        for tier in ("data", "intra"):
            if tier in self._subnets:
                self._add_table(tier, self._args.zones)

    def _connect_private(self) -> None:
        nat, zones = self._args.settings.nat, self._args.zones
        if nat in ("none", "regional"):
            table = self._add_table("private", zones)
            if nat == "regional":
                self._add_route(table, nat_gateway_id=self._add_regional_nat().id)
            return
        served = {zones[0]: zones} if nat == "single" else {zone: [zone] for zone in zones}
        addresses = []
        for zone, served_zones in served.items():
            address = self._add_address(zone)
            addresses.append(address.public_ip)
            table = self._add_table("private", served_zones, gateway_zone=zone)
            self._add_route(table, nat_gateway_id=self._add_zonal_nat(zone, address).id)
        self.nat_public_ips = pulumi.Output.all(*addresses)

    def _add_address(self, zone: str) -> aws.ec2.Eip:
        return aws.ec2.Eip(
            f"{self._prefix}-{zone}",
            domain="vpc",
            tags={"Name": f"{self._prefix}-{zone}"},
            # The address can be used only where a way to the internet exists.
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.protected, depends_on=self._gateways),
        )

    def _add_zonal_nat(self, zone: str, address: aws.ec2.Eip) -> aws.ec2.NatGateway:
        return aws.ec2.NatGateway(
            f"{self._prefix}-{zone}",
            allocation_id=address.id,
            connectivity_type="public",
            subnet_id=self._subnets["public"][zone].id,
            tags={"Name": f"{self._prefix}-{zone}"},
            # An address serves one gateway at a time, so a replacement can only come after the old one is gone.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=self._gateways),
        )

    def _add_regional_nat(self) -> aws.ec2.NatGateway:
        """Make one gateway that AWS spreads over the zones, with addresses of AWS's choice.

        https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
        """
        nat = aws.ec2.NatGateway(
            self._prefix,
            availability_mode="regional",
            connectivity_type="public",
            vpc_id=self.vpc_id,
            tags={"Name": self._prefix},
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._gateways),
        )
        self.nat_public_ips = nat.regional_nat_gateway_addresses.apply(
            lambda addresses: [address.public_ip for address in addresses or [] if address.public_ip]
        )
        return nat

    def _add_table(self, tier: Tier, zones: Sequence[str], gateway_zone: str | None = None) -> str:
        """Make the route table of a tier, or of the part that one zone's NAT gateway serves. Returns its label."""
        label = f"{tier}-{gateway_zone}" if gateway_zone else tier
        name = f"{self._prefix}-{label}"
        table = aws.ec2.RouteTable(name, vpc_id=self.vpc_id, tags={"Name": name}, opts=self._child)
        for zone in zones:
            aws.ec2.RouteTableAssociation(
                f"{self._prefix}-{tier}-{zone}",
                route_table_id=table.id,
                subnet_id=self._subnets[tier][zone].id,
                opts=self._child,
            )
        self._tables[label] = table
        return label

    def _add_route(
        self,
        label: str,
        *,
        gateway_id: pulumi.Input[str] | None = None,
        nat_gateway_id: pulumi.Input[str] | None = None,
    ) -> None:
        aws.ec2.Route(
            f"{self._prefix}-{label}",
            route_table_id=self._tables[label].id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            opts=self._child,
        )

    def _add_endpoints(self) -> None:
        """Lead traffic to S3 and DynamoDB past NAT, from every subnet that is not public."""
        inner = [table.id for label, table in self._tables.items() if label != "public"]
        for service in self._args.settings.gateway_endpoints if inner else ():
            aws.ec2.VpcEndpoint(
                f"{self._prefix}-{service}",
                vpc_id=self.vpc_id,
                service_name=f"com.amazonaws.{self._args.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=inner,
                tags={"Name": f"{self._prefix}-{service}"},
                opts=self._child,
            )

    def _log_flows(self) -> None:
        name, settings = f"{self._prefix}-flow", self._args.settings.flow_logs
        group = aws.cloudwatch.LogGroup(
            name, kms_key_id=self._args.kms_key_arn, retention_in_days=settings.retention_days, opts=self._child
        )
        source = f"arn:aws:ec2:{self._args.region}:{self._args.account_id}:vpc-flow-log/*"
        trust = iam.service_trust("vpc-flow-logs.amazonaws.com", account_id=self._args.account_id, source_arn=source)
        role = aws.iam.Role(name, assume_role_policy=iam.document(trust), opts=self._child)
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, without making groups: ours exists.
        writing = ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=iam.document(iam.statement(writing, [group.arn, pulumi.Output.concat(group.arn, ":*")])),
            opts=self._child,
        )
        aws.ec2.FlowLog(
            name,
            vpc_id=self.vpc_id,
            traffic_type="ALL",
            iam_role_arn=role.arn,
            log_destination=group.arn,
            log_destination_type="cloud-watch-logs",
            max_aggregation_interval=settings.interval_seconds,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
