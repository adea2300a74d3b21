"""Caches: snapshots, failover, logs and upgrades."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
LOG_TYPES = ("slow-log", "engine-log")


@rule(
    "elasticache-backup",
    "Caches are saved in daily snapshots",
    severity=Severity.MEDIUM,
    remedy="Set snapshotRetentionLimit",
    types=(GROUP,),
    controls=("ElastiCache.1", "CKV_AWS_134", "ElastiCacheRedisClusterAutomaticBackup"),
    settings={"minimumDays": {"type": "integer", "minimum": 1, "maximum": 35, "default": 1}},
)
def backup(group: Resource) -> Iterator[str]:
    """Count an absent value as none, which is AWS's default."""
    days, minimum = number(group.value("snapshotRetentionLimit")), number(group.config.value("minimumDays"))
    if days < minimum:
        yield f"snapshots are kept fewer than {minimum:.0f} days"


@rule(
    "elasticache-multi-az-failover",
    "Caches have a replica in another zone that takes over",
    severity=Severity.MEDIUM,
    remedy="Set automaticFailoverEnabled and multiAzEnabled to true, with at least two nodes",
    types=(GROUP,),
    controls=("ElastiCache.3", "CKV2_AWS_50", "AwsSolutions-AEC4"),
)
def failover(group: Resource) -> Iterator[str]:
    """Ask for both: failover alone may leave all nodes in one zone."""
    for name in ("automaticFailoverEnabled", "multiAzEnabled"):
        if group.value(name) is not True:
            yield f"{name} is not true"


@rule(
    "elasticache-log-delivery",
    "Caches send their slow commands and their own log to CloudWatch",
    severity=Severity.LOW,
    remedy="Add logDeliveryConfigurations for slow-log and engine-log",
    types=(GROUP,),
)
def log_delivery(group: Resource) -> Iterator[str]:
    """Look for both kinds of log."""
    found = [item.value("logType") for item in group.items("logDeliveryConfigurations")]
    missing = [log for log in LOG_TYPES if log not in found]
    if missing:
        yield f"logDeliveryConfigurations lacks {', '.join(missing)}"


@rule(
    "elasticache-minor-upgrades",
    "Caches take minor upgrades by themselves",
    severity=Severity.MEDIUM,
    remedy="Remove autoMinorVersionUpgrade or set it to true",
    types=(GROUP,),
    controls=("ElastiCache.2", "CKV_AWS_322"),
)
def minor_upgrades(group: Resource) -> Iterator[str]:
    """Read the text too: the provider takes this switch as one."""
    if group.value("autoMinorVersionUpgrade") in (False, "false"):
        yield "autoMinorVersionUpgrade is false"
