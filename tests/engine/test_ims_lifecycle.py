"""`ims` from nothing to nothing on the real engine, in both environments."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.paths import REPOSITORY
from tests.engine.conftest import lines_with
from tests.engine.deployed import Deployed, changes, own_sandbox

OUTPUTS = {
    "apiUrl",
    "backupBucket",
    "cacheEndpoint",
    "cacheSecretArn",
    "clusterName",
    "databaseEndpoint",
    "databaseSecretArn",
    "loadBalancerDnsName",
    "nameServers",
    "repositoryUrl",
    "serviceName",
    "vpcId",
}
DATABASE = "rds/instance:Instance"
CACHE = "elasticache/replicationGroup:ReplicationGroup"
ALARM = "cloudwatch/metricAlarm:MetricAlarm"
SUBNET = "ec2/subnet:Subnet"
HOLDS_DATA = (
    DATABASE,
    "s3/bucket:Bucket",
    "kms/key:Key",
    "secretsmanager/secret:Secret",
    "route53/zone:Zone",
    "ec2/eip:Eip",
    "ecr/repository:Repository",
    "cloudwatch/logGroup:LogGroup",
)


@pytest.fixture
def ims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ims")


def work_tree() -> str:
    """Return what git says is changed or new in the repository, but for sources, which a person may be editing."""
    command = ["git", "--no-optional-locks", "status", "--porcelain", "--", ".", ":!*.py", ":!*.md"]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout


def test_dev_lives_from_nothing_through_drift_to_nothing(ims: Deployed) -> None:
    before = work_tree()
    first = ims.succeed("up")
    ims.assert_settled()
    assert ims.outputs().keys() == OUTPUTS
    assert all(ims.outputs().values())

    again = ims.succeed("up")
    assert changes(again) == []
    preview = ims.preview_passes()
    assert changes(preview) == []

    refreshed = ims.succeed("refresh")
    assert changes(refreshed) == []

    database, alarm = ims.of(DATABASE)["ims-database"], ims.of(ALARM)["ims-alarms-alb-latency"]
    ims.succeed("drift", database.id, "backupRetentionPeriod=1")
    ims.succeed("drift", alarm.id, "--delete")
    drifted = ims.succeed("refresh")
    assert lines_with(drifted, "Instance ims-database", "backupRetentionPeriod")
    assert lines_with(drifted, "MetricAlarm ims-alarms-alb-latency", "deleted")
    mended = ims.succeed("up")
    assert changes(mended)[:2] == ["+ 1 created", "~ 1 updated"]
    assert ims.of(DATABASE)["ims-database"] == database
    assert ims.of(ALARM)["ims-alarms-alb-latency"].outputs["threshold"] == alarm.outputs["threshold"]
    ims.assert_settled()

    assert len(ims.secrets()) >= 2
    assert ims.leaks(first + again + preview + refreshed + drifted + mended + ims.succeed("show", "--json")) == []

    ims.succeed("destroy")
    assert ims.store.things() == []
    assert not ims.stack().exists
    assert work_tree() == before


def test_prod_lives_beside_dev_and_its_data_goes_only_on_demand(ims: Deployed) -> None:
    ims.succeed("up")
    dev = ims.things()

    up = ims.succeed("up", environment="prod")
    ims.assert_settled("prod")
    assert ims.outputs("prod").keys() == OUTPUTS
    assert all(ims.outputs("prod").values())
    preview = ims.preview_passes("prod")
    assert changes(preview) == []

    # The password of the database as text and within its JSON, the token of the cache, the key of the web tokens.
    assert len(ims.secrets()) >= 4
    assert ims.leaks(up + preview) == []

    kept = ims.things("prod")
    refusal = ims.fail("destroy", environment="prod")
    assert "Instance ims-database" in refusal
    assert "UNPROTECT=yes" in refusal
    assert ims.things("prod") == kept

    ims.succeed("destroy", "--unprotect", environment="prod")
    assert not ims.stack("prod").exists
    assert ims.store.things() == dev


def test_a_live_stack_grows_in_place_by_a_zone_and_to_prod(ims: Deployed) -> None:
    ims.succeed("up")
    subnets = ims.of(SUBNET)
    ids = {(thing.type, thing.id) for thing in ims.things()}

    ims.configure({"settings": {"network": {"zone_count": 3}}})
    ims.succeed("up")
    assert {name: ims.of(SUBNET)[name] for name in subnets} == subnets
    added = ims.of(SUBNET).keys() - subnets.keys()
    assert added == {f"ims-network-{tier}-us-east-1c" for tier in ("public", "private", "data")}
    assert ids < {(thing.type, thing.id) for thing in ims.things()}

    data = {kind: {name: thing.id for name, thing in ims.of(kind).items()} for kind in HOLDS_DATA}
    cache, secrets = ims.of(CACHE)["ims-cache"], ims.secrets()
    ims.configure({"environment": "prod"})
    ims.succeed("up")
    ims.assert_settled()
    for kind, names in data.items():
        assert names.items() <= {name: thing.id for name, thing in ims.of(kind).items()}.items()
    assert secrets <= ims.secrets()
    assert {name: ims.of(SUBNET)[name].id for name in subnets} == {name: thing.id for name, thing in subnets.items()}
    # ElastiCache has no direct way to cluster mode, so the cache alone is replaced.
    assert ims.of(CACHE)["ims-cache"].id != cache.id
    assert ims.of(DATABASE)["ims-database"].outputs["multiAz"] is True
    ims.up_changes_nothing()
