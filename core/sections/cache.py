"""A cache on ElastiCache."""

from typing import Literal, Self

from pydantic import Field, model_validator

from core.aws.elasticache import check_engine_version, check_node_type
from core.domain_types import ClockWindow, WeeklyWindow
from core.sections.base import Section, SettingError, concerning
from core.sections.windows import check_windows

EvictionPolicy = Literal["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu", "volatile-ttl", "noeviction"]

SHORTEST_WINDOW_MINUTES = 60
"""https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html"""


class CacheSettings(Section):
    """A Redis or Valkey replication group: shards of one primary node and its replicas.

    With a replica the shard fails over by itself and its nodes stand in several zones; one node alone does neither.
    """

    engine: Literal["redis", "valkey"] = Field(
        default="redis", description="The cache engine. From valkey back to redis the cache is replaced."
    )
    engine_version: str = Field(
        description="Version of the engine as major.minor, such as 7.0. A lower version replaces the cache."
    )
    node_type: str = Field(description="Node type, such as cache.t3.small.")
    cluster_mode: bool = Field(
        default=False,
        description="Whether keys are spread over shards and clients speak the cluster protocol. Needs a replica. A "
        "change replaces the cache, and is refused while the cache is protected.",
    )
    shards: int = Field(
        default=1, ge=1, le=500, description="Shards, each with a part of the keys. More than one needs cluster_mode."
    )
    replicas: int = Field(
        default=0, ge=0, le=5, description="Replicas of each shard's primary, beside it: 2 make three nodes a shard."
    )
    eviction_policy: EvictionPolicy = Field(
        default="allkeys-lru",
        description="What goes when memory is full: allkeys-lru drops whatever was not used for longest.",
    )
    snapshot_retention_days: int = Field(ge=0, le=35, description="Days that daily snapshots are kept; 0 takes none.")
    snapshot_window: ClockWindow = Field(
        default="03:00-04:00", description="When the daily snapshot is taken, in UTC; 60 minutes at least."
    )
    maintenance_window: WeeklyWindow = Field(
        default="sun:05:00-sun:06:00",
        description="When ElastiCache upgrades the engine and applies changes that may interrupt, in UTC; 60 minutes "
        "at least.",
    )

    @property
    def fails_over(self) -> bool:
        """Whether a replica takes over when a primary fails."""
        return self.replicas > 0

    @model_validator(mode="after")
    def _elasticache_offers_the_nodes(self) -> Self:
        with concerning("engine_version"):
            check_engine_version(self.engine, self.engine_version)
        with concerning("node_type"):
            check_node_type(self.node_type)
        return self

    @model_validator(mode="after")
    def _shards_can_be_made(self) -> Self:
        if self.cluster_mode and not self.replicas:
            raise SettingError(
                "replicas",
                "is 0 with cluster_mode on, but cluster mode needs automatic failover, and that a replica: "
                "set replicas to 1 or more, or cluster_mode to false",
                mend=1,
            )
        if self.shards > 1 and not self.cluster_mode:
            raise SettingError(
                "shards",
                f"is {self.shards} without cluster_mode: set cluster_mode to true, or shards to 1",
                mend=1,
            )
        return self

    @model_validator(mode="after")
    def _elasticache_accepts_the_windows(self) -> Self:
        check_windows(
            ("snapshot_window", self.snapshot_window),
            ("maintenance_window", self.maintenance_window),
            shortest=SHORTEST_WINDOW_MINUTES,
        )
        return self
