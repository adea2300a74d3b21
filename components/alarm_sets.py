"""The alarms that a service, a load balancer, a database and a cache each come with (IMS-237).

Every function returns alarms by label, and `label` is the thing's own stable name: join the sets with `|`. A warning
says that something is getting tight, an error that users notice, a critical alarm that the system stops or is about to.
"""

from collections.abc import Sequence

import pulumi

from components.alarms import METRICS_PER_ALARM, Alarm, Formula
from components.metrics import Metric, cache_metric, database_metric, insights_metric, service_metric, target_metric
from core.sections.observability import AlarmSettings

GIB = 1024**3
FEW_LOOKUPS = 300
"""Lookups in five minutes, one a second, below which the share of hits says nothing: nobody uses the cache."""


def service_alarms(
    label: str, settings: AlarmSettings, *, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]
) -> dict[str, Alarm]:
    """Return the alarms of an ECS service: CPU and memory."""
    minutes = settings.service_period_seconds * settings.service_periods // 60

    def above(metric: str, what: str, percent: int) -> Alarm:
        return Alarm(
            description=f"{what} of service {label} above {percent} % for {minutes} minutes.",
            severity="warning",
            metrics=[service_metric(metric, cluster_name=cluster_name, service_name=service_name)],
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=percent,
            period=settings.service_period_seconds,
            evaluation_periods=settings.service_periods,
            missing_data="missing",
        )

    return {
        f"{label}-cpu": above("CPUUtilization", "CPU", settings.service_cpu_percent),
        f"{label}-memory": above("MemoryUtilization", "Memory", settings.service_memory_percent),
    }


def running_tasks_alarm(
    label: str, *, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]
) -> dict[str, Alarm]:
    """Return the alarm that an ECS service has no task left; it needs Container Insights."""
    return {
        f"{label}-tasks": Alarm(
            description=f"Service {label} has no running task.",
            severity="critical",
            metrics=[insights_metric("RunningTaskCount", cluster_name=cluster_name, service_name=service_name)],
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=1,
            evaluation_periods=2,
            missing_data="breaching",  # published while there are tasks
        )
    }


def healthy_targets_alarm(
    label: str, *, load_balancer_suffix: pulumi.Input[str], target_group_suffix: pulumi.Input[str]
) -> dict[str, Alarm]:
    """Return the alarm that a load balancer has nowhere left to send requests."""
    metric = target_metric(
        "HealthyHostCount", load_balancer_suffix=load_balancer_suffix, target_group_suffix=target_group_suffix
    )
    return {
        f"{label}-healthy": Alarm(
            description=f"{label} has no healthy target.",
            severity="critical",
            metrics=[metric],
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=1,
            evaluation_periods=2,
            missing_data="breaching",  # published while there are targets
        )
    }


def load_balancer_alarms(
    label: str,
    settings: AlarmSettings,
    *,
    load_balancer_suffix: pulumi.Input[str],
    target_group_suffix: pulumi.Input[str],
) -> dict[str, Alarm]:
    """Return the alarms of a load balancer's target group: errors, unhealthy targets, response time (IMS-096)."""
    metric = target_metric(
        "UnHealthyHostCount", load_balancer_suffix=load_balancer_suffix, target_group_suffix=target_group_suffix
    )
    unhealthy = Alarm(
        description=f"A target of {label} fails its health check for five minutes, or there is no target at all.",
        severity="critical",
        metrics=[metric],
        statistic="Maximum",
        comparison="GreaterThanThreshold",
        threshold=0,
        missing_data="breaching",  # published while there are targets
    )
    answers = answer_alarms(
        label, settings, load_balancer_suffix=load_balancer_suffix, target_group_suffix=target_group_suffix
    )
    return answers | {f"{label}-unhealthy": unhealthy}


def answer_alarms(
    label: str,
    settings: AlarmSettings,
    *,
    load_balancer_suffix: pulumi.Input[str],
    target_group_suffix: pulumi.Input[str],
) -> dict[str, Alarm]:
    """Return the alarms on what the targets of a load balancer answer: errors, and how late."""
    latency = settings.latency_seconds

    def metric(name: str) -> list[Metric]:
        return [target_metric(name, load_balancer_suffix=load_balancer_suffix, target_group_suffix=target_group_suffix)]

    return {
        f"{label}-errors": Alarm(
            description=f"More than {settings.server_errors} responses of 5xx from {label} in five minutes.",
            severity="error",
            metrics=metric("HTTPCode_Target_5XX_Count"),
            statistic="Sum",
            comparison="GreaterThanThreshold",
            threshold=settings.server_errors,
            period=300,
            evaluation_periods=1,
            missing_data="notBreaching",  # published only when there is an error to count
        ),
        f"{label}-latency": Alarm(
            description=f"95th percentile of {label}'s response time above {latency} s for five minutes.",
            severity="warning",
            metrics=metric("TargetResponseTime"),
            statistic="p95",
            comparison="GreaterThanThreshold",
            threshold=latency,
            missing_data="notBreaching",  # no request, no response time
        ),
    }


