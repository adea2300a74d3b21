"""ECS and its images: more than one task, a rollout that turns back, logs, and images that can be trusted."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule
from policies.lib.view import View, each

SERVICE = "aws:ecs/service:Service"
CLUSTER = "aws:ecs/cluster:Cluster"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
DESCRIBED = ("aws:kms/key:Key", "aws:secretsmanager/secret:Secret", "aws:rds/subnetGroup:SubnetGroup")


@rule(
    "ecs-service-redundancy",
    "Services have two tasks at least",
    severity=Severity.MEDIUM,
    remedy="Set desiredCount to 2 or more",
    types=(SERVICE,),
)
def redundancy(service: Resource) -> Iterator[str]:
    """Count an absent value as one, and pass over daemons, which have one task on each machine."""
    count = service.value("desiredCount")
    if service.value("schedulingStrategy") != "DAEMON" and (1 if count is None else number(count)) < 2:
        yield "desiredCount is below 2"


@rule(
    "ecs-rollback",
    "A rollout that fails goes back by itself",
    severity=Severity.MEDIUM,
    remedy="Set deploymentCircuitBreaker.enable and rollback to true",
    types=(SERVICE,),
)
def rollback(service: Resource) -> Iterator[str]:
    """Look at rolling updates by ECS itself; the other strategies and controllers have ways of their own."""
    if service.value("deploymentController.type") in ("CODE_DEPLOY", "EXTERNAL"):
        return
    strategy = service.value("deploymentConfiguration.strategy")
    if strategy in (None, "ROLLING"):
        for name in ("enable", "rollback"):
            if service.value(f"deploymentCircuitBreaker.{name}") is not True:
                yield f"deploymentCircuitBreaker.{name} is not true"


@rule(
    "ecs-fargate-platform",
    "Services run on the newest Fargate platform",
    severity=Severity.MEDIUM,
    remedy="Remove platformVersion or set it to LATEST",
    types=(SERVICE,),
    controls=("ECS.10", "CKV_AWS_332"),
)
def fargate_platform(service: Resource) -> Iterator[str]:
    """Count an absent value as LATEST."""
    if service.value("platformVersion") not in (None, "LATEST", "1.4.0"):
        yield "platformVersion is an old one"


@rule(
    "ecs-container-insights",
    "Clusters report the load of their services",
    severity=Severity.MEDIUM,
    remedy="Set the setting containerInsights to enabled or enhanced",
    types=(CLUSTER,),
    controls=("ECS.12", "CKV_AWS_65", "AwsSolutions-ECS4"),
)
def container_insights(cluster: Resource) -> Iterator[str]:
    """Look for the setting; the account's default may differ."""
    settings = cluster.items("settings")
    if not any(
        item.value("name") == "containerInsights" and item.value("value") in ("enabled", "enhanced")
        for item in settings
    ):
        yield "containerInsights is not switched on"


@rule(
    "ecs-task-logging",
    "Every container logs somewhere",
    severity=Severity.HIGH,
    remedy="Give each container a logConfiguration",
    types=(TASK,),
    controls=("ECS.9", "AwsSolutions-ECS7"),
)
def task_logging(task: Resource) -> Iterator[str]:
    """Look at each container of the definition."""

    def check(container: View) -> Iterator[str]:
        if not container.given("logConfiguration.logDriver"):
            yield f"{container.path} has no logConfiguration"

    yield from each(task.document("containerDefinitions").items(""), check)


@rule(
    "ecr-scan-on-push",
    "Images are scanned when they come in",
    severity=Severity.HIGH,
    remedy="Set imageScanningConfiguration.scanOnPush to true",
    types=(REPOSITORY,),
    controls=("ECR.1", "CKV_AWS_163"),
)
def scan_on_push(repository: Resource) -> Iterator[str]:
    """Expect it in so many words: AWS's default is not to scan."""
    if repository.value("imageScanningConfiguration.scanOnPush") is not True:
        yield "imageScanningConfiguration.scanOnPush is not true"


@rule(
    "ecr-immutable-tags",
    "A tag names the same image for ever",
    severity=Severity.MEDIUM,
    remedy="Set imageTagMutability to IMMUTABLE",
    types=(REPOSITORY,),
    controls=("ECR.2", "CKV_AWS_51"),
)
def immutable_tags(repository: Resource) -> Iterator[str]:
    """Take the form with exceptions, for tags such as a build cache's."""
    if repository.value("imageTagMutability") not in ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"):
        yield "imageTagMutability is not IMMUTABLE"


@stack_rule(
    "ecr-lifecycle-policy",
    "Old images go by themselves",
    severity=Severity.LOW,
    remedy="Add a LifecyclePolicy for it",
    types=(REPOSITORY,),
    controls=("ECR.3",),
)
def image_lifecycle(repository: StackResource, stack: Stack) -> Iterator[str]:
    """Look for the policy, a resource of its own."""
    if not any(item.comes_from("repository", repository) for item in stack.of((LIFECYCLE,))):
        yield "the repository has no lifecycle policy"


@rule(
    "resource-descriptions",
    "What people find years later says what it is for",
    severity=Severity.LOW,
    remedy="Set description",
    types=DESCRIBED,
)
def descriptions(resource: Resource) -> Iterator[str]:
    """Refuse `Managed by Pulumi` too, which stands there when nobody wrote anything."""
    if resource.value("description") in (None, "", "Managed by Pulumi"):
        yield "description is not set"
