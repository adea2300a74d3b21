"""Alarms: the sets of a system, who hears of them, and what CloudWatch refuses."""

from collections.abc import Mapping

import pytest

from components.alarm_sets import (
    cache_alarms,
    database_alarms,
    healthy_targets_alarm,
    load_balancer_alarms,
    running_tasks_alarm,
    service_alarms,
)
from components.alarms import Alarm, Alarms, AlarmsArgs
from components.metrics import database_metric
from core.aws.rules import violations
from core.sections.observability import AlarmSettings, Severity
from tests.recording import Recording, Registered, record

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPICS: Mapping[Severity, str] = {
    severity: f"arn:aws:sns:us-east-1:111111111111:{severity}" for severity in ("warning", "error", "critical")
}
SETTINGS = AlarmSettings(database_connections=80)
CPU = database_metric("CPUUtilization", instance="db")


def alarm(**changes: object) -> Alarm:
    values: dict[str, object] = {
        "description": "CPU",
        "severity": "warning",
        "metrics": [CPU],
        "statistic": "Average",
        "comparison": "GreaterThanThreshold",
        "threshold": 80,
        "missing_data": "missing",
        **changes,
    }
    return Alarm(**values)  # type: ignore[arg-type]  # the values of the table above


def system(*, replica: str | None = None, nodes: tuple[str, ...] = ("redis-001",)) -> dict[str, Alarm]:
    """Return the alarms of ims."""
    return (
        service_alarms("api", SETTINGS, cluster_name="cluster", service_name="api")
        | load_balancer_alarms(
            "alb", SETTINGS, load_balancer_suffix="app/alb/1", target_group_suffix="targetgroup/api/1"
        )
        | database_alarms("db", SETTINGS, instance="db", replica=replica)
        | cache_alarms("cache", SETTINGS, nodes=nodes)
    )


def build(alarms: Mapping[str, Alarm], topics: Mapping[Severity, str] = TOPICS) -> Recording[Alarms]:
    return record(lambda: Alarms("alarms", AlarmsArgs(alarms=alarms, topics=topics)))


def one(label: str, alarms: Mapping[str, Alarm] | None = None) -> Registered:
    return build(alarms or system(replica="replica")).named(ALARM, f"alarms-{label}")


def test_ims_has_ten_alarms_and_with_a_replica_eleven() -> None:
    assert len(build(system()).of(ALARM)) == 10
    with_replica = build(system(replica="replica"))
    assert len(with_replica.of(ALARM)) == 11
    assert with_replica.named(ALARM, "alarms-db-replica-lag").inputs["dimensions"] == {
        "DBInstanceIdentifier": "replica"
    }


def test_an_alarm_tells_the_topic_of_its_severity_when_it_starts_and_ends() -> None:
    alarms = system()
    for registered in build(alarms).of(ALARM):
        topic = TOPICS[alarms[registered.name.removeprefix("alarms-")].severity]
        assert (registered.inputs["alarmActions"], registered.inputs["okActions"]) == ([topic], [topic])


def test_every_alarm_says_what_missing_data_means_and_what_it_is_about() -> None:
    for registered in build(system(replica="replica")).of(ALARM):
        assert registered.inputs["treatMissingData"] in ("missing", "notBreaching", "breaching")
        assert registered.inputs["alarmDescription"]


@pytest.mark.parametrize(
    ("label", "namespace", "metric", "threshold"),
    [
        ("api-cpu", "AWS/ECS", "CPUUtilization", 70),
        ("api-memory", "AWS/ECS", "MemoryUtilization", 80),
        ("alb-errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", 10),
        ("alb-unhealthy", "AWS/ApplicationELB", "UnHealthyHostCount", 0),
        ("alb-latency", "AWS/ApplicationELB", "TargetResponseTime", 0.5),
        ("db-cpu", "AWS/RDS", "CPUUtilization", 80),
        ("db-storage", "AWS/RDS", "FreeStorageSpace", 10 * 1024**3),
        ("db-connections", "AWS/RDS", "DatabaseConnections", 80),
        ("cache-cpu", "AWS/ElastiCache", "EngineCPUUtilization", 80),
        ("cache-memory", "AWS/ElastiCache", "DatabaseMemoryUsagePercentage", 80),
    ],
)
def test_alarms_watch_the_documented_metrics(label: str, namespace: str, metric: str, threshold: float) -> None:
    inputs = one(label).inputs
    assert (inputs["namespace"], inputs["metricName"], inputs["threshold"]) == (namespace, metric, threshold)


def test_free_storage_alarms_when_it_falls() -> None:
    assert one("db-storage").inputs["comparisonOperator"] == "LessThanThreshold"


def test_no_target_at_all_is_as_bad_as_an_unhealthy_one() -> None:
    assert one("alb-unhealthy").inputs["treatMissingData"] == "breaching"


def test_percentiles_go_where_cloudwatch_wants_them() -> None:
    inputs = one("alb-latency").inputs
    assert inputs["extendedStatistic"] == "p95"
    assert "statistic" not in inputs


