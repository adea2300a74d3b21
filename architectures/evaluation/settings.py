"""The sizes and counts of the evaluation system, dev and prod side by side; the document gives few."""

from typing import Self

from pydantic import Field, model_validator

from core.sections.base import Section, SettingError
from core.sections.cache import CacheSettings
from core.sections.database import DatabaseSettings
from core.sections.datadog import DatadogSettings
from core.sections.deployment import CanarySettings, DeploymentSettings
from core.sections.distribution import DistributionSettings
from core.sections.firewall import FirewallSettings
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.network import FlowLogSettings, NetworkSettings
from core.sections.observability import AlarmSettings, AlertSettings, BudgetSettings, ObservabilitySettings
from core.sections.recovery import RecoverySettings, ReplicationSettings
from core.sections.service import HealthCheckSettings, ScalingSettings, ServiceSettings
from core.sections.storage import BucketSettings, TransitionSettings

TEST_PORT = 8443


class ServicesSettings(Section):
    """The services of the evaluation system."""

    frontend: ServiceSettings = Field(description="Nginx with the Vue application.")
    backend: ServiceSettings = Field(description="The Flask API.")


class FilesSettings(Section):
    """The buckets."""

    files: BucketSettings = Field(description="Uploads, and static files below `static/`.")
    logs: BucketSettings = Field(description="Logs of the distribution, the load balancer and access to the files.")


class EvaluationSettings(Section):
    """Everything about the evaluation system that may differ between two stacks."""

    network: NetworkSettings = Field(description="VPC, subnets, way out.")
    distribution: DistributionSettings = Field(description="CloudFront, the way in.")
    firewall: FirewallSettings = Field(description="The web application firewall of the distribution.")
    load_balancer: LoadBalancerSettings = Field(description="The load balancer behind it, without a public address.")
    services: ServicesSettings = Field(description="The services behind that.")
    database: DatabaseSettings = Field(description="The PostgreSQL database.")
    cache: CacheSettings = Field(description="The Redis cache for sessions and answers.")
    storage: FilesSettings = Field(description="The buckets.")
    observability: ObservabilitySettings = Field(description="Logs, metrics, alarms, budget.")
    datadog: DatadogSettings | None = Field(
        default=None, description="Datadog's agent beside each task, if you use it."
    )
    tracing_endpoint: str = Field(
        default="",
        pattern=r"^(https://[^\s/:]+(/\S*)?)?$",
        description="URL, on port 443, of an OpenTelemetry collector (Jaeger takes OTLP) that gets traces; empty for "
        "none.",
    )
    replication: ReplicationSettings | None = Field(
        default=None, description="Copies of the data in a second region; null for none."
    )
    recovery: RecoverySettings | None = Field(
        default=None, description="What a stack that recovers another one takes over; null for any other stack."
    )

    @model_validator(mode="after")
    def _versions_can_be_tried_before_they_serve(self) -> Self:
        for name, service in (("frontend", self.services.frontend), ("backend", self.services.backend)):
            if service.deployment.shifts_traffic and self.load_balancer.test_port is None:
                raise SettingError(
                    "load_balancer.test_port",
                    f"is not set, and services.{name}.deployment.strategy is {service.deployment.strategy}, which "
                    "needs a listener for tests",
                    mend=TEST_PORT,
                )
        return self

    @model_validator(mode="after")
    def _what_is_replicated_has_versions(self) -> Self:
        if self.replication is not None and not self.storage.files.versioning:
            raise SettingError(
                "storage.files.versioning", "is false, and replication copies versioned buckets alone", mend="true"
            )
        if self.replication is not None and self.recovery is not None:
            raise SettingError(
                "replication",
                "is set together with recovery: the files of a recovery stack are another stack's replica",
                mend="--json null",
            )
        return self

    @model_validator(mode="after")
    def _the_test_port_is_free(self) -> Self:
        if self.load_balancer.test_port == 443:
            raise SettingError("load_balancer.test_port", "is 443, where clients' requests arrive", mend=TEST_PORT)
        return self


