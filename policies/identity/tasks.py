"""Containers and machines: as whom they run, and what they could reach from there."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.view import View, each

TASK = "aws:ecs/taskDefinition:TaskDefinition"
MACHINES = ("aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/instance:Instance")
CLUSTER = "aws:eks/cluster:Cluster"
SECRETS = re.compile(
    rb"AKIA[0-9A-Z]{16}|aws_secret_access_key|-----BEGIN [A-Z ]*PRIVATE KEY|password\s*=(?!\s*\"?[$`])",
    re.IGNORECASE,
)
"""What a shell puts in (`PASSWORD=$(aws ...)`) is fetched when the script runs."""


@rule(
    "ecs-separate-roles",
    "The role that starts a task is not the one that it works in",
    severity=Severity.MEDIUM,
    remedy="Give executionRoleArn and taskRoleArn a role each",
    types=(TASK,),
    controls=("CKV_AWS_249",),
)
def separate_roles(task: Resource) -> Iterator[str]:
    """Ask for both, and compare them once they are known."""
    for name in ("executionRoleArn", "taskRoleArn"):
        if not task.given(name):
            yield f"{name} is not set"
    roles = [task.peek(name) for name in ("executionRoleArn", "taskRoleArn")]
    if isinstance(roles[0], str) and roles[0] and roles[0] == roles[1]:
        yield "executionRoleArn and taskRoleArn are the same"


@rule(
    "ecs-non-privileged",
    "No container has the rights of its machine",
    severity=Severity.CRITICAL,
    remedy="Remove privileged",
    types=(TASK,),
    controls=("ECS.4", "CKV_AWS_334"),
)
def not_privileged(task: Resource) -> Iterator[str]:
    """Look at each container."""
    yield from _containers(task, lambda container: container.value("privileged") is True, "is privileged")


@rule(
    "ecs-non-root-user",
    "No container runs as root",
    severity=Severity.MEDIUM,
    remedy="Set user to a number other than 0",
    types=(TASK,),
    controls=("ECS.20", "ECS.21", "ECSTaskDefinitionUserForHostMode"),
)
def not_root(task: Resource) -> Iterator[str]:
    """Count an absent user as root: what the image says cannot be seen here."""

    def is_root(container: View) -> bool:
        user = container.value("user")
        return user in (None, "") or str(user).partition(":")[0] in ("0", "root")

    yield from _containers(task, is_root, "runs as root or does not say as whom")


@rule(
    "ecs-readonly-root",
    "Containers cannot change their own files",
    severity=Severity.MEDIUM,
    remedy="Set readonlyRootFilesystem to true and mount volumes where it writes",
    types=(TASK,),
    controls=("ECS.5", "CKV_AWS_336"),
)
def readonly_root(task: Resource) -> Iterator[str]:
    """Look at each container; those of Windows cannot have it."""
    if str(task.value("runtimePlatform.operatingSystemFamily")).startswith("WINDOWS"):
        return
    yield from _containers(
        task,
        lambda container: container.value("readonlyRootFilesystem") is not True,
        "has no readonlyRootFilesystem",
    )


@rule(
    "ecs-no-host-pid",
    "Tasks do not see the processes of their machine",
    severity=Severity.HIGH,
    remedy="Remove pidMode and ipcMode, or set them to task",
    types=(TASK,),
    controls=("ECS.3", "CKV_AWS_335"),
)
def no_host(task: Resource) -> Iterator[str]:
    """Look at processes and at shared memory."""
    for name in ("pidMode", "ipcMode"):
        if task.value(name) == "host":
            yield f"{name} is host"


@rule(
    "ec2-user-data-no-secrets",
    "Start scripts of machines hold no secret",
    severity=Severity.CRITICAL,
    remedy="Fetch the secret in the script, with the machine's role",
    types=MACHINES,
    controls=("CKV_AWS_46",),
)
def user_data(machine: Resource) -> Iterator[str]:
    """Decode the script: everyone on the machine and everyone who may describe it can read it."""
    text = str(machine.value("userData") or machine.value("userDataBase64") or "")
    try:
        # Tools break the lines of base64.
        script = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        script = b""
    if SECRETS.search(script) or SECRETS.search(text.encode()):
        yield "userData looks as if it held a secret"


@rule(
    "eks-access-entries",
    "Clusters know their users by access entries alone",
    severity=Severity.HIGH,
    remedy="Set accessConfig.authenticationMode to API and bootstrapClusterCreatorAdminPermissions to false",
    types=(CLUSTER,),
)
def access_entries(cluster: Resource) -> Iterator[str]:
    """Refuse the config map, which one typing error empties, and the unseen rights of whoever made the cluster."""
    if cluster.value("accessConfig.authenticationMode") not in ("API", "API_AND_CONFIG_MAP"):
        yield "accessConfig.authenticationMode is not API"
    if cluster.value("accessConfig.bootstrapClusterCreatorAdminPermissions") is not False:
        yield "whoever makes the cluster is its administrator unseen"


def _containers(task: Resource, is_wrong: Callable[[View], bool], what: str) -> Iterator[str]:
    def check(container: View) -> Iterator[str]:
        if is_wrong(container):
            yield f"{container.path} {what}"

    yield from each(task.document("containerDefinitions").items(""), check)
