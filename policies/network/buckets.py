"""Buckets: closed to the public by the block, by ownership, and by what their policies say."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.documents import allowed_to_everyone
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule, strings
from policies.lib.view import View, each

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
ACLS = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"

FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
PUBLIC_GROUPS = ("AllUsers", "AuthenticatedUsers")
RISKY_ACTIONS = (
    "s3:deletebucketpolicy",
    "s3:putbucketacl",
    "s3:putbucketpolicy",
    "s3:putencryptionconfiguration",
    "s3:putobjectacl",
)


@rule(
    "s3-public-access-block",
    "The block of public access is complete",
    severity=Severity.CRITICAL,
    remedy="Set all four to true",
    types=(BLOCK,),
    controls=("S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "AwsSolutions-S2"),
)
def complete_block(block: Resource) -> Iterator[str]:
    """Each of the four closes another way."""
    for flag in FLAGS:
        if block.value(flag) is not True:
            yield f"{flag} is not true"


@stack_rule(
    "s3-bucket-has-public-access-block",
    "Every bucket has its block of public access",
    severity=Severity.CRITICAL,
    remedy="Add a BucketPublicAccessBlock for it",
    types=BUCKETS,
    controls=("S3.8", "CKV2_AWS_6", "S3BucketLevelPublicAccessProhibited"),
)
def has_block(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """Look for one of its own: the account's block may be lifted."""
    if not any(block.comes_from("bucket", bucket) for block in stack.of((BLOCK,))):
        yield "the bucket has no public access block"


@rule(
    "s3-no-public-acl",
    "No access list opens a bucket",
    severity=Severity.CRITICAL,
    remedy="Remove the access list and use a bucket policy",
    types=(*BUCKETS, *ACLS),
    controls=("S3.2", "S3.3", "CKV_AWS_20", "CKV_AWS_57", "CKV2_AWS_43", "CKV_AWS_375"),
)
def no_public_acl(resource: Resource) -> Iterator[str]:
    """`authenticated-read` means everyone with any AWS account."""
    if resource.value("acl") in PUBLIC_ACLS:
        yield "acl opens the bucket to strangers"

    def check(grant: View) -> Iterator[str]:
        uri = grant.value("uri") or grant.value("grantee.uri")
        if isinstance(uri, str) and uri.endswith(PUBLIC_GROUPS):
            yield f"{grant.path} opens the bucket to strangers"

    yield from each([*resource.items("grants"), *resource.items("accessControlPolicy.grants")], check)


@rule(
    "s3-acl-disabled",
    "Access lists are switched off",
    severity=Severity.MEDIUM,
    remedy="Set rule.objectOwnership to BucketOwnerEnforced",
    types=(OWNERSHIP,),
    controls=("S3.12", "CKV2_AWS_65"),
)
def lists_switched_off(ownership: Resource) -> Iterator[str]:
    """With the owner enforced, policies alone decide, and objects of other accounts belong to the bucket's."""
    if ownership.value("rule.objectOwnership") != "BucketOwnerEnforced":
        yield "rule.objectOwnership is not BucketOwnerEnforced"


@rule(
    "s3-policy-no-wildcard-principal",
    "Bucket policies allow nothing to everyone",
    severity=Severity.CRITICAL,
    remedy="Name the principal, or add a condition on account, organisation, network or source",
    types=(POLICY, *BUCKETS),
    controls=("CKV_AWS_70", "AwsSolutions-S5", "S3BucketPublicReadProhibited", "S3BucketPublicWriteProhibited"),
)
def no_wildcard_principal(resource: Resource) -> Iterator[str]:
    """Look at what is allowed; to deny everyone is well."""
    if resource.given("policy"):
        for statement in allowed_to_everyone(resource.document("policy")):
            yield f"{statement.path} allows everyone"


@rule(
    "s3-policy-no-risky-cross-account",
    "No other account may change a bucket's protection",
    severity=Severity.HIGH,
    remedy="Remove the action; principals of the bucket's own account can have it in their own policies",
    types=(POLICY,),
    controls=("S3.6",),
)
def no_risky_cross_account(resource: Resource) -> Iterator[str]:
    """Count all principals but services, which act for the account: which account is the own cannot be seen here."""

    def check(statement: View) -> Iterator[str]:
        people = statement.given("Principal.AWS") or statement.value("Principal") == "*"
        if statement.value("Effect") == "Allow" and people and _is_risky(statement):
            yield f"{statement.path} lets a principal change the bucket's protection"

    if resource.given("policy"):
        yield from each(resource.document("policy").items("Statement"), check)


def _is_risky(statement: View) -> bool:
    spared = strings(statement.value("NotAction"))
    if spared:
        return not all(_stand_for(spared, action) for action in RISKY_ACTIONS)
    return any(_stand_for(strings(statement.value("Action")), action) for action in RISKY_ACTIONS)


def _stand_for(patterns: list[str], action: str) -> bool:
    return any(fnmatchcase(action, pattern.lower()) for pattern in patterns)


@rule(
    "s3-policy-no-lockout",
    "No policy shuts everyone out of a bucket",
    severity=Severity.HIGH,
    remedy="Add a condition, or a principal that may still come in",
    types=(POLICY,),
    controls=("CKV_AWS_93",),
)
def no_lockout(resource: Resource) -> Iterator[str]:
    """Only the root user could lift such a policy."""

    def check(statement: View) -> Iterator[str]:
        everything = any(action in ("*", "s3:*") for action in strings(statement.value("Action")))
        everyone = statement.value("Principal") == "*" or "*" in strings(statement.value("Principal.AWS"))
        if statement.value("Effect") == "Deny" and everyone and everything and not statement.given("Condition"):
            yield f"{statement.path} denies everything to everyone"

    if resource.given("policy"):
        yield from each(resource.document("policy").items("Statement"), check)
