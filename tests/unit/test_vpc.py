"""The VPC: routes by tier and NAT strategy, and what it never lets through."""

import json
from collections.abc import Mapping

import pytest

from components.vpc import Vpc, VpcArgs
from core.address_plan import Tier
from core.sections.network import FlowLogSettings, NatStrategy, NetworkSettings
from tests.recording import Recording, Registered, record

ZONES = ("us-east-1a", "us-east-1b")
KEY = "arn:aws:kms:us-east-1:111111111111:key/k"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
NAT = "aws:ec2/natGateway:NatGateway"
EIP = "aws:ec2/eip:Eip"


def network(nat: NatStrategy = "per_zone", **changes: object) -> NetworkSettings:
    return NetworkSettings.model_validate(
        {
            "cidr": "10.0.0.0/16",
            "zone_count": 2,
            "nat": nat,
            "flow_logs": FlowLogSettings(retention_days=30),
            **changes,
        }
    )


def vpc(
    settings: NetworkSettings, *, protected: bool = True, subnet_tags: Mapping[Tier, Mapping[str, str]] | None = None
) -> Vpc:
    args = VpcArgs(
        settings=settings,
        zones=ZONES,
        region="us-east-1",
        account_id="111111111111",
        kms_key_arn=KEY,
        protected=protected,
        subnet_tags=subnet_tags or {},
    )
    return Vpc("net", args)


def build(settings: NetworkSettings, *, protected: bool = True, preview: bool = False) -> Recording[Vpc]:
    return record(lambda: vpc(settings, protected=protected), preview=preview)


def table_of(recording: Recording[Vpc], tier: str, zone: str) -> str:
    """Return the logical name of the route table that a subnet uses."""
    association = recording.named(ASSOCIATION, f"net-{tier}-{zone}")
    names = {urn_name(urn) for urn in association.dependencies if f"{TABLE}::" in urn}
    assert len(names) == 1
    return names.pop()


def urn_name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def target(route: Registered) -> str:
    return next(key for key in ("gatewayId", "natGatewayId") if route.inputs.get(key))


def test_dns_is_on_as_private_endpoints_need_it() -> None:
    inputs = build(network()).one("aws:ec2/vpc:Vpc").inputs
    assert inputs["enableDnsHostnames"] is True
    assert inputs["enableDnsSupport"] is True


def test_every_tier_has_a_subnet_in_every_zone_with_its_planned_range() -> None:
    subnets = build(network()).of(SUBNET)
    assert {subnet.name: subnet.inputs["cidrBlock"] for subnet in subnets} == {
        "net-public-us-east-1a": "10.0.128.0/24",
        "net-public-us-east-1b": "10.0.129.0/24",
        "net-private-us-east-1a": "10.0.0.0/20",
        "net-private-us-east-1b": "10.0.16.0/20",
        "net-data-us-east-1a": "10.0.136.0/24",
        "net-data-us-east-1b": "10.0.137.0/24",
    }
    assert all(subnet.inputs["availabilityZone"] == subnet.name[-10:] for subnet in subnets)


def test_no_subnet_gives_out_public_addresses_unless_asked_and_then_only_public_ones() -> None:
    assert not any(subnet.inputs["mapPublicIpOnLaunch"] for subnet in build(network()).of(SUBNET))
    asked = build(network(public_ips_on_launch=True)).of(SUBNET)
    giving = {subnet.name for subnet in asked if subnet.inputs["mapPublicIpOnLaunch"]}
    assert giving == {"net-public-us-east-1a", "net-public-us-east-1b"}


def test_nat_per_zone_routes_each_private_subnet_through_its_own_zone() -> None:
    recording = build(network("per_zone"))
    assert {nat.name for nat in recording.of(NAT)} == {"net-us-east-1a", "net-us-east-1b"}
    for zone in ZONES:
        assert table_of(recording, "private", zone) == f"net-private-{zone}"
        route = recording.named(ROUTE, f"net-private-{zone}")
        assert {urn_name(urn) for urn in route.dependencies if f"{NAT}::" in urn} == {f"net-{zone}"}
        subnets = {urn_name(urn) for urn in recording.named(NAT, f"net-{zone}").dependencies if f"{SUBNET}::" in urn}
        assert subnets == {f"net-public-{zone}"}


def test_single_nat_serves_all_zones_from_the_first() -> None:
    recording = build(network("single"))
    assert [nat.name for nat in recording.of(NAT)] == ["net-us-east-1a"]
    assert [address.name for address in recording.of(EIP)] == ["net-us-east-1a"]
    assert {table_of(recording, "private", zone) for zone in ZONES} == {"net-private-us-east-1a"}


@pytest.mark.parametrize(("nat", "tables", "routes"), [("single", 3, 2), ("per_zone", 4, 3)])
def test_route_tables_and_routes_are_as_many_as_documented(nat: NatStrategy, tables: int, routes: int) -> None:
    recording = build(network(nat))
    assert (len(recording.of(TABLE)), len(recording.of(ROUTE))) == (tables, routes)
    assert len(recording.of(ASSOCIATION)) == 6


def test_going_from_single_to_per_zone_keeps_the_first_gateway_and_its_address() -> None:
    single = {resource.urn for resource in build(network("single")).resources}
    assert single <= {resource.urn for resource in build(network("per_zone")).resources}


def test_regional_nat_has_no_subnet_and_no_address_of_ours() -> None:
    recording = build(network("regional", tiers=("private", "data")))
    nat = recording.one(NAT)
    assert nat.inputs["availabilityMode"] == "regional"
    assert "vpcId" in nat.inputs
    assert "subnetId" not in nat.inputs
    assert "allocationId" not in nat.inputs
    assert recording.of(EIP) == []
    assert target(recording.one(ROUTE)) == "natGatewayId"


