"""ECS: sizes that exist, containers that start, services that find them."""

from collections.abc import Iterator, Sequence
from functools import partial

from pulumi_policy import Severity

from policies.feasibility.refusals import refusal, rest
from policies.lib.resources import Stack, StackResource
from policies.lib.rule import stack_rule
from policies.lib.view import View, each

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"

SIZE = refusal("feasible-fargate-size", "Tasks have a size that Fargate has", "Choose memory that goes with the CPU")
CONTAINERS = refusal(
    "feasible-containers", "Containers are such as ECS can register", "Mend the container's definition as described"
)
PERCENT = refusal(
    "feasible-deployment-percent",
    "A deployment has room for a new task or may stop an old one",
    "Raise deploymentMaximumPercent or lower deploymentMinimumHealthyPercent",
)
PROVIDERS = refusal(
    "feasible-capacity-providers", "Strategies of capacity providers add up", "Give one provider a base and a weight"
)
IMAGES = refusal(
    "feasible-image-lifecycle", "Lifecycle policies of repositories are such as ECR takes", "Mend the policy's rules"
)
BOUNDS = refusal(
    "feasible-scaling-bounds", "The smallest size is at most the largest", "Raise maxCapacity or lower minCapacity"
)
METRIC = refusal(
    "feasible-scaling-metric",
    "Target tracking follows a metric that it has, with the label that it needs",
    "Choose another metric, or give the label of the target group with it",
)
OTHER = rest("container", "ECS and ECR take what is asked of them", "Set the property to what AWS allows")
SCALING = rest("scaling", "Application Auto Scaling takes what is asked of it", "Set the property to what AWS allows")


@stack_rule(
    "feasible-service-target",
    "A service's load balancer sends to a port that a container has",
    severity=Severity.HIGH,
    remedy="Name a container of the task definition and one of its ports",
    types=(SERVICE,),
)
def target(service: StackResource, stack: Stack) -> Iterator[str]:
    """Look into the task definition from which the service's was computed."""
    for task in stack.of((TASK,)):
        if service.comes_from("taskDefinition", task):
            containers = task.document("containerDefinitions").items("")
            yield from each(service.items("loadBalancers"), partial(_without_port, containers))


def _without_port(containers: Sequence[View], balancer: View) -> Iterator[str]:
    name, port = balancer.value("containerName"), balancer.value("containerPort")
    meant = [item for item in containers if item.value("name") == name]
    ports = [mapping.value("containerPort") for item in meant for mapping in item.items("portMappings")]
    if not meant:
        yield f"{balancer.path}.containerName is no container of the task definition"
    elif port not in ports:
        yield f"{balancer.path}.containerPort is no port of the container"
