"""Replication into a second region, parameters, and what belongs to an application.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html,
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html,
https://docs.aws.amazon.com/ARG/latest/userguide/gettingstarted-query.html
"""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, objects, shown, text
from core.aws.rules.documents import json_text
from core.aws.rules.kinds import among, at_most, between, matches, one_of, unique, within

_STORAGE_CLASSES = {
    *("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING"),
    *("GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"),
}
_SWITCH = {"Enabled", "Disabled"}


def _time_control(inputs: Inputs) -> Iterator[Violation]:
    """Check that a promise of time comes with metrics, and replicas of encrypted objects with their key."""
    if is_set(inputs, "replicationTime") and not is_set(inputs, "metrics"):
        yield Violation("metrics", "not set", "metrics, which replicationTime needs")


def _whole_rule(inputs: Inputs) -> Iterator[Violation]:
    """Check that a rule of the present kind, with a filter, says what becomes of deletions."""
    if is_set(inputs, "filter") and not is_set(inputs, "deleteMarkerReplication"):
        yield Violation("deleteMarkerReplication", "not set", "Enabled or Disabled, since the rule has a filter")
    if is_set(inputs, "filter") and is_set(inputs, "prefix"):
        yield Violation("prefix", "given", "none: the filter says which objects")
    for where, destination in objects(inputs, "destination"):
        wants_key = any(
            text(item, "status") == "Enabled"
            for _, item in objects(inputs, "sourceSelectionCriteria.sseKmsEncryptedObjects")
        )
        has_key = any(True for _ in objects(destination, "encryptionConfiguration"))
        if wants_key and is_known(destination, "encryptionConfiguration") and not has_key:
            yield Violation(f"{where}.encryptionConfiguration", "not set", "the replica's key")


def _value(inputs: Inputs) -> Iterator[Violation]:
    given = [key for key in ("insecureValue", "value", "valueWo") if is_set(inputs, key)]
    if len(given) != 1:
        yield Violation("value", shown(given), "exactly one of value, valueWo and insecureValue")
    if text(inputs, "type") == "SecureString" and is_set(inputs, "insecureValue"):
        yield Violation("insecureValue", "given", "none: a SecureString is secret")
    if is_known(inputs, "type") and text(inputs, "type") != "SecureString" and is_set(inputs, "keyId"):
        yield Violation("keyId", "given", "none: only a SecureString is encrypted")
    value, advanced = text(inputs, "value"), text(inputs, "tier") in ("Advanced", "Intelligent-Tiering")
    if value is not None and len(value.encode()) > (8192 if advanced else 4096):
        yield Violation("value", f"{len(value.encode())} bytes", "at most 4096 bytes, 8192 in the advanced tier")


RULES: Rules = {
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": (
        at_most("rules", 1000, "rules"),
        unique("rules[].id"),
        unique("rules[].priority"),
        matches("role", r"arn:aws[a-z-]*:iam::\d{12}:role/\S+", "the ARN of a role"),
        one_of("rules[].status", _SWITCH),
        one_of("rules[].deleteMarkerReplication.status", _SWITCH),
        one_of("rules[].destination.storageClass", _STORAGE_CLASSES),
        within(
            "rules[].destination",
            among("replicationTime.time.minutes", (15,), "minutes"),
            among("metrics.eventThreshold.minutes", (15,), "minutes"),
            matches("bucket", r"arn:aws[a-z-]*:s3:::\S+", "the ARN of a bucket"),
            _time_control,
        ),
        within("rules[]", _whole_rule),
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        between("retentionPeriod", 1, 35, "days"),
        matches("sourceDbInstanceArn", r"arn:aws[a-z-]*:rds:\S+:db:\S+", "the ARN of a database"),
    ),
    "aws:ssm/parameter:Parameter": (
        one_of("type", {"String", "StringList", "SecureString"}),
        one_of("tier", {"Standard", "Advanced", "Intelligent-Tiering"}),
        matches("description", r".{0,1024}", "at most 1024 characters"),
        _value,
    ),
    "aws:resourcegroups/group:Group": (
        one_of("resourceQuery.type", {"TAG_FILTERS_1_0", "CLOUDFORMATION_STACK_1_0"}),
        matches("description", r"[\sa-zA-Z0-9_.,-]*", "letters, digits, spaces and _ . , -"),
        within("resourceQuery", json_text("query", 4096)),
    ),
    "aws:applicationinsights/application:Application": (
        matches("resourceGroupName", r"[a-zA-Z0-9_.-]{1,256}", "at most 256 letters, digits and _ . -"),
    ),
}
