"""ElastiCache replication groups, their subnet groups and parameter groups.

https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
"""

from collections.abc import Iterator

from core.aws.elasticache import VERSIONS, check_engine_version, check_node_type, parameter_family
from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, is_true, number, shown, text
from core.aws.rules.kinds import at_most, between, checked, matches, needs, not_together, one_of, unique, within
from core.aws.rules.windows import window_rules

_FAMILIES = {parameter_family(engine, version) for engine, versions in VERSIONS.items() for version in versions}


def _nodes(inputs: Inputs) -> float | None:
    """Return how many nodes a shard has, or None if that is not known."""
    if not is_known(inputs, "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup", "nodeGroupConfigurations"):
        return None
    if is_set(inputs, "numNodeGroups") or is_set(inputs, "replicasPerNodeGroup"):
        return 1 + (number(inputs, "replicasPerNodeGroup") or 0)
    if is_set(inputs, "nodeGroupConfigurations"):
        return None
    return number(inputs, "numCacheClusters") or 1


def _failover(inputs: Inputs) -> Iterator[Violation]:
    """Failover needs a node to fail over to, several zones need failover, and so does cluster mode."""
    nodes = _nodes(inputs)
    if is_true(inputs, "automaticFailoverEnabled") and nodes is not None and nodes < 2:
        yield Violation("automaticFailoverEnabled", "true", f"false with {nodes:g} node, or two nodes at least")
    if not is_known(inputs, "automaticFailoverEnabled") or is_true(inputs, "automaticFailoverEnabled"):
        return
    if is_true(inputs, "multiAzEnabled"):
        yield Violation("automaticFailoverEnabled", "false", "true, since multiAzEnabled is true")
    if is_set(inputs, "numNodeGroups") or text(inputs, "clusterMode") in ("enabled", "compatible"):
        yield Violation("automaticFailoverEnabled", "false", "true, which cluster mode needs")


def _counts(inputs: Inputs) -> Iterator[Violation]:
    """Check that the size is given as a number of nodes, or as shards with replicas."""
    for key in ("numNodeGroups", "replicasPerNodeGroup"):
        if is_set(inputs, "numCacheClusters") and is_set(inputs, key):
            yield Violation("numCacheClusters", shown(inputs.get("numCacheClusters")), f"none, since {key} is set")
            return


def _auth(inputs: Inputs) -> Iterator[Violation]:
    """Check that a token travels over TLS only."""
    if not (is_set(inputs, "authToken") or is_set(inputs, "authTokenWo")):
        return
    if inputs.get("transitEncryptionEnabled") in (None, False, "false"):
        yield Violation(
            "transitEncryptionEnabled", shown(inputs.get("transitEncryptionEnabled")), "true, since a token is set"
        )


def _valkey_transit(inputs: Inputs) -> Iterator[Violation]:
    if text(inputs, "engine") == "valkey" and not is_set(inputs, "transitEncryptionEnabled"):
        yield Violation("transitEncryptionEnabled", "not set", "true or false, which engine valkey wants stated")


_KEY_NEEDS_ENCRYPTION = needs("kmsKeyId", "atRestEncryptionEnabled", "the key is that of encryption at rest")


def _storage_key(inputs: Inputs) -> Iterator[Violation]:
    """Check that a key comes with encryption at rest, which Valkey has unless told otherwise."""
    by_default = text(inputs, "engine") == "valkey" and not is_set(inputs, "atRestEncryptionEnabled")
    if is_known(inputs, "engine") and not by_default:
        yield from _KEY_NEEDS_ENCRYPTION(inputs)


def _version(inputs: Inputs) -> Iterator[Violation]:
    """Check that the version can be created; the engine is redis unless said otherwise."""
    version = text(inputs, "engineVersion")
    if version is None or not is_known(inputs, "engine"):
        return
    try:
        check_engine_version(text(inputs, "engine") or "redis", version)
    except ValueError as error:
        yield Violation("engineVersion", version, str(error))


def _default_group(inputs: Inputs) -> Iterator[Violation]:
    """One of AWS's own parameter groups fits the engine's version and the cluster mode."""
    group, version = text(inputs, "parameterGroupName") or "", text(inputs, "engineVersion")
    engine = text(inputs, "engine") or "redis"
    if not group.startswith("default.") or version not in VERSIONS.get(engine, ()) or not is_known(inputs, "engine"):
        return
    family = f"default.{parameter_family(engine, version or '')}"
    if group not in (family, f"{family}.cluster.on"):
        yield Violation("parameterGroupName", group, f"{family} or {family}.cluster.on for {engine} {version}")


def _tiering(inputs: Inputs) -> Iterator[Violation]:
    node_type = text(inputs, "nodeType")
    if is_true(inputs, "dataTieringEnabled") and node_type and not node_type.startswith("cache.r6gd."):
        yield Violation("dataTieringEnabled", "true", "false, or a node type of the family cache.r6gd")


RULES: Rules = {
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        one_of("engine", set(VERSIONS)),
        checked(check_node_type, "nodeType"),
        matches("description", r".+", "a text"),
        one_of("clusterMode", {"enabled", "disabled", "compatible"}),
        one_of("transitEncryptionMode", {"preferred", "required"}),
        one_of("networkType", {"ipv4", "ipv6", "dual_stack"}),
        one_of("authTokenUpdateStrategy", {"SET", "ROTATE", "DELETE"}),
        between("numCacheClusters", 1, 6, "nodes"),
        between("numNodeGroups", 1, 500, "shards"),
        between("replicasPerNodeGroup", 0, 5, "replicas"),
        between("snapshotRetentionLimit", 0, 35, "days"),
        between("port", 1, 65535),
        matches("authToken", r"[A-Za-z0-9!&#$^<>-]{16,128}", "16 to 128 letters, digits and ! & # $ ^ < > -"),
        not_together("authToken", "userGroupIds", "a token and user groups are two ways to sign in"),
        _storage_key,
        *window_rules("snapshotWindow", "maintenanceWindow", shortest=60),
        within(
            "logDeliveryConfigurations[]",
            one_of("destinationType", {"cloudwatch-logs", "kinesis-firehose"}),
            one_of("logFormat", {"text", "json"}),
            one_of("logType", {"slow-log", "engine-log"}),
        ),
        at_most("logDeliveryConfigurations", 2, "destinations"),
        _version,
        _counts,
        _failover,
        _auth,
        _valkey_transit,
        _default_group,
        _tiering,
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": (one_of("family", _FAMILIES), unique("parameters[].name")),
    "aws:elasticache/subnetGroup:SubnetGroup": (unique("subnetIds[]"),),
}
