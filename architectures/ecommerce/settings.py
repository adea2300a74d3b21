"""The sizes and counts of the e-commerce platform, dev and prod side by side."""

from pydantic import Field

from architectures.on_eks.settings import EksSettings
from core.sections.base import Section
from core.sections.cache import CacheSettings
from core.sections.cluster import AutoscalerSettings, ClusterSettings, NodeGroupSettings
from core.sections.database import DatabaseSettings
from core.sections.microservice import MicroserviceSettings, PodScalingSettings, ResourceSettings
from core.sections.network import FlowLogSettings, NetworkSettings
from core.sections.observability import AlarmSettings, BudgetSettings, ObservabilitySettings
from core.sections.platform import ElasticsearchSettings, LoggingSettings, MonitoringSettings, PlatformSettings
from core.sections.secrets import SecretsSettings
from core.sections.storage import BucketSettings, TransitionSettings


class BucketsSettings(Section):
    """The buckets of the platform."""

    logs: BucketSettings = Field(description="Logs of the load balancer and of access to other buckets.")
    trail: BucketSettings = Field(description="The record of who did what in the account.")
    users: BucketSettings = Field(description="Avatars and documents of users.")
    products: BucketSettings = Field(description="Images of products.")
    orders: BucketSettings = Field(description="Documents of orders.")
    terraform_state: BucketSettings = Field(
        description="State of infrastructure programs; not of this one, whose backend has to exist before it."
    )


class EcommerceSettings(EksSettings):
    """Everything about the e-commerce platform that may differ between two stacks."""

    cache: CacheSettings = Field(description="The Redis cache.")
    storage: BucketsSettings = Field(description="The buckets.")
    secrets: SecretsSettings = Field(description="The secrets.")


def _service(port: int, *paths: str, memory: int) -> MicroserviceSettings:
    """Return a service as the document has all of them (ECO-130 to ECO-133, ECO-188 to ECO-194)."""
    return MicroserviceSettings(
        port=port,
        paths=paths,
        resources=ResourceSettings(cpu_request=250, cpu_limit=1000, memory_request=memory, memory_limit=memory),
        scaling=PodScalingSettings(minimum=3, maximum=10),
        min_available=2,
        spot=True,
    )


SERVICES = {
    "user": _service(8080, "/api/v1/auth", "/api/v1/users", memory=256),
    "product": _service(8000, "/api/v1/products", "/api/v1/categories", "/api/v1/inventory", memory=512),
    "order": _service(8081, "/api/v1/orders", memory=1024),
}
"""Ports and paths from the document; sizes suit a Go, a Python and a Java program. Orders have no documented path
(ECO-050), so they take the one that goes with the others.
"""

NODE_GROUPS = {
    "general": NodeGroupSettings(capacity_type="ON_DEMAND", instance_types=("t3.large",), minimum=3, maximum=10),
    "spot": NodeGroupSettings(capacity_type="SPOT", instance_types=("t3.large", "t3a.large"), minimum=1, maximum=5),
}
"""ECO-065 to ECO-072."""

ARCHIVED = BucketSettings(
    transitions=(
        TransitionSettings(days=90, storage_class="STANDARD_IA"),
        TransitionSettings(days=365, storage_class="GLACIER"),
    )
)
"""ECO-209; the document gives no days."""

BUCKETS = BucketsSettings(
    logs=BucketSettings(expire_days=365),
    trail=BucketSettings(transitions=(TransitionSettings(days=90, storage_class="GLACIER"),), expire_days=2557),
    users=ARCHIVED,
    products=ARCHIVED,
    orders=ARCHIVED,
    terraform_state=BucketSettings(noncurrent_days=90),
)
"""Seven years of the trail, as the standards of ECO-219 to ECO-221 are commonly read."""

CLUSTER = ClusterSettings(
    version="1.35",
    node_groups=NODE_GROUPS,
    autoscaler=AutoscalerSettings(max_nodes_total=20, scale_down_unneeded_minutes=10),
)


def _network(flow_log_days: int) -> NetworkSettings:
    return NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=3,
        tiers=("public", "private"),
        nat="per_zone",
        flow_logs=FlowLogSettings(retention_days=flow_log_days),
    )


def _database(*, instance_class: str, multi_az: bool, backup_days: int) -> DatabaseSettings:
    return DatabaseSettings(
        engine_version="15",
        instance_class=instance_class,
        database_name="ecommerce",
        allocated_storage_gib=100,
        max_allocated_storage_gib=500,
        multi_az=multi_az,
        backup_retention_days=backup_days,
    )


def _platform(*, replicas: int, elasticsearch_nodes: int) -> PlatformSettings:
    return PlatformSettings(
        controller_replicas=replicas,
        monitoring=MonitoringSettings(scrape_interval_seconds=15, metrics_retention_days=15, replicas=replicas),
        logging=LoggingSettings(
            log_retention_days=30,
            elasticsearch=ElasticsearchSettings(nodes=elasticsearch_nodes),
            logstash_replicas=replicas,
            kibana_replicas=1,
        ),
    )


DEV = EcommerceSettings(
    network=_network(30),
    cluster=CLUSTER,
    platform=_platform(replicas=1, elasticsearch_nodes=1),
    services=SERVICES,
    database=_database(instance_class="db.t3.medium", multi_az=False, backup_days=7),
    cache=CacheSettings(engine_version="7.1", node_type="cache.t3.medium", snapshot_retention_days=1),
    storage=BUCKETS,
    secrets=SecretsSettings(),
    observability=ObservabilitySettings(
        log_retention_days=30,
        alarms=AlarmSettings(database_connections=300, cache_hit_rate_percent=80),
        budget=BudgetSettings(limit_usd=1500),
    ),
)

PROD = EcommerceSettings(
    network=_network(365),
    cluster=CLUSTER,
    platform=_platform(replicas=2, elasticsearch_nodes=3),
    services=SERVICES,
    database=_database(instance_class="db.r6g.xlarge", multi_az=True, backup_days=30),
    cache=CacheSettings(engine_version="7.1", node_type="cache.r6g.large", replicas=1, snapshot_retention_days=7),
    storage=BUCKETS,
    secrets=SecretsSettings(replica_region="us-west-2"),
    observability=ObservabilitySettings(
        log_retention_days=90,
        alarms=AlarmSettings(database_connections=2000, cache_hit_rate_percent=80),
        budget=BudgetSettings(limit_usd=5500),
    ),
)
