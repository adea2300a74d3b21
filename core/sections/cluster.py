"""A Kubernetes cluster on EKS: its version, who reaches it, its node groups and the autoscaler."""

import datetime
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from core.aws.ec2 import check_instance_type, is_arm
from core.aws.eks import (
    CAPACITY_KEY,
    SPOT,
    CapacityType,
    LogType,
    SupportType,
    TaintEffect,
    check_kubernetes_version,
    support_warnings,
)
from core.aws.instance_types import nearest_type, size_of
from core.domain_types import Cidr, Percent
from core.sections.base import Section, SettingError, concerning

SHORTEST_PUBLIC_PREFIX = 8
"""Wider ranges are the internet rather than an allow-list."""

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
LabelKey = Annotated[str, Field(pattern=rf"^(?:[a-z0-9.-]{{1,253}}/)?{_NAME}$")]
LabelValue = Annotated[str, Field(pattern=rf"^(?:{_NAME})?$")]
"""https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"""

GroupName = Annotated[str, Field(pattern=r"^[a-z](?:-?[a-z0-9]){0,19}$")]
"""1 to 20 lower-case letters, digits and single hyphens; part of the names of the group's resources."""


def _instance_type(value: str) -> str:
    try:
        check_instance_type(value)
    except ValueError as error:
        nearest = nearest_type(value)
        reason = f"EC2 has no instance type {value!r}. Did you mean {nearest}?"
        raise PydanticCustomError("instance_type", "{reason}", {"reason": reason, "expected": nearest}) from error
    return value


InstanceType = Annotated[str, AfterValidator(_instance_type)]


class TaintSettings(Section):
    """What keeps pods off the nodes of a group unless they tolerate it."""

    key: LabelKey = Field(description="Key of the taint.")
    value: LabelValue = Field(default="", description="Value of the taint.")
    effect: TaintEffect = Field(
        default="NO_SCHEDULE",
        description="What happens to pods without a toleration: NO_SCHEDULE (they are placed elsewhere), "
        "PREFER_NO_SCHEDULE (elsewhere if there is room), NO_EXECUTE (running ones are moved away too).",
    )


class NodeGroupSettings(Section):
    """Nodes of one kind, kept in number by an Auto Scaling group."""

    capacity_type: CapacityType = Field(
        default="ON_DEMAND",
        description="ON_DEMAND, or SPOT: cheaper, and taken back with two minutes' notice. Spot nodes get the label "
        "and the taint capacity=spot. A change replaces the group.",
    )
    instance_types: tuple[InstanceType, ...] = Field(
        min_length=1,
        max_length=20,
        description="Instance types of one processor architecture. SPOT needs two or more, since the capacity of one "
        "may be gone. A change replaces the group.",
    )
    minimum: int = Field(ge=0, description="Fewest nodes.")
    maximum: int = Field(ge=1, le=450, description="Most nodes; 450 is the quota of EKS.")
    desired: int | None = Field(
        default=None,
        description="Nodes to start with; without it, `minimum`. Later the autoscaler alone changes their number.",
    )
    disk_gib: int = Field(default=50, ge=20, le=16384, description="Encrypted gp3 volume of a node, in GiB.")
    labels: Mapping[LabelKey, LabelValue] = Field(default_factory=dict, description="Kubernetes labels of the nodes.")
    taints: tuple[TaintSettings, ...] = Field(
        default=(), max_length=49, description="Taints of the nodes, beside that of spot nodes."
    )
    max_unavailable_percentage: Percent = Field(
        default=33, description="Share of the nodes that an update replaces at the same time, at least one node."
    )

    @property
    def desired_size(self) -> int:
        """Nodes to start with."""
        return self.minimum if self.desired is None else self.desired

    @property
    def arm(self) -> bool:
        """Whether the nodes have ARM_64 processors."""
        return is_arm(self.instance_types[0])

    @property
    def node_labels(self) -> Mapping[str, str]:
        """All labels of the nodes."""
        return {**self.labels, CAPACITY_KEY: SPOT} if self.capacity_type == "SPOT" else dict(self.labels)

    @property
    def node_taints(self) -> Sequence[TaintSettings]:
        """All taints of the nodes."""
        spot = (TaintSettings(key=CAPACITY_KEY, value=SPOT),) if self.capacity_type == "SPOT" else ()
        return (*spot, *self.taints)

    @property
    def takes_any_pod(self) -> bool:
        """Whether pods without tolerations run here, and are not stopped for want of capacity."""
        return self.capacity_type == "ON_DEMAND" and all(one.effect == "PREFER_NO_SCHEDULE" for one in self.taints)

    @model_validator(mode="after")
    def _the_sizes_fit(self) -> Self:
        if self.minimum > self.maximum:
            raise SettingError("minimum", f"{self.minimum} is above maximum {self.maximum}", mend=self.maximum)
        if not self.minimum <= self.desired_size <= self.maximum:
            raise SettingError(
                "desired",
                f"{self.desired} is outside minimum {self.minimum} and maximum {self.maximum}",
                mend=self.minimum,
            )
        return self

    @model_validator(mode="after")
    def _the_instance_types_go_together(self) -> Self:
        types = self.instance_types
        repeated = sorted({one for one in types if types.count(one) > 1})
        if repeated:
            raise SettingError("instance_types", f"names {', '.join(repeated)} twice")
        if len({is_arm(one) for one in types}) > 1:
            arm = ", ".join(one for one in types if is_arm(one))
            intel = ", ".join(one for one in types if not is_arm(one))
            raise SettingError(
                "instance_types",
                f"mixes processor architectures: {arm} (ARM_64) with {intel} (x86_64). A group has one image, so give "
                "each architecture a group of its own",
            )
        if self.capacity_type == "SPOT" and len(types) == 1:
            raise SettingError(
                "instance_types",
                f"is {types[0]} alone: when its spot capacity is gone, so is the group. Give two types or more of the "
                "same size, or set capacity_type to ON_DEMAND",
            )
        return self

    def warnings(self) -> Iterator[str]:
        """Say what works and will surprise."""
        sizes = {one: size_of(one) for one in self.instance_types}
        known = {one: size for one, size in sizes.items() if size is not None}
        if len(set(known.values())) > 1:
            listed = ", ".join(f"{one} ({size})" for one, size in known.items())
            yield (
                f"instance types differ in size: {listed}. The autoscaler takes the first for all of them, and may add "
                "nodes on which the waiting pods do not fit"
            )


