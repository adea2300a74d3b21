"""The sizes and counts of IMS 2.0, dev and prod side by side."""

from pydantic import Field

from core.sections.base import Section
from core.sections.cache import CacheSettings
from core.sections.database import DatabaseSettings
from core.sections.firewall import FirewallSettings
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.network import FlowLogSettings, NetworkSettings
from core.sections.observability import AlarmSettings, BudgetSettings, ObservabilitySettings
from core.sections.service import HealthCheckSettings, ScalingSettings, ServiceSettings
from core.sections.storage import BucketSettings, StorageSettings, TransitionSettings


class ServicesSettings(Section):
    """The services of IMS."""

    api: ServiceSettings = Field(description="The FastAPI backend.")


class ImsSettings(Section):
    """Everything about IMS that may differ between two stacks."""

    network: NetworkSettings = Field(description="VPC, subnets, way out.")
    load_balancer: LoadBalancerSettings = Field(description="The public entrance.")
    firewall: FirewallSettings = Field(description="The web application firewall before it.")
    services: ServicesSettings = Field(description="The services behind it.")
    database: DatabaseSettings = Field(description="The PostgreSQL database.")
    cache: CacheSettings = Field(description="The Redis cache.")
    storage: StorageSettings = Field(description="The buckets.")
    observability: ObservabilitySettings = Field(description="Logs, metrics, alarms, budget.")


HEALTH_CHECK = HealthCheckSettings(
    path="/health", interval_seconds=30, timeout_seconds=10, healthy_threshold=2, unhealthy_threshold=3
)
"""IMS-056 to IMS-059."""

TLS_13_ONLY = "ELBSecurityPolicy-TLS13-1-3-2021-06"
"""IMS-011; the older clients that need TLS 1.2 are served by ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09."""

ARCHIVED_AFTER_90_DAYS = BucketSettings(transitions=(TransitionSettings(days=90, storage_class="GLACIER"),))
"""IMS-242; the document gives no days."""
DEV = ImsSettings(
    network=NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=2,
        nat="single",  # IMS-233
        flow_logs=FlowLogSettings(retention_days=30),
    ),
    load_balancer=LoadBalancerSettings(ssl_policy=TLS_13_ONLY),
    firewall=FirewallSettings(),
    services=ServicesSettings(
        api=ServiceSettings(
            port=8000,
            cpu=256,
            memory=512,
            desired_count=3,
            spot=True,  # IMS-239
            scaling=ScalingSettings(minimum=3, maximum=6),
            health_check=HEALTH_CHECK,
        )
    ),
    database=DatabaseSettings(
        engine_version="15",
        instance_class="db.t3.micro",
        database_name="ims",
        allocated_storage_gib=100,
        max_allocated_storage_gib=200,
        multi_az=False,
        backup_retention_days=30,
    ),
    cache=CacheSettings(engine_version="7.0", node_type="cache.t3.micro", snapshot_retention_days=1),
    storage=StorageSettings(logs=ARCHIVED_AFTER_90_DAYS),
    observability=ObservabilitySettings(
        log_retention_days=30,
        alarms=AlarmSettings(database_connections=80),
        budget=BudgetSettings(limit_usd=200),
    ),
)

PROD = ImsSettings(
    network=NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=2,
        nat="per_zone",
        flow_logs=FlowLogSettings(retention_days=365, interval_seconds=60),
    ),
    load_balancer=LoadBalancerSettings(ssl_policy=TLS_13_ONLY),
    firewall=FirewallSettings(),
    services=ServicesSettings(
        api=ServiceSettings(
            port=8000,
            cpu=256,
            memory=512,
            desired_count=3,
            scaling=ScalingSettings(minimum=3, maximum=10),
            health_check=HEALTH_CHECK,
        )
    ),
    database=DatabaseSettings(
        engine_version="15",
        instance_class="db.t3.small",
        database_name="ims",
        credentials="generated",
        allocated_storage_gib=100,
        max_allocated_storage_gib=500,
        multi_az=True,
        replicas=("reader",),
        backup_retention_days=30,
    ),
    cache=CacheSettings(
        engine_version="7.0",
        node_type="cache.t3.small",
        cluster_mode=True,
        replicas=2,
        snapshot_retention_days=7,
    ),
    storage=StorageSettings(logs=ARCHIVED_AFTER_90_DAYS),
    observability=ObservabilitySettings(
        log_retention_days=90,
        alarms=AlarmSettings(database_connections=160),
        budget=BudgetSettings(limit_usd=350),
    ),
)
