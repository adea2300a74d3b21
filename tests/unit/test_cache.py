"""A cache as the documents want it: encrypted both ways, behind a token, logged, failing over where it can."""

import re

import pulumi
import pytest

from components.cache import Cache, CacheArgs
from core.aws.rules import violations
from core.sections.cache import CacheSettings
from tests.recording import Recording, record

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"

DEV = CacheSettings(engine_version="7.0", node_type="cache.t3.micro", snapshot_retention_days=1)
PROD = CacheSettings(
    engine_version="7.0", node_type="cache.t3.small", cluster_mode=True, replicas=2, snapshot_retention_days=7
)
REPLICATED = CacheSettings(engine_version="7.1", node_type="cache.t3.small", replicas=1, snapshot_retention_days=7)
VALKEY = CacheSettings(
    engine="valkey", engine_version="8.1", node_type="cache.t4g.small", replicas=1, snapshot_retention_days=7
)


def args(settings: CacheSettings, *, protected: bool = False) -> CacheArgs:
    return CacheArgs(
        settings=settings,
        final_snapshot="ims-prod-cache-final",
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-1",
        kms_key_arn=KEY,
        account_id="000000000000",
        log_retention_days=90,
        protected=protected,
    )


def recorded(settings: CacheSettings, *, protected: bool = False) -> Recording[Cache]:
    return record(lambda: Cache("ims-cache", args(settings, protected=protected)))


def parameters(recording: Recording[Cache]) -> dict[str, str]:
    found = recording.one(PARAMETERS).inputs["parameters"]
    assert isinstance(found, list)
    return {parameter["name"]: parameter["value"] for parameter in found}


@pytest.mark.parametrize("settings", [DEV, PROD, REPLICATED, VALKEY])
def test_aws_accepts_every_part(settings: CacheSettings) -> None:
    for registered in recorded(settings, protected=True).resources:
        assert violations(registered.token, registered.inputs) == []


def test_one_node_neither_fails_over_nor_runs_in_cluster_mode() -> None:
    inputs = recorded(DEV).one(GROUP).inputs

    assert (inputs["clusterMode"], inputs["numCacheClusters"]) == ("disabled", 1)
    assert (inputs["automaticFailoverEnabled"], inputs["multiAzEnabled"]) == (False, False)
    assert "numNodeGroups" not in inputs


def test_cluster_mode_counts_shards_and_replicas_and_fails_over_between_zones() -> None:
    inputs = recorded(PROD).one(GROUP).inputs

    assert (inputs["clusterMode"], inputs["numNodeGroups"], inputs["replicasPerNodeGroup"]) == ("enabled", 1, 2)
    assert (inputs["automaticFailoverEnabled"], inputs["multiAzEnabled"]) == (True, True)
    assert "numCacheClusters" not in inputs


def test_a_replica_without_cluster_mode_is_a_second_node_that_takes_over() -> None:
    inputs = recorded(REPLICATED).one(GROUP).inputs

    assert (inputs["clusterMode"], inputs["numCacheClusters"]) == ("disabled", 2)
    assert inputs["automaticFailoverEnabled"] is True


def test_the_least_recently_used_keys_go_first_and_cluster_mode_is_in_its_own_group() -> None:
    assert parameters(recorded(DEV)) == {"maxmemory-policy": "allkeys-lru"}
    assert parameters(recorded(PROD)) == {"maxmemory-policy": "allkeys-lru", "cluster-enabled": "yes"}


@pytest.mark.parametrize(
    ("settings", "name", "family"),
    [
        (DEV, "ims-cache-redis7", "redis7"),
        (PROD, "ims-cache-redis7-cluster", "redis7"),
        (VALKEY, "ims-cache-valkey8", "valkey8"),
    ],
)
def test_another_engine_or_mode_takes_another_parameter_group(settings: CacheSettings, name: str, family: str) -> None:
    group = recorded(settings).one(PARAMETERS)

    assert (group.name, group.inputs["family"]) == (name, family)


