"""`awsomeshop` from nothing to nothing on the real engine, in both environments, side by side in one account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.conftest import lines_with
from tests.engine.deployed import Deployed, changes, own_sandbox

OUTPUTS = {
    "clusterName",
    "databaseEndpoint",
    "databaseMasterSecretArn",
    "databaseSecretArn",
    "imageBucket",
    "loadBalancerDnsName",
    "loadBalancerName",
    "logBucket",
    "nameServers",
    "repositoryUrl",
    "serviceName",
    "shopUrl",
    "userPoolClientId",
    "userPoolId",
    "usersSecretArn",
    "vpcId",
}
REGION = "us-east-2"
POOL = "cognito/userPool:UserPool"
CLIENT = "cognito/userPoolClient:UserPoolClient"
ROLE = "iam/role:Role"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "awsomeshop")


def test_dev_lives_in_the_documents_region_from_nothing_to_nothing(shop: Deployed) -> None:
    first = shop.succeed("up")
    assert "names the region" not in first
    shop.assert_settled()
    assert shop.outputs().keys() == OUTPUTS
    assert all(shop.outputs().values())
    assert f".{REGION}." in str(shop.outputs()["databaseEndpoint"])
    zones = {name: thing.outputs["availabilityZone"] for name, thing in shop.of("ec2/subnet:Subnet").items()}
    assert set(zones.values()) == {f"{REGION}a", f"{REGION}b"}
    assert shop.of("rds/instance:Instance")["awsomeshop-database"].outputs["availabilityZone"] == f"{REGION}a"

    shop.up_changes_nothing()
    preview = shop.preview_passes()
    assert changes(preview) == []
    refreshed = shop.succeed("refresh")
    assert changes(refreshed) == []

    client = shop.of(CLIENT)["awsomeshop-users"]
    assert client.outputs["clientSecret"] in shop.secrets()
    assert shop.leaks(first + preview + refreshed + shop.succeed("show", "--json")) == []

    shop.succeed("destroy")
    assert shop.store.things() == []
    assert not shop.stack().exists


def test_prod_has_the_documents_names_beside_dev_and_its_users_go_only_on_demand(shop: Deployed) -> None:
    shop.succeed("up")
    dev = shop.things()

    up = shop.succeed("up", environment="prod")
    shop.assert_settled("prod")
    assert shop.outputs("prod").keys() == OUTPUTS
    shop.up_changes_nothing("prod")
    roles = {thing.outputs["name"] for thing in shop.of(ROLE, "prod").values()}
    assert {"awsomeshop-ecs-execution-role", "awsomeshop-ecs-task-role"} <= roles
    assert {thing.outputs["name"] for thing in shop.of(ROLE).values()}.isdisjoint(roles)
    assert shop.leaks(up) == []

    kept = shop.things("prod")
    refusal = shop.fail("destroy", environment="prod")
    assert "UserPool awsomeshop-users" in refusal
    assert shop.things("prod") == kept

    shop.succeed("destroy", "--unprotect", environment="prod")
    assert shop.store.things() == dev


def test_a_live_stack_becomes_prod_without_a_new_name_or_a_lost_user(shop: Deployed) -> None:
    shop.succeed("up")
    before = {(thing.type, thing.id) for thing in shop.things()}

    shop.configure({"environment": "prod"})
    shop.succeed("up")
    shop.assert_settled()
    assert {(thing.type, thing.id) for thing in shop.things()} == before
    assert shop.of(POOL)["awsomeshop-users"].outputs["deletionProtection"] == "ACTIVE"


def test_in_another_region_the_user_is_told_how_to_come_back(shop: Deployed) -> None:
    shop.configure({})
    file = shop.root / "project" / "Pulumi.awsomeshop-dev.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(REGION, "eu-west-1"), encoding="utf-8")

    preview = shop.succeed("preview")
    assert lines_with(preview, "names the region us-east-2", "pulumi config set aws:region us-east-2")
