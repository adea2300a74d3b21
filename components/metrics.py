"""CloudWatch metrics by name, for alarms and dashboards alike.

Dimensions must be exactly those that the service publishes; an alarm on any other set never sees a data point.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One time series."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]


def service_metric(name: str, *, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]) -> Metric:
    """Return a metric of an ECS service: CPUUtilization or MemoryUtilization, in percent of what its tasks reserve.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
    """
    dimensions = {"ClusterName": cluster_name, "ServiceName": service_name}
    return Metric(namespace="AWS/ECS", name=name, dimensions=dimensions)


def insights_metric(name: str, *, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]) -> Metric:
    """Return a metric of an ECS service that only Container Insights has, such as NetworkRxBytes or RunningTaskCount.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    dimensions = {"ClusterName": cluster_name, "ServiceName": service_name}
    return Metric(namespace="ECS/ContainerInsights", name=name, dimensions=dimensions)


def target_metric(
    name: str, *, load_balancer_suffix: pulumi.Input[str], target_group_suffix: pulumi.Input[str]
) -> Metric:
    """Return a metric of a target group behind a load balancer. Both are named by the suffix of their ARN.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    """
    dimensions = {"LoadBalancer": load_balancer_suffix, "TargetGroup": target_group_suffix}
    return Metric(namespace="AWS/ApplicationELB", name=name, dimensions=dimensions)


def database_metric(name: str, *, instance: pulumi.Input[str]) -> Metric:
    """Return a metric of an RDS instance, named by its identifier.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
    """
    return Metric(namespace="AWS/RDS", name=name, dimensions={"DBInstanceIdentifier": instance})


def cache_metric(name: str, *, node: pulumi.Input[str]) -> Metric:
    """Return a metric of one ElastiCache node, named by its cache cluster's id; replication groups have none.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
    """
    return Metric(namespace="AWS/ElastiCache", name=name, dimensions={"CacheClusterId": node})
