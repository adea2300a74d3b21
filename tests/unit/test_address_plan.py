"""The address plan: AWS accepts it, subnets never overlap, and growing leaves every existing subnet alone."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.address_plan import Plan, Tier, plan

TIERS: tuple[Tier, ...] = ("public", "private", "data", "intra")
ZONES = tuple(f"us-east-1{letter}" for letter in "abcdefgh")


def vpcs() -> st.SearchStrategy[str]:
    def network(prefix: int, seed: int) -> str:
        return str(IPv4Network((int(IPv4Address("10.0.0.0")) | (seed << (32 - prefix)) & 0x00FFFFFF, prefix)))

    return st.builds(network, st.integers(16, 19), st.integers(0, 255))


def zone_lists() -> st.SearchStrategy[tuple[str, ...]]:
    return st.integers(1, len(ZONES)).map(lambda count: ZONES[:count])


def tier_lists() -> st.SearchStrategy[list[Tier]]:
    return st.lists(st.sampled_from(TIERS), min_size=1, unique=True)


def networks(subnets: Plan) -> list[IPv4Network]:
    return [IPv4Network(cidr) for zones in subnets.values() for cidr in zones.values()]


@given(vpcs(), zone_lists(), tier_lists())
def test_subnets_lie_inside_the_vpc_and_are_disjoint(vpc: str, zones: Sequence[str], tiers: list[Tier]) -> None:
    subnets = networks(plan(vpc, zones, tiers))
    assert len(subnets) == len(zones) * len(tiers)
    assert all(subnet.subnet_of(IPv4Network(vpc)) for subnet in subnets)
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))


@given(vpcs(), zone_lists(), tier_lists())
def test_load_balancers_fit_every_subnet(vpc: str, zones: Sequence[str], tiers: list[Tier]) -> None:
    assert all(16 <= subnet.prefixlen <= 27 for subnet in networks(plan(vpc, zones, tiers)))


@given(vpcs(), zone_lists(), tier_lists())
def test_growing_to_all_zones_and_tiers_changes_no_existing_subnet(
    vpc: str, zones: Sequence[str], tiers: list[Tier]
) -> None:
    before = plan(vpc, zones, tiers)
    after = plan(vpc, ZONES, TIERS)
    for tier in tiers:
        for zone in zones:
            assert after[tier][zone] == before[tier][zone]


def test_golden_table_of_a_16() -> None:
    assert plan("10.0.0.0/16", ZONES[:3], TIERS) == {
        "public": {"us-east-1a": "10.0.128.0/24", "us-east-1b": "10.0.129.0/24", "us-east-1c": "10.0.130.0/24"},
        "private": {"us-east-1a": "10.0.0.0/20", "us-east-1b": "10.0.16.0/20", "us-east-1c": "10.0.32.0/20"},
        "data": {"us-east-1a": "10.0.136.0/24", "us-east-1b": "10.0.137.0/24", "us-east-1c": "10.0.138.0/24"},
        "intra": {"us-east-1a": "10.0.144.0/24", "us-east-1b": "10.0.145.0/24", "us-east-1c": "10.0.146.0/24"},
    }


def test_stated_ranges_replace_the_slots_of_their_tier_only() -> None:
    subnets = plan("10.0.0.0/16", ZONES[:2], TIERS[:3], stated={"public": ("10.0.200.0/24", "10.0.201.0/24")})
    assert subnets["public"] == {"us-east-1a": "10.0.200.0/24", "us-east-1b": "10.0.201.0/24"}
    assert subnets["private"] == plan("10.0.0.0/16", ZONES[:2], TIERS[:3])["private"]


def test_a_small_vpc_is_fine_when_every_tier_is_stated() -> None:
    subnets = plan("10.9.0.0/24", ZONES[:1], ["private"], stated={"private": ["10.9.0.0/25"]})
    assert subnets == {"private": {"us-east-1a": "10.9.0.0/25"}}


def test_spare_stated_ranges_wait_for_zones_to_come() -> None:
    spare: Mapping[Tier, Sequence[str]] = {"public": ("10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24")}
    assert plan("10.0.0.0/16", ZONES[:1], ["public"], stated=spare)["public"] == {"us-east-1a": "10.0.48.0/24"}


@pytest.mark.parametrize(
    ("vpc", "zones", "tiers", "stated", "message"),
    [
        ("10.0.0.0/20", ZONES[:2], TIERS, {}, "needs /19 or more; choose a larger VPC or state the subnets"),
        ("10.0.0.0/15", ZONES[:2], TIERS, {}, "AWS takes VPCs up to /16"),
        ("10.0.0.0/29", ZONES[:1], ["data"], {"data": ["10.0.0.0/29"]}, "AWS takes VPCs down to /28"),
        ("10.0.0.1/16", ZONES[:2], TIERS, {}, "'10.0.0.1/16' is no network address"),
        ("10.0.0.0/16", [], TIERS, {}, "slots for 1 to 8"),
        ("10.0.0.0/16", [*ZONES, "us-east-1i"], TIERS, {}, "slots for 1 to 8"),
        ("10.0.0.0/16", ["us-east-1a", "us-east-1a"], TIERS, {}, "name each zone once"),
        ("10.0.0.0/16", ZONES[:2], ["data", "data"], {}, "name each tier once"),
        ("10.0.0.0/16", ZONES[:2], ["data"], {"intra": ["10.0.0.0/24"]}, "add the tier or remove its ranges"),
        ("10.0.0.0/16", ZONES[:2], ["data"], {"data": ["10.0.0.0/24"]}, "states 1 ranges for 2 zones"),
        ("10.0.0.0/16", ZONES[:1], ["data"], {"data": ["10.1.0.0/24"]}, "is outside the VPC 10.0.0.0/16"),
        ("10.0.0.0/16", ZONES[:1], ["data"], {"data": ["10.0.0.0/29"]}, "AWS takes subnets from /16 to /28"),
        ("10.0.0.0/16", ZONES[:1], ["data"], {"data": ["10.0.0.9/24"]}, "'10.0.0.9/24' is no network address"),
        ("10.0.0.0/16", ZONES[:1], ["data", "private"], {"data": ["10.0.1.0/24"]}, "overlaps 10.0.0.0/20 of tier"),
        ("10.0.0.0/16", ZONES[:2], ["data"], {"data": ["10.0.0.0/24", "10.0.0.0/25"]}, "overlaps 10.0.0.0/25"),
    ],
)
def test_a_plan_that_aws_would_refuse_is_refused_with_its_mend(
    vpc: str, zones: Sequence[str], tiers: Sequence[Tier], stated: Mapping[Tier, Sequence[str]], message: str
) -> None:
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        plan(vpc, zones, tiers, stated=stated)