class AutoscalerSettings(Section):
    """The cluster autoscaler, which adds nodes for pods that find no room and removes idle ones."""

    max_nodes_total: int = Field(
        default=20, ge=1, description="Most nodes of all groups together that the autoscaler makes."
    )
    scale_down_unneeded_minutes: int = Field(
        default=10, ge=1, description="Minutes for which a node must be idle before it is removed."
    )


PodAddresses = Literal["prefixes", "single"]


class ClusterSettings(Section):
    """One Kubernetes cluster on EKS."""

    version: str = Field(
        description="Kubernetes version as major.minor, such as 1.35. It goes up by one minor at a time, with the "
        "nodes and the add-ons, and never down."
    )
    support_type: SupportType = Field(
        default="STANDARD",
        description="What happens when standard support of the version ends: STANDARD (EKS upgrades the cluster), "
        "EXTENDED (the cluster stays, at six times the price of its control plane).",
    )
    public_access_cidrs: tuple[Cidr, ...] = Field(
        default=(),
        max_length=40,
        description="Ranges from which the Kubernetes API is reached over the internet. Without any it is reached "
        "inside the VPC alone, so that `pulumi up` must run there, or through a VPN.",
    )
    log_types: tuple[LogType, ...] = Field(
        min_length=1,
        default=("api", "audit", "authenticator", "controllerManager", "scheduler"),
        description="Logs of the control plane that are kept.",
    )
    node_groups: Mapping[GroupName, NodeGroupSettings] = Field(
        description="Node groups by name. A new name adds a group, `null` removes one; renaming one replaces its nodes."
    )
    spot: bool = Field(
        default=True,
        description="Whether the SPOT groups of node_groups are made. Without them their pods run on the other groups, "
        "and a change moves them there.",
    )
    pod_addresses: PodAddresses = Field(
        default="prefixes",
        description="How nodes take addresses for pods from their subnet: prefixes (16 at a time and 16 in reserve, so "
        "that pods start fast; wants subnets of /20), or single (a few in reserve, for subnets of /24; a node then "
        "holds as many pods as its network interfaces have addresses).",
    )
    autoscaler: AutoscalerSettings = Field(
        default_factory=AutoscalerSettings, description="The cluster autoscaler, which resizes the groups."
    )

    @property
    def made_groups(self) -> Mapping[str, NodeGroupSettings]:
        """The node groups that are made: all of them, or without those of spot instances."""
        groups = self.node_groups.items()
        return {name: group for name, group in groups if self.spot or group.capacity_type == "ON_DEMAND"}

    @model_validator(mode="after")
    def _the_version_is_known(self) -> Self:
        with concerning("version"):
            check_kubernetes_version(self.version)
        return self

    @model_validator(mode="after")
    def _the_allow_list_is_one(self) -> Self:
        wide = [one for one in self.public_access_cidrs if _prefix(one) < SHORTEST_PUBLIC_PREFIX]
        if wide:
            raise SettingError(
                "public_access_cidrs",
                f"has {', '.join(wide)}, which is the internet: name the ranges of your offices, VPN or build servers",
            )
        return self

    @model_validator(mode="after")
    def _the_node_groups_carry_the_cluster(self) -> Self:
        groups = self.made_groups
        if not any(group.takes_any_pod and group.minimum for group in groups.values()):
            raise SettingError(
                "node_groups",
                "has no ON_DEMAND group of at least one node without NO_SCHEDULE and NO_EXECUTE taints: CoreDNS and "
                "the controllers would find no node, or lose it at any time. Add one",
            )
        least = sum(group.minimum for group in groups.values())
        if least > self.autoscaler.max_nodes_total:
            raise SettingError(
                "autoscaler",
                f"has max_nodes_total {self.autoscaler.max_nodes_total}, below the {least} nodes that the groups' "
                "minimums add up to",
            )
        return self

    def warnings(self, today: datetime.date) -> Iterator[str]:
        """Say what works and will bite later."""
        for name, group in self.made_groups.items():
            yield from (f"node group {name}: {warning}" for warning in group.warnings())
        most, ceiling = sum(group.maximum for group in self.made_groups.values()), self.autoscaler.max_nodes_total
        if most > ceiling:
            yield (
                f"the node groups may grow to {most} nodes together, but the autoscaler stops at "
                f"autoscaler.max_nodes_total, which is {ceiling}"
            )
        yield from support_warnings(self.version, self.support_type, today)


def _prefix(cidr: str) -> int:
    return ipaddress.IPv4Network(cidr).prefixlen
