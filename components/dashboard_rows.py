"""The rows of graphs that a service, a load balancer, a database and a cache each come with."""

from collections.abc import Sequence

import pulumi

from components.alarms import Statistic
from components.dashboard import Graph, Line
from components.metrics import cache_metric, database_metric, insights_metric, service_metric, target_metric


def service_row(label: str, *, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]) -> list[Graph]:
    """Return CPU and memory of an ECS service and, from Container Insights, its network and number of tasks."""

    def line(name: str) -> Line:
        return Line(metric=service_metric(name, cluster_name=cluster_name, service_name=service_name))

    def insight(name: str) -> Line:
        return Line(metric=insights_metric(name, cluster_name=cluster_name, service_name=service_name))

    return [
        Graph(title=f"{label}: CPU and memory (%)", lines=[line("CPUUtilization"), line("MemoryUtilization")]),
        Graph(title=f"{label}: network (bytes/s)", lines=[insight("NetworkRxBytes"), insight("NetworkTxBytes")]),
        Graph(title=f"{label}: tasks", lines=[insight("DesiredTaskCount"), insight("RunningTaskCount")]),
    ]


def load_balancer_row(
    label: str, *, load_balancer_suffix: pulumi.Input[str], target_group_suffix: pulumi.Input[str]
) -> list[Graph]:
    """Return response time, requests, errors and health of a load balancer's targets."""

    def line(name: str, statistic: Statistic) -> Line:
        metric = target_metric(name, load_balancer_suffix=load_balancer_suffix, target_group_suffix=target_group_suffix)
        return Line(metric=metric, statistic=statistic, label=f"{name} {statistic}")

    return [
        Graph(
            title=f"{label}: response time (s)",
            lines=[line("TargetResponseTime", percentile) for percentile in ("p50", "p95", "p99")],
        ),
        Graph(
            title=f"{label}: requests and errors",
            lines=[
                line("RequestCount", "Sum"),
                line("HTTPCode_Target_4XX_Count", "Sum"),
                line("HTTPCode_Target_5XX_Count", "Sum"),
            ],
        ),
        Graph(
            title=f"{label}: targets",
            lines=[line("HealthyHostCount", "Minimum"), line("UnHealthyHostCount", "Maximum")],
        ),
    ]


def database_row(label: str, *, instance: pulumi.Input[str]) -> list[Graph]:
    """Return CPU, connections, latency and free storage of an RDS instance."""

    def line(name: str) -> Line:
        return Line(metric=database_metric(name, instance=instance))

    return [
        Graph(title=f"{label}: CPU (%)", lines=[line("CPUUtilization")]),
        Graph(title=f"{label}: connections", lines=[line("DatabaseConnections")]),
        Graph(title=f"{label}: latency (s)", lines=[line("ReadLatency"), line("WriteLatency")]),
        Graph(title=f"{label}: free storage (bytes)", lines=[line("FreeStorageSpace")]),
    ]


def cache_row(label: str, *, nodes: Sequence[pulumi.Input[str]]) -> list[Graph]:
    """Return hits and misses (IMS-208), CPU, memory and evictions of every node of a cache."""

    def lines(name: str, statistic: Statistic = "Average") -> list[Line]:
        return [Line(metric=cache_metric(name, node=node), statistic=statistic) for node in nodes]

    return [
        Graph(title=f"{label}: hits and misses", lines=[*lines("CacheHits", "Sum"), *lines("CacheMisses", "Sum")]),
        Graph(title=f"{label}: engine CPU (%)", lines=lines("EngineCPUUtilization")),
        Graph(title=f"{label}: memory (%)", lines=lines("DatabaseMemoryUsagePercentage")),
        Graph(title=f"{label}: evictions", lines=lines("Evictions", "Sum")),
    ]
