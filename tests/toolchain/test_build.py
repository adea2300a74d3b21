"""How `ensure.py` builds: with a `go` that writes shell scripts, in no time."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.toolchain.fakes import Machine
from toolchain.pins import go_pin, pulumi_pin
from toolchain.running import run_logged

# Seconds that a build takes where something happens meanwhile, and that it may take to get there.
SLOW = "1"
PATIENCE = 20.0


def wait_for_build(machine: Machine) -> None:
    """Wait until the first executable is being built."""
    end = time.monotonic() + PATIENCE
    while machine.builds() == 0:
        assert time.monotonic() < end, "no build was started"
        time.sleep(0.02)


def test_a_build_holds_the_cli_the_language_host_and_its_shim(machine: Machine) -> None:
    machine.add_go()
    code, output, errors = machine.ensure()
    assert code == 0
    folder = Path(output.strip())
    assert folder.name.startswith(f"{pulumi_pin()}-")
    names = ["pulumi", "pulumi-language-python", "pulumi-language-python-exec"]
    assert sorted(os.listdir(folder)) == names  # noqa: PTH208  # names are compared, not paths
    assert all(os.access(folder / name, os.X_OK) for name in names)
    assert machine.cached() == [folder.name]
    assert "[1/2] the Python language host" in errors
    assert "[2/2] the Pulumi CLI" in errors
    assert errors.endswith(f": {folder}\n")


def test_the_cli_is_built_to_tell_its_version_and_with_the_pinned_modules_only(machine: Machine) -> None:
    machine.add_go()
    machine.ensure()
    calls = machine.go_calls.read_text(encoding="utf-8")
    assert f"-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{pulumi_pin()}" in calls
    assert calls.count("-mod=readonly") == 3
    assert calls.count("-trimpath") == 2


def test_two_at_once_make_one_build(machine: Machine) -> None:
    machine.add_go()
    first = machine.start(FAKE_GO_SLEEP=SLOW)
    wait_for_build(machine)
    second = machine.start(FAKE_GO_SLEEP=SLOW)
    output, _ = first.communicate(timeout=PATIENCE)
    other_output, errors = second.communicate(timeout=PATIENCE)
    assert (first.returncode, second.returncode) == (0, 0)
    assert output == other_output
    assert "another process is building the same toolchain: waiting" in errors
    assert machine.builds() == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_build_leaves_neither_files_nor_processes(machine: Machine, number: signal.Signals) -> None:
    machine.add_go()
    marker = f"61.{number:02}"  # seconds; found again in the list of processes
    process = machine.start(FAKE_GO_SLEEP=marker)
    wait_for_build(machine)
    process.send_signal(number)
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (128 + number, "")
    assert "nothing half built is left" in errors
    assert [name for name in machine.cached() if not name.endswith(".log")] == []
    assert not [command for command in commands() if "sleep" in command and marker in command]
    assert machine.ensure()[0] == 0


def commands() -> list[str]:
    """Return the command lines of all processes, where the system shows them as files."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_text(encoding="utf-8", errors="replace"))
        except OSError:  # a process may end while the list is read
            continue
    return found


def test_what_a_killed_build_left_is_removed(machine: Machine) -> None:
    machine.add_go()
    process = machine.start(FAKE_GO_SLEEP=SLOW)
    wait_for_build(machine)
    process.kill()
    process.communicate()
    assert any(name.startswith(".building-") for name in machine.cached())
    output = machine.ensure()[1]
    assert machine.cached() == [Path(output.strip()).name]


@pytest.mark.parametrize(
    ("go_says", "message"),
    [
        ("write /tmp/x: no space left on device", "the disk is full"),
        ("go: go.mod requires go >= 1.25.11 (running go 1.24.0)", f"Go {go_pin()} or newer is needed"),
        ("dial tcp: lookup modules.invalid: no such host", "could not be downloaded"),
        ("compile: signal: killed", "out of memory"),
        ("undefined: surprise", "go ended with exit code 1"),
    ],
)
def test_a_failed_build_says_why_and_where_its_log_is(machine: Machine, go_says: str, message: str) -> None:
    machine.add_go()
    code, output, errors = machine.ensure(FAKE_GO_FAIL=go_says)
    assert (code, output) == (1, "")
    assert message in errors
    assert go_says in errors
    assert "Traceback" not in errors
    log = Path(errors.split("whole log: ")[1].splitlines()[0])
    assert go_says in log.read_text(encoding="utf-8")
    assert machine.cached() == [log.name]


def test_a_cli_of_another_version_is_not_kept(machine: Machine) -> None:
    machine.add_go()
    code, _, errors = machine.ensure(FAKE_VERSION="1.0.0")
    assert code == 1
    assert "says 'v1.0.0'" in errors


def test_a_cache_that_cannot_be_written_is_named(machine: Machine, tmp_path: Path) -> None:
    machine.add_go()
    (tmp_path / "file").touch()
    code, _, errors = machine.ensure(AWS_ARCHITECTURES_CACHE=str(tmp_path / "file"))
    assert code == 1
    assert f"{tmp_path / 'file' / 'toolchain'} cannot be used" in errors
    assert "Traceback" not in errors


def test_a_long_step_says_that_it_goes_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    command = (sys.executable, "-c", "import time; print('compiling', flush=True); time.sleep(0.3)")
    assert run_logged(command, tmp_path, {}, log, report_interval=0.05) == 0
    assert capfd.readouterr().err.count("still building, 0 s") >= 2
    assert log.read_text(encoding="utf-8") == "compiling\n"
