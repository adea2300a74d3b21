"""What a cluster runs besides the application: controllers, monitoring and logging."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.domain_types import Percent
from core.sections.base import Section

Replicas = Annotated[int, Field(ge=1, le=5)]
MAX_EBS_GIB = 16384
"""Largest gp3 volume that all instance types take: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html"""

VolumeGib = Annotated[int, Field(ge=1, le=MAX_EBS_GIB)]


class WorkloadAlertSettings(Section):
    """When an alert about the application's pods is sent. Each condition must hold for some minutes."""

    cpu_percent: Percent = Field(default=80, description="CPU of a container, in percent of its limit.")
    memory_percent: Percent = Field(default=85, description="Memory of a container, in percent of its limit.")
    restarts: int = Field(default=3, ge=1, description="Restarts of a container within 15 minutes.")
    error_percent: Percent = Field(default=1, description="Share of requests that end in a 5xx, in percent.")
    p95_latency_milliseconds: int = Field(
        default=500, ge=1, description="Duration that 95 of 100 requests must stay below, in milliseconds."
    )


class MonitoringSettings(Section):
    """Prometheus, Alertmanager and Grafana in the cluster."""

    scrape_interval_seconds: int = Field(
        default=15, ge=1, le=300, description="Seconds between two collections of metrics by Prometheus."
    )
    metrics_retention_days: int = Field(default=15, ge=1, le=365, description="Days that Prometheus keeps metrics.")
    replicas: Replicas = Field(
        description="Pods of Prometheus and of Alertmanager. Each Prometheus collects everything into a volume of its "
        "own, so two survive the loss of a node without a gap."
    )
    memory_mib: int = Field(default=2048, ge=512, description="Memory of a Prometheus pod, in MiB.")
    volume_gib: VolumeGib = Field(
        default=50, description="Volume of a Prometheus pod, in GiB. It cannot be changed while the pod exists."
    )
    grafana_volume_gib: VolumeGib = Field(default=10, description="Volume of Grafana, in GiB.")
    alerts: WorkloadAlertSettings = Field(
        default_factory=WorkloadAlertSettings, description="Thresholds of alerts about pods."
    )


class ElasticsearchSettings(Section):
    """The nodes that store and search logs."""

    nodes: int = Field(ge=1, le=9, description="Nodes, 1 or at least 3.")
    memory_gib: int = Field(
        default=2, ge=2, le=64, description="Memory of a node, in GiB. Elasticsearch gives half of it to its heap."
    )
    volume_gib: VolumeGib = Field(
        default=50, description="Volume of a node, in GiB. It can grow later and never shrink."
    )

    @model_validator(mode="after")
    def _the_nodes_can_elect_a_master(self) -> Self:
        if self.nodes == 2:
            raise ValueError(
                "nodes is 2: a master needs a majority, so two nodes stop when either is lost; give 1 or at least 3 "
                "(https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience/"
                "resilience-in-small-clusters)"
            )
        return self


class LoggingSettings(Section):
    """Logs of all pods: shipped from the nodes, parsed by Logstash, stored in Elasticsearch, read in Kibana."""

    log_retention_days: int = Field(
        default=30, ge=1, le=3650, description="Age in days at which a daily index of logs is deleted."
    )
    elasticsearch: ElasticsearchSettings = Field(description="The nodes that store and search logs.")
    logstash_replicas: Replicas = Field(description="Pods of Logstash.")
    kibana_replicas: Replicas = Field(description="Pods of Kibana.")


class TracingSettings(Section):
    """Jaeger, which takes the services' traces and keeps them in the Elasticsearch of the logs."""

    replicas: Replicas = Field(description="Pods of Jaeger. Each takes and shows traces.")
    trace_retention_days: int = Field(
        default=7, ge=1, le=365, description="Days that traces are kept; a daily index goes as a whole."
    )
    memory_mib: int = Field(default=512, ge=128, description="Memory of a Jaeger pod, in MiB.")


class PlatformSettings(Section):
    """What runs in the cluster for every workload."""

    controller_replicas: Replicas = Field(
        description="Pods of each controller: load balancers, external secrets, metrics server. One of them leads, so "
        "two survive the loss of a node."
    )
    monitoring: MonitoringSettings = Field(description="Prometheus, Alertmanager and Grafana.")
    logging: LoggingSettings = Field(description="Logs of all pods in Elasticsearch.")
    tracing: TracingSettings | None = Field(
        default=None, description="Traces of requests through the services; null for none."
    )
