"""Dashboards for services in a cluster. An architecture gives their titles, its namespace and its own metrics."""

from collections.abc import Sequence

from core import workload_metrics as metrics
from core.grafana import GrafanaDashboard, Panel, Query, Unit

PERCENTILES = (50, 95, 99)


def overview(title: str, *, namespace: str) -> GrafanaDashboard:
    """Return the whole application at a glance: requests, errors, latency, pods and nodes."""
    everything = "namespace"
    return GrafanaDashboard(
        title=title,
        rows=[
            [
                _stat("Requests per second", metrics.request_rate(namespace, by=everything), unit="reqps"),
                _stat("Share of errors", metrics.error_ratio(namespace, by=everything), unit="percentunit"),
                _stat("95th percentile of latency", metrics.latency(namespace, 95, by=everything), unit="s"),
                _stat("Nodes", metrics.NODES),
            ],
            [_by_service("Requests by service", metrics.request_rate(namespace), unit="reqps"), _latency(namespace)],
            [_containers("CPU by pod (cores)", namespace, "cpu"), _containers("Memory by pod", namespace, "memory")],
        ],
    )


def service_health(title: str, *, namespace: str) -> GrafanaDashboard:
    """Return what tells a healthy service from a sick one: errors, latency, restarts, missing pods, scaling."""
    return GrafanaDashboard(
        title=title,
        rows=[
            [
                _by_service("Errors per second", metrics.error_rate(namespace), unit="reqps"),
                _by_service("Share of errors", metrics.error_ratio(namespace), unit="percentunit"),
            ],
            [_latency(namespace)],
            [
                _graph("Restarts within an hour", metrics.restarts(namespace, "1h"), "{{pod}}"),
                _graph("Missing pods", metrics.missing_replicas(namespace), "{{deployment}}"),
                _graph("At most pods", metrics.at_most_replicas(namespace), "{{horizontalpodautoscaler}}"),
            ],
            [
                _load("CPU of limit", namespace, "cpu"),
                _load("Memory of limit", namespace, "memory"),
            ],
        ],
    )


def infrastructure(title: str) -> GrafanaDashboard:
    """Return nodes, volumes and pods that wait for a node."""
    return GrafanaDashboard(
        title=title,
        rows=[
            [
                _stat("Nodes", metrics.NODES),
                _graph("Pods that wait for a node", metrics.PENDING_PODS, "{{namespace}}"),
            ],
            [
                _graph("CPU of nodes", metrics.NODE_CPU, "{{instance}}", unit="percentunit"),
                _graph("Memory of nodes", metrics.NODE_MEMORY, "{{instance}}", unit="percentunit"),
            ],
            [
                _graph("Disk of nodes", metrics.NODE_DISK, "{{instance}}", unit="percentunit"),
                _graph("Volumes", metrics.VOLUME_USE, "{{namespace}}/{{persistentvolumeclaim}}", unit="percentunit"),
            ],
            [
                _graph("Received by nodes", metrics.NODE_RECEIVED, "{{instance}}", unit="Bps"),
                _graph("Sent by nodes", metrics.NODE_SENT, "{{instance}}", unit="Bps"),
            ],
        ],
    )


def business(title: str, *, counters: Sequence[tuple[str, str]]) -> GrafanaDashboard:
    """Return what the application counts: each `(title, counter)` as its rate by hour and its total of the last day.

    A counter is a metric that the services publish, such as `orders_created_total`.
    """
    return GrafanaDashboard(
        title=title,
        rows=[
            [
                _stat(f"{name}, last 24 hours", f"sum(increase({counter}[24h]))"),
                _graph(f"{name} per hour", f"sum(increase({counter}[1h]))", name),
            ]
            for name, counter in counters
        ],
    )


def _stat(title: str, expression: str, *, unit: Unit = "short") -> Panel:
    return Panel(title=title, queries=[Query(expression=expression)], unit=unit, kind="stat")


def _graph(title: str, expression: str, legend: str, *, unit: Unit = "short") -> Panel:
    return Panel(title=title, queries=[Query(expression=expression, legend=legend)], unit=unit)


def _by_service(title: str, expression: str, *, unit: Unit) -> Panel:
    return _graph(title, expression, "{{service}}", unit=unit)


def _latency(namespace: str) -> Panel:
    queries = [
        Query(expression=metrics.latency(namespace, percentile), legend=f"{{{{service}}}} p{percentile}")
        for percentile in PERCENTILES
    ]
    return Panel(title="Latency by service", queries=queries, unit="s")


def _containers(title: str, namespace: str, resource: metrics.Resource) -> Panel:
    unit: Unit = "short" if resource == "cpu" else "bytes"
    return _graph(title, metrics.container_usage(namespace, resource), "{{pod}}", unit=unit)


def _load(title: str, namespace: str, resource: metrics.Resource) -> Panel:
    return _graph(title, metrics.container_load(namespace, resource), "{{pod}}", unit="percentunit")
