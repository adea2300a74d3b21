"""The network pack: what counts as open to the internet, and what only looks like it."""

import pytest

from core.aws.rules import UNKNOWN
from policies.network import clusters, distribution, names, routes, security_groups, stores

from .driver import Driver, Thing

FROM_ANYWHERE = {"cidrIpv4": "0.0.0.0/0", "description": "Users"}
OLD = {"type": "ingress", "protocol": "tcp", "fromPort": 22, "toPort": 22, "description": "x"}
SSH = "lets the whole internet reach port 22 (SSH)"
PRIVATE = {"rds-private-subnets", "eks-nodes-in-private-subnets"}


@pytest.fixture(scope="module")
def pack() -> Driver:
    return Driver("network")


def about(pack: Driver, prefix: str, token: str, inputs: dict[str, object]) -> list[str]:
    return [item.text for item in pack.resource(Thing(token, inputs)).said if item.policy.startswith(prefix)]


def found(pack: Driver, *things: Thing) -> set[str]:
    """Return the rules about routes that object to these resources."""
    rules = {item.text.partition(":")[0] for item in pack.stack(things).said}
    return rules & (PRIVATE | {"route-no-open-igw"})


@pytest.mark.parametrize("protocol", ["icmp", "icmpv6", "ICMP", "1", "58"])
@pytest.mark.parametrize("token", [security_groups.INGRESS_RULE, security_groups.EGRESS_RULE])
def test_icmp_opens_no_port(pack: Driver, token: str, protocol: str) -> None:
    kinds = {"ipProtocol": protocol, "fromPort": -1, "toPort": -1}
    assert about(pack, "sg-no-", token, {**FROM_ANYWHERE, **kinds}) == []


def test_an_unknown_range_hides_no_open_one_beside_it(pack: Driver) -> None:
    said = about(pack, "sg-no-open-ssh", security_groups.OLD_RULE, {**OLD, "cidrBlocks": [UNKNOWN, "0.0.0.0/0"]})
    assert any(SSH in text for text in said)


def test_an_unknown_block_hides_no_open_one_beside_it(pack: Driver) -> None:
    block = {"protocol": "tcp", "fromPort": 22, "toPort": 22}
    ingress = [{**block, "cidrBlocks": [UNKNOWN]}, {**block, "cidrBlocks": ["0.0.0.0/0"]}]
    said = about(pack, "sg-no-open-ssh", security_groups.GROUP, {"description": "d", "ingress": ingress})
    assert any(f"ingress[1] {SSH}" in text for text in said)


@pytest.mark.parametrize("range_", ["10.0.0.0/8", "172.16.0.0/12", "198.51.100.0/24", "pl-1", ""])
def test_a_named_range_is_not_everyone(pack: Driver, range_: str) -> None:
    assert about(pack, "sg-no-open-ssh", security_groups.OLD_RULE, {**OLD, "cidrBlocks": [range_]}) == []


def test_private_addresses_of_version_6_are_not_everyone(pack: Driver) -> None:
    assert about(pack, "sg-no-open-ssh", security_groups.OLD_RULE, {**OLD, "ipv6CidrBlocks": ["fc00::/7"]}) == []


def test_an_origin_of_unknown_name_is_not_judged_before_it_is_known(pack: Driver) -> None:
    said = about(pack, "cloudfront-", distribution.DISTRIBUTION, {"origins": [{"domainName": UNKNOWN}]})
    assert any("cannot be decided at preview: origins[0].domainName" in text for text in said)


def test_a_load_balancer_of_unknown_name_is_no_bucket(pack: Driver) -> None:
    origin = {"domainName": UNKNOWN, "customOriginConfig": {"originProtocolPolicy": "https-only"}}
    for rule in ("cloudfront-origin-access-control", "cloudfront-default-root-object"):
        assert about(pack, rule, distribution.DISTRIBUTION, {"origins": [origin]}) == []


def test_the_website_of_a_bucket_has_a_page_for_its_root(pack: Driver) -> None:
    origin = {"domainName": "files.s3-website.eu-central-1.amazonaws.com", "customOriginConfig": {"httpPort": 80}}
    assert about(pack, "cloudfront-default-root-object", distribution.DISTRIBUTION, {"origins": [origin]}) == []


