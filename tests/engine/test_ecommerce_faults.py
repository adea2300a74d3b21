"""`ecommerce` on the real engine when something breaks: the next run goes on, and nothing is stranded."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.deployed import Deployed, own_sandbox

NODES = "eks/nodeGroup:NodeGroup"
SPOT, GENERAL = "ecommerce-cluster-spot", "ecommerce-cluster-general"
RELEASE = "kubernetes:helm.sh/v3:Release"
CONTROLLER = "ecommerce-controllers-aws-load-balancer-controller"
SEARCH, OPERATOR = "ecommerce-logging-eck-elasticsearch", "ecommerce-logging-eck-operator"
METRICS = "ecommerce-monitoring-kube-prometheus-stack"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
DRIVER = "ecommerce-cluster-aws-ebs-csi-driver"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ecommerce")


def fault(name: str, effect: str, operation: str = "create", kind: str = "*") -> dict[str, object]:
    """Return an entry of the fault plan for a resource by its name in the program."""
    return {"match": f"*{kind}::{name}", "operation": operation, "effect": effect}


def deletions(output: str) -> list[str]:
    """Return types and names of the deletions in the order of their ends."""
    return re.findall(r" -  (\S+ \S+) deleted \(", output)


def test_every_run_goes_on_where_the_last_one_broke(shop: Deployed) -> None:
    """Nodes, controllers, services: each `up` shows that the last failure left nothing in the way of the next part."""
    shop.faults(fault(SPOT, "fail_after_create", kind=NODES))
    assert "came up broken" in shop.fail("up")
    assert shop.of(NODES)[SPOT].status == "failed"
    assert shop.of(RELEASE) == {}, "nothing goes into a cluster whose nodes are not there"

    shop.faults(fault(CONTROLLER, "fail_after_create", kind=RELEASE))
    assert "came up broken" in shop.fail("up")
    assert {thing.status for thing in shop.of(NODES).values()} == {"available"}
    assert shop.of(RELEASE)[CONTROLLER].status == "failed"
    assert shop.of(INGRESS) == {}
    shop.assert_nothing_is_twice()

    shop.faults(fault("ecommerce-order", "crash", kind=DEPLOYMENT))
    shop.fail("up")
    assert "ecommerce-order" not in shop.of(DEPLOYMENT)
    shop.assert_nothing_is_twice()

    recovered = shop.succeed("up")
    assert "Traceback" not in recovered
    shop.assert_settled()
    shop.up_changes_nothing()

    # The driver of the volumes hangs, and the run is stopped; then the plugin dies with a node group.
    shop.faults(fault(DRIVER, "hang", "delete"))
    running = shop.start("destroy", "--architecture", "ecommerce")
    shop.wait_until(lambda: not any(thing.type.startswith("kubernetes:") for thing in shop.things()))
    os.killpg(running.pid, signal.SIGINT)
    first, _ = running.communicate(timeout=120)
    assert running.returncode != 0, first
    assert DRIVER in shop.of("eks/addon:Addon")
    shop.faults(fault(GENERAL, "crash", "delete", NODES))
    second = shop.fail("destroy")
    third = shop.succeed("destroy")
    gone = deletions(first + second + third)

    def at(label: str) -> int:
        return gone.index(label)

    assert at("kubernetes:networking.k8s.io/v1:Ingress ecommerce-ingress") < at(f"{RELEASE} {CONTROLLER}")
    for release in (SEARCH, METRICS):
        assert at(f"{RELEASE} {release}") < at(f"aws:eks:Addon {DRIVER}")
    assert at(f"{RELEASE} {SEARCH}") < at(f"{RELEASE} {OPERATOR}")
    assert at(f"{RELEASE} {CONTROLLER}") < at(f"aws:eks:NodeGroup {GENERAL}")
    assert at(f"aws:eks:NodeGroup {GENERAL}") < at("aws:eks:Cluster ecommerce-cluster-eksCluster")
    assert len(gone) == len(set(gone)), "nothing is deleted twice"
    assert shop.store.things() == []
    assert not shop.stack().exists
