"""Databases, caches and containers: reachable from inside only."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.network.routes import SUBNET, is_public

DATABASES = ("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance")
DATABASE_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


@rule(
    "rds-not-public",
    "Databases have no public address",
    severity=Severity.CRITICAL,
    remedy="Set publiclyAccessible to false",
    types=DATABASES,
    controls=("RDS.2", "CKV_AWS_17", "RDSInstancePublicAccess", "CIS 3.0 2.3.3"),
)
def not_public(database: Resource) -> Iterator[str]:
    """AWS's default is false in a subnet group of a VPC of one's own."""
    if database.value("publiclyAccessible") is True:
        yield "publiclyAccessible is true"


@stack_rule(
    "rds-private-subnets",
    "Databases stand in subnets that do not lead to the internet",
    severity=Severity.HIGH,
    remedy="Use the private or data subnets",
    types=(DATABASE_SUBNETS,),
    controls=("RDS.46",),
)
def private_subnets(group: StackResource, stack: Stack) -> Iterator[str]:
    """Follow each subnet's route table to its routes."""
    sources = group.sources("subnetIds")
    public = [subnet.name for subnet in stack.of((SUBNET,)) if subnet.urn in sources and is_public(subnet, stack)]
    if public:
        yield f"it holds public subnets: {', '.join(sorted(public))}"


@rule(
    "elasticache-own-subnet-group",
    "Caches stand in subnets chosen for them",
    severity=Severity.HIGH,
    remedy="Set subnetGroupName to a group of private subnets",
    types=(CACHE,),
    controls=("ElastiCache.7", "CKV_AWS_323", "AwsSolutions-AEC1"),
)
def own_subnet_group(cache: Resource) -> Iterator[str]:
    """Refuse the group called default, that of the default VPC."""
    if not cache.given("subnetGroupName") or cache.peek("subnetGroupName") == "default":
        yield "subnetGroupName is not a group of its own"


@rule(
    "ecs-service-no-public-ip",
    "Tasks have no public address",
    severity=Severity.HIGH,
    remedy="Set networkConfiguration.assignPublicIp to false",
    types=(SERVICE,),
    controls=("ECS.2", "ECS.16", "CKV_AWS_333"),
)
def no_public_tasks(service: Resource) -> Iterator[str]:
    """Refuse it: tasks go out through NAT, and requests come in through the load balancer."""
    if service.value("networkConfiguration.assignPublicIp") is True:
        yield "networkConfiguration.assignPublicIp is true"


@rule(
    "ecs-awsvpc-network-mode",
    "Tasks have an address and security groups of their own",
    severity=Severity.HIGH,
    remedy="Set networkMode to awsvpc",
    types=(TASK_DEFINITION,),
    controls=("ECS.1", "ECS.17", "ECSTaskDefinitionUserForHostMode"),
)
def own_address(definition: Resource) -> Iterator[str]:
    """In host mode a task may listen and look at all that its machine does."""
    if definition.value("networkMode") != "awsvpc":
        yield "networkMode is not awsvpc"
