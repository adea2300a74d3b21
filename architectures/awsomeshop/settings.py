"""The sizes and counts of AWSomeShop. Its document makes no difference between dev and prod, so neither do these."""

from pydantic import Field

from core.sections.base import Section
from core.sections.database import DatabaseSettings
from core.sections.deployment import DeploymentSettings
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.network import FlowLogSettings, NetworkSettings
from core.sections.observability import AlarmSettings, AlertSettings, BudgetSettings, ObservabilitySettings
from core.sections.service import HealthCheckSettings, ScalingSettings, ServiceSettings
from core.sections.step_scaling import StepScalingSettings, StepSettings
from core.sections.storage import BucketSettings, CorsSettings
from core.sections.user_pool import AppClientSettings, PasswordSettings, UserPoolSettings


class ServicesSettings(Section):
    """The services of AWSomeShop."""

    core: ServiceSettings = Field(description="The FastAPI application.")


class StorageSettings(Section):
    """The buckets of AWSomeShop."""

    logs: BucketSettings = Field(description="Logs of the load balancer and of access to the images.")
    images: BucketSettings = Field(description="Product images.")


class AwsomeshopSettings(Section):
    """Everything about AWSomeShop that may differ between two stacks."""

    network: NetworkSettings = Field(description="VPC, subnets, way out.")
    load_balancer: LoadBalancerSettings = Field(description="The public entrance.")
    services: ServicesSettings = Field(description="The services behind it.")
    database: DatabaseSettings = Field(description="The MySQL database.")
    user_pool: UserPoolSettings = Field(description="The directory of the employees who use the shop.")
    storage: StorageSettings = Field(description="The buckets.")
    observability: ObservabilitySettings = Field(description="Logs, alarms, budget.")


MAX_CONNECTIONS = 60
"""Connections that MySQL takes on 1 GiB, less what the operating system needs (AWS-225)."""

DEV = AwsomeshopSettings(
    network=NetworkSettings(
        cidr="10.0.0.0/16",
        zone_count=2,  # the second only because load balancers and subnet groups want it (AWS-032)
        tiers=("public", "private"),
        subnets={"public": ("10.0.1.0/24", "10.0.3.0/24"), "private": ("10.0.2.0/24", "10.0.4.0/24")},
        nat="single",
        public_ips_on_launch=True,  # AWS-043
        gateway_endpoints=("s3",),
        flow_logs=FlowLogSettings(retention_days=30),
    ),
    load_balancer=LoadBalancerSettings(),
    services=ServicesSettings(
        core=ServiceSettings(
            port=8000,
            cpu=512,
            memory=1024,
            desired_count=2,
            scaling=ScalingSettings(
                minimum=2,
                maximum=10,
                cpu_percent=70,
                memory_percent=80,
                requests_per_minute=None,
                scale_out_cooldown_seconds=300,
                scale_in_cooldown_seconds=300,
                steps=StepScalingSettings(
                    scale_out=StepSettings(cpu_percent=70, periods=2), scale_in=StepSettings(cpu_percent=30, periods=5)
                ),
            ),
            deployment=DeploymentSettings(minimum_healthy_percent=50),
            health_check=HealthCheckSettings(path="/health", interval_seconds=30),
        )
    ),
    database=DatabaseSettings(
        engine="mysql",
        engine_version="8.4",
        instance_class="db.t3.micro",
        database_name="awsomeshop",
        storage_type="gp2",
        allocated_storage_gib=20,
        multi_az=False,
        backup_retention_days=30,
        backup_window="03:00-04:00",
        maintenance_window="sun:04:00-sun:05:00",
    ),
    user_pool=UserPoolSettings(
        password=PasswordSettings(minimum_length=8, symbols=False),
        mfa="OPTIONAL",
        client=AppClientSettings(auth_flows=("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")),
    ),
    storage=StorageSettings(
        logs=BucketSettings(expire_days=90),
        images=BucketSettings(versioning=False, abort_uploads=False, bucket_key=True, cors=CorsSettings()),
    ),
    observability=ObservabilitySettings(
        log_retention_days=30,
        alarms=AlarmSettings(
            service_cpu_percent=80,
            service_memory_percent=85,
            service_period_seconds=300,
            service_periods=2,
            server_errors=10,
            latency_seconds=5,
            database_cpu_percent=80,
            database_free_storage_gib=2,
            database_connections=MAX_CONNECTIONS * 80 // 100,
        ),
        # One topic for all (AWS-237).
        alerts=AlertSettings(severities=("error",), texted=("error",), paged=("error",)),
        budget=BudgetSettings(limit_usd=150, actual_percent=(), forecast_percent=(), actual_usd=(50, 100, 150)),
    ),
)

PROD = DEV
