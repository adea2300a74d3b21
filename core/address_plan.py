"""Which address range each subnet gets: a fixed place for every tier and zone.

The VPC of prefix length p (/16 to /19) is cut once, whatever is used of it:

    lower half       private   8 zone slots of /(p+4)     10.0.0.0/16: 10.0.0.0/20, 10.0.16.0/20, ... 10.0.112.0/20
    upper half, cut into 16 blocks of /(p+5), each of 8 zone slots of /(p+8):
      block 0        public                               10.0.128.0/24, 10.0.129.0/24, ... 10.0.135.0/24
      block 1        data                                 10.0.136.0/24, ...
      block 2        intra                                10.0.144.0/24, ...
      blocks 3-15    reserved: a further tier takes the next whole block

Tasks, nodes and pods take addresses by the hundred, so half of the space is theirs; load balancers, NAT gateways,
databases and control planes take a handful.

A zone's slot is its position in the stack's list of zones. Append zones to that list, never reorder or remove inside:
then a further zone or tier adds subnets and leaves the range of every existing subnet as it is.

Limits of AWS: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and
https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (VPCs and subnets are /16 to /28).
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from itertools import chain, combinations
from typing import Literal, TypeAlias

Tier: TypeAlias = Literal["public", "private", "data", "intra"]

ZONE_SLOTS = 8
"""Zones that have a slot. No AWS region has more than six."""

LARGEST_VPC = 16
SMALLEST_PLANNED_VPC = 19
"""A /20 would give public subnets of /28, and a load balancer needs /27 or more:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
"""

SMALLEST_SUBNET = 28

_UPPER_BLOCKS: Mapping[str, int] = {"public": 0, "data": 1, "intra": 2}

Plan: TypeAlias = Mapping[Tier, Mapping[str, str]]


def plan(
    vpc_cidr: str,
    zones: Sequence[str],
    tiers: Sequence[Tier],
    *,
    stated: Mapping[Tier, Sequence[str]] | None = None,
) -> Plan:
    """Return the range of every subnet, by tier and zone.

    `stated` gives the ranges of whole tiers by hand, one per zone in the order of `zones`; spare ones wait for zones to
    come. Tiers that are not stated take their slots.

    Raises ValueError, with what to change, when AWS would refuse the plan or when two subnets would overlap.
    """
    by_hand = stated or {}
    vpc = _network(vpc_cidr, "the VPC's range")
    _check_vpc(vpc, planned=[tier for tier in tiers if tier not in by_hand])
    _check_lists(zones, tiers, by_hand)
    ranges = {tier: _stated(vpc, tier, by_hand[tier], zones) for tier in tiers if tier in by_hand}
    for tier in tiers:
        if tier not in ranges:
            ranges[tier] = [_slot(vpc, tier, position) for position in range(len(zones))]
    _check_disjoint(ranges)
    return {tier: {zone: str(cidr) for zone, cidr in zip(zones, ranges[tier], strict=False)} for tier in tiers}


def _network(cidr: str, what: str) -> IPv4Network:
    try:
        return IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(f"{what} {cidr!r} is no network address: {error}") from error


def _slot(vpc: IPv4Network, tier: Tier, position: int) -> IPv4Network:
    """Return the range of the zone at `position` by cutting the VPC at fixed places."""
    lower, upper = vpc.subnets(prefixlen_diff=1)
    if tier == "private":
        return list(lower.subnets(prefixlen_diff=3))[position]
    block = list(upper.subnets(prefixlen_diff=4))[_UPPER_BLOCKS[tier]]
    return list(block.subnets(prefixlen_diff=3))[position]


def _stated(vpc: IPv4Network, tier: Tier, cidrs: Sequence[str], zones: Sequence[str]) -> list[IPv4Network]:
    if len(cidrs) < len(zones):
        raise ValueError(
            f"tier {tier} states {len(cidrs)} ranges for {len(zones)} zones ({', '.join(zones)}): "
            f"state {len(zones)}, in the order of the zones, or none"
        )
    networks = [_network(cidr, f"tier {tier}: range") for cidr in cidrs]
    for network in networks:
        if not network.subnet_of(vpc):
            raise ValueError(f"tier {tier}: {network} is outside the VPC {vpc}: choose a range inside it")
        if not LARGEST_VPC <= network.prefixlen <= SMALLEST_SUBNET:
            raise ValueError(
                f"tier {tier}: {network} is a /{network.prefixlen}: AWS takes subnets from /16 to /{SMALLEST_SUBNET}"
            )
    return networks


def _check_vpc(vpc: IPv4Network, *, planned: Sequence[Tier]) -> None:
    smallest = SMALLEST_PLANNED_VPC if planned else SMALLEST_SUBNET
    if vpc.prefixlen < LARGEST_VPC:
        raise ValueError(
            f"the VPC {vpc} is a /{vpc.prefixlen}: AWS takes VPCs up to /16, such as {vpc.network_address}/16"
        )
    if vpc.prefixlen > smallest:
        reason = (
            f"the plan of {', '.join(planned)} needs /{smallest} or more; choose a larger VPC or state the subnets"
            if planned
            else f"AWS takes VPCs down to /{SMALLEST_SUBNET}"
        )
        raise ValueError(f"the VPC {vpc} is a /{vpc.prefixlen}: {reason}")


def _check_lists(zones: Sequence[str], tiers: Sequence[Tier], stated: Mapping[Tier, Sequence[str]]) -> None:
    if not 1 <= len(zones) <= ZONE_SLOTS:
        raise ValueError(f"{len(zones)} zones: the plan has slots for 1 to {ZONE_SLOTS}")
    if len(set(zones)) < len(zones):
        raise ValueError(f"zones {', '.join(zones)}: name each zone once, as its position is its slot")
    if len(set(tiers)) < len(tiers):
        raise ValueError(f"tiers {', '.join(tiers)}: name each tier once")
    unused = [tier for tier in stated if tier not in tiers]
    if unused:
        raise ValueError(
            f"ranges are stated for {', '.join(unused)}, which is not among the tiers {', '.join(tiers)}: "
            "add the tier or remove its ranges"
        )


def _check_disjoint(ranges: Mapping[Tier, Sequence[IPv4Network]]) -> None:
    named = chain.from_iterable([(tier, network) for network in networks] for tier, networks in ranges.items())
    for (tier, network), (other_tier, other) in combinations(named, 2):
        if network.overlaps(other):
            raise ValueError(
                f"tier {tier}: {network} overlaps {other} of tier {other_tier}: give each subnet its own range"
            )
