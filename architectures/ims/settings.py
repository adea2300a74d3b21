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
