"""The dashboard: documented metrics, and graphs that fill their row without overlapping."""

import json

from components.dashboard import COLUMNS, Dashboard, DashboardArgs, Graph
from components.dashboard_rows import cache_row, database_row, load_balancer_row, service_row
from tests.recording import record


def rows() -> list[list[Graph]]:
    """Return the rows of ims."""
    return [
        load_balancer_row("api", load_balancer_suffix="app/alb/1", target_group_suffix="targetgroup/api/1"),
        service_row("api", cluster_name="cluster", service_name="api"),
        database_row("database", instance="db"),
        cache_row("cache", nodes=["redis-001", "redis-002"]),
    ]


def body() -> dict[str, list[dict[str, object]]]:
    args = DashboardArgs(dashboard_name="ims-dev", region="us-east-1", rows=rows())
    registered = record(lambda: Dashboard("dashboard", args)).one("aws:cloudwatch/dashboard:Dashboard")
    assert registered.inputs["dashboardName"] == "ims-dev"
    parsed: dict[str, list[dict[str, object]]] = json.loads(str(registered.inputs["dashboardBody"]))
    return parsed


def metrics() -> list[list[object]]:
    found: list[list[object]] = []
    for widget in body()["widgets"]:
        properties = widget["properties"]
        assert isinstance(properties, dict)
        found += properties["metrics"]
    return found


def test_hits_and_misses_of_every_cache_node_are_shown() -> None:
    for name in ("CacheHits", "CacheMisses"):
        for node in ("redis-001", "redis-002"):
            assert ["AWS/ElastiCache", name, "CacheClusterId", node, {"stat": "Sum"}] in metrics()


def test_latency_errors_and_database_are_shown() -> None:
    shown = {(metric[0], metric[1]) for metric in metrics()}
    assert shown >= {
        ("AWS/ApplicationELB", "TargetResponseTime"),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
        ("AWS/ApplicationELB", "RequestCount"),
        ("AWS/ECS", "CPUUtilization"),
        ("AWS/ECS", "MemoryUtilization"),
        ("ECS/ContainerInsights", "NetworkRxBytes"),
        ("AWS/RDS", "DatabaseConnections"),
        ("AWS/RDS", "FreeStorageSpace"),
        ("AWS/RDS", "ReadLatency"),
    }


def test_response_time_is_shown_by_percentile() -> None:
    options = [metric[-1] for metric in metrics() if metric[1] == "TargetResponseTime"]
    assert [option["stat"] for option in options if isinstance(option, dict)] == ["p50", "p95", "p99"]


def test_graphs_fill_their_rows_and_do_not_overlap() -> None:
    cells: set[tuple[int, int]] = set()
    for widget in body()["widgets"]:
        x, y, width = (int(str(widget[key])) for key in ("x", "y", "width"))
        taken = {(column, y) for column in range(x, x + width)}
        assert not cells & taken
        cells |= taken
    assert len(cells) == COLUMNS * len(rows())


def test_every_graph_names_its_region() -> None:
    properties = [widget["properties"] for widget in body()["widgets"]]
    assert all(isinstance(one, dict) and one["region"] == "us-east-1" for one in properties)
