"""S3 buckets and the resources that configure them. https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html."""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, found, is_set, number, objects, shown, text
from core.aws.rules.documents import Kind, policy
from core.aws.rules.kinds import at_most, between, exactly_one, matches, one_of, unique, within

_STORAGE_CLASSES = {"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"}
_INFREQUENT = {"STANDARD_IA", "ONEZONE_IA"}
_LIFECYCLE_ACTIONS = (
    *("abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration"),
    *("noncurrentVersionTransitions", "transitions"),
)


def _bucket_key(inputs: Inputs) -> Iterator[Violation]:
    """Check that a KMS key goes with an algorithm of KMS."""
    for where, default in objects(inputs, "rules[].applyServerSideEncryptionByDefault"):
        if is_set(default, "kmsMasterKeyId") and text(default, "sseAlgorithm") == "AES256":
            yield Violation(f"{where}.kmsMasterKeyId", "given", "none: AES256 uses no key of yours")


def _lifecycle_action(inputs: Inputs) -> Iterator[Violation]:
    if not any(inputs.get(key) for key in _LIFECYCLE_ACTIONS):
        yield Violation("expiration", "no action", f"one of {', '.join(_LIFECYCLE_ACTIONS)}")


def _lifecycle_days(inputs: Inputs) -> Iterator[Violation]:
    """Check that objects move to rarer storage late enough, in rising order, and before they expire.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """
    last: float = -1
    for where, transition in objects(inputs, "transitions[]"):
        days = number(transition, "days")
        if days is None:
            continue
        if text(transition, "storageClass") in _INFREQUENT and days < 30:
            yield Violation(f"{where}.days", f"{days:g}", f"at least 30 for {text(transition, 'storageClass')}")
        last = max(last, days)
    for where, expiration in objects(inputs, "expiration"):
        days = number(expiration, "days")
        if days is not None and 0 < days <= last:
            yield Violation(f"{where}.days", f"{days:g}", f"more than {last:g}, when the last transition happens")


def _one_end(inputs: Inputs) -> Iterator[Violation]:
    """Check that an expiration is one of days, a date, or the removal of lone delete markers."""
    for where, expiration in objects(inputs, "expiration"):
        given = [
            key for key in ("days", "date", "expiredObjectDeleteMarker") if expiration.get(key) not in (None, False)
        ]
        if len(given) > 1:
            yield Violation(f"{where}.{given[1]}", shown(given), f"none, since {given[0]} is set")


def _cors_origins(inputs: Inputs) -> Iterator[Violation]:
    """Check that an origin has one asterisk at most."""
    for where, value in found(inputs, "corsRules[].allowedOrigins[]"):
        if isinstance(value, str) and value.count("*") > 1:
            yield Violation(where, value, "an origin such as https://shop.org with at most one *")


RULES: Rules = {
    "aws:s3/bucket:Bucket": (),
    "aws:s3/bucketVersioning:BucketVersioning": (
        one_of("versioningConfiguration.status", {"Enabled", "Suspended", "Disabled"}),
        one_of("versioningConfiguration.mfaDelete", {"Enabled", "Disabled"}),
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        one_of("rules[].applyServerSideEncryptionByDefault.sseAlgorithm", {"AES256", "aws:kms", "aws:kms:dsse"}),
        at_most("rules", 1, "rules"),
        _bucket_key,
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (
        one_of("rule.objectOwnership", {"BucketOwnerPreferred", "BucketOwnerEnforced", "ObjectWriter"}),
    ),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
    "aws:s3/bucketPolicy:BucketPolicy": (policy("policy", 20480, Kind.RESOURCE),),
    "aws:s3/bucketLogging:BucketLogging": (matches("targetPrefix", r".{0,800}", "at most 800 characters"),),
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (
        at_most("corsRules", 100, "rules"),
        unique("corsRules[].id"),
        matches("corsRules[].id", r".{1,255}", "1 to 255 characters"),
        one_of("corsRules[].allowedMethods[]", {"GET", "PUT", "HEAD", "POST", "DELETE"}),
        between("corsRules[].maxAgeSeconds", 0, 2147483647, "seconds"),
        _cors_origins,
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        at_most("rules", 1000, "rules"),
        unique("rules[].id"),
        matches("rules[].id", r".{1,255}", "1 to 255 characters"),
        one_of("rules[].status", {"Enabled", "Disabled"}),
        one_of("rules[].transitions[].storageClass", _STORAGE_CLASSES),
        one_of("rules[].noncurrentVersionTransitions[].storageClass", _STORAGE_CLASSES),
        within("rules[]", unique("transitions[].storageClass")),
        within("rules[].transitions[]", exactly_one("days", "date"), between("days", 0, 2147483647, "days")),
        between("rules[].expiration.days", 1, 2147483647, "days"),
        between("rules[].noncurrentVersionExpiration.noncurrentDays", 1, 2147483647, "days"),
        between("rules[].noncurrentVersionExpiration.newerNoncurrentVersions", 1, 100, "versions"),
        between("rules[].abortIncompleteMultipartUpload.daysAfterInitiation", 1, 2147483647, "days"),
        within("rules[]", _lifecycle_action, _lifecycle_days, _one_end),
    ),
}
