"""ElastiCache: versions and nodes that exist, failover that has somewhere to go, and groups that go with them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws.elasticache import parameter_family
from policies.feasibility.refusals import refusal, rest
from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup"

VERSION = refusal(
    "feasible-cache-version", "Caches are of a version that ElastiCache can create", "Choose a version that is allowed"
)
NODE_TYPE = refusal(
    "feasible-cache-node-type", "Nodes are of a type that ElastiCache has", "Choose a node type that is allowed"
)
FAILOVER = refusal(
    "feasible-cache-failover",
    "Failover has a node to go to, and the size is told in one way",
    "Add a node or switch failover off; give numCacheClusters or numNodeGroups, not both",
)
WINDOWS = refusal(
    "feasible-cache-windows", "Snapshots and maintenance have windows, apart from each other", "Move the window"
)
PARAMETERS = refusal(
    "feasible-cache-parameters",
    "Parameter groups are of a family that ElastiCache has, AWS's own of that of the cache",
    "Correct the family or the group's name",
)
OTHER = rest("cache", "ElastiCache takes what is asked of it", "Set the property to what AWS allows")


@stack_rule(
    "feasible-cache-parameter-family",
    "A cache's parameter group is of the family of its engine and major version",
    severity=Severity.HIGH,
    remedy="Give the group the family of the engine and its major version, and put a new group in place of the old",
    types=(GROUP,),
)
def family(cache: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the group of the stack; a version that ElastiCache does not have is another rule's matter."""
    for group in stack.of((PARAMETER_GROUP,)):
        if cache.comes_from("parameterGroupName", group):
            engine, version, given = cache.value("engine"), cache.value("engineVersion"), group.value("family")
            expected = _family(str(engine or "redis"), str(version))
            if expected is not None and given != expected:
                yield f"the parameter group is not of family {expected}"


def _family(engine: str, version: str) -> str | None:
    try:
        return parameter_family(engine, version)
    except ValueError:
        return None
