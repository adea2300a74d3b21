"""Copies of the data in a second region, from which docs/recovery.md stands the system up there."""

from architectures import Outputs
from architectures.context import StackContext
from components.bucket import Bucket, BucketArgs
from components.kms_key import KmsKey, KmsKeyArgs
from components.recovery_copy import RecoveryCopy, RecoveryCopyArgs
from core import bucket_policy
from core.naming import physical_name
from core.sections.recovery import ReplicationSettings
from core.settings import ConfigError, Mistake

from .data import Data
from .foundation import Foundation, static_prefix
from .settings import EvaluationSettings


def build_copies(stack: StackContext, settings: EvaluationSettings, foundation: Foundation, data: Data) -> Outputs:
    """Make the copies if the settings ask for them, and return what a recovery stack is told about them."""
    replication, files = settings.replication, foundation.files
    if replication is None or files.bucket is None:
        return {}
    if replication.region == stack.region:
        raise ConfigError(
            [
                Mistake(
                    "settings.replication.region",
                    replication.region,
                    "is the stack's own region, with which the copies would be lost",
                    "pulumi config set --path settings.replication.region us-west-2",
                )
            ]
        )
    key = KmsKey(
        stack.name("copies-key"),
        KmsKeyArgs(
            alias=f"{stack.prefix}-copies",
            description=f"Copies of the data of {stack.prefix}",
            account_id=stack.account_id,
            region=replication.region,
            elsewhere=True,
            services=("cloudfront",),
            protected=stack.protected,
        ),
        stack.opts,
    )
    name = physical_name("aws:s3/bucket:Bucket", stack.prefix, "replica", stack.account_id, replication.region)
    copy = RecoveryCopy(
        stack.name("copies"),
        RecoveryCopyArgs(
            region=replication.region,
            kms_key_arn=key.arn,
            files=files.bucket,
            files_name=files.plain_name,
            files_key_arn=files.key_arn,
            files_region=stack.region,
            replica=_replica(stack, settings, replication, key, name),
            replica_name=name,
            database=data.database,
            backup_retention_days=replication.backup_retention_days,
        ),
        stack.opts,
    )
    return {"recoveryBackupsArn": copy.backups_arn, "recoveryFilesBucket": name, "recoveryKeyArn": key.arn}


def _replica(
    stack: StackContext, settings: EvaluationSettings, replication: ReplicationSettings, key: KmsKey, name: str
) -> Bucket:
    """Make the bucket that receives. It has no access log: a log bucket has to be in the same region."""
    args = BucketArgs(
        bucket_name=name,
        region=replication.region,
        settings=settings.storage.files,
        kms_key_arn=key.arn,
        statements=[bucket_policy.distribution_reads(name, stack.account_id, static_prefix(settings))],
        protected=stack.protected,
    )
    return Bucket(stack.name("replica"), args, stack.opts)
