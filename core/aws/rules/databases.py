"""RDS instances, their subnet groups and parameter groups.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html; storage:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
"""

import re
from collections.abc import Callable, Iterator, Mapping

from core.aws.rds import (
    ENGINES,
    ORDERABLE_VERSIONS,
    check_engine_version,
    check_instance_class,
    supports_performance_insights,
)
from core.aws.rules.base import Inputs, Rule, Rules, Violation, found, is_known, is_set, is_true, number, shown, text
from core.aws.rules.kinds import among, between, checked, matches, needs, not_together, one_of, unique
from core.aws.rules.windows import window_rules

_LOGS = {
    "postgres": {"postgresql", "upgrade", "iam-db-auth-error"},
    "mysql": {"audit", "error", "general", "slowquery", "iam-db-auth-error"},
}
_SMALLEST_STORAGE = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100, "standard": 5}
_PROVISIONED_FROM: Mapping[str, float] = {"oracle": 200, "sqlserver": 0, "custom": 0}
"""First word of an engine's name to the GiB from which gp3 lets IOPS and throughput be chosen; 400 for all others."""

_FAMILIES = {f"{engine}{major}" for engine, majors in ORDERABLE_VERSIONS.items() for major in majors}
_ENGINE_OF_FAMILY = re.compile(rf"({'|'.join(sorted(ENGINES, key=len, reverse=True))})-?\d[\d.]*")
_INHERITED = ("username", "password", "dbName", "manageMasterUserPassword")
_STATIC_PARAMETERS = {
    *("shared_preload_libraries", "max_connections", "shared_buffers", "wal_buffers", "max_worker_processes"),
    *("max_wal_senders", "max_replication_slots", "rds.logical_replication", "innodb_log_file_size"),
    *("performance_schema", "lower_case_table_names"),
}
"""Parameters that take effect at a restart; `max_connections` is static in PostgreSQL only."""


def _engine(inputs: Inputs) -> Iterator[Violation]:
    """Check that RDS has the engine, and that this program knows its versions and classes."""
    engine = text(inputs, "engine")
    if engine is not None and engine not in ENGINES:
        yield Violation("engine", engine, f"one of {', '.join(ENGINES)}")
    elif engine is not None and engine not in ORDERABLE_VERSIONS:
        yield Violation("engine", engine, f"{_known_engines()} here; AWS has the engine too", by_aws=False)


def _family(inputs: Inputs) -> Iterator[Violation]:
    """Check the family of a parameter group, which is an engine's name and a version."""
    family = text(inputs, "family")
    if family is None or family in _FAMILIES:
        return
    named = _ENGINE_OF_FAMILY.fullmatch(family)
    if named is None:
        yield Violation("family", family, f"the name and version of an engine, such as {', '.join(sorted(_FAMILIES))}")
    elif named[1] in ORDERABLE_VERSIONS:
        yield Violation("family", family, f"one of {', '.join(sorted(_FAMILIES))}")
    else:
        yield Violation("family", family, f"a family of {_known_engines()} here; AWS has others", by_aws=False)


def _known_engines() -> str:
    return " or ".join(ORDERABLE_VERSIONS)


def _of_known_engine(check: Callable[..., None], key: str) -> Rule:
    """Return the rule that `check` raises no ValueError for an engine that is known here and the text at `key`."""
    rule = checked(check, "engine", key)

    def of_known(inputs: Inputs) -> Iterator[Violation]:
        if text(inputs, "engine") in ORDERABLE_VERSIONS:
            yield from rule(inputs)

    return of_known


