"""Engine versions, node types and parameter families of Amazon ElastiCache.

Versions and node types from cfn-lint 1.58.0 (`aws_elasticache_cachecluster/engine_version.json`,
`cachenodetype_enum.json`, read from AWS's API in September 2026); families from botocore 1.44.5. See also
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html.
"""

from collections.abc import Mapping, Sequence

VERSIONS: Mapping[str, Sequence[str]] = {
    "redis": ("6.2", "6.x", "7.0", "7.1"),
    "valkey": ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1"),
}
"""Engine to the versions that can be created; 6.x stands for the newest minor.

Redis OSS before 6.2 is in paid extended support and left out.
"""

_LARGE = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_OLDER = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")
_BURSTABLE = ("micro", "small", "medium")

PORT = 6379
"""What Redis and Valkey listen on unless told otherwise."""

NODE_TYPES: Mapping[str, Sequence[str]] = {
    "cache.t3": _BURSTABLE,
    "cache.t4g": _BURSTABLE,
    "cache.m5": _OLDER,
    "cache.r5": _OLDER,
    "cache.m6g": _LARGE,
    "cache.r6g": _LARGE,
    "cache.r6gd": _LARGE[1:],
    "cache.m7g": _LARGE,
    "cache.r7g": _LARGE,
    "cache.m8g": _LARGE,
    "cache.r8g": _LARGE,
    "cache.c7gn": _LARGE,
    "cache.c8gn": _LARGE,
}
"""Node family to its sizes. There is no cache.t3.large, and new T2 clusters can no longer be created."""


def check_node_type(node_type: str) -> None:
    """Raise ValueError unless ElastiCache offers `node_type`, such as "cache.t4g.small"."""
    family, _, size = node_type.rpartition(".")
    sizes = NODE_TYPES.get(family)
    if sizes is None:
        raise ValueError(f"ElastiCache has no node type {node_type!r}. Families: {', '.join(sorted(NODE_TYPES))}")
    if size not in sizes:
        raise ValueError(f"ElastiCache has no node type {node_type!r}. Sizes of {family}: {', '.join(sizes)}")


def check_engine_version(engine: str, version: str) -> None:
    """Raise ValueError unless ElastiCache can create `engine` ("redis" or "valkey") in `version`, such as "7.1"."""
    versions = VERSIONS.get(engine)
    if versions is None:
        raise ValueError(f"{engine!r} is no cache engine known here. Allowed: {', '.join(VERSIONS)}")
    if version not in versions:
        raise ValueError(f"ElastiCache cannot create {engine} {version}. Allowed: {', '.join(versions)}")


def parameter_family(engine: str, version: str) -> str:
    """Return the parameter group family of a version: "redis7", "redis6.x" or "valkey8".

    That Valkey 9 has the family "valkey9" follows the pattern of the older ones; no AWS page that says so was found.
    """
    check_engine_version(engine, version)
    major = version.split(".")[0]
    return f"{engine}{major}.x" if (engine, major) == ("redis", "6") else f"{engine}{major}"
