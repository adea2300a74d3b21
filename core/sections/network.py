"""The network of a stack: its address range, tiers, way out and flow logs."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from core.address_plan import ZONE_SLOTS, Tier, plan
from core.domain_types import Cidr
from core.sections.base import Section, SettingError, concerning
from core.sections.observability import LogDays

NatStrategy = Literal["none", "single", "per_zone", "regional"]
GatewayEndpoint = Literal["s3", "dynamodb"]


class FlowLogSettings(Section):
    """The record of accepted and refused connections. It is always on."""

    retention_days: LogDays = Field(
        description="Days that flow logs are kept, one of the values CloudWatch Logs takes."
    )
    interval_seconds: Literal[60, 600] = Field(
        default=600,
        description="Longest time in seconds over which connections are summed up before they are logged: 60 or 600.",
    )


class NetworkSettings(Section):
    """One VPC with a subnet for every tier and zone."""

    cidr: Cidr = Field(
        description="IPv4 range of the VPC, /16 to /19 (down to /28 when `subnets` states every tier). Changing it "
        "replaces the VPC and all that is in it."
    )
    zone_count: int = Field(
        ge=2,
        le=ZONE_SLOTS,
        description="Availability zones to use. Two is the least that load balancers and databases accept.",
    )
    tiers: tuple[Tier, ...] = Field(
        default=("public", "private", "data"),
        description="Kinds of subnet: public (routed to the internet gateway), private (out through NAT), data and "
        "intra (no way out; data for databases and caches, intra for Kubernetes control planes).",
    )
    subnets: Mapping[Tier, tuple[Cidr, ...]] = Field(
        default_factory=dict,
        description="Subnet ranges stated by hand, by tier, in the order of the zones. A tier without an entry takes "
        "its slots of the address plan.",
    )
    nat: NatStrategy = Field(
        description="How private subnets reach the internet: none, single (one gateway in the first zone; all zones "
        "lose the way out with it), per_zone (one gateway a zone), regional (one gateway that AWS spreads over the "
        "zones; its addresses are AWS's choice). A change from or to regional changes the addresses seen outside."
    )
    public_ips_on_launch: bool = Field(
        default=False,
        description="Whether instances in public subnets get a public address by themselves. Load balancers and NAT "
        "gateways do not need it.",
    )
    gateway_endpoints: tuple[GatewayEndpoint, ...] = Field(
        default=("s3", "dynamodb"),
        description="Services that private and data subnets reach inside AWS's network, free of charge and past NAT.",
    )
    flow_logs: FlowLogSettings = Field(description="The record of connections in the VPC.")

    @model_validator(mode="after")
    def _aws_accepts_the_subnets(self) -> Self:
        zones = [f"zone {number + 1}" for number in range(self.zone_count)]
        with concerning("subnets" if self.subnets else "cidr"):
            plan(self.cidr, zones, self.tiers, stated=self.subnets)
        return self

    @model_validator(mode="after")
    def _nat_has_its_subnets(self) -> Self:
        if self.nat != "none" and "private" not in self.tiers:
            raise SettingError(
                "nat",
                f"is {self.nat} but there is no private tier to use it: add the tier or set nat to none",
                mend="none",
            )
        if self.nat in ("single", "per_zone") and "public" not in self.tiers:
            raise SettingError(
                "nat",
                f"is {self.nat}, which needs public subnets: add the public tier, or use regional or none",
                mend="regional",
            )
        if self.public_ips_on_launch and "public" not in self.tiers:
            raise SettingError("public_ips_on_launch", "needs the public tier: add it or set false", mend="false")
        return self