def _storage_key(inputs: Inputs) -> Iterator[Violation]:
    """Check that a key comes with encryption; a replica and a restored database have that from their source."""
    if not any(is_set(inputs, key) for key in ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime")):
        yield from _KEY_NEEDS_ENCRYPTION(inputs)


_KEY_NEEDS_ENCRYPTION = needs("kmsKeyId", "storageEncrypted", "the key is that of the storage")


def _storage(inputs: Inputs) -> Iterator[Violation]:
    """Check that the volume is large enough for its type, and its autoscaling limit lies at least a tenth above it."""
    size, limit = number(inputs, "allocatedStorage"), number(inputs, "maxAllocatedStorage")
    kind = text(inputs, "storageType") or "gp2"
    smallest = _SMALLEST_STORAGE.get(kind, 5)
    if size is not None and is_known(inputs, "storageType") and not smallest <= size <= 65536:
        yield Violation("allocatedStorage", f"{size:g}", f"{smallest} to 65536 GiB for storageType {kind}")
    if size is not None and limit and limit * 10 < size * 11:
        yield Violation(
            "maxAllocatedStorage", f"{limit:g}", f"at least {size * 1.1:g} GiB, 10 % above allocatedStorage"
        )


def _provisioned(inputs: Inputs) -> Iterator[Violation]:
    """Only io1, io2 and large gp3 volumes take IOPS; io1 and io2 need them."""
    kind, size = text(inputs, "storageType"), number(inputs, "allocatedStorage")
    if kind in ("io1", "io2") and not is_set(inputs, "iops"):
        yield Violation("iops", "not set", f"a value, which storageType {kind} needs")
    least = _PROVISIONED_FROM.get((text(inputs, "engine") or "").partition("-")[0], 400)
    if kind == "gp3" and size is not None and size < least and is_known(inputs, "engine"):
        for key in ("iops", "storageThroughput"):
            if is_set(inputs, key):
                yield Violation(key, shown(inputs.get(key)), f"none below {least:g} GiB of gp3")


def _credentials(inputs: Inputs) -> Iterator[Violation]:
    """Check that a new database has a user and a source of its password, and that a replica has neither."""
    if is_set(inputs, "replicateSourceDb"):
        for key in _INHERITED:
            if inputs.get(key) not in (None, False):
                yield Violation(key, "given", "none: a read replica has it from its source")
        return
    if is_set(inputs, "snapshotIdentifier") or is_set(inputs, "restoreToPointInTime"):
        return
    if not is_set(inputs, "username"):
        yield Violation("username", "not set", "the name of the master user")
    if not any(inputs.get(key) for key in ("password", "passwordWo", "manageMasterUserPassword")):
        yield Violation("manageMasterUserPassword", "not set", "true, or a password")


def _snapshot_name(inputs: Inputs) -> Iterator[Violation]:
    if not is_known(inputs, "skipFinalSnapshot") or is_set(inputs, "replicateSourceDb"):
        return
    if not is_true(inputs, "skipFinalSnapshot") and not is_set(inputs, "finalSnapshotIdentifier"):
        yield Violation("finalSnapshotIdentifier", "not set", "a name, unless skipFinalSnapshot is true")


def _insights(inputs: Inputs) -> Iterator[Violation]:
    engine, instance_class = text(inputs, "engine"), text(inputs, "instanceClass")
    wanted = is_true(inputs, "performanceInsightsEnabled")
    if wanted and engine and instance_class and not supports_performance_insights(engine, instance_class):
        yield Violation("performanceInsightsEnabled", "true", f"false: {engine} on {instance_class} has no insights")
    kept = number(inputs, "performanceInsightsRetentionPeriod")
    if kept is not None and kept not in (0, 7, 731) and (kept % 31 or not 31 <= kept <= 713):
        yield Violation("performanceInsightsRetentionPeriod", f"{kept:g}", "7, 731 or a multiple of 31 up to 713 days")


def _monitoring(inputs: Inputs) -> Iterator[Violation]:
    interval = number(inputs, "monitoringInterval")
    if interval and not is_set(inputs, "monitoringRoleArn"):
        yield Violation("monitoringRoleArn", "not set", "a role, since monitoringInterval is not 0")


def _exports(inputs: Inputs) -> Iterator[Violation]:
    allowed = _LOGS.get(text(inputs, "engine") or "")
    for where, value in found(inputs, "enabledCloudwatchLogsExports[]"):
        if allowed is not None and not (isinstance(value, str) and value in allowed):
            yield Violation(where, shown(value), f"one of {', '.join(sorted(allowed))}")


def _zone_choice(inputs: Inputs) -> Iterator[Violation]:
    if is_true(inputs, "multiAz") and is_set(inputs, "availabilityZone"):
        yield Violation("availabilityZone", "given", "none: with multiAz RDS chooses both zones")


def _password_length(inputs: Inputs) -> Iterator[Violation]:
    password = text(inputs, "password")
    highest = 41 if text(inputs, "engine") == "mysql" else 128
    if password is not None and not 8 <= len(password) <= highest:
        yield Violation("password", f"{len(password)} characters", f"8 to {highest} characters")
    if password is not None and any(character in '/"@ ' for character in password):
        yield Violation("password", 'a character of / " @ or a space', 'printable ASCII without / " @ and spaces')


def _apply_methods(inputs: Inputs) -> Iterator[Violation]:
    """Check that a static parameter waits for a restart: RDS refuses to apply it at once, the provider's default."""
    static = _STATIC_PARAMETERS - ({"max_connections"} if (text(inputs, "family") or "").startswith("mysql") else set())
    for where, parameter in found(inputs, "parameters[]"):
        if not isinstance(parameter, Mapping) or text(parameter, "name") not in static:
            continue
        if is_known(parameter, "applyMethod") and parameter.get("applyMethod") != "pending-reboot":
            yield Violation(
                f"{where}.applyMethod",
                shown(parameter.get("applyMethod")),
                f"pending-reboot, since {parameter['name']} is static",
            )


def _two_subnets(inputs: Inputs) -> Iterator[Violation]:
    subnets = inputs.get("subnetIds")
    if isinstance(subnets, list | tuple) and len(subnets) < 2:
        yield Violation("subnetIds", f"{len(subnets)} subnets", "at least two, in two availability zones")


def _reserved_user(inputs: Inputs) -> Iterator[Violation]:
    reserved = {"rdsadmin", "rdsrepladmin"} | ({"admin"} if text(inputs, "engine") == "postgres" else set())
    if (text(inputs, "username") or "").lower() in reserved:
        yield Violation("username", shown(inputs.get("username")), f"a name other than {', '.join(sorted(reserved))}")


RULES: Rules = {
    "aws:rds/instance:Instance": (
        _engine,
        _of_known_engine(check_engine_version, "engineVersion"),
        _of_known_engine(check_instance_class, "instanceClass"),
        one_of("storageType", set(_SMALLEST_STORAGE)),
        one_of("networkType", {"IPV4", "DUAL"}),
        one_of("databaseInsightsMode", {"standard", "advanced"}),
        one_of(
            "engineLifecycleSupport",
            {"open-source-rds-extended-support", "open-source-rds-extended-support-disabled"},
        ),
        between("backupRetentionPeriod", 0, 35, "days"),
        between("port", 1150, 65535),
        matches(
            "username", r"[A-Za-z][A-Za-z0-9_]{0,62}", "at most 63 letters, digits and underscores, a letter first"
        ),
        _reserved_user,
        matches("dbName", r"[A-Za-z][A-Za-z0-9_]{0,62}", "at most 63 letters, digits and underscores, a letter first"),
        not_together("manageMasterUserPassword", "password", "RDS makes the password and keeps it in its secret"),
        not_together("manageMasterUserPassword", "passwordWo", "RDS makes the password and keeps it in its secret"),
        needs("masterUserSecretKmsKeyId", "manageMasterUserPassword", "the key is that of RDS's own secret"),
        needs("performanceInsightsKmsKeyId", "performanceInsightsEnabled", "the key is that of the insights"),
        _storage_key,
        *window_rules("backupWindow", "maintenanceWindow", shortest=30),
        _storage,
        _provisioned,
        _credentials,
        _snapshot_name,
        _insights,
        among("monitoringInterval", (0, 1, 5, 10, 15, 30, 60), "seconds"),
        _monitoring,
        _exports,
        _zone_choice,
        _password_length,
    ),
    "aws:rds/parameterGroup:ParameterGroup": (
        _family,
        one_of("parameters[].applyMethod", {"immediate", "pending-reboot"}),
        unique("parameters[].name"),
        _apply_methods,
    ),
    "aws:rds/subnetGroup:SubnetGroup": (unique("subnetIds[]"), _two_subnets),
}
