"""Copies of a system's data in a second region, from which it can be stood up there."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import iam, rds, s3

from components.bucket import Bucket
from components.database import Database
from core.iam import document, service_trust, statement
from core.naming import type_token

REPLICATION_MINUTES = 15
"""The time within which S3 promises replication, and the only one it offers:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
"""


@dataclass(frozen=True, kw_only=True)
class RecoveryCopyArgs:
    """What the copies need to know."""

    region: str
    """The second region."""
    kms_key_arn: pulumi.Input[str]
    """Key of the copies, in the second region."""
    files: Bucket
    files_name: str
    files_key_arn: pulumi.Input[str]
    files_region: str
    """The bucket that is replicated, its physical name, its key and its region. It keeps versions."""
    replica: Bucket
    replica_name: str
    """The bucket in the second region that receives, encrypted with `kms_key_arn`, and its physical name."""
    database: Database
    backup_retention_days: int
    """Days that the database's backups are kept in the second region."""


class RecoveryCopy(pulumi.ComponentResource):
    """Replication of a bucket within 15 minutes, and of a database's backups and transaction logs.

    Deletions are replicated as delete markers, so the replica shows what the bucket shows; older versions stay. RDS
    replicates transaction logs every five minutes:
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
    """

    backups_arn: pulumi.Output[str]
    """The replicated backups, for `settings.database.restore.backups_arn` of a recovery stack."""

    def __init__(self, name: str, args: RecoveryCopyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("recovery", "RecoveryCopy"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        role, policy = self._role()
        self._replicate_files(role, policy)
        backups = rds.InstanceAutomatedBackupsReplication(
            name,
            region=args.region,
            source_db_instance_arn=args.database.arn,
            kms_key_id=args.kms_key_arn,
            retention_period=args.backup_retention_days,
            opts=self._child,
        )
        self.backups_arn = backups.id
        self.register_outputs({"backupsArn": self.backups_arn})

    def _role(self) -> tuple[iam.Role, iam.RolePolicy]:
        """Make the role in which S3 reads the bucket and writes the replica.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
        """
        args = self._args
        source, target = f"arn:aws:s3:::{args.files_name}", f"arn:aws:s3:::{args.replica_name}"
        role = iam.Role(self._label, assume_role_policy=document(service_trust("s3.amazonaws.com")), opts=self._child)
        rights = document(
            statement(["s3:GetReplicationConfiguration", "s3:ListBucket"], source),
            statement(
                [
                    "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionForReplication",
                    "s3:GetObjectVersionTagging",
                ],
                f"{source}/*",
            ),
            statement(["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"], f"{target}/*"),
            statement(["kms:Decrypt"], args.files_key_arn, conditions=_through_s3(args.files_region, source)),
            statement(
                ["kms:Encrypt", "kms:GenerateDataKey"], args.kms_key_arn, conditions=_through_s3(args.region, target)
            ),
        )
        return role, iam.RolePolicy(self._label, role=role.name, policy=rights, opts=self._child)

    def _replicate_files(self, role: iam.Role, policy: iam.RolePolicy) -> None:
        args = self._args
        destination = s3.BucketReplicationConfigRuleDestinationArgs(
            bucket=args.replica.arn,
            encryption_configuration=s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                replica_kms_key_id=args.kms_key_arn
            ),
            replication_time=s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
                status="Enabled",
                time=s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(minutes=REPLICATION_MINUTES),
            ),
            metrics=s3.BucketReplicationConfigRuleDestinationMetricsArgs(
                status="Enabled",
                event_threshold=s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(
                    minutes=REPLICATION_MINUTES
                ),
            ),
        )
        # Objects under KMS keys are left out unless asked for.
        encrypted = s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(status="Enabled")
        s3.BucketReplicationConfig(
            self._label,
            bucket=args.files.name,
            role=role.arn,
            rules=[
                s3.BucketReplicationConfigRuleArgs(
                    id="everything",
                    status="Enabled",
                    priority=0,
                    filter=s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                    delete_marker_replication=s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                        status="Enabled"
                    ),
                    source_selection_criteria=s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
                        sse_kms_encrypted_objects=encrypted
                    ),
                    destination=destination,
                )
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy, args.files.settled, args.replica.settled]),
        )


def _through_s3(region: str, bucket_arn: str) -> dict[str, dict[str, str]]:
    """Return the condition that a key is used by S3, and for one bucket."""
    return {
        "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": f"{bucket_arn}*"},
    }
