"""`ims` on the real engine when something breaks: the next `up` goes on, nothing is made twice, nothing is lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.deployed import Deployed, own_sandbox

VPC = "ec2/vpc:Vpc"
SUBNETS = "rds/subnetGroup:SubnetGroup"
DATABASE = "rds/instance:Instance"
TASKS = "ecs/taskDefinition:TaskDefinition"
SERVICE = "ecs/service:Service"


@pytest.fixture
def ims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ims")


def fault(kind: str, effect: str, times: int = 1) -> dict[str, object]:
    """Return an entry of the fault plan for creations of a type."""
    return {"match": f"aws:{kind}", "operation": "create", "effect": effect, "times": times}


def test_up_goes_on_after_each_kind_of_failure(ims: Deployed) -> None:
    """Each resource needs the one before, so each `up` shows that the last failure left nothing in its way.

    Nothing is said of what does not need the one that fails: the engine may have begun it by then, or not.
    """
    ims.faults(fault(VPC, "fail"))
    assert "the fault plan lets this create fail" in ims.fail("up")
    assert ims.of(VPC) == {}

    ims.faults(fault(SUBNETS, "throttle", times=2), fault(DATABASE, "fail_after_create"))
    assert "came up broken" in ims.fail("up")
    assert [thing.status for thing in ims.of(SUBNETS).values()] == ["available"]
    assert ims.of(DATABASE)["ims-database"].status == "failed"
    ims.assert_nothing_is_twice()

    ims.faults(fault(TASKS, "reply_lost"))
    assert "the connection to AWS was lost" in ims.fail("up")
    assert ims.of(DATABASE)["ims-database"].status == "available"
    ims.assert_nothing_is_twice()

    ims.faults(fault(SERVICE, "crash"))
    ims.fail("up")
    assert ims.of(SERVICE) == {}
    ims.assert_nothing_is_twice()

    ims.succeed("up")
    ims.assert_settled()
    ims.up_changes_nothing()


def test_up_goes_on_after_ctrl_c_and_after_the_cli_was_killed(ims: Deployed) -> None:
    ims.faults(fault(DATABASE, "hang"))
    running = ims.start("up")
    ims.wait_until(lambda: len(ims.of(DATABASE)) == 1)
    locked = ims.fail("up")
    assert "locked" in locked
    assert f"process {ims.stack().holders()[0].pid}" in locked
    os.killpg(running.pid, signal.SIGINT)
    output, _ = running.communicate(timeout=60)
    assert running.returncode != 0, output
    ims.assert_nothing_is_twice()

    # The service needs the database, so the first run cannot have made it.
    ims.faults(fault(SERVICE, "hang"))
    running = ims.start("up")
    ims.wait_until(lambda: len(ims.of(SERVICE)) == 1)
    os.kill(ims.stack().holders()[0].pid, signal.SIGKILL)
    output, _ = running.communicate(timeout=60)
    assert running.returncode != 0, output
    assert ims.of(DATABASE)["ims-database"].status == "available"

    recovered = ims.succeed("up")
    assert "left its lock" in recovered
    assert "ims-api was being made when a run was cut off: it exists as" in recovered
    ims.assert_settled()
    ims.up_changes_nothing()
