"""What a new account may hold: a stack that needs more stops half-way through `up`."""

from collections import Counter
from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws import quotas
from policies.feasibility.containers import SERVICE, TASK
from policies.lib.analyzer import STACK
from policies.lib.resources import Stack, StackResource
from policies.lib.rule import number, stack_rule
from policies.lib.values import UNKNOWN

ADDRESS = "aws:ec2/eip:Eip"
VPC = "aws:ec2/vpc:Vpc"
NAT = "aws:ec2/natGateway:NatGateway"
ROLE = "aws:iam/role:Role"
DATABASE = "aws:rds/instance:Instance"
_RAISE = "Use fewer, or ask AWS for a higher quota before `up` and exempt the stack"
_VCPU = 1024


def _more(stack: Stack, token: str, most: int, what: str) -> Iterator[str]:
    """Count by region, since quotas are regional: a resource says its own, or has that of the provider."""
    regions = Counter(str(item.peek("region")) for item in stack.of((token,)))
    yield from (f"it has {count} {what}, a new account may have {most}" for count in regions.values() if count > most)


@stack_rule(
    "feasible-quota-addresses",
    "A stack needs no more Elastic IP addresses than a new account has",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def addresses(_: StackResource, stack: Stack) -> Iterator[str]:
    """Count addresses; each NAT gateway has one."""
    yield from _more(stack, ADDRESS, quotas.ELASTIC_ADDRESSES, "Elastic IP addresses")


@stack_rule(
    "feasible-quota-networks",
    "A stack needs no more networks than a new account has",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def networks(_: StackResource, stack: Stack) -> Iterator[str]:
    """Count VPCs; the account's default one counts as well, and is AWS's."""
    yield from _more(stack, VPC, quotas.VPCS, "VPCs")


@stack_rule(
    "feasible-quota-nat-gateways",
    "A subnet's zone has no more NAT gateways than a new account may have there",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def gateways(_: StackResource, stack: Stack) -> Iterator[str]:
    """Count by subnet, which lies in one zone."""
    subnets = Counter(
        tuple(sorted(item.sources("subnetId"))) or str(item.peek("subnetId")) for item in stack.of((NAT,))
    )
    most = quotas.NAT_GATEWAYS_PER_ZONE
    yield from (
        f"it has {count} NAT gateways in a zone, a new account may have {most}"
        for count in subnets.values()
        if count > most
    )


@stack_rule(
    "feasible-quota-databases",
    "A stack needs no more databases than a new account has",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def databases(_: StackResource, stack: Stack) -> Iterator[str]:
    """Count instances, replicas included."""
    yield from _more(stack, DATABASE, quotas.DATABASES, "databases")


@stack_rule(
    "feasible-quota-roles",
    "A stack needs no more roles than a new account has",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def roles(_: StackResource, stack: Stack) -> Iterator[str]:
    """Count roles, which have no region."""
    yield from _more(stack, ROLE, quotas.ROLES, "roles")


@stack_rule(
    "feasible-quota-fargate",
    "Tasks of a stack need no more vCPUs than a new account has on Fargate",
    severity=Severity.MEDIUM,
    remedy=_RAISE,
    types=(STACK,),
)
def vcpus(_: StackResource, stack: Stack) -> Iterator[str]:
    """Add up the wanted tasks of all services, without what a deployment or a rise in load adds."""
    units = 0.0
    for service in stack.of((SERVICE,)):
        for task in stack.of((TASK,)):
            cpu, count = task.peek("cpu"), service.peek("desiredCount")
            if service.comes_from("taskDefinition", task) and UNKNOWN not in (cpu, count):
                units += number(cpu) * number(count)
    if units > quotas.FARGATE_VCPUS * _VCPU:
        yield f"it runs {units / _VCPU:g} vCPUs, a new account may have {quotas.FARGATE_VCPUS}"
