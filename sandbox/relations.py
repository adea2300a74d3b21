"""What AWS refuses because of other things that exist, and what it refuses to delete."""

import ipaddress
from collections.abc import Callable, Mapping

from sandbox import edge_relations, eks_relations
from sandbox.errors import CloudError
from sandbox.store import Store, Thing
from sandbox.zones import SUBNET, zones_of

_Inputs = Mapping[str, object]
_Rule = Callable[[Store, _Inputs, Thing | None], None]


def _subnet(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse unless a subnet lies inside its VPC's range and overlaps no other of that VPC."""
    if inputs.get("cidrBlock") is None:
        return
    network = ipaddress.ip_network(str(inputs["cidrBlock"]))
    vpc = store.get("aws:ec2/vpc:Vpc", str(inputs.get("vpcId")))
    if vpc is not None and vpc.inputs.get("cidrBlock") is not None:
        outer = ipaddress.ip_network(str(vpc.inputs["cidrBlock"]))
        if network.prefixlen < outer.prefixlen or not outer.overlaps(network):
            reason = f"cidrBlock {network} is not inside {outer}, the range of {vpc.label}"
            raise CloudError("InvalidSubnet.Range", reason)
    neighbours = store.things("type = ? and json_extract(inputs, '$.vpcId') = ?", (SUBNET, inputs.get("vpcId")))
    for other in neighbours:
        taken = other.inputs.get("cidrBlock")
        if (own is None or other.id != own.id) and taken and network.overlaps(ipaddress.ip_network(str(taken))):
            raise CloudError("InvalidSubnet.Conflict", f"cidrBlock {network} overlaps {taken} of {other.label}")


def _database_subnet_group(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse unless there are subnets in two zones, whatever the instance uses of them."""
    zones = sorted(set(zones_of(store, inputs.get("subnetIds"))))
    if len(zones) < 2:
        raise CloudError(
            "DBSubnetGroupDoesNotCoverEnoughAZs", f"subnetIds lie in {zones}; a DB subnet group needs two zones or more"
        )


def _load_balancer(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse unless an application load balancer has subnets in two zones, at most one a zone."""
    if inputs.get("loadBalancerType", "application") != "application" or inputs.get("subnets") is None:
        return
    zones = zones_of(store, inputs["subnets"])
    if len(set(zones)) < 2:
        reason = f"subnets lie in {sorted(set(zones))}; two zones or more are needed"
        raise CloudError("InvalidConfigurationRequest", reason)
    if len(set(zones)) < len(zones):
        reason = f"subnets lie in {sorted(zones)}; only one subnet a zone is allowed"
        raise CloudError("InvalidConfigurationRequest", reason)


def _database(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a read replica unless its source has automated backups and a password that RDS does not manage."""
    name = inputs.get("replicateSourceDb")
    if name is None:
        edge_relations.restored_database(store, inputs, own)
        return
    by_any_name = "type = ? and ? in (id, json_extract(outputs, '$.identifier'), json_extract(outputs, '$.arn'))"
    for source in store.things(by_any_name, ("aws:rds/instance:Instance", name)):
        if not source.inputs.get("backupRetentionPeriod"):
            raise CloudError("InvalidDBInstanceState", f"automated backups are off for the source, {source.label}")
        if source.inputs.get("manageMasterUserPassword"):
            reason = f"RDS manages the master password of the source, {source.label}; that rules out a read replica"
            raise CloudError("InvalidParameterCombination", reason)


def _replication_group(_store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a switch of cluster mode in one step, and any switch back.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
    """
    before = own.inputs.get("clusterMode", "disabled") if own is not None else None
    after = inputs.get("clusterMode", "disabled")
    if (before, after) in (("disabled", "enabled"), ("enabled", "compatible"), ("enabled", "disabled")):
        reason = f"clusterMode cannot go from {before} to {after}; it goes from disabled to compatible to enabled"
        raise CloudError("InvalidParameterCombination", reason)


_RULES: Mapping[str, _Rule] = {
    SUBNET: _subnet,
    "aws:rds/subnetGroup:SubnetGroup": _database_subnet_group,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:rds/instance:Instance": _database,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    **edge_relations.RULES,
    **eks_relations.RULES,
}

_PROTECTIONS = ("deletionProtection", "enableDeletionProtection", "deletionProtectionEnabled")


def check_relations(store: Store, token: str, inputs: _Inputs, own: Thing | None) -> None:
    """Raise `CloudError` if AWS refuses a thing with `inputs` beside what exists; `own` is the thing, if it does."""
    if rule := _RULES.get(token):
        rule(store, inputs, own)


def check_step(store: Store, own: Thing, inputs: _Inputs) -> None:
    """Raise `CloudError` if AWS refuses the way from what `own` is to `inputs`, which may be unknown in part.

    Unlike the relations this holds at preview already: nothing else in the same run can make it right.
    """
    if own.type == eks_relations.CLUSTER:
        eks_relations.cluster_step(store, own, inputs)


def check_deletion(thing: Thing) -> None:
    """Raise `CloudError` if `thing` is protected, or if its last copy would be lost without a word."""
    for name in _PROTECTIONS:
        if thing.inputs.get(name) in (True, "ACTIVE"):
            raise CloudError("OperationNotPermitted", f"{thing.label} has {name} on; it must be off to delete it")
    is_database = thing.type == "aws:rds/instance:Instance" and thing.inputs.get("replicateSourceDb") is None
    if is_database and not thing.inputs.get("skipFinalSnapshot") and not thing.inputs.get("finalSnapshotIdentifier"):
        reason = f"{thing.label} needs finalSnapshotIdentifier or skipFinalSnapshot: true to be deleted"
        raise CloudError("InvalidParameterValue", reason)
