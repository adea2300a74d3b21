"""`scalable` from nothing to nothing on the real engine, in both environments, and with its switches."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.conftest import lines_with
from tests.engine.deployed import Deployed, changes, own_sandbox

OUTPUTS = {
    "buckets",
    "clusterName",
    "databaseEndpoint",
    "databaseSecretArn",
    "grafanaSecretArn",
    "kubeconfig",
    "nameServers",
    "pipelineRoleArn",
    "redisSecretArn",
    "repositoryUrls",
    "url",
    "vpcId",
}
DATABASE = "rds/instance:Instance"
PROXY = "rds/proxy:Proxy"
VPN = "ec2clientvpn/endpoint:Endpoint"
NODES = "eks/nodeGroup:NodeGroup"
REDIS = "kubernetes:apps/v1:StatefulSet"
HOLDS_DATA = {
    DATABASE,
    REDIS,
    "eks/cluster:Cluster",
    "s3/bucket:Bucket",
    "kms/key:Key",
    "secretsmanager/secret:Secret",
    "kubernetes:core/v1:Namespace",
}
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-4000-8000-00000000000{}"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "scalable")


def made(web: Deployed, kind: str) -> set[tuple[str, str, int]]:
    """Return everything of one kind, with how often it has been made."""
    return {(thing.urn, thing.id, thing.count) for thing in web.of(kind).values()}


def test_dev_lives_from_nothing_over_prod_to_nothing(web: Deployed) -> None:
    output = web.succeed("up")
    web.assert_settled()
    assert web.outputs().keys() == OUTPUTS
    assert all(web.outputs().values())
    web.up_changes_nothing()
    refreshed = web.succeed("refresh")
    assert changes(refreshed) == []

    held = {kind: made(web, kind) for kind in HOLDS_DATA}
    assert all(held.values())
    web.configure({"environment": "prod"})
    grown = web.succeed("up")
    web.assert_settled()
    assert [kind for kind in HOLDS_DATA if not held[kind] <= made(web, kind)] == []
    assert web.of(DATABASE).keys() == {"scalable-database", "scalable-database-reader"}
    assert web.leaks(output + refreshed + grown + web.succeed("show", "--json")) == []

    web.succeed("destroy", "--unprotect")
    assert web.store.things() == []
    assert not web.stack().exists


def test_prod_passes_the_policy_packs_and_its_data_goes_only_on_demand(web: Deployed) -> None:
    up = web.succeed("up", environment="prod")
    web.assert_settled("prod")
    web.up_changes_nothing("prod")
    preview = web.preview_passes("prod")
    assert changes(preview) == []
    assert "[advisory]" not in preview
    assert web.leaks(up + preview) == []

    kept = web.things("prod")
    refusal = web.fail("destroy", environment="prod")
    assert all(name in refusal for name in ("Instance scalable-database", "StatefulSet scalable-redis-pod"))
    assert web.things("prod") == kept

    web.succeed("destroy", "--unprotect", environment="prod")
    assert web.store.things() == []


def test_spot_proxy_and_vpn_are_switched_one_by_one_on_a_running_stack(web: Deployed) -> None:
    vpn = {"server_certificate_arn": CERTIFICATE.format(1), "client_certificate_arn": CERTIFICATE.format(2)}
    web.configure({"settings": {"cluster": {"spot": False}}})
    web.succeed("up")
    assert web.of(NODES).keys() == {"scalable-cluster-main"}
    kept = {kind: made(web, kind) for kind in HOLDS_DATA}

    web.configure({"settings": {"cluster": {"spot": True}, "database_proxy": {}, "vpn": vpn}})
    web.succeed("up")
    web.assert_settled()
    assert web.of(NODES).keys() == {"scalable-cluster-main", "scalable-cluster-spot"}
    assert web.of(PROXY).keys() == {"scalable-database-proxy"}
    assert web.of(VPN).keys() == {"scalable-client-vpn"}
    assert web.outputs().keys() == {*OUTPUTS, "databaseProxyEndpoint", "vpnDnsName"}
    assert {kind: made(web, kind) for kind in HOLDS_DATA} == kept
    web.up_changes_nothing()

    web.configure({"settings": {}})
    web.succeed("up")
    web.assert_settled()
    assert web.of(PROXY) == web.of(VPN) == {}
    assert {kind: made(web, kind) for kind in HOLDS_DATA} == kept
    web.succeed("destroy")
    assert web.store.things() == []


def test_redis_is_started_anew_in_place_and_its_set_replaced_for_a_larger_claim(web: Deployed) -> None:
    web.succeed("up")
    before = made(web, REDIS)
    web.configure({"settings": {"redis": {"eviction": "allkeys-lru"}}})
    preview = web.succeed("preview")
    assert lines_with(preview, "StatefulSet", "scalable-redis-pod", "update")
    web.succeed("up")
    web.assert_settled()
    assert made(web, REDIS) == before

    web.configure({"settings": {"redis": {"volume_gib": 16}}})
    web.succeed("up")
    web.assert_settled()
    ((_, identity, count),) = made(web, REDIS)
    ((_, old_identity, old_count),) = before
    assert (identity, count) == (old_identity, old_count + 1)
