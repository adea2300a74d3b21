"""Containers: remote sessions, volumes, and what stands in their environment."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.secret_variables import holds_secret
from policies.lib.view import View, each

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

_EXEC = "configuration.executeCommandConfiguration"


@rule(
    "ecs-exec-encrypted-and-logged",
    "Sessions into containers are encrypted and logged",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId, logging OVERRIDE, and a log group or bucket with encryption",
    types=(CLUSTER,),
    controls=("CKV_AWS_223", "CKV_AWS_224"),
)
def exec_sessions(cluster: Resource) -> Iterator[str]:
    """Look at clusters that configure sessions; a service that allows them without is found by ecs-exec-configured."""
    for session in cluster.items(_EXEC):
        yield from missing_customer_key(session, "kmsKeyId")
        if session.value("logging") == "NONE":
            yield "logging is NONE"
        elif session.value("logging") == "OVERRIDE" and not any(
            session.value(f"logConfiguration.{name}") is True
            for name in ("cloudWatchEncryptionEnabled", "s3BucketEncryptionEnabled")
        ):
            yield "logConfiguration does not ask for encryption"


@stack_rule(
    "ecs-exec-configured",
    "Services that allow sessions run in a cluster that encrypts and logs them",
    severity=Severity.MEDIUM,
    remedy="Set configuration.executeCommandConfiguration on the cluster, or enableExecuteCommand to false",
    types=(SERVICE,),
    controls=("CKV_AWS_223", "CKV_AWS_224"),
)
def exec_configured(service: StackResource, stack: Stack) -> Iterator[str]:
    """Look at the cluster; one of another stack cannot be seen and is left to the rules of that stack."""
    if service.value("enableExecuteCommand") is not True:
        return
    for cluster in stack.of((CLUSTER,)):
        if service.comes_from("cluster", cluster) and not cluster.given(_EXEC):
            yield "enableExecuteCommand is true and the cluster does not configure sessions"


@rule(
    "ecs-efs-transit-encryption",
    "Tasks mount file systems through TLS",
    severity=Severity.HIGH,
    remedy="Set efsVolumeConfiguration.transitEncryption to ENABLED",
    types=(TASK_DEFINITION,),
    controls=("ECS.18", "CKV_AWS_97"),
)
def efs_volumes(task: Resource) -> Iterator[str]:
    """AWS mounts without TLS unless told to."""

    def check(volume: View) -> Iterator[str]:
        for efs in volume.items("efsVolumeConfiguration"):
            if efs.value("transitEncryption") != "ENABLED":
                yield f"{efs.path}.transitEncryption is not ENABLED"

    return each(task.items("volumes"), check)


@rule(
    "ecs-no-plaintext-secrets",
    "Containers get secrets from a secret store, not as plain environment variables",
    severity=Severity.CRITICAL,
    remedy="Move the variable to `secrets` with the ARN of a Secrets Manager secret or an SSM parameter",
    types=(TASK_DEFINITION,),
    controls=("ECS.8", "AwsSolutions-ECS2"),
)
def plaintext_secrets(task: Resource) -> Iterator[str]:
    """Everyone who may describe a task definition reads its environment."""
    for container in task.document("containerDefinitions").items(""):
        for variable in container.items("environment"):
            name, value = str(variable.value("name")), variable.value("value")
            if holds_secret(name, value):
                yield f"container {container.value('name')} has a secret in the variable {name}"
