"""Where a new database's data comes from, in the words of RDS."""

from pulumi_aws import rds

from core.sections.restore import RestoreSettings

SOURCES = ("snapshotIdentifier", "restoreToPointInTime")
"""The inputs that say where the data came from. They count at creation, and a change makes RDS start over."""


def restore(inputs: rds.InstanceArgs, settings: RestoreSettings) -> None:
    """Say where the data comes from. The database's name and the master user's come with it, the password does not.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
    """
    if settings.snapshot is not None:
        inputs.snapshot_identifier = settings.snapshot
        return
    latest = settings.moment == "latest"
    inputs.restore_to_point_in_time = rds.InstanceRestoreToPointInTimeArgs(
        source_db_instance_identifier=settings.instance,
        source_db_instance_automated_backups_arn=settings.backups_arn,
        restore_time=None if latest else settings.moment,
        use_latest_restorable_time=True if latest else None,
    )
