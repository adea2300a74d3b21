"""Buckets: default encryption, customer keys, and TLS for every request."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.documents import denies_plain_transport
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.view import View, each

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
POLICIES = ("aws:s3/bucketPolicy:BucketPolicy",)

_DEFAULT = "applyServerSideEncryptionByDefault"
_KMS = ("aws:kms", "aws:kms:dsse")


def _encryption_rules(resource: View) -> list[View]:
    """Return the encryption rules of a configuration, or those written into a bucket."""
    inline = resource.items("serverSideEncryptionConfiguration") + resource.items("serverSideEncryptionConfigurations")
    return [item for holder in (resource, *inline) for name in ("rules", "rule") for item in holder.items(name)]


def _uses_kms(item: View) -> bool:
    return item.value(f"{_DEFAULT}.sseAlgorithm") in _KMS


@rule(
    "s3-bucket-kms-encryption",
    "Buckets encrypt new objects with a KMS key",
    severity=Severity.MEDIUM,
    remedy="Set sseAlgorithm to aws:kms",
    types=(*ENCRYPTION, *BUCKETS),
    controls=("S3.17", "CKV_AWS_145", "S3DefaultEncryptionKMS"),
)
def kms_encryption(resource: Resource) -> Iterator[str]:
    """Look at every rule of the configuration."""

    def check(item: View) -> Iterator[str]:
        if not _uses_kms(item):
            yield f"{item.path} does not encrypt with KMS"

    return each(_encryption_rules(resource), check)


@rule(
    "s3-bucket-cmk",
    "Buckets that encrypt with KMS use a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsMasterKeyId to a customer-managed key",
    types=(*ENCRYPTION, *BUCKETS),
)
def customer_key(resource: Resource) -> Iterator[str]:
    """Look at the rules that use KMS."""

    def check(item: View) -> Iterator[str]:
        if _uses_kms(item):
            yield from missing_customer_key(item.at(_DEFAULT), "kmsMasterKeyId")

    return each(_encryption_rules(resource), check)


@rule(
    "s3-bucket-key-enabled",
    "Buckets that encrypt with KMS use a bucket key, which saves most of the calls to KMS",
    severity=Severity.LOW,
    remedy="Set bucketKeyEnabled to true",
    types=(*ENCRYPTION, *BUCKETS),
)
def bucket_key(resource: Resource) -> Iterator[str]:
    """Look at the rules that use KMS. Double encryption (aws:kms:dsse) has no bucket keys."""

    def check(item: View) -> Iterator[str]:
        if item.value(f"{_DEFAULT}.sseAlgorithm") == "aws:kms" and item.value("bucketKeyEnabled") is not True:
            yield f"{item.path}.bucketKeyEnabled is not true"

    return each(_encryption_rules(resource), check)


@rule(
    "s3-tls-only-policy",
    "Bucket policies refuse requests without TLS",
    severity=Severity.HIGH,
    remedy="Deny s3:* to every principal where aws:SecureTransport is false",
    types=(*POLICIES, *BUCKETS),
    controls=("S3.5", "CIS 3.0 2.1.1", "CKV_AWS_379", "AwsSolutions-S10", "S3BucketSSLRequestsOnly"),
)
def tls_only(resource: Resource) -> Iterator[str]:
    """Look at a policy of its own or written into a bucket."""
    if resource.given("policy") and not denies_plain_transport(resource.document("policy"), "s3:*"):
        yield "policy lets requests without TLS in"


@stack_rule(
    "s3-bucket-default-encryption",
    "Every bucket says how it encrypts",
    severity=Severity.HIGH,
    remedy="Add a BucketServerSideEncryptionConfiguration for it",
    types=BUCKETS,
    controls=("CKV_AWS_19",),
)
def default_encryption(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a configuration of its own; inline configuration counts as well."""
    own = any(item.comes_from("bucket", bucket) for item in stack.of(ENCRYPTION))
    inline = ("serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations")
    stated = [name for name in inline if bucket.states(name)]
    if not own and not any(bucket.value(f"{name}.rule") or bucket.value(f"{name}.0") for name in stated):
        yield "the bucket has no encryption configuration"


@stack_rule(
    "s3-bucket-has-policy",
    "Every bucket has a policy, which can refuse requests without TLS",
    severity=Severity.MEDIUM,
    remedy="Add a BucketPolicy that denies s3:* where aws:SecureTransport is false",
    types=BUCKETS,
    controls=("S3.5",),
)
def has_policy(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a policy of its own; what it says is judged by s3-tls-only-policy."""
    if not any(item.comes_from("bucket", bucket) for item in stack.of(POLICIES)):
        yield "the bucket has no policy"
