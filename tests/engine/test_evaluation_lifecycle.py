"""`evaluation` from nothing to nothing on the real engine, in both environments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.deployed import Deployed, changes, own_sandbox

OUTPUTS = {
    "backendRepositoryUrl",
    "backendServiceName",
    "cacheEndpoint",
    "clusterName",
    "databaseEndpoint",
    "databaseUrlParameterArn",
    "distributionDomainName",
    "distributionId",
    "filesBucket",
    "frontendRepositoryUrl",
    "frontendServiceName",
    "loadBalancerDnsName",
    "nameServers",
    "url",
    "vpcId",
    "zoneId",
}
COPIES = {"recoveryBackupsArn", "recoveryFilesBucket", "recoveryKeyArn"}
SERVICE = "ecs/service:Service"
TARGETS = "lb/targetGroup:TargetGroup"
RULE = "lb/listenerRule:ListenerRule"
HOLDS_DATA = ("rds/instance:Instance", "s3/bucket:Bucket", "kms/key:Key", "route53/zone:Zone", "ec2/eip:Eip")


@pytest.fixture
def evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "evaluation")


def strategies(sandbox: Deployed, environment: str = "dev") -> dict[str, object]:
    found = sandbox.of(SERVICE, environment)
    return {name: (thing.inputs.get("deploymentConfiguration") or {}) for name, thing in found.items()}


def test_dev_lives_from_nothing_to_nothing(evaluation: Deployed) -> None:
    first = evaluation.succeed("up")
    evaluation.assert_settled()
    assert evaluation.outputs().keys() == OUTPUTS
    assert all(evaluation.outputs().values())
    assert set(evaluation.of(TARGETS)) == {"evaluation-api", "evaluation-web"}
    assert strategies(evaluation) == {"evaluation-backend": {}, "evaluation-frontend": {}}

    evaluation.up_changes_nothing()
    preview = evaluation.preview_passes()
    assert changes(preview) == []
    assert changes(evaluation.succeed("refresh")) == []

    # The password of the database and the token of the cache, beside the key of the web tokens in Parameter Store.
    assert len(evaluation.secrets()) >= 2
    assert evaluation.leaks(first + preview + evaluation.succeed("show", "--json")) == []

    evaluation.succeed("destroy")
    assert evaluation.store.things() == []
    assert not evaluation.stack().exists


def test_prod_lives_with_its_copies_and_goes_only_on_demand(evaluation: Deployed) -> None:
    up = evaluation.succeed("up", environment="prod")
    evaluation.assert_settled("prod")
    assert evaluation.outputs("prod").keys() == OUTPUTS | COPIES
    assert all(evaluation.outputs("prod").values())
    evaluation.up_changes_nothing("prod")
    preview = evaluation.preview_passes("prod")
    assert evaluation.leaks(up + preview) == []

    copies = [thing for thing in evaluation.things("prod") if thing.region == "us-west-2"]
    assert {"aws:s3/bucket:Bucket", "aws:kms/key:Key"} <= {thing.type for thing in copies}
    replication = evaluation.of("s3/bucketReplicationConfig:BucketReplicationConfig", "prod")["evaluation-copies"]
    assert replication.region == "us-east-1"

    kept = evaluation.things("prod")
    refusal = evaluation.fail("destroy", environment="prod")
    assert "UNPROTECT=yes" in refusal
    assert evaluation.things("prod") == kept
    evaluation.succeed("destroy", "--unprotect", environment="prod")
    assert evaluation.store.things() == []


def test_a_live_stack_becomes_prod_in_place(evaluation: Deployed) -> None:
    evaluation.succeed("up")
    data = {kind: {name: thing.id for name, thing in evaluation.of(kind).items()} for kind in HOLDS_DATA}
    services = {name: thing.id for name, thing in evaluation.of(SERVICE).items()}

    evaluation.configure({"environment": "prod"})
    evaluation.succeed("up")
    evaluation.assert_settled()
    for kind, names in data.items():
        assert names.items() <= {name: thing.id for name, thing in evaluation.of(kind).items()}.items()
    assert {name: thing.id for name, thing in evaluation.of(SERVICE).items()} == services
    assert set(evaluation.of(TARGETS)) == {f"evaluation-{part}" for part in ("api", "api-green", "web", "web-green")}
    rule = evaluation.of(RULE)["evaluation-api-production"]
    groups = rule.inputs["actions"][0]["forward"]["targetGroups"]  # type: ignore[index]
    assert [group["weight"] for group in groups] == [100, 0]
    evaluation.up_changes_nothing()