def database_alarms(
    label: str,
    settings: AlarmSettings,
    *,
    instance: pulumi.Input[str],
    replica: pulumi.Input[str] | None = None,
) -> dict[str, Alarm]:
    """Return the alarms of an RDS instance: CPU, free storage, connections, and the lag of its replica if any."""
    free_gib = settings.database_free_storage_gib
    alarms = {
        f"{label}-cpu": Alarm(
            description=f"CPU of database {label} above {settings.database_cpu_percent} % for five minutes.",
            severity="warning",
            metrics=[database_metric("CPUUtilization", instance=instance)],
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=settings.database_cpu_percent,
            missing_data="missing",
        ),
        f"{label}-storage": Alarm(
            description=f"Database {label} has less than {free_gib} GiB of free storage; at none it stops.",
            severity="critical",
            metrics=[database_metric("FreeStorageSpace", instance=instance)],
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=free_gib * GIB,
            missing_data="missing",
        ),
        f"{label}-connections": Alarm(
            description=f"Database {label} has more than {settings.database_connections} connections for five minutes.",
            severity="error",
            metrics=[database_metric("DatabaseConnections", instance=instance)],
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=settings.database_connections,
            missing_data="missing",
        ),
    }
    if replica is not None:
        lag = settings.replica_lag_seconds
        alarms[f"{label}-replica-lag"] = Alarm(
            description=f"The read replica of database {label} is more than {lag} s behind for five minutes.",
            severity="warning",
            metrics=[database_metric("ReplicaLag", instance=replica)],
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=lag,
            missing_data="missing",
        )
    return alarms


def cache_alarms(label: str, settings: AlarmSettings, *, nodes: Sequence[pulumi.Input[str]]) -> dict[str, Alarm]:
    """Return the alarms of a cache: CPU and memory of its busiest node, and the share of lookups that hit, if wanted.

    `nodes` are the cache clusters' ids.

    Redis runs commands on one thread, so the engine's CPU is the limit, not the node's:
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
    """

    def above(metric: str, what: str, percent: int) -> Alarm:
        return Alarm(
            description=f"{what} of a node of cache {label} above {percent} % for five minutes.",
            severity="warning",
            metrics=[cache_metric(metric, node=node) for node in nodes],
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=percent,
            missing_data="missing",
        )

    alarms = {
        f"{label}-cpu": above("EngineCPUUtilization", "Engine CPU", settings.cache_cpu_percent),
        f"{label}-memory": above("DatabaseMemoryUsagePercentage", "Memory", settings.cache_memory_percent),
    }
    if settings.cache_hit_rate_percent is not None:
        alarms[f"{label}-hit-rate"] = _hit_rate(label, settings.cache_hit_rate_percent, nodes)
    return alarms


def _hit_rate(label: str, percent: int, nodes: Sequence[pulumi.Input[str]]) -> Alarm:
    """Return the alarm on the share of hits over all nodes (ECO-143).

    The metric CacheHitRate is one node's, and 0 for a node that nobody reads, such as a replica that only stands by; so
    the rate is made of the sums here. An alarm holds ten metrics: of more than five nodes the first five are looked at.
    """
    looked_at = nodes[: METRICS_PER_ALARM // 2]
    names = [f"m{number}" for number in range(2 * len(looked_at))]
    # SUM passes over a node without data, such as one that has just been added.
    hits, lookups = (f"SUM([{', '.join(some)}])" for some in (names[: len(looked_at)], names))
    return Alarm(
        description=f"Less than {percent} % of the lookups in cache {label} hit for fifteen minutes.",
        severity="warning",
        metrics=[cache_metric(metric, node=node) for metric in ("CacheHits", "CacheMisses") for node in looked_at],
        statistic="Sum",
        comparison="LessThanThreshold",
        threshold=percent,
        period=300,
        evaluation_periods=3,
        missing_data="missing",
        formula=Formula(label="CacheHitRate", expression=f"IF({lookups}>={FEW_LOOKUPS}, 100*{hits}/{lookups}, 100)"),
    )
