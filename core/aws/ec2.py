"""Instance families of Amazon EC2 with their sizes and processors, as botocore 1.44.5 lists them.

https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
"""

import re
from collections.abc import Mapping, Sequence

_TO_8 = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge")
_TO_16 = (*_TO_8, "12xlarge", "16xlarge")
_TO_24 = (*_TO_16, "24xlarge")
_TO_48 = (*_TO_24, "48xlarge")
_METAL_48 = ("metal-24xl", "metal-48xl")

_SIZES: Mapping[Sequence[str], Sequence[str]] = {
    ("t2", "t3", "t3a", "t4g"): ("nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"),
    ("t8i",): ("nano", "micro", "small", "medium"),
    ("m4",): ("large", "xlarge", "2xlarge", "4xlarge", "10xlarge", "16xlarge"),
    ("c4",): _TO_8,
    ("r4",): (*_TO_8, "16xlarge"),
    ("c5", "c5d"): ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge", "metal"),
    ("c5n",): ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "18xlarge", "metal"),
    ("m5", "m5d", "m5dn", "m5n", "r5", "r5b", "r5d", "r5dn", "r5n"): (*_TO_24, "metal"),
    ("c5a", "c5ad", "m5a", "m5ad", "r5a", "r5ad"): _TO_24,
    ("c6g", "c6gd", "m6g", "m6gd", "r6g", "r6gd", "x2gd", "c7g", "m7g", "r7g", "c7gn", "c7gd", "m7gd", "r7gd"): (
        *("medium", "metal"),
        *_TO_16,
    ),
    ("c6gn",): ("medium", *_TO_16),
    ("c6i", "m6i", "r6i", "i4i", "c6id", "m6id", "r6id", "c6in", "m6in", "m6idn", "r6in", "r6idn"): (
        *_TO_24,
        *("32xlarge", "metal"),
    ),
    ("c6a", "m6a", "r6a"): (*_TO_48, "32xlarge", "metal"),
    ("c7a", "m7a", "r7a"): ("medium", *_TO_48, "32xlarge", "metal-48xl"),
    ("c7i", "m7i", "r7i", "i7i", "i8g"): (*_TO_48, *_METAL_48),
    ("c7i-flex", "m7i-flex", "c8i-flex", "m8i-flex", "r8i-flex"): _TO_16,
    ("c8g", "m8g", "r8g", "x8g", "c8gd", "m8gd", "r8gd", "c8gn", "m8gn", "r8gn", "c8a", "m8a", "r8a"): (
        "medium",
        *_TO_48,
        *_METAL_48,
    ),
    ("c8i", "m8i", "r8i", "c8id", "m8id", "r8id"): (*_TO_48, *("32xlarge", "96xlarge", "metal-48xl", "metal-96xl")),
    ("c9g", "c9gd", "r9g", "r9gd"): ("medium", *_TO_48, "metal-48xl"),
}

INSTANCE_SIZES: Mapping[str, Sequence[str]] = {
    family: sizes for families, sizes in _SIZES.items() for family in families
}
"""Family to its sizes: the burstable, general, compute and memory families that nodes are usually made of."""

_OTHER_FAMILIES = {
    *("a1", "c1", "c3", "c8gb", "c8ib", "c8in", "c8ine", "d2", "d3", "d3en", "dl1", "dl2q", "f1", "f2", "g4ad"),
    *("g4dn", "g5", "g5g", "g6", "g6e", "g6f", "g7", "g7e", "gr6", "gr6f", "h1", "hpc6a", "hpc6id", "hpc7a"),
    *("hpc7g", "hpc8a", "i2", "i3", "i3en", "i4g", "i7ie", "i8ge", "im4gn", "inf1", "inf2", "is4gen", "m1", "m2"),
    *("mac1", "mac2", "mac2-m1ultra", "mac2-m2", "mac2-m2pro", "mac-m4", "mac-m4pro", "mac-m4max", "mac-m3ultra"),
    *("m3", "m5zn", "m8azn", "m8gb", "m8ib", "m8idb", "m8idn", "m8in", "m8ine", "m9g", "m9gd", "p2", "p3", "p3dn"),
    *("p4d", "p4de", "p5", "p5e", "p5en", "p6-b200", "p6-b300", "p6e-gb200", "r3", "r7iz", "r8gb", "r8ib"),
    *("r8idb", "r8idn", "r8in", "t1", "trn1", "trn1n", "trn2", "trn2u", "u-12tb1", "u-18tb1", "u-24tb1", "u-3tb1"),
    *("u-6tb1", "u-9tb1", "u7i-12tb", "u7i-6tb", "u7i-8tb", "u7ib-12tb", "u7in-16tb", "u7in-24tb", "u7in-32tb"),
    *("u7inh-32tb", "vt1", "x1", "x1e", "x2idn", "x2iedn", "x2iezn", "x8aedz", "x8i", "z1d"),
}
"""Families for special work, whose sizes are not listed here."""

# The g behind the generation stands for Graviton (t4g, m7gd, c7gn); a1 was the first of them, gb200 has Nvidia's Grace.
_ARM = re.compile(r"(a1|p6e-gb200|[a-z]+\d+g[a-z]*)\.[a-z0-9-]+")


def is_arm(instance_type: str) -> bool:
    """Say whether the processors of an instance type such as "t4g.large" are ARM_64; all others are x86_64."""
    return _ARM.fullmatch(instance_type) is not None


def check_instance_type(instance_type: str) -> None:
    """Raise ValueError unless EC2 has `instance_type`, such as "t3.large"."""
    family, _, size = instance_type.partition(".")
    sizes = INSTANCE_SIZES.get(family)
    if sizes is None and (family not in _OTHER_FAMILIES or not size):
        known = ", ".join(sorted(INSTANCE_SIZES))
        raise ValueError(f"EC2 has no instance type {instance_type!r}. Families that nodes are usually of: {known}")
    if sizes is not None and size not in sizes:
        raise ValueError(f"EC2 has no instance type {instance_type!r}. Sizes of {family}: {', '.join(sizes)}")
