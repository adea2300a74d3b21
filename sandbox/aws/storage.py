"""S3 buckets; each resource that configures a bucket has the bucket's name as its id and goes with it."""

from collections.abc import Mapping

from sandbox.aws.common import BUCKET, KEY, instant, named, took
from sandbox.resource_facts import ResourceFacts, Times

_BUCKET = "aws:s3/bucket:Bucket"
_KEY_PATH = "rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId"


def _part(times: Times | None = None, references: Mapping[str, str] | None = None) -> ResourceFacts:
    """Return a resource that configures a bucket."""
    paths = {"bucket": BUCKET, **(references or {})}
    return ResourceFacts(
        id="{inputs[bucket]}", times=times or instant("M9"), references=paths, free_references=tuple(paths)
    )


FACTS: Mapping[str, ResourceFacts] = {
    _BUCKET: ResourceFacts(
        id="{name}",
        times=took(8, 1, 1, "M6"),
        name=named(_BUCKET, lower=True),
        defaults={"forceDestroy": False},
        outputs={
            "arn": "arn:{partition}:s3:::{name}",
            "bucketDomainName": "{name}.s3.amazonaws.com",
            "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            "bucketRegion": "{region}",
            "hostedZoneId": "Z3AQBSTGFJSTF",
            "requestPayer": "BucketOwner",
        },
        globally_unique=True,
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _part(),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _part(
        references={_KEY_PATH: KEY}
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _part(),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _part(),
    "aws:s3/bucketPolicy:BucketPolicy": _part(),
    "aws:s3/bucketLogging:BucketLogging": _part(references={"targetBucket": BUCKET}),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _part(),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _part(took(60, 60, 1, "M2")),
}
