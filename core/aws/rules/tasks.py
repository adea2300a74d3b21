"""ECS task definitions: the size of the task and what stands in the JSON of its containers.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from collections.abc import Iterator, Mapping, Sequence

from core.aws.fargate import check_fargate_size
from core.aws.rules.base import UNKNOWN, Inputs, Rule, Violation, found, is_known, is_set, number, shown, text
from core.aws.rules.documents import json_text, parsed
from core.aws.rules.kinds import between, matches, one_of, unique, within

_ON_FARGATE = {"awslogs", "splunk", "awsfirelens"}
_VALUE_FROM = r"arn:aws[a-z-]*:(secretsmanager|ssm):\S+|[\w.-]+(/[\w.-]+)*|/[\w./-]+"


def _is_fargate(inputs: Inputs) -> bool:
    return "FARGATE" in [value for _, value in found(inputs, "requiresCompatibilities[]")]


def _fargate_size(inputs: Inputs) -> Iterator[Violation]:
    """Check that a Fargate task states a pair of CPU and memory that Fargate has, and uses awsvpc networking."""
    if not _is_fargate(inputs):
        return
    if is_known(inputs, "networkMode") and text(inputs, "networkMode") != "awsvpc":
        yield Violation("networkMode", shown(inputs.get("networkMode")), "awsvpc, which Fargate needs")
    for key in ("cpu", "memory"):
        if not is_set(inputs, key):
            yield Violation(key, "not set", "a size, which Fargate needs")
    cpu, memory = number(inputs, "cpu"), number(inputs, "memory")
    if cpu is None or memory is None:
        return
    try:
        check_fargate_size(int(cpu), int(memory))
    except ValueError as error:
        yield Violation("memory", f"{memory:g} with cpu {cpu:g}", str(error))


def _containers(inputs: Inputs) -> Iterator[Violation]:
    """Judge the containers, as far as their JSON text is known."""
    listed = parsed(inputs.get("containerDefinitions"))
    if not isinstance(listed, list):
        return
    if not listed:
        yield Violation("containerDefinitions", "no container", "one container at least")
    below: Inputs = {"containerDefinitions": listed, **_task_facts(inputs)}
    for rule in (*_CONTAINER_RULES, _essential, _shares, _execution_role):
        yield from rule(below)
    if _is_fargate(inputs):
        for rule in _FARGATE_CONTAINER_RULES:
            yield from rule(below)


def _task_facts(inputs: Inputs) -> dict[str, object]:
    return {key: inputs.get(key) for key in ("cpu", "memory", "executionRoleArn")}


def _essential(inputs: Inputs) -> Iterator[Violation]:
    containers = [item for _, item in found(inputs, "containerDefinitions[]") if isinstance(item, Mapping)]
    if containers and all(item.get("essential") is False for item in containers):
        yield Violation("containerDefinitions", "no essential container", "one essential container at least")


def _shares(inputs: Inputs) -> Iterator[Violation]:
    """Check that what the containers reserve fits into the task."""
    for key in ("cpu", "memory"):
        whole = number(inputs, key)
        parts = sum(_reserved(item, key) for _, item in found(inputs, "containerDefinitions[]"))
        if whole is not None and parts > whole:
            yield Violation("containerDefinitions", f"{parts:g} {key} in all", f"at most the task's {key}, {whole:g}")


def _reserved(container: object, key: str) -> float:
    if not isinstance(container, Mapping):
        return 0
    reservation = number(container, "memoryReservation") if key == "memory" else None
    return reservation or number(container, key) or 0


def _execution_role(inputs: Inputs) -> Iterator[Violation]:
    """Secrets and awslogs are fetched and written by the agent, with the execution role."""
    drivers = [value for _, value in found(inputs, "containerDefinitions[].logConfiguration.logDriver")]
    has_secrets = any(True for _ in found(inputs, "containerDefinitions[].secrets[].valueFrom"))
    if inputs.get("executionRoleArn") is None and (has_secrets or "awslogs" in drivers):
        yield Violation("executionRoleArn", "not set", "a role, which secrets and the awslogs driver need on Fargate")


def _same_ports(inputs: Inputs) -> Iterator[Violation]:
    container, host = number(inputs, "containerPort"), number(inputs, "hostPort")
    if host is not None and host not in (0, container):
        yield Violation(
            "hostPort", f"{host:g}", f"none, or the containerPort {shown(container)}: the network is awsvpc"
        )


def _has_image(inputs: Inputs) -> Iterator[Violation]:
    for key in ("name", "image"):
        if inputs.get(key) is not UNKNOWN and not inputs.get(key):
            yield Violation(key, shown(inputs.get(key)), "a value, which every container needs")


_CONTAINER_RULES: Sequence[Rule] = (
    unique("containerDefinitions[].name"),
    within(
        "containerDefinitions[]",
        _has_image,
        matches("name", r"[\w-]{1,255}", "at most 255 letters, digits, hyphens and underscores"),
        between("stopTimeout", 2, 120, "seconds"),
        between("portMappings[].containerPort", 1, 65535),
        one_of("portMappings[].protocol", {"tcp", "udp"}),
        unique("environment[].name"),
        unique("secrets[].name"),
        matches("secrets[].valueFrom", _VALUE_FROM, "the ARN of a secret or parameter, or a parameter's name"),
        within(
            "healthCheck",
            between("interval", 5, 300, "seconds"),
            between("timeout", 2, 120, "seconds"),
            between("retries", 1, 10),
            between("startPeriod", 0, 300, "seconds"),
        ),
    ),
)

_FARGATE_CONTAINER_RULES: Sequence[Rule] = (
    one_of("containerDefinitions[].logConfiguration.logDriver", _ON_FARGATE),
    within("containerDefinitions[].portMappings[]", _same_ports),
)

TASK_DEFINITION: Sequence[Rule] = (
    json_text("containerDefinitions", 65536, list),
    one_of("networkMode", {"awsvpc", "bridge", "host", "none"}),
    one_of("requiresCompatibilities[]", {"EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"}),
    one_of("runtimePlatform.cpuArchitecture", {"X86_64", "ARM64"}),
    between("ephemeralStorage.sizeInGib", 21, 200, "GiB"),
    _fargate_size,
    _containers,
)
"""The rules for `aws:ecs/taskDefinition:TaskDefinition`."""