def test_data_is_encrypted_at_rest_with_the_key_and_in_transit_without_exception() -> None:
    inputs = recorded(DEV).one(GROUP).inputs

    assert (inputs["atRestEncryptionEnabled"], inputs["kmsKeyId"]) == (True, KEY)
    assert (inputs["transitEncryptionEnabled"], inputs["transitEncryptionMode"]) == (True, "required")


def test_the_token_is_secret_and_has_the_form_that_elasticache_takes() -> None:
    recording = recorded(DEV)
    group = recording.one(GROUP)

    assert "authToken" in group.secrets
    assert "authToken" in group.additional_secret_outputs
    assert re.fullmatch(r"[A-Za-z0-9]{16,128}", str(group.inputs["authToken"]))
    assert (
        group.inputs["authToken"]
        == recording.one("aws:secretsmanager/secretVersion:SecretVersion").inputs["secretString"]
    )


def test_a_changed_token_does_not_cut_off_running_clients() -> None:
    assert recorded(DEV).one(GROUP).inputs["authTokenUpdateStrategy"] == "ROTATE"


def test_both_logs_go_to_encrypted_groups_as_json() -> None:
    recording = recorded(DEV)
    delivered = recording.one(GROUP).inputs["logDeliveryConfigurations"]
    assert isinstance(delivered, list)

    assert {log["logType"] for log in delivered} == {"engine-log", "slow-log"}
    assert {(log["destinationType"], log["logFormat"]) for log in delivered} == {("cloudwatch-logs", "json")}
    for group in recording.of(LOG_GROUP):
        assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == (KEY, 90)
        assert str(group.inputs["namePrefix"]).startswith("/aws/vendedlogs/")


def test_it_stands_in_the_given_subnets_behind_one_group() -> None:
    recording = recorded(DEV)

    assert recording.one("aws:elasticache/subnetGroup:SubnetGroup").inputs["subnetIds"] == ["subnet-1", "subnet-2"]
    assert recording.one(GROUP).inputs["securityGroupIds"] == ["sg-1"]


def test_a_protected_cache_is_kept_and_leaves_a_snapshot() -> None:
    group = recorded(PROD, protected=True).one(GROUP)

    assert group.protect
    assert group.inputs["finalSnapshotIdentifier"] == "ims-prod-cache-final"
    assert (group.inputs["snapshotRetentionLimit"], group.inputs["applyImmediately"]) == (7, False)


def test_an_unprotected_cache_goes_without_a_trace() -> None:
    group = recorded(DEV).one(GROUP)

    assert not group.protect
    assert "finalSnapshotIdentifier" not in group.inputs


@pytest.mark.parametrize(("settings", "host"), [(DEV, "master."), (REPLICATED, "master."), (PROD, "clustercfg.")])
def test_clients_start_from_the_endpoint_of_the_mode(settings: CacheSettings, host: str) -> None:
    component = recorded(settings).one("aws-architectures:cache:Cache")

    assert component.outputs is not None
    assert str(component.outputs["endpoint"]).startswith(host)


@pytest.mark.parametrize(
    ("settings", "suffixes"),
    [
        (DEV, ["-001"]),
        (REPLICATED, ["-001", "-002"]),
        (PROD, ["-0001-001", "-0001-002", "-0001-003"]),
        (PROD.model_copy(update={"shards": 2, "replicas": 1}), ["-0001-001", "-0001-002", "-0002-001", "-0002-002"]),
    ],
)
def test_nodes_are_called_as_elasticache_calls_them(settings: CacheSettings, suffixes: list[str]) -> None:
    def nodes() -> pulumi.Output[list[str]]:
        cache = Cache("ims-cache", args(settings))
        return pulumi.Output.all(cache.replication_group_id, *cache.node_ids).apply(list)

    found = record(nodes).result
    assert isinstance(found, list)
    group, *ids = found
    assert ids == [f"{group}{suffix}" for suffix in suffixes]


def test_another_cluster_mode_takes_another_cache() -> None:
    assert recorded(DEV).one(GROUP).replace_on_changes == ("clusterMode",)