def test_without_nat_private_subnets_have_no_way_out() -> None:
    recording = build(network("none"))
    assert recording.of(NAT) == []
    assert [route.name for route in recording.of(ROUTE)] == ["net-public"]
    assert table_of(recording, "private", "us-east-1a") == "net-private"


def test_a_closed_network_has_no_internet_gateway() -> None:
    recording = build(network("none", tiers=("private", "intra")))
    assert recording.of("aws:ec2/internetGateway:InternetGateway") == []
    assert recording.of(ROUTE) == []


def test_data_and_intra_tiers_have_no_default_route() -> None:
    recording = build(network(tiers=("public", "private", "data", "intra")))
    routed = {route.name for route in recording.of(ROUTE)}
    for tier in ("data", "intra"):
        assert {table_of(recording, tier, zone) for zone in ZONES} == {f"net-{tier}"}
        assert f"net-{tier}" not in routed


def test_public_subnets_share_a_table_that_leads_to_the_internet_gateway() -> None:
    recording = build(network())
    assert {table_of(recording, "public", zone) for zone in ZONES} == {"net-public"}
    assert target(recording.named(ROUTE, "net-public")) == "gatewayId"


def test_addresses_are_protected_where_data_is() -> None:
    assert all(address.protect for address in build(network(), protected=True).of(EIP))
    assert not any(address.protect for address in build(network(), protected=False).of(EIP))


def test_a_gateway_gives_its_address_up_before_its_replacement_takes_it() -> None:
    assert all(nat.delete_before_replace for nat in build(network()).of(NAT))


def test_addresses_and_gateways_wait_for_the_internet_gateway() -> None:
    recording = build(network())
    for resource in [*recording.of(NAT), *recording.of(EIP)]:
        assert any("internetGateway:InternetGateway::" in urn for urn in resource.dependencies)


def test_the_default_security_group_lets_nothing_through() -> None:
    default = build(network()).one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert default.inputs["ingress"] == []
    assert default.inputs["egress"] == []


def test_gateway_endpoints_serve_every_table_but_the_public_one() -> None:
    recording = build(network())
    endpoints = recording.of("aws:ec2/vpcEndpoint:VpcEndpoint")
    services = {endpoint.inputs["serviceName"] for endpoint in endpoints}
    assert services == {"com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb"}
    for endpoint in endpoints:
        assert endpoint.inputs["vpcEndpointType"] == "Gateway"
        tables = {urn_name(urn) for urn in endpoint.dependencies if f"{TABLE}::" in urn}
        assert tables == {"net-private-us-east-1a", "net-private-us-east-1b", "net-data"}


def test_a_network_of_public_subnets_makes_no_endpoint() -> None:
    recording = build(network("none", tiers=("public",)))
    assert recording.of("aws:ec2/vpcEndpoint:VpcEndpoint") == []


def test_all_traffic_is_logged_to_an_encrypted_group_that_forgets() -> None:
    recording = build(network(flow_logs=FlowLogSettings(retention_days=365, interval_seconds=60)))
    log = recording.one("aws:ec2/flowLog:FlowLog")
    assert (log.inputs["trafficType"], log.inputs["maxAggregationInterval"]) == ("ALL", 60)
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    assert (group.inputs["retentionInDays"], group.inputs["kmsKeyId"]) == (365, KEY)
    assert any("rolePolicy:RolePolicy::" in urn for urn in log.dependencies)


def test_only_flow_logs_of_this_account_may_use_the_role() -> None:
    role = build(network()).one("aws:iam/role:Role")
    (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111111111111"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*"},
    }


def test_the_role_writes_to_its_own_group_only() -> None:
    policy = build(network()).one("aws:iam/rolePolicy:RolePolicy")
    (writing,) = json.loads(str(policy.inputs["policy"]))["Statement"]
    assert "*" not in writing["Resource"]
    assert not any("*" in action for action in writing["Action"])


def test_everything_is_a_child_of_the_component() -> None:
    recording = build(network(), preview=True)
    (component,) = recording.of("aws-architectures:network:Vpc")
    children = [resource for resource in recording.resources if resource.custom and resource.token.startswith("aws:")]
    assert all(child.parent == component.urn for child in children)
    assert component.outputs is not None


@pytest.mark.parametrize(("nat", "count"), [("none", 0), ("single", 1), ("per_zone", 2), ("regional", 0)])
def test_nat_addresses_are_told_for_every_strategy(nat: NatStrategy, count: int) -> None:
    component = build(network(nat)).one("aws-architectures:network:Vpc")
    assert component.outputs is not None
    addresses = component.outputs["natPublicIps"]
    assert isinstance(addresses, list)
    assert len(addresses) == count


def test_subnets_are_found_by_tier_and_zone() -> None:
    def program() -> None:
        made = vpc(network())
        assert tuple(made.subnet_ids("data")) == ZONES
        assert set(made.route_table_ids) == {"public", "private-us-east-1a", "private-us-east-1b", "data"}
        with pytest.raises(ValueError, match="has no intra subnets"):
            made.subnet_ids("intra")

    record(program)


def test_zones_must_be_as_many_as_the_settings_count() -> None:
    with pytest.raises(ValueError, match=r"zones names 2 zones, settings.zone_count is 3"):
        build(network(zone_count=3))


def test_a_tiers_subnets_carry_the_tags_that_controllers_look_for() -> None:
    recording = record(lambda: vpc(network(), subnet_tags={"public": {"kubernetes.io/role/elb": "1"}}))
    for subnet in recording.of(SUBNET):
        role = {"kubernetes.io/role/elb": "1"} if "-public-" in subnet.name else {}
        assert subnet.inputs["tags"] == {"Name": subnet.name, **role}
