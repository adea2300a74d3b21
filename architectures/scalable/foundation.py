"""What everything else of the platform stands on: the key, the network and the buckets."""

from collections.abc import Mapping
from dataclasses import dataclass

from architectures.context import StackContext
from architectures.on_eks.ground import Ground, build_ground
from components.bucket import Bucket, BucketArgs, Classification

from .settings import ScalableSettings

CLASSIFICATION: Mapping[str, Classification] = {
    "artifacts": "internal",
    "uploads": "confidential",
    "backups": "confidential",
}
"""What users gave is more sensitive than what was built (SCA-196)."""


@dataclass(frozen=True, kw_only=True)
class Foundation(Ground):
    """The parts that the rest is given."""

    buckets: Mapping[str, Bucket]
    """The buckets by purpose: artifacts, uploads, backups."""


def build_foundation(stack: StackContext, settings: ScalableSettings) -> Foundation:
    """Make the key, the network and the buckets."""
    storage = settings.storage
    ground = build_ground(stack, settings, storage.logs, classification="internal")
    purposes = {"artifacts": storage.artifacts, "uploads": storage.uploads, "backups": storage.backups}
    buckets = {
        purpose: Bucket(
            stack.name(purpose),
            BucketArgs(
                bucket_name=stack.bucket_name(purpose),
                settings=of_purpose,
                kms_key_arn=ground.key.arn,
                classification=CLASSIFICATION[purpose],
                access_log_bucket=ground.logs.name,
                protected=stack.protected,
            ),
            stack.opts,
        )
        for purpose, of_purpose in purposes.items()
    }
    return Foundation(key=ground.key, network=ground.network, logs=ground.logs, buckets=buckets)
