"""Clusters, nodes and functions: versions with a future, node groups that get nodes."""

from collections.abc import Iterator
from itertools import pairwise

from pulumi_policy import Severity

from core.aws.ec2 import check_instance_type, is_arm
from core.aws.instance_types import size_of
from core.aws.support import kubernetes_support_ends, runtime_support_ends
from policies.feasibility.support import DAYS, ending
from policies.lib.resources import Resource
from policies.lib.rule import entries, rule, strings

NODE_GROUPS = ("aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup")
CLUSTERS = ("aws:eks/cluster:Cluster", "eks:index:Cluster")
FUNCTION = "aws:lambda/function:Function"


@rule(
    "feasible-node-group-size",
    "Node groups want at least their smallest and at most their largest size",
    severity=Severity.HIGH,
    remedy="Set minSize, desiredSize and maxSize in rising order, maxSize above 0",
    types=NODE_GROUPS,
)
def sizes(group: Resource) -> Iterator[str]:
    """Pass over sizes that are not given."""
    given = [(key, group.value(f"scalingConfig.{key}")) for key in ("minSize", "desiredSize", "maxSize")]
    known = [(key, value) for key, value in given if isinstance(value, int)]
    for (low, least), (high, most) in pairwise(known):
        if least > most:
            yield f"scalingConfig.{low} is above {high}"
    if group.value("scalingConfig.maxSize") == 0:
        yield "scalingConfig.maxSize is 0"


@rule(
    "feasible-node-types",
    "Nodes are of instance types that EC2 has",
    severity=Severity.HIGH,
    remedy="Correct instanceTypes",
    types=NODE_GROUPS,
)
def types(group: Resource) -> Iterator[str]:
    """Compare with the table of families."""
    for index, name in enumerate(strings(group.value("instanceTypes"))):
        try:
            check_instance_type(name)
        except ValueError:
            yield f"instanceTypes[{index}] is no instance type"


@rule(
    "feasible-node-processors",
    "Nodes of one group have one kind of processors",
    severity=Severity.HIGH,
    remedy="Name types with Graviton in a group of their own",
    types=NODE_GROUPS,
)
def processors(group: Resource) -> Iterator[str]:
    """Tell them apart by the name of the type: a group has one image, and an image is for one kind."""
    if len({is_arm(name) for name in strings(group.value("instanceTypes"))}) > 1:
        yield "instanceTypes mixes processors"


@rule(
    "feasible-spot-types",
    "Spot nodes may be of several types",
    severity=Severity.MEDIUM,
    remedy="Name two or more types of the same size in instanceTypes: of one alone there may be none to be had",
    types=NODE_GROUPS,
)
def spot_types(group: Resource) -> Iterator[str]:
    """Count the types of groups of spot nodes; a launch template may name one instead."""
    if group.value("capacityType") != "SPOT" or len(set(strings(group.value("instanceTypes")))) > 1:
        return
    if len({str(item.value()) for item in entries(group, "instanceTypes")}) < 2:
        yield "spot nodes are of one instance type"


@rule(
    "feasible-node-sizes",
    "Nodes of one group are of one size",
    severity=Severity.MEDIUM,
    remedy="Name types with the same vCPUs and memory: the autoscaler reckons with those of the first",
    types=NODE_GROUPS,
)
def equal(group: Resource) -> Iterator[str]:
    """Compare the types whose size is known."""
    found = {size_of(name) for name in strings(group.value("instanceTypes")) if _exists(name)} - {None}
    if len(found) > 1:
        yield "instanceTypes are of different sizes"


@rule(
    "feasible-cluster-support",
    "Clusters run a version that stays in standard support for a while",
    severity=Severity.MEDIUM,
    remedy="Upgrade by one minor at a time: AWS charges six times as much in extended support, or upgrades by itself",
    types=CLUSTERS,
    controls=("EKS.2", "EKS.9", "CKV_AWS_339"),
    settings=DAYS,
)
def cluster_support(cluster: Resource) -> Iterator[str]:
    """Pass over an absent version, which is the newest."""
    yield from ending("version", kubernetes_support_ends(str(cluster.value("version"))), cluster.config)


@rule(
    "feasible-runtime-support",
    "Functions run on a runtime that is not about to be deprecated",
    severity=Severity.MEDIUM,
    remedy="Move to a newer runtime; functions on an old one cannot be changed some months later",
    types=(FUNCTION,),
    controls=("Lambda.2", "CKV_AWS_363"),
    settings=DAYS,
)
def runtime_support(function: Resource) -> Iterator[str]:
    """Pass over images, which have no runtime."""
    yield from ending("runtime", runtime_support_ends(str(function.value("runtime"))), function.config)


def _exists(instance_type: str) -> bool:
    try:
        check_instance_type(instance_type)
    except ValueError:
        return False
    return True
