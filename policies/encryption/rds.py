"""Relational databases: storage, keys, passwords, and TLS for every connection."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.secret_stores import not_from_a_store
from policies.lib.view import View

INSTANCE = "aws:rds/instance:Instance"
BACKUP_COPY = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"


class _ForceTls(NamedTuple):
    """How an engine refuses plain connections: the parameter, the values that switch it on, the first default."""

    engine: str
    parameter: str
    values: tuple[str, ...]
    on_since: tuple[int, ...] | None = None
    """The version from which on AWS's default parameters switch it on, None if they do not in any."""


_FORCE_TLS = (
    _ForceTls("postgres", "rds.force_ssl", ("1",), (15,)),
    _ForceTls("sqlserver", "rds.force_ssl", ("1",)),
    _ForceTls("mysql", "require_secure_transport", ("1", "ON")),
    _ForceTls("mariadb", "require_secure_transport", ("1", "ON"), (11, 8)),
)
"""The engines that have such a parameter, named as their families and editions begin.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
"""


def _is_replica(instance: View) -> bool:
    """Say whether the instance follows another one, which gives it storage key, password and parameters."""
    return instance.given("replicateSourceDb")


def _is_inherited(instance: View, name: str) -> bool:
    """Say whether a property of the storage is that of the source: a replica's, or a snapshot's if nothing is given."""
    restored = instance.given("snapshotIdentifier") or instance.given("restoreToPointInTime")
    return _is_replica(instance) or (restored and not instance.given(name))


@rule(
    "rds-storage-encrypted",
    "Databases are encrypted at rest",
    severity=Severity.HIGH,
    remedy="Set storageEncrypted to true; an existing database is restored from an encrypted copy of a snapshot",
    types=(INSTANCE,),
    controls=("RDS.3", "CIS 3.0 2.3.1", "CKV_AWS_16", "AwsSolutions-RDS2", "RDSStorageEncrypted"),
)
def storage_encrypted(instance: Resource) -> Iterator[str]:
    """AWS does not encrypt unless told to; a restored database is encrypted as its snapshot is."""
    if not _is_inherited(instance, "storageEncrypted") and instance.value("storageEncrypted") is not True:
        yield "storageEncrypted is not true"


@rule(
    "rds-storage-cmk",
    "Databases are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key",
    types=(INSTANCE,),
)
def storage_key(instance: Resource) -> Iterator[str]:
    """Pass over replicas and restored databases, which use the key of their source."""
    if not _is_inherited(instance, "kmsKeyId"):
        yield from missing_customer_key(instance, "kmsKeyId")


@rule(
    "rds-performance-insights-cmk",
    "Performance Insights are encrypted with a key of the account: they hold query texts",
    severity=Severity.MEDIUM,
    remedy="Set performanceInsightsKmsKeyId to a customer-managed key",
    types=(INSTANCE,),
    controls=("CKV_AWS_354",),
)
def performance_insights_key(instance: Resource) -> Iterator[str]:
    """Look at databases that have Performance Insights."""
    if instance.value("performanceInsightsEnabled") is True:
        yield from missing_customer_key(instance, "performanceInsightsKmsKeyId")


@rule(
    "rds-master-secret-cmk",
    "The secret that RDS makes for the master password is encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set masterUserSecretKmsKeyId to a customer-managed key",
    types=(INSTANCE,),
)
def master_secret_key(instance: Resource) -> Iterator[str]:
    """Look at databases whose password RDS manages."""
    if instance.value("manageMasterUserPassword") is True:
        yield from missing_customer_key(instance, "masterUserSecretKmsKeyId")


@rule(
    "rds-force-tls",
    "Databases refuse connections without TLS",
    severity=Severity.HIGH,
    remedy="Give the database a parameter group with rds.force_ssl = 1 (PostgreSQL, SQL Server) or "
    "require_secure_transport = 1 (MySQL, MariaDB)",
    types=(PARAMETER_GROUP, INSTANCE),
    controls=("RDS.41", "RDS.44", "RDS.38", "RDS.39", "CKV2_AWS_69"),
)
def force_tls(resource: Resource) -> Iterator[str]:
    """Look at the group for its parameter, and at the database for a group of its own where AWS's is not enough."""
    if resource.token == PARAMETER_GROUP:
        yield from _plain_connections(resource)
    elif not _is_replica(resource) and not resource.given("parameterGroupName"):
        how = _force_tls(resource.value("engine"))
        if how is not None and not _by_default(how, resource.value("engineVersion")):
            yield "parameterGroupName is not set, so AWS's default parameters hold"


def _plain_connections(group: Resource) -> Iterator[str]:
    family = group.value("family")
    how = _force_tls(family)
    if how is None:
        return
    given = [str(item.value("value")) for item in group.items("parameters") if item.value("name") == how.parameter]
    if given[0].upper() not in how.values if given else not _by_default(how, family):
        yield f"parameter {how.parameter} is not {how.values[0]}"


def _force_tls(name: object) -> _ForceTls | None:
    """Return how an engine, or that of a family, refuses plain connections, None if no parameter is known for it."""
    return next((how for how in _FORCE_TLS if isinstance(name, str) and name.startswith(how.engine)), None)


def _by_default(how: _ForceTls, version: object) -> bool:
    """Say whether AWS's default parameters refuse plain connections in a version such as `16.9`, or a family."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", str(version))[:2])
    return how.on_since is not None and numbers >= how.on_since


@stack_rule(
    "rds-master-password-managed",
    "The master password is made and kept by AWS",
    severity=Severity.CRITICAL,
    remedy="Set manageMasterUserPassword, or take the password from a Secrets Manager secret that generated it",
    types=(INSTANCE,),
)
def master_password(instance: StackResource, stack: Stack) -> Iterator[str]:
    """Pass over replicas, which have the password of their source."""
    if not _is_replica(instance) and instance.value("manageMasterUserPassword") is not True:
        for name in ("password", "passwordWo"):
            yield from not_from_a_store(instance, name, stack)


@rule(
    "rds-backup-replication-cmk",
    "Copies of backups in another region are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key of the other region",
    types=(BACKUP_COPY,),
    controls=("CKV_AWS_245",),
)
def backup_copy_key(copy: Resource) -> Iterator[str]:
    """Look at the key there: keys do not reach over regions."""
    return missing_customer_key(copy, "kmsKeyId")
