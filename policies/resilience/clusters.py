"""Clusters on EKS: a record of what happened, protection from deletion, and updates that leave nodes standing."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule, strings

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@rule(
    "eks-control-plane-logs",
    "Control planes log everything they can",
    severity=Severity.MEDIUM,
    remedy=f"Set enabledClusterLogTypes to {', '.join(LOG_TYPES)}",
    types=(CLUSTER,),
    controls=("EKS.8", "CKV_AWS_37", "AwsSolutions-EKS2"),
)
def control_plane_logs(cluster: Resource) -> Iterator[str]:
    """Look for all five: an incident asks for the one that is missing."""
    missing = [kind for kind in LOG_TYPES if kind not in strings(cluster.value("enabledClusterLogTypes"))]
    if missing:
        yield f"enabledClusterLogTypes lacks {', '.join(missing)}"


@rule(
    "eks-deletion-protection",
    "Clusters are protected from deletion",
    severity=Severity.MEDIUM,
    remedy="Set deletionProtection to true",
    types=(CLUSTER,),
)
def deletion_protection(cluster: Resource) -> Iterator[str]:
    """Expect it in so many words: AWS's default is off."""
    if cluster.value("deletionProtection") is not True:
        yield "deletionProtection is not true"


@rule(
    "eks-nodegroup-update-config",
    "Updates replace few nodes at a time, and sick nodes are replaced",
    severity=Severity.MEDIUM,
    remedy="Set updateConfig.maxUnavailable or maxUnavailablePercentage, and nodeRepairConfig.enabled",
    types=(NODE_GROUP,),
)
def update_config(group: Resource) -> Iterator[str]:
    """Ask for a bound, and for repair, which AWS's defaults leave off."""
    if not group.given("updateConfig.maxUnavailable") and not group.given("updateConfig.maxUnavailablePercentage"):
        yield "updateConfig has no bound"
    if group.value("nodeRepairConfig.enabled") is not True:
        yield "nodeRepairConfig.enabled is not true"


@rule(
    "eks-addons-pinned",
    "Add-ons are of a version that somebody chose",
    severity=Severity.MEDIUM,
    remedy="Set addonVersion",
    types=(ADDON,),
)
def pinned(addon: Resource) -> Iterator[str]:
    """Refuse AWS's default of the day, which differs between two stacks."""
    if not addon.given("addonVersion"):
        yield "addonVersion is not set"