def of_route(gateway: object, *more: Thing, source: str = "") -> tuple[Thing, ...]:
    """Return a database and nodes in a subnet whose table has a default route to the gateway."""
    return (
        Thing(stores.DATABASE_SUBNETS, name="group", sources={"subnetIds": ("inner",)}),
        Thing(clusters.NODE_GROUP, name="nodes", sources={"subnetIds": ("inner",)}),
        Thing(routes.SUBNET, name="inner"),
        Thing(routes.ASSOCIATION, name="association", sources={"subnetId": ("inner",), "routeTableId": ("table",)}),
        Thing(routes.ROUTE_TABLE, name="table"),
        Thing(
            routes.ROUTE,
            {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway},
            name="way",
            sources={"routeTableId": ("table",), "gatewayId": (source,) if source else ()},
        ),
        *more,
    )


def test_a_default_route_to_an_internet_gateway_is_public(pack: Driver) -> None:
    everything = PRIVATE | {"route-no-open-igw"}
    assert found(pack, *of_route("igw-1")) == everything
    gateway = Thing(routes.INTERNET_GATEWAY, name="gateway")
    assert found(pack, *of_route(UNKNOWN, gateway, source="gateway")) == everything
    assert found(pack, *of_route(UNKNOWN)) == everything


def test_a_default_route_into_a_vpn_is_not_public(pack: Driver) -> None:
    assert found(pack, *of_route("vgw-1")) == set()
    assert found(pack, *of_route(UNKNOWN, Thing(routes.VPN_GATEWAY, name="vpn"), source="vpn")) == set()


def test_routes_that_only_aws_could_fill_in_hide_no_way_out(pack: Driver) -> None:
    things = [
        Thing(thing.token, {"routes": UNKNOWN}, thing.name) if thing.token == routes.ROUTE_TABLE else thing
        for thing in of_route("igw-1")
    ]
    assert found(pack, *things) == PRIVATE | {"route-no-open-igw"}
    assert "routes" not in str(pack.stack(things[:-1]).said)


def of_main_table(*more: Thing) -> tuple[Thing, ...]:
    """Return a database in a subnet of a network whose main table leads to the internet."""
    way = {"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    return (
        Thing(routes.VPC, name="vpc"),
        Thing(stores.DATABASE_SUBNETS, name="group", sources={"subnetIds": ("inner",)}),
        Thing(routes.SUBNET, name="inner", sources={"vpcId": ("vpc",)}),
        Thing(routes.DEFAULT_ROUTE_TABLE, {"routes": [way]}, "main", {"defaultRouteTableId": ("vpc",)}),
        *more,
    )


def test_a_subnet_without_a_table_has_the_main_one(pack: Driver) -> None:
    assert found(pack, *of_main_table()) == {"rds-private-subnets", "route-no-open-igw"}


def test_a_subnet_with_a_table_does_not_have_the_main_one(pack: Driver) -> None:
    sources = {"subnetId": ("inner",), "routeTableId": ("own",)}
    own = (Thing(routes.ROUTE_TABLE, name="own"), Thing(routes.ASSOCIATION, name="association", sources=sources))
    assert found(pack, *of_main_table(*own)) == {"route-no-open-igw"}


def test_a_tag_whose_key_has_a_dot_may_say_public(pack: Driver) -> None:
    way = {"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    assert found(pack, Thing(routes.ROUTE_TABLE, {"tags": {"acme.io/tier": "public"}, "routes": [way]})) == set()


def test_a_certificate_for_a_name_not_known_yet_is_not_judged(pack: Driver) -> None:
    inputs: dict[str, object] = {"domainName": "api.example.com", "subjectAlternativeNames": [UNKNOWN]}
    assert any("cannot be decided" in text for text in about(pack, "acm-no-wildcard", names.CERTIFICATE, inputs))
    inputs["subjectAlternativeNames"] = [UNKNOWN, "*.example.com"]
    said = about(pack, "acm-no-wildcard", names.CERTIFICATE, inputs)
    assert any(text.startswith("it is for every host below a name") for text in said)
