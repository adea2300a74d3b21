"""Redis as one pod of a cluster: its size, its volume, and what it drops when it is full."""

from typing import Literal

from pydantic import Field

from core.sections.base import Section
from core.sections.microservice import ResourceSettings
from core.sections.platform import VolumeGib


class RedisSettings(Section):
    """One Redis pod with a volume. It is not ElastiCache (`cache`): nothing takes over while the pod moves."""

    image: str = Field(
        default="public.ecr.aws/docker/library/redis:7.4.5-alpine",
        pattern=r"^[^\s:@]+(?::\d+)?[^\s:@]*(?::[\w.-]+|@sha256:[0-9a-f]{64})$",
        description="Image with its tag or digest. It runs as user and group 10001, whatever user the image names.",
    )
    resources: ResourceSettings = Field(description="CPU and memory of the pod.")
    data_percent: int = Field(
        default=60,
        ge=10,
        le=80,
        description="Share of resources.memory_limit that data may take. The rest is for buffers, and for the copies "
        "that writing the file anew makes of what changes meanwhile.",
    )
    volume_gib: VolumeGib = Field(
        default=8,
        description="Volume of the pod, in GiB, for the file from which Redis starts. It grows by hand: "
        "docs/redis-in-the-cluster.md.",
    )
    eviction: Literal["noeviction", "volatile-lru", "volatile-ttl", "allkeys-lru"] = Field(
        default="volatile-lru",
        description="What Redis does when data_percent is full: noeviction (writes fail), volatile-lru (of the keys "
        "that expire, those not used for longest go), volatile-ttl (those that expire soonest go), allkeys-lru (any "
        "key may go, sessions too).",
    )
