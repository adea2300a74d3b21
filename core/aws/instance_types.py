"""vCPUs and memory of the EC2 instance types that nodes are usually made of.

Sizes are regular within the families listed here, as AWS's DescribeInstanceTypes answers them (recorded in moto 5.2.5);
https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.aws.ec2 import INSTANCE_SIZES

_BURSTABLE = {"t3", "t3a", "t4g"}
_GIB_PER_VCPU: Mapping[str, float] = {"c": 2, "m": 4, "r": 8}
_REGULAR = {
    f"{series}{generation}"
    for series in _GIB_PER_VCPU
    for generation in ("5", "5a", "6i", "6a", "6g", "7i", "7a", "7g", "8g")
}
_BURSTABLE_GIB: Mapping[str, float] = {
    "nano": 0.5,
    "micro": 1,
    "small": 2,
    "medium": 4,
    "large": 8,
    "xlarge": 16,
    "2xlarge": 32,
}
_SMALL_VCPUS: Mapping[str, int] = {"medium": 1, "large": 2, "xlarge": 4}


@dataclass(frozen=True)
class InstanceSize:
    """What an instance has. Types of equal size can stand in for each other."""

    vcpus: int
    memory_gib: float

    def __str__(self) -> str:
        """Return the size as people write it."""
        return f"{self.vcpus} vCPU, {self.memory_gib:g} GiB"


def size_of(instance_type: str) -> InstanceSize | None:
    """Return the size of an existing instance type, or None for a family that is not listed here."""
    family, _, size = instance_type.partition(".")
    if family in _BURSTABLE and size in _BURSTABLE_GIB:
        vcpus = _vcpus(size) if size.endswith("xlarge") else 2
        return InstanceSize(vcpus, _BURSTABLE_GIB[size])
    if family not in _REGULAR or size not in INSTANCE_SIZES[family] or size.startswith("metal"):
        return None
    vcpus = _vcpus(size)
    return InstanceSize(vcpus, vcpus * _GIB_PER_VCPU[family[0]])


def _vcpus(size: str) -> int:
    """Return the vCPUs of a size of a regular family: 2xlarge has twice those of xlarge."""
    many = re.fullmatch(r"(\d+)xlarge", size)
    return 4 * int(many[1]) if many else _SMALL_VCPUS[size]


def nearest_type(instance_type: str) -> str:
    """Return the instance type that a misspelt one most likely means."""
    known = [f"{family}.{size}" for family, sizes in INSTANCE_SIZES.items() for size in sizes]
    return next(iter(difflib.get_close_matches(instance_type, known, n=1, cutoff=0.0)))
