"""Relational databases: backups, standby, protection from deletion, logs and upgrades."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings
from policies.lib.view import View

INSTANCE = "aws:rds/instance:Instance"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"

MODERN_AUTHORITIES = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html"""

MONITORING_INTERVALS = (1, 5, 10, 15, 30, 60)
"""Seconds that Enhanced Monitoring takes; 0 switches it off."""

LOGS: dict[str, tuple[str, ...]] = {"postgres": ("postgresql", "upgrade"), "mysql": ("error", "slowquery")}
"""What each engine can send to CloudWatch and should; MySQL's audit and general logs need an option and are heavy."""

NO_INSIGHTS = ("db.t2.", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small")
"""Classes on which MySQL and MariaDB have no Performance Insights.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
"""


def _is_replica(instance: View) -> bool:
    return instance.given("replicateSourceDb")


@rule(
    "rds-backup-retention",
    "Databases are backed up every day, and backups are kept long enough",
    severity=Severity.HIGH,
    remedy="Set backupRetentionPeriod; any value above 0 also allows a restore to any minute",
    types=(INSTANCE,),
    controls=("RDS.11", "RDS.50", "CKV_AWS_133", "AwsSolutions-RDS13", "RDSInstanceBackupEnabled"),
    settings={"minimumDays": {"type": "integer", "minimum": 1, "maximum": 35, "default": 7}},
)
def backup_retention(instance: Resource) -> Iterator[str]:
    """Count an absent value as none: the provider's default is no backup."""
    days, minimum = number(instance.value("backupRetentionPeriod")), number(instance.config.value("minimumDays"))
    if not _is_replica(instance) and days < minimum:
        yield f"backups are kept fewer than {minimum:.0f} days"


@rule(
    "rds-multi-az",
    "Databases have a standby in another zone",
    severity=Severity.MEDIUM,
    remedy="Set multiAz to true",
    types=(INSTANCE,),
    controls=("RDS.5", "RDS.15", "CKV_AWS_157", "AwsSolutions-RDS3", "RDSMultiAZSupport"),
)
def standby(instance: Resource) -> Iterator[str]:
    """Pass over replicas: the source has the standby."""
    if not _is_replica(instance) and instance.value("multiAz") is not True:
        yield "multiAz is not true"


@rule(
    "rds-deletion-protection",
    "Databases are protected from deletion",
    severity=Severity.HIGH,
    remedy="Set deletionProtection to true",
    types=(INSTANCE,),
    controls=("RDS.7", "RDS.8", "CKV_AWS_293", "AwsSolutions-RDS10", "RDSInstanceDeletionProtectionEnabled"),
)
def deletion_protection(instance: Resource) -> Iterator[str]:
    """Expect it of the source; a replica can be made again."""
    if not _is_replica(instance) and instance.value("deletionProtection") is not True:
        yield "deletionProtection is not true"


@rule(
    "rds-final-snapshot",
    "A deleted database leaves a last snapshot",
    severity=Severity.HIGH,
    remedy="Set skipFinalSnapshot to false and name it in finalSnapshotIdentifier",
    types=(INSTANCE,),
)
def final_snapshot(instance: Resource) -> Iterator[str]:
    """Ask for the name too: without it the deletion fails at its end."""
    if _is_replica(instance):
        return
    if instance.value("skipFinalSnapshot") is True:
        yield "skipFinalSnapshot is true"
    elif not instance.given("finalSnapshotIdentifier"):
        yield "finalSnapshotIdentifier is not set, so the database cannot be deleted"


@rule(
    "rds-keep-automated-backups",
    "Daily backups outlive a deleted database",
    severity=Severity.MEDIUM,
    remedy="Set deleteAutomatedBackups to false",
    types=(INSTANCE,),
)
def keep_backups(instance: Resource) -> Iterator[str]:
    """Expect false in so many words: AWS deletes them by default."""
    if not _is_replica(instance) and instance.value("deleteAutomatedBackups") is not False:
        yield "deleteAutomatedBackups is not false"


@rule(
    "rds-log-exports",
    "Databases send their logs to CloudWatch",
    severity=Severity.MEDIUM,
    remedy="Set enabledCloudwatchLogsExports: postgresql and upgrade, or error and slowquery for MySQL",
    types=(INSTANCE,),
    controls=(
        *("RDS.9", "RDS.34", "RDS.36", "RDS.37", "RDS.40", "RDS.42", "RDS.45", "CKV_AWS_129", "CKV_AWS_324"),
        *("CKV_AWS_325", "AwsSolutions-RDS16", "RDSLoggingEnabled"),
    ),
)
def log_exports(instance: Resource) -> Iterator[str]:
    """Look at the engines that are known here; a replica may say none and take its source's engine."""
    engine = instance.value("engine")
    exported = strings(instance.value("enabledCloudwatchLogsExports"))
    missing = [log for log in LOGS.get(str(engine), ()) if log not in exported]
    if missing:
        yield f"enabledCloudwatchLogsExports lacks {', '.join(missing)}"


@rule(
    "rds-postgres-query-logging",
    "PostgreSQL logs slow or changing statements",
    severity=Severity.LOW,
    remedy="Set log_statement or log_min_duration_statement in the parameter group",
    types=(PARAMETER_GROUP,),
    controls=("CKV2_AWS_27", "CKV2_AWS_30"),
)
def query_logging(group: Resource) -> Iterator[str]:
    """Take either: which statements, or how slow ones."""
    names = [item.value("name") for item in group.items("parameters")]
    if "postgres" in str(group.value("family")) and not {"log_statement", "log_min_duration_statement"} & set(names):
        yield "neither log_statement nor log_min_duration_statement is set"


@rule(
    "rds-enhanced-monitoring",
    "Databases report the processes of their machine",
    severity=Severity.LOW,
    remedy="Set monitoringInterval to 1, 5, 10, 15, 30 or 60 and give monitoringRoleArn",
    types=(INSTANCE,),
    controls=("RDS.6", "CKV_AWS_118", "RDSEnhancedMonitoringEnabled"),
)
def enhanced_monitoring(instance: Resource) -> Iterator[str]:
    """Expect one of the intervals that RDS takes."""
    if instance.value("monitoringInterval") not in MONITORING_INTERVALS:
        yield "monitoringInterval is not set"


@rule(
    "rds-performance-insights",
    "Databases keep a history of their load by statement",
    severity=Severity.LOW,
    remedy="Set performanceInsightsEnabled to true",
    types=(INSTANCE,),
    controls=("CKV_AWS_353",),
)
def performance_insights(instance: Resource) -> Iterator[str]:
    """Pass over MySQL and MariaDB on the classes that do not have it."""
    small = str(instance.value("instanceClass")).startswith(NO_INSIGHTS)
    without = small and instance.value("engine") in ("mysql", "mariadb")
    if instance.value("performanceInsightsEnabled") is not True and not without:
        yield "performanceInsightsEnabled is not true"


@rule(
    "rds-minor-upgrades",
    "Databases take minor upgrades by themselves",
    severity=Severity.MEDIUM,
    remedy="Remove autoMinorVersionUpgrade or set it to true",
    types=(INSTANCE,),
    controls=("RDS.13", "RDS.35", "CKV_AWS_226", "RDSAutomaticMinorVersionUpgradeEnabled"),
)
def minor_upgrades(instance: Resource) -> Iterator[str]:
    """Count an absent value as true, which is AWS's default."""
    if instance.value("autoMinorVersionUpgrade") is False:
        yield "autoMinorVersionUpgrade is false"


@rule(
    "rds-modern-ca",
    "Databases show a certificate of an authority that is not about to end",
    severity=Severity.HIGH,
    remedy=f"Set caCertIdentifier to {MODERN_AUTHORITIES[0]}",
    types=(INSTANCE,),
    controls=("CKV_AWS_211",),
)
def modern_authority(instance: Resource) -> Iterator[str]:
    """Count an absent value as AWS's default, which is a modern one."""
    if instance.value("caCertIdentifier") not in (None, *MODERN_AUTHORITIES):
        yield "caCertIdentifier is of an authority that has ended"
