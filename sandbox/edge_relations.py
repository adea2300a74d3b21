"""What AWS refuses about content delivery, routes and copies because of other things that exist."""

from collections.abc import Callable, Mapping

from sandbox.errors import CloudError
from sandbox.outputs import value_at
from sandbox.store import Store, Thing

_Inputs = Mapping[str, object]
_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


def _others(store: Store, token: str, own: Thing | None) -> list[Thing]:
    return [thing for thing in store.things("type = ?", (token,)) if own is None or thing.id != own.id]


def _distribution(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a name that another distribution has, of whatever account or region.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-restrictions
    """
    names = inputs.get("aliases")
    for other in _others(store, "aws:cloudfront/distribution:Distribution", own):
        taken = other.inputs.get("aliases")
        both = set(taken) & set(names) if isinstance(taken, list) and isinstance(names, list) else set()
        if both:
            raise CloudError("CNAMEAlreadyExists", f"{other.label} has the alias {', '.join(sorted(both))} already")


def _listener_rule(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a priority that another rule of the listener has."""
    for other in _others(store, "aws:lb/listenerRule:ListenerRule", own):
        same = all(other.inputs.get(key) == inputs.get(key) for key in ("listenerArn", "priority"))
        if same and inputs.get("priority") is not None:
            raise CloudError("PriorityInUse", f"{other.label} of the same listener has priority {inputs['priority']}")


def _replication(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse unless both buckets keep versions."""
    rules = inputs.get("rules")
    targets = [value_at(rule, "destination.bucket") for rule in rules] if isinstance(rules, list) else []
    for bucket in (inputs.get("bucket"), *(str(target).rpartition(":")[2] for target in targets)):
        versioning = store.get("aws:s3/bucketVersioning:BucketVersioning", str(bucket))
        if versioning is None or value_at(versioning.inputs, "versioningConfiguration.status") != "Enabled":
            raise CloudError("InvalidRequest", f"versioning is not Enabled on bucket {bucket}; replication needs it")


def _backups(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse unless the database takes automated backups, and in another region than the copy."""
    region = inputs["region"]
    for source in store.things("json_extract(outputs, '$.arn') = ?", (inputs.get("sourceDbInstanceArn"),)):
        if not source.inputs.get("backupRetentionPeriod"):
            raise CloudError("InvalidDBInstanceState", f"automated backups are off for the source, {source.label}")
        if region == source.region:
            raise CloudError("InvalidParameterValue", f"{source.label} is in {region} itself; name another region")


def restored_database(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse to restore a database from copies of another region, or under a key other than theirs."""
    if own is not None:
        return
    region = inputs["region"]
    arn = value_at(inputs, "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn")
    copy = None if arn is None else store.get(_BACKUPS, str(arn))
    if copy is None:
        return
    if copy.region != region:
        raise CloudError("InvalidParameterValue", f"{copy.label} is in {copy.region}, the new database in {region}")
    if inputs.get("kmsKeyId") not in (None, copy.inputs.get("kmsKeyId")):
        reason = f"kmsKeyId is {inputs['kmsKeyId']}; what is restored keeps its key, {copy.inputs.get('kmsKeyId')}"
        raise CloudError("KMSKeyNotAccessibleFault", reason)


RULES: Mapping[str, Callable[[Store, _Inputs, Thing | None], None]] = {
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:lb/listenerRule:ListenerRule": _listener_rule,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _replication,
    _BACKUPS: _backups,
}
