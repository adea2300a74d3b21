"""CloudFront: what may be read through it, and from where it reads."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, some, stack_rule
from policies.lib.view import View, each

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")

_BUCKET = re.compile(r"\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$")
"""Names of buckets and of their websites, in every form there is."""


def behaviours(distribution: View) -> list[View]:
    """Return the cache behaviours, the default one first."""
    return [*distribution.items("defaultCacheBehavior"), *distribution.items("orderedCacheBehaviors")]


def _is_bucket(origin: View) -> bool:
    """Say whether an origin is a bucket. Without a configuration of its own, only its name tells."""
    if origin.given("s3OriginConfig"):
        return True
    other = origin.given("customOriginConfig") or origin.given("vpcOriginConfig")
    name = origin.peek("domainName") if other else origin.value("domainName")
    return isinstance(name, str) and _BUCKET.search(name.lower()) is not None


def _is_website(origin: View) -> bool:
    """Say whether an origin is a bucket's website, which has a page for its root by itself."""
    name = origin.peek("domainName")
    return isinstance(name, str) and ".s3-website" in name.lower()


@rule(
    "cloudfront-waf",
    "A web firewall stands before every distribution",
    severity=Severity.HIGH,
    remedy="Set webAclId to a web ACL of scope CLOUDFRONT",
    types=(DISTRIBUTION,),
    controls=("CloudFront.6", "CKV_AWS_68", "AwsSolutions-CFR2"),
)
def firewall(distribution: Resource) -> Iterator[str]:
    """Count a web ACL of the same program, though its ARN is unknown at preview."""
    if not distribution.given("webAclId"):
        yield "webAclId is not set"


@rule(
    "cloudfront-origin-access-control",
    "Distributions sign in to the buckets that they read",
    severity=Severity.HIGH,
    remedy="Set originAccessControlId, and let the bucket's policy admit the distribution alone",
    types=(DISTRIBUTION,),
    controls=("CloudFront.13", "CloudFront.16", "CKV2_AWS_46", "AwsSolutions-CFR7"),
)
def access_control(distribution: Resource) -> Iterator[str]:
    """Otherwise the bucket has to be open for the distribution to read it."""

    def check(origin: View) -> Iterator[str]:
        if not origin.given("originAccessControlId") and _is_bucket(origin):
            yield f"{origin.path}.originAccessControlId is not set"

    return each(distribution.items("origins"), check)


@rule(
    "cloudfront-default-root-object",
    "A distribution that serves files has a page for its root",
    severity=Severity.MEDIUM,
    remedy="Set defaultRootObject",
    types=(DISTRIBUTION,),
    controls=("CloudFront.1", "CKV_AWS_305"),
)
def default_root_object(distribution: Resource) -> Iterator[str]:
    """Without it a request for the root lists the bucket; in front of a load balancer the service answers it."""
    if distribution.given("defaultRootObject"):
        return
    if some(distribution.items("origins"), lambda origin: _is_bucket(origin) and not _is_website(origin)):
        yield "defaultRootObject is not set"


@rule(
    "cloudfront-response-headers-policy",
    "Answers carry the headers that browsers protect users by",
    severity=Severity.LOW,
    remedy="Set responseHeadersPolicyId",
    types=(DISTRIBUTION,),
    controls=("CKV2_AWS_32",),
)
def response_headers(distribution: Resource) -> Iterator[str]:
    """Look at every cache behaviour."""

    def check(behaviour: View) -> Iterator[str]:
        if not behaviour.given("responseHeadersPolicyId"):
            yield f"{behaviour.path}.responseHeadersPolicyId is not set"

    return each(behaviours(distribution), check)


@rule(
    "cloudfront-signed-content",
    "Content for some users only is signed with key groups of the account",
    severity=Severity.MEDIUM,
    remedy="Use trustedKeyGroups instead of trustedSigners",
    types=(DISTRIBUTION,),
    controls=("CloudFront.17",),
)
def signed_content(distribution: Resource) -> Iterator[str]:
    """Signers are root users of accounts, whose keys nobody should have."""

    def check(behaviour: View) -> Iterator[str]:
        if behaviour.given("trustedSigners"):
            yield f"{behaviour.path}.trustedSigners names root users"

    return each(behaviours(distribution), check)


@stack_rule(
    "cloudfront-origin-bucket-exists",
    "A distribution reads buckets that are ours",
    severity=Severity.HIGH,
    remedy="Take the domain name from the bucket, or remove the origin",
    types=(DISTRIBUTION,),
    controls=("CloudFront.12",),
)
def origin_bucket_exists(distribution: StackResource, stack: Stack) -> Iterator[str]:
    """Whoever makes a bucket of a name that is free would answer in our name."""
    if stack.traces_to(distribution, "origins", BUCKETS):
        return
    if some(distribution.items("origins"), _is_bucket):
        yield "an origin is a bucket of no resource of this stack"
