"""`ecommerce` from nothing to nothing on the real engine, in both environments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.conftest import lines_with
from tests.engine.deployed import Deployed, changes, own_sandbox

OUTPUTS = {
    "apiUrl",
    "buckets",
    "cacheEndpoint",
    "clusterName",
    "databaseEndpoint",
    "databaseSecretArn",
    "grafanaSecretArn",
    "kubeconfig",
    "nameServers",
    "pipelineRoleArn",
    "repositoryUrls",
    "secretArns",
    "vpcId",
}
DATABASE = "rds/instance:Instance"
CLUSTER = "eks/cluster:Cluster"
RELEASE = "kubernetes:helm.sh/v3:Release"
HOLDS_DATA = {
    DATABASE,
    CLUSTER,
    RELEASE,
    "elasticache/replicationGroup:ReplicationGroup",
    "s3/bucket:Bucket",
    "kms/key:Key",
    "secretsmanager/secret:Secret",
    "route53/zone:Zone",
    "ec2/eip:Eip",
    "ecr/repository:Repository",
    "cloudwatch/logGroup:LogGroup",
    "kubernetes:core/v1:Namespace",
    "kubernetes:storage.k8s.io/v1:StorageClass",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ecommerce")


def made(shop: Deployed, kind: str | None = None) -> set[tuple[str, str, int]]:
    """Return everything, or everything of one kind, with how often it has been made."""
    things = shop.things() if kind is None else shop.of(kind).values()
    return {(thing.urn, thing.id, thing.count) for thing in things}


def test_dev_lives_from_nothing_over_prod_and_back_to_nothing(shop: Deployed) -> None:
    output = shop.succeed("up")
    shop.assert_settled()
    assert shop.outputs().keys() == OUTPUTS
    assert all(shop.outputs().values())
    shop.up_changes_nothing()
    refreshed = shop.succeed("refresh")
    assert changes(refreshed) == []

    before, secrets = made(shop), shop.secrets()
    held = {kind: made(shop, kind) for kind in HOLDS_DATA}
    assert all(held.values())
    shop.configure({"environment": "prod"})
    grown = shop.succeed("up")
    shop.assert_settled()
    assert [kind for kind in HOLDS_DATA if not held[kind] <= made(shop, kind)] == []
    assert before < made(shop), "only updates, and the key that the secrets' copies need"
    assert shop.of(DATABASE)["ecommerce-database"].outputs["multiAz"] is True

    shop.configure({"environment": "dev"})
    shrunk = shop.succeed("up")
    shop.assert_settled()
    assert made(shop) == before
    assert shop.secrets() == secrets
    assert len(secrets) >= 4  # of the cache, of Grafana, between the services, of the web tokens
    assert shop.leaks(output + refreshed + grown + shrunk + shop.succeed("show", "--json")) == []

    shop.succeed("destroy")
    assert shop.store.things() == []
    assert not shop.stack().exists


def test_prod_passes_the_policy_packs_and_its_data_goes_only_on_demand(shop: Deployed) -> None:
    shop.configure({"adminRoleArns": ["arn:aws:iam::000000000000:role/platform"]}, "prod")
    up = shop.succeed("up", environment="prod")
    shop.assert_settled("prod")
    assert shop.outputs("prod").keys() == OUTPUTS
    assert all(shop.outputs("prod").values())
    assert not lines_with(up, "warning:")

    preview = shop.preview_passes("prod")
    assert changes(preview) == []
    assert "[advisory]" not in preview
    assert shop.leaks(up + preview) == []

    kept = shop.things("prod")
    refusal = shop.fail("destroy", environment="prod")
    assert all(name in refusal for name in ("Instance ecommerce-database", "Cluster ecommerce-cluster-eksCluster"))
    assert "UNPROTECT=yes" in refusal
    assert shop.things("prod") == kept

    shop.succeed("destroy", "--unprotect", environment="prod")
    assert shop.store.things() == []
    assert not shop.stack("prod").exists
