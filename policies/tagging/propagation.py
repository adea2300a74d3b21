"""Where tags do not flow by themselves: tasks of services, snapshots of databases, instances and their disks."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.tagging.required import REQUIRED

SERVICE = "aws:ecs/service:Service"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")


@rule(
    "ecs-service-propagate-tags",
    "Tasks carry the tags of their service or task definition: a bill knows tasks only",
    severity=Severity.MEDIUM,
    remedy="Set propagateTags to SERVICE",
    types=(SERVICE,),
)
def propagate(service: Resource) -> Iterator[str]:
    """AWS propagates nothing unless told to."""
    if service.value("propagateTags") not in ("SERVICE", "TASK_DEFINITION"):
        yield "propagateTags is neither SERVICE nor TASK_DEFINITION"


@rule(
    "ecs-service-managed-tags",
    "Tasks carry the names of their cluster and service, by which a bill can be split",
    severity=Severity.LOW,
    remedy="Set enableEcsManagedTags to true",
    types=(SERVICE,),
)
def managed_tags(service: Resource) -> Iterator[str]:
    """AWS adds them only when asked."""
    if service.value("enableEcsManagedTags") is not True:
        yield "enableEcsManagedTags is not true"


@rule(
    "rds-copy-tags-to-snapshot",
    "Snapshots carry the tags of their database",
    severity=Severity.MEDIUM,
    remedy="Set copyTagsToSnapshot to true",
    types=DATABASES,
    controls=("RDS.16", "RDS.17", "CKV2_AWS_60", "CKV_AWS_313"),
)
def copy_to_snapshots(database: Resource) -> Iterator[str]:
    """AWS copies nothing unless told to."""
    if database.value("copyTagsToSnapshot") is not True:
        yield "copyTagsToSnapshot is not true"


@rule(
    "launch-template-tag-specifications",
    "Instances and disks carry the required tags: default tags of the provider end at the launch template",
    severity=Severity.MEDIUM,
    remedy="Set tagSpecifications for instance and volume with these tags",
    types=(TEMPLATE,),
    settings=REQUIRED,
)
def instances_and_disks(template: Resource) -> Iterator[str]:
    """EKS puts the tags of a node group on no instance either; the template is the one place."""
    given: dict[str, list[str]] = {}
    for specification in template.items("tagSpecifications"):
        given.setdefault(str(specification.value("resourceType")), []).extend(specification.keys("tags"))
    wanted = strings(template.config.value("requiredTags"))
    for kind in ("instance", "volume"):
        absent = [key for key in wanted if key not in given.get(kind, ())]
        if absent:
            yield f"tagSpecifications for {kind} without {', '.join(absent)}"
