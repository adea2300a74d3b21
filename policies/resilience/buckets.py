"""Buckets: versions, copies, logs of access, and old objects that go."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
VERSIONING = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
LOGGING = ("aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2")
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
LIFECYCLE = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
PARTS = ("prefix", "filter.prefix", "filter.tag", "filter.and.prefix", "filter.and.tags")
"""What bounds a rule of a lifecycle to a part of the bucket."""


@rule(
    "s3-versioning",
    "Buckets keep what is overwritten or deleted",
    severity=Severity.HIGH,
    remedy="Set versioningConfiguration.status to Enabled",
    types=VERSIONING,
    controls=("S3.14", "CKV_AWS_21", "S3BucketVersioningEnabled"),
)
def versioning(configuration: Resource) -> Iterator[str]:
    """Refuse Suspended too: it keeps old versions and adds none."""
    if configuration.value("versioningConfiguration.status") != "Enabled":
        yield "versioningConfiguration.status is not Enabled"


@stack_rule(
    "s3-bucket-has-versioning",
    "Every bucket says whether it keeps versions",
    severity=Severity.HIGH,
    remedy="Add a BucketVersioning for it",
    types=BUCKETS,
    controls=("S3.14", "CKV_AWS_21", "S3BucketVersioningEnabled"),
)
def has_versioning(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Take versioning inside the bucket as well, the older way."""
    if any(item.comes_from("bucket", bucket) for item in stack.of(VERSIONING)):
        return
    blocks = [block for block in ("versioning", "versionings") if bucket.states(block)]
    if not any(item.value("enabled") is True for block in blocks for item in bucket.items(block)):
        yield "the bucket has no versioning"


@rule(
    "s3-no-force-destroy",
    "No bucket is deleted with what is in it",
    severity=Severity.HIGH,
    remedy="Remove forceDestroy; empty a bucket on purpose before it is deleted",
    types=BUCKETS,
)
def no_force_destroy(bucket: Resource) -> Iterator[str]:
    """Refuse the switch that takes all objects and versions along."""
    if bucket.value("forceDestroy") is True:
        yield "forceDestroy is true"


@stack_rule(
    "s3-access-logging",
    "Buckets log who reads and writes",
    severity=Severity.LOW,
    remedy="Add a BucketLogging for it; a bucket that receives logs is exempt",
    types=BUCKETS,
    controls=("S3.9", "CKV_AWS_18", "AwsSolutions-S1", "S3BucketLoggingEnabled"),
)
def access_logging(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Pass over buckets into which others log."""
    for item in stack.of(LOGGING):
        if item.comes_from("bucket", bucket) or stack.leads_back(item, "targetBucket", bucket):
            return
    if any(bucket.urn in stack.origins(balancer, "accessLogs") for balancer in stack.of(BALANCERS)):
        return
    if not bucket.states("loggings") and not bucket.states("logging"):
        yield "the bucket has no access log"


@stack_rule(
    "s3-lifecycle",
    "Old objects and old versions go by themselves",
    severity=Severity.LOW,
    remedy="Add a BucketLifecycleConfiguration for it",
    types=BUCKETS,
    controls=("S3.13", "S3.10", "CKV2_AWS_61"),
)
def lifecycle(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a configuration; what it must hold is the business of the next two rules."""
    if any(item.comes_from("bucket", bucket) for item in stack.of(LIFECYCLE)):
        return
    if not bucket.states("lifecycleRules"):
        yield "the bucket has no lifecycle"


@rule(
    "s3-old-versions-expire",
    "Versions that were overwritten or deleted go after a time",
    severity=Severity.LOW,
    remedy="Add an enabled rule with noncurrentVersionExpiration",
    types=LIFECYCLE,
    controls=("S3.10",),
)
def old_versions(configuration: Resource) -> Iterator[str]:
    """Look for one enabled rule that does so."""
    rules = [item for item in configuration.items("rules") if item.value("status") == "Enabled"]
    if not any(item.given("noncurrentVersionExpiration") for item in rules):
        yield "no enabled rule has noncurrentVersionExpiration"


@rule(
    "s3-abort-multipart",
    "Uploads that were never finished go after a time",
    severity=Severity.LOW,
    remedy="Add an enabled rule for the whole bucket with abortIncompleteMultipartUpload",
    types=LIFECYCLE,
    controls=("CKV_AWS_300",),
)
def abort_multipart(configuration: Resource) -> Iterator[str]:
    """Look for one enabled rule without a prefix or tag: parts are paid for and do not show in listings."""
    for item in configuration.items("rules"):
        whole = not any(item.given(part) for part in PARTS)
        if item.value("status") == "Enabled" and whole and item.given("abortIncompleteMultipartUpload"):
            return
    yield "no enabled rule for the whole bucket has abortIncompleteMultipartUpload"
