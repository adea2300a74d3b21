"""Trails: the record of what was done is encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule

TRAIL = "aws:cloudtrail/trail:Trail"


@rule(
    "cloudtrail-cmk",
    "Trails encrypt their logs with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key whose policy admits cloudtrail.amazonaws.com",
    types=(TRAIL, "aws:cloudtrail/eventDataStore:EventDataStore"),
    controls=("CloudTrail.2", "CKV_AWS_35", "CKV_AWS_294", "CloudTrailEncryptionEnabled"),
)
def trail_key(trail: Resource) -> Iterator[str]:
    """Without a key the log files have the encryption of their bucket alone."""
    return missing_customer_key(trail, "kmsKeyId")
