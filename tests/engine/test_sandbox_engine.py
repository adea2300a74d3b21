"""The sandbox under the real Pulumi engine: a deployment's life, faults, and runs that are cut off."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from sandbox.paths import REPOSITORY
from tests.engine.conftest import Sandbox, lines_with

MADE = 6  # the AWS resources of tests/engine/program.py


def test_a_stack_lives_from_up_to_destroy_and_leaves_nothing(small_sandbox: Sandbox) -> None:
    preview = small_sandbox.succeed("preview")
    assert lines_with(preview, "topic", "[unknown]"), "an output that AWS makes is unknown before it is made"
    assert small_sandbox.store.things() == []

    first = small_sandbox.succeed("up")
    assert len(small_sandbox.store.things()) == MADE
    assert lines_with(first, "account", "000000000000")
    assert "The chain that decides it: Vpc net 12 s > 2 short steps 4 s > Instance database 4 min 7 s" in first
    assert "correct-horse" not in first

    second = small_sandbox.succeed("up", "--", "--expect-no-changes")
    assert "8 unchanged" in second
    assert "nothing was made" in second

    destroyed = small_sandbox.succeed("destroy")
    assert "Instance database (deleted)" in destroyed
    assert small_sandbox.store.things() == []
    assert not small_sandbox.state().exists
    assert "nothing to do" in small_sandbox.succeed("destroy")


def test_the_backend_writes_no_side_file_that_a_kill_could_leave_half_written(small_sandbox: Sandbox) -> None:
    small_sandbox.succeed("up")
    assert small_sandbox.state().exists
    assert list((small_sandbox.root / "state").rglob("*.attrs")) == []


def test_a_change_updates_or_replaces_as_aws_would(small_sandbox: Sandbox) -> None:
    small_sandbox.succeed("up")
    before = small_sandbox.named("database")[0]

    small_sandbox.knobs(instance_class="db.t4g.small", owner="someone-else")
    updated = small_sandbox.succeed("up")
    assert lines_with(updated, "database", "updated")
    database = small_sandbox.named("database")[0]
    assert database.id == before.id
    assert database.outputs["instanceClass"] == "db.t4g.small"
    assert database.outputs["tagsAll"] == {"Owner": "someone-else"}

    small_sandbox.knobs(storage_encrypted=False)
    preview = small_sandbox.succeed("preview")
    assert lines_with(preview, "aws:rds:Instance", "database", "replace")
    assert "DATA WOULD BE LOST" in preview
    small_sandbox.in_ci = True
    assert "would be replaced" in small_sandbox.fail("preview")
    small_sandbox.in_ci = False
    small_sandbox.succeed("up")
    replaced = small_sandbox.named("database")
    assert len(replaced) == 1
    assert replaced[0].id != before.id


def test_a_thing_with_a_fixed_name_goes_before_its_replacement_comes(small_sandbox: Sandbox) -> None:
    small_sandbox.knobs(topic="alerts")
    small_sandbox.succeed("up")
    small_sandbox.knobs(topic="other-alerts")
    small_sandbox.succeed("up")
    assert [thing.id.rsplit(":", 1)[-1] for thing in small_sandbox.named("topic")] == ["other-alerts"]


def test_drift_is_seen_by_refresh_and_mended_by_up(small_sandbox: Sandbox) -> None:
    small_sandbox.succeed("up")
    small_sandbox.succeed("drift", "database", "instanceClass=db.r6g.large")
    small_sandbox.succeed("drift", "topic", "--delete")
    refreshed = small_sandbox.succeed("refresh")
    assert lines_with(refreshed, "database", "updated")
    assert lines_with(refreshed, "topic", "deleted")
    small_sandbox.succeed("up")
    assert small_sandbox.named("database")[0].outputs["instanceClass"] == "db.t4g.micro"
    assert len(small_sandbox.named("topic")) == 1
    small_sandbox.succeed("up", "--", "--expect-no-changes")


def test_bad_input_is_refused_at_preview_with_what_is_allowed(small_sandbox: Sandbox) -> None:
    small_sandbox.knobs(instance_class="db.enormous.large")
    refused = small_sandbox.fail("preview")
    assert lines_with(refused, "db.enormous.large")
    assert lines_with(refused, "database", "instanceClass")
    assert small_sandbox.store.things() == []


def test_what_aws_refuses_for_other_things_is_refused_at_up(small_sandbox: Sandbox) -> None:
    small_sandbox.knobs(subnets={"a": "10.0.0.0/24", "b": "10.0.0.128/25"})
    refused = small_sandbox.fail("up")
    assert lines_with(refused, "InvalidSubnet.Conflict", "overlaps")
    # Either of the two may have been first, so neither may overlap with what the other had.
    small_sandbox.knobs(subnets={"a": "10.0.2.0/24", "b": "10.0.3.0/24"})
    small_sandbox.succeed("up")
    assert len(small_sandbox.store.things()) == MADE


def test_every_fault_is_survived_by_running_up_again(small_sandbox: Sandbox) -> None:
    small_sandbox.faults(
        {"match": "*::net", "operation": "create", "effect": "throttle", "times": 2},
        {"match": "*::group", "operation": "create", "effect": "fail"},
        {"match": "*::database", "operation": "create", "effect": "fail_after_create"},
    )
    assert lines_with(small_sandbox.fail("up"), "InternalFailure")
    assert len(small_sandbox.named("net")) == 1, "a throttled call is tried again"
    assert small_sandbox.named("database") == []
    assert lines_with(small_sandbox.fail("up"), "came up broken")
    database = small_sandbox.named("database")[0].id

    small_sandbox.succeed("up")
    assert len(small_sandbox.store.things()) == MADE
    assert small_sandbox.named("database")[0].id == database, "what came up broken is mended, not made again"
    small_sandbox.succeed("up", "--", "--expect-no-changes")


def test_nothing_is_made_twice_when_the_plugin_dies_or_an_answer_is_lost(small_sandbox: Sandbox) -> None:
    small_sandbox.faults(
        {"match": "*::group", "operation": "create", "effect": "reply_lost"},
        {"match": "*::database", "operation": "create", "effect": "crash"},
    )
    small_sandbox.fail("up")
    assert len(small_sandbox.named("group")) == 1
    crashed = small_sandbox.fail("up")
    assert "the answer was lost" in crashed
    assert "exited prematurely" in crashed
    small_sandbox.succeed("up")
    assert len(small_sandbox.store.things()) == MADE
    small_sandbox.succeed("up", "--", "--expect-no-changes")


def test_ctrl_c_ends_a_hanging_creation_and_the_next_up_goes_on(small_sandbox: Sandbox) -> None:
    small_sandbox.faults({"match": "*::database", "operation": "create", "effect": "hang"})
    process = small_sandbox.start("up")
    small_sandbox.wait_until(lambda: bool(small_sandbox.named("database")))
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in output
    hanging = small_sandbox.named("database")[0].id

    small_sandbox.succeed("up")
    assert [thing.id for thing in small_sandbox.named("database")] == [hanging]
    assert small_sandbox.state().holders() == []
    small_sandbox.succeed("up", "--", "--expect-no-changes")


def test_a_killed_run_is_taken_up_where_it_was_and_nothing_is_made_twice(small_sandbox: Sandbox) -> None:
    process = small_sandbox.start("up", "--speed", "60")
    small_sandbox.wait_until(lambda: bool(small_sandbox.named("database")))
    locked = small_sandbox.fail("up")
    assert "is locked" in locked

    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    database = small_sandbox.named("database")[0]
    assert database.status == "creating"

    taken_up = small_sandbox.succeed("up")
    assert "left its lock" in taken_up
    assert f"it exists as {database.id}" in taken_up
    assert [thing.id for thing in small_sandbox.named("database")] == [database.id]
    assert len(small_sandbox.store.things()) == MADE
    small_sandbox.succeed("up", "--", "--expect-no-changes")
    backend = small_sandbox.root / "state"
    assert not any("correct-horse" in file.read_text() for file in backend.rglob("*") if file.is_file())


def test_a_killed_replacement_is_finished_by_the_next_up(small_sandbox: Sandbox) -> None:
    small_sandbox.succeed("up")
    old = small_sandbox.named("database")[0]
    small_sandbox.knobs(storage_encrypted=False)
    process = small_sandbox.start("up", "--speed", "60")
    small_sandbox.wait_until(lambda: len(small_sandbox.named("database")) == 2)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    new = next(thing for thing in small_sandbox.named("database") if thing.id != old.id)

    small_sandbox.succeed("up")
    assert [thing.id for thing in small_sandbox.named("database")] == [new.id]
    small_sandbox.succeed("up", "--", "--expect-no-changes")


def test_a_plugin_ends_with_its_engine(small_sandbox: Sandbox) -> None:
    process = small_sandbox.start("up", "--speed", "100")
    small_sandbox.wait_until(lambda: bool(small_sandbox.named("database")))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)  # ends when the last process with the pipe has closed it
    assert small_sandbox.named("database")[0].status == "creating"


def test_a_plugin_prints_its_port_and_ends_at_once_when_the_engine_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "SANDBOX_ROOT": str(tmp_path)}
    command = [sys.executable, "-m", "sandbox.plugin", "aws"]
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        assert plugin.stdout.readline().strip().isdecimal()
        plugin.send_signal(signal.SIGINT)
        assert plugin.wait(timeout=2) == 0, "the engine waits five seconds for it at the end of every command"


def test_protected_data_is_destroyed_only_on_demand(small_sandbox: Sandbox) -> None:
    small_sandbox.knobs(protect=True)
    small_sandbox.succeed("up")
    refused = small_sandbox.fail("destroy")
    assert "Instance database" in refused
    assert "UNPROTECT=yes" in refused
    assert len(small_sandbox.store.things()) == MADE


def test_a_damaged_store_says_how_to_start_afresh(small_sandbox: Sandbox) -> None:
    small_sandbox.succeed("up")
    state = next((small_sandbox.root / "state" / ".pulumi" / "stacks").rglob("small-dev.json"))
    state.write_text(state.read_text(encoding="utf-8")[:200], encoding="utf-8")
    assert "make sandbox-reset" in small_sandbox.fail("up")

    for file in small_sandbox.root.glob("cloud.db*"):
        file.write_bytes(b"not a database " * 100)
    assert "make sandbox-reset" in small_sandbox.fail("up")

    small_sandbox.succeed("reset", "--yes")
    assert not small_sandbox.root.exists()


def test_the_users_own_files_stay_as_they_are(small_sandbox: Sandbox) -> None:
    before = {file: file.read_bytes() for file in small_sandbox.program.glob("Pulumi*")}
    small_sandbox.succeed("up")
    assert {file: file.read_bytes() for file in small_sandbox.program.glob("Pulumi*")} == before
    copy = (small_sandbox.root / "project" / "Pulumi.small-dev.yaml").read_text(encoding="utf-8")
    assert re.search(r"^encryptionsalt: ", copy, re.MULTILINE)