def test_of_several_nodes_the_busiest_counts() -> None:
    inputs = one("cache-cpu", system(nodes=("redis-001", "redis-002", "redis-003"))).inputs
    assert "metricName" not in inputs
    queries = inputs["metricQueries"]
    assert isinstance(queries, list)
    watched = [query["metric"]["dimensions"]["CacheClusterId"] for query in queries if "metric" in query]
    assert watched == ["redis-001", "redis-002", "redis-003"]
    assert [query["expression"] for query in queries if query.get("returnData")] == ["MAX([m0, m1, m2])"]


def test_of_several_metrics_that_must_not_fall_the_lowest_counts() -> None:
    falling = alarm(metrics=[CPU, CPU], comparison="LessThanThreshold")
    queries = one("cpu", {"cpu": falling}).inputs["metricQueries"]
    assert isinstance(queries, list)
    assert queries[-1]["expression"] == "MIN([m0, m1])"


def hit_rate(*nodes: str) -> Registered:
    settings = AlarmSettings(database_connections=80, cache_hit_rate_percent=80)
    return one("cache-hit-rate", cache_alarms("cache", settings, nodes=nodes))


def test_the_hit_rate_is_watched_only_where_the_settings_say() -> None:
    assert "cache-hit-rate" not in system()
    assert hit_rate("redis-001").inputs["threshold"] == 80
    assert hit_rate("redis-001").inputs["comparisonOperator"] == "LessThanThreshold"


def test_the_hit_rate_is_that_of_all_nodes_together_and_good_while_nobody_asks() -> None:
    queries = hit_rate("redis-001", "redis-002").inputs["metricQueries"]
    assert isinstance(queries, list)
    *metrics, rate = queries
    watched = [(query["metric"]["metricName"], query["metric"]["dimensions"]["CacheClusterId"]) for query in metrics]
    assert watched == [
        ("CacheHits", "redis-001"),
        ("CacheHits", "redis-002"),
        ("CacheMisses", "redis-001"),
        ("CacheMisses", "redis-002"),
    ]
    lookups = "SUM([m0, m1, m2, m3])"
    assert rate["expression"] == f"IF({lookups}>=300, 100*SUM([m0, m1])/{lookups}, 100)"
    assert rate["label"] == "CacheHitRate"


def test_of_many_nodes_as_many_count_as_an_alarm_holds() -> None:
    queries = hit_rate(*(f"redis-{number:03}" for number in range(1, 7))).inputs["metricQueries"]
    assert isinstance(queries, list)
    assert len(queries) == 11


def test_aws_accepts_the_alarm_on_the_hit_rate() -> None:
    assert violations(ALARM, hit_rate("redis-001").inputs) == []


def test_an_alarm_without_a_topic_is_refused() -> None:
    with pytest.raises(ValueError, match="alarm cpu is critical, and topics has only warning"):
        build({"cpu": alarm(severity="critical")}, {"warning": TOPICS["warning"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metrics": []}, "0 given, allowed are 1 to 10"),
        ({"metrics": [CPU] * 11}, "11 given, allowed are 1 to 10"),
        ({"period": 90}, "90 seconds, allowed are multiples of 60"),
        ({"evaluation_periods": 0}, "together at most a day"),
        ({"period": 3600, "evaluation_periods": 25}, "together at most a day"),
    ],
)
def test_what_cloudwatch_refuses_is_refused_at_once(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        alarm(**change)


def test_a_service_alarms_after_the_periods_of_the_settings_and_says_so() -> None:
    settings = AlarmSettings(database_connections=80, service_period_seconds=300, service_periods=2)
    alarms = service_alarms("api", settings, cluster_name="shop", service_name="api")
    inputs = one("api-cpu", alarms).inputs

    assert (inputs["period"], inputs["evaluationPeriods"]) == (300, 2)
    assert str(inputs["alarmDescription"]).endswith("for 10 minutes.")


@pytest.mark.parametrize(
    ("label", "namespace", "metric"),
    [
        ("api-tasks", "ECS/ContainerInsights", "RunningTaskCount"),
        ("alb-healthy", "AWS/ApplicationELB", "HealthyHostCount"),
    ],
)
def test_nothing_left_is_critical_and_so_is_no_word_of_it(label: str, namespace: str, metric: str) -> None:
    alarms = running_tasks_alarm("api", cluster_name="shop", service_name="api") | healthy_targets_alarm(
        "alb", load_balancer_suffix="app/alb/1", target_group_suffix="targetgroup/alb/1"
    )
    inputs = one(label, alarms).inputs

    assert alarms[label].severity == "critical"
    assert (inputs["namespace"], inputs["metricName"]) == (namespace, metric)
    assert (inputs["comparisonOperator"], inputs["threshold"]) == ("LessThanThreshold", 1)
    assert inputs["treatMissingData"] == "breaching"
