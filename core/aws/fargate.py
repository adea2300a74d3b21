"""The CPU and memory sizes that AWS Fargate offers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size,
compared with cfn-lint 1.58.0, `aws_ecs_taskdefinition/fargate_cpu_memory.json`.
"""

from collections.abc import Mapping, Sequence

GIB = 1024

FARGATE_MEMORY: Mapping[int, Sequence[int]] = {
    256: (512, 1 * GIB, 2 * GIB),
    512: range(1 * GIB, 4 * GIB + 1, GIB),
    1024: range(2 * GIB, 8 * GIB + 1, GIB),
    2048: range(4 * GIB, 16 * GIB + 1, GIB),
    4096: range(8 * GIB, 30 * GIB + 1, GIB),
    8192: range(16 * GIB, 60 * GIB + 1, 4 * GIB),
    16384: range(32 * GIB, 120 * GIB + 1, 8 * GIB),
    32768: (60 * GIB, 120 * GIB, 244 * GIB),
}
"""CPU units (1024 are one vCPU) to the memory sizes in MiB that go with them."""


def check_fargate_size(cpu: int, memory: int) -> None:
    """Raise ValueError unless Fargate runs tasks of `cpu` units and `memory` MiB."""
    sizes = FARGATE_MEMORY.get(cpu)
    if sizes is None:
        raise ValueError(f"Fargate has no size of {cpu} CPU units. Allowed: {_listed(list(FARGATE_MEMORY))}")
    if memory not in sizes:
        raise ValueError(
            f"Fargate does not combine {cpu} CPU units with {memory} MiB of memory. Allowed: {_listed(sizes)}"
        )


def _listed(sizes: Sequence[int]) -> str:
    """Name every size, or the ends and the step of a long row."""
    if isinstance(sizes, range):
        return f"{sizes[0]} to {sizes[-1]} MiB in steps of {sizes.step}"
    return ", ".join(str(size) for size in sizes)
