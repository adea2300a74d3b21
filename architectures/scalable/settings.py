"""The sizes and counts of the scalable web platform, dev and prod side by side."""

import ipaddress
from typing import Self

from pydantic import Field, model_validator

from architectures.on_eks.settings import EksSettings
from core.sections.base import Section, SettingError
from core.sections.cluster import AutoscalerSettings, ClusterSettings, NodeGroupSettings
from core.sections.database import DatabaseSettings
from core.sections.database_proxy import DatabaseProxySettings
from core.sections.microservice import MicroserviceSettings, PodScalingSettings, ResourceSettings
from core.sections.network import FlowLogSettings, NatStrategy, NetworkSettings
from core.sections.observability import AlarmSettings, BudgetSettings, ObservabilitySettings
from core.sections.platform import (
    ElasticsearchSettings,
    LoggingSettings,
    MonitoringSettings,
    PlatformSettings,
    TracingSettings,
)
from core.sections.redis import RedisSettings
from core.sections.storage import BucketSettings, TransitionSettings
from core.sections.vpn import ClientVpnSettings


class BucketsSettings(Section):
    """The buckets of the platform."""

    logs: BucketSettings = Field(description="Logs of the load balancer and of access to other buckets.")
    artifacts: BucketSettings = Field(description="What the delivery pipeline builds.")
    uploads: BucketSettings = Field(description="Files that users upload.")
    backups: BucketSettings = Field(description="Backups that the application or its operators make.")


class ScalableSettings(EksSettings):
    """Everything about the scalable web platform that may differ between two stacks."""

    redis: RedisSettings = Field(description="Redis as a pod in the cluster.")
    database_proxy: DatabaseProxySettings | None = Field(
        default=None,
        description="A pool of connections before the database: {} for one, null for none. Services then "
        "connect to it.",
    )
    storage: BucketsSettings = Field(description="The buckets.")
    vpn: ClientVpnSettings | None = Field(
        default=None,
        description="A VPN by which administrators reach the cluster's API and the database; null for none.",
    )

    @model_validator(mode="after")
    def _the_vpn_leads_into_the_network(self) -> Self:
        vpn, network = self.vpn, self.network
        if vpn is None:
            return self
        if ipaddress.IPv4Network(vpn.client_cidr).overlaps(ipaddress.IPv4Network(network.cidr)):
            raise SettingError("vpn", f"has client_cidr {vpn.client_cidr}, which overlaps network.cidr {network.cidr}")
        if vpn.zones > network.zone_count:
            raise SettingError("vpn", f"has zones {vpn.zones}, more than network.zone_count {network.zone_count}")
        return self


def _service(
    port: int, *paths: str, memory: int, cpu: int, pods: tuple[int, int], min_available: int
) -> MicroserviceSettings:
    """Return a service of the document (SCA-086 to SCA-104). Limits, which it does not give, are twice the requests."""
    return MicroserviceSettings(
        port=port,
        paths=paths,
        resources=ResourceSettings(cpu_request=cpu, cpu_limit=2 * cpu, memory_request=memory, memory_limit=2 * memory),
        scaling=PodScalingSettings(minimum=pods[0], maximum=pods[1]),
        min_available=min_available,
        spot=True,
    )


SERVICES = {
    "frontend": _service(8080, "/", memory=128, cpu=100, pods=(3, 10), min_available=2),
    "api-gateway": _service(3000, memory=256, cpu=250, pods=(2, 15), min_available=1),
    "backend": _service(4000, memory=256, cpu=250, pods=(3, 20), min_available=2),
}
"""The tiers. Only the frontend is behind the load balancer (SCA-022). They keep nothing, so they may run on spot nodes
(SCA-185)."""