HEALTH_CHECK = HealthCheckSettings(path="/health", interval_seconds=30, timeout_seconds=10)
TLS_13_AND_12 = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""EVA-114: CloudFront speaks TLS 1.2 at most to its origins."""

UPLOADS = BucketSettings(
    transitions=(
        TransitionSettings(days=30, storage_class="STANDARD_IA"),
        TransitionSettings(days=90, storage_class="GLACIER_IR"),
    )
)
"""EVA-054. From GLACIER_IR files can be read at once, as an application expects."""

LOGS = BucketSettings(transitions=(TransitionSettings(days=90, storage_class="GLACIER"),), expire_days=400)
ALERTS = AlertSettings(severities=("warning", "critical"), texted=("critical",), paged=("critical",))
"""EVA-021: PagerDuty gets what is critical, Slack the warnings."""


def _scaling(minimum: int, maximum: int, *, memory_percent: int | None) -> ScalingSettings:
    """Return the bounds and targets (EVA-152 to EVA-154); only the frontend follows memory (EVA-031)."""
    return ScalingSettings(
        minimum=minimum,
        maximum=maximum,
        cpu_percent=70,
        memory_percent=memory_percent,
        requests_per_minute=None,
        scale_out_cooldown_seconds=300,
        scale_in_cooldown_seconds=300,
    )


DEV = EvaluationSettings(
    network=NetworkSettings(
        cidr="10.0.0.0/16", zone_count=2, nat="single", flow_logs=FlowLogSettings(retention_days=14)
    ),
    distribution=DistributionSettings(price_class="PriceClass_100"),
    firewall=FirewallSettings(),
    load_balancer=LoadBalancerSettings(ssl_policy=TLS_13_AND_12),
    services=ServicesSettings(
        frontend=ServiceSettings(
            port=8080,
            cpu=256,
            memory=512,
            desired_count=1,
            scaling=_scaling(1, 2, memory_percent=80),
            health_check=HEALTH_CHECK,
        ),
        backend=ServiceSettings(
            port=5000,
            cpu=256,
            memory=512,
            desired_count=1,
            scaling=_scaling(1, 2, memory_percent=None),
            health_check=HEALTH_CHECK,
        ),
    ),
    database=DatabaseSettings(
        engine_version="16",
        instance_class="db.t3.micro",
        database_name="evaluation",
        credentials="generated",  # the database URL (EVA-122) holds the password
        allocated_storage_gib=20,
        max_allocated_storage_gib=50,
        multi_az=False,
        backup_retention_days=30,  # EVA-129, EVA-130
    ),
    cache=CacheSettings(engine_version="7.1", node_type="cache.t3.micro", snapshot_retention_days=1),
    storage=FilesSettings(files=UPLOADS, logs=LOGS),
    observability=ObservabilitySettings(
        log_retention_days=14,
        # EVA-095 to EVA-102
        alarms=AlarmSettings(server_errors=5, latency_seconds=2, database_connections=80),
        alerts=ALERTS,
        budget=BudgetSettings(limit_usd=200),
    ),
)

PROD = EvaluationSettings(
    network=NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=2,
        nat="per_zone",
        flow_logs=FlowLogSettings(retention_days=365, interval_seconds=60),
    ),
    distribution=DistributionSettings(price_class="PriceClass_All"),
    firewall=FirewallSettings(),
    load_balancer=LoadBalancerSettings(ssl_policy=TLS_13_AND_12, test_port=TEST_PORT),
    services=ServicesSettings(
        frontend=ServiceSettings(
            port=8080,
            cpu=512,
            memory=1024,
            desired_count=2,
            scaling=_scaling(2, 10, memory_percent=80),
            health_check=HEALTH_CHECK,
            deployment=DeploymentSettings(
                strategy="canary", bake_minutes=10, canary=CanarySettings(percent=10, bake_minutes=10)
            ),
        ),
        backend=ServiceSettings(
            port=5000,
            cpu=512,
            memory=1024,
            desired_count=2,
            scaling=_scaling(2, 10, memory_percent=None),
            health_check=HEALTH_CHECK,
            deployment=DeploymentSettings(strategy="blue_green", bake_minutes=10),
        ),
    ),
    database=DatabaseSettings(
        engine_version="16",
        instance_class="db.t3.medium",
        database_name="evaluation",
        credentials="generated",
        allocated_storage_gib=100,
        max_allocated_storage_gib=500,
        multi_az=True,
        replicas=("reader",),
        backup_retention_days=30,
    ),
    cache=CacheSettings(engine_version="7.1", node_type="cache.t3.small", replicas=1, snapshot_retention_days=7),
    storage=FilesSettings(files=UPLOADS, logs=LOGS),
    observability=ObservabilitySettings(
        log_retention_days=90,
        alarms=AlarmSettings(server_errors=5, latency_seconds=2, database_connections=80),
        alerts=ALERTS,
        budget=BudgetSettings(limit_usd=900),
    ),
    replication=ReplicationSettings(region="us-west-2", backup_retention_days=30),
)