def _cluster(spot_maximum: int) -> ClusterSettings:
    """Return the cluster (SCA-054 to SCA-066); `spot` switches the second group (SCA-185)."""
    return ClusterSettings(
        version="1.35",
        node_groups={
            "main": NodeGroupSettings(
                capacity_type="ON_DEMAND", instance_types=("t3.medium", "t3.large"), minimum=1, maximum=20, desired=3
            ),
            "spot": NodeGroupSettings(
                capacity_type="SPOT", instance_types=("t3.large", "t3.xlarge"), minimum=0, maximum=spot_maximum
            ),
        },
        spot=True,
        # Three /24 have some 750 addresses (SCA-042).
        pod_addresses="single",
        autoscaler=AutoscalerSettings(max_nodes_total=20),
    )


def _network(*, nat: NatStrategy, flow_log_days: int) -> NetworkSettings:
    """Return the documented address plan (SCA-033 to SCA-053)."""
    return NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=3,
        tiers=("public", "private", "data"),
        subnets={
            "public": ("10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"),
            "private": ("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"),
            "data": ("10.0.52.0/24", "10.0.53.0/24", "10.0.54.0/24"),
        },
        nat=nat,
        flow_logs=FlowLogSettings(retention_days=flow_log_days),
    )


def _database(
    *, instance_class: str, storage_gib: int, multi_az: bool, replicas: tuple[str, ...] = ()
) -> DatabaseSettings:
    return DatabaseSettings(
        engine_version="15",
        instance_class=instance_class,
        database_name="application",
        credentials="generated",  # so that replicas can be added to a running stack
        allocated_storage_gib=storage_gib,
        multi_az=multi_az,
        replicas=replicas,
        backup_retention_days=7,
    )


def _platform(*, replicas: int, elasticsearch_nodes: int) -> PlatformSettings:
    return PlatformSettings(
        controller_replicas=replicas,
        # Small enough for the nodes of 4 GiB.
        monitoring=MonitoringSettings(replicas=replicas, memory_mib=1024, volume_gib=20),
        logging=LoggingSettings(
            elasticsearch=ElasticsearchSettings(nodes=elasticsearch_nodes),
            logstash_replicas=replicas,
            kibana_replicas=1,
        ),
        tracing=TracingSettings(replicas=replicas),
    )


REDIS = RedisSettings(
    resources=ResourceSettings(cpu_request=100, cpu_limit=500, memory_request=256, memory_limit=512), volume_gib=8
)
"""SCA-076 to SCA-080; the document gives no CPU."""

ARCHIVED = (
    TransitionSettings(days=30, storage_class="STANDARD_IA"),
    TransitionSettings(days=90, storage_class="GLACIER"),
)
"""SCA-189; the document gives no days."""

BUCKETS = BucketsSettings(
    logs=BucketSettings(expire_days=365),
    artifacts=BucketSettings(expire_days=180),
    uploads=BucketSettings(transitions=ARCHIVED[:1]),
    backups=BucketSettings(transitions=ARCHIVED, expire_days=365),
)
"""Uploads stay readable at once, so they do not go to Glacier; artifacts and backups end (SCA-192)."""

DEV = ScalableSettings(
    network=_network(nat="single", flow_log_days=30),
    cluster=_cluster(spot_maximum=5),
    platform=_platform(replicas=1, elasticsearch_nodes=1),
    services=SERVICES,
    database=_database(instance_class="db.t3.micro", storage_gib=20, multi_az=False),
    redis=REDIS,
    storage=BUCKETS,
    observability=ObservabilitySettings(
        log_retention_days=30,
        alarms=AlarmSettings(database_connections=60, database_free_storage_gib=4),
        budget=BudgetSettings(limit_usd=600),
    ),
)

PROD = ScalableSettings(
    network=_network(nat="per_zone", flow_log_days=365),
    cluster=_cluster(spot_maximum=10),
    platform=_platform(replicas=2, elasticsearch_nodes=3),
    services=SERVICES,
    database=_database(instance_class="db.t3.small", storage_gib=100, multi_az=True, replicas=("reader",)),
    redis=REDIS,
    storage=BUCKETS,
    observability=ObservabilitySettings(
        log_retention_days=90,
        alarms=AlarmSettings(database_connections=150, database_free_storage_gib=20),
        budget=BudgetSettings(limit_usd=2000),
    ),
)
