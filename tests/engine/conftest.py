"""The sandbox as a user runs it: the real Pulumi CLI, one root and one program for each test."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import yaml

from sandbox.paths import REPOSITORY
from sandbox.state import State
from sandbox.store import Store, Thing

PROGRAM = Path(__file__).parent / "program.py"
_PATIENCE = 60  # seconds that something may take before a test gives up


class Sandbox:
    """One sandbox of its own; `program` is the folder of the program that it runs."""

    def __init__(self, root: Path, program: Path, architecture: str | None = None) -> None:
        self.root = root
        self.program = program
        self.architecture = architecture
        """The architecture to run; None takes the committed stack file's."""
        self.store = Store(root / "cloud.db")
        self.started: list[subprocess.Popen[str]] = []
        self.in_ci = False
        """In CI a preview fails if data would be lost; elsewhere it says so."""

    def start(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Start a command of the sandbox in a process group of its own and return at once."""
        variables = {"SANDBOX_ROOT": str(self.root), "SANDBOX_PROGRAM": str(self.program)}
        own = {key: value for key, value in os.environ.items() if key != "CI"}
        if self.in_ci:
            own["CI"] = "true"
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", *arguments],
            cwd=REPOSITORY,
            env={**own, **variables},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, environment: str = "dev") -> subprocess.CompletedProcess[str]:
        """Run a command of the sandbox to its end; its output and errors are in `stdout`."""
        takes_stack = arguments[0] in ("up", "preview", "refresh", "destroy")
        choice = ["--environment", environment] if takes_stack else []
        if takes_stack and self.architecture is not None:
            choice += ["--architecture", self.architecture]
        process = self.start(arguments[0], *choice, *arguments[1:])
        output, _ = process.communicate(timeout=240)
        return subprocess.CompletedProcess(arguments, process.returncode, output)

    def succeed(self, *arguments: str, environment: str = "dev") -> str:
        """Run a command that must succeed and return its output."""
        done = self.run(*arguments, environment=environment)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def fail(self, *arguments: str, environment: str = "dev") -> str:
        """Run a command that must fail, without a traceback, and return its output."""
        done = self.run(*arguments, environment=environment)
        assert done.returncode != 0, done.stdout
        assert "Traceback" not in done.stdout
        return done.stdout

    def knobs(self, **values: object) -> None:
        """Change what the program reads."""
        file = self.program / "knobs.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(json.dumps({**known, **values}), encoding="utf-8")

    def faults(self, *entries: dict[str, object]) -> None:
        """Write the fault plan."""
        self.root.mkdir(exist_ok=True)
        (self.root / "faults.yaml").write_text(yaml.safe_dump(list(entries)), encoding="utf-8")

    def named(self, name: str) -> list[Thing]:
        """Return what the simulated cloud holds of the resource called `name` in the program."""
        return [thing for thing in self.store.things() if thing.urn.endswith(f"::{name}")]

    def state(self, project: str = "demo", stack: str = "small-dev") -> State:
        """Return the state of a stack."""
        return State(self.root / "state", project, stack)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` holds, and fail if it never does."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.05)

    def stop(self) -> None:
        """End what still runs."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _with_program(folder: Path, source: Path) -> Sandbox:
    """Make a sandbox below `folder` whose program is the file `source`; knobs.json beside it says what to change."""
    program = folder / "program"
    program.mkdir()
    (program / "__main__.py").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": sys.prefix}}
    (program / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "demo", "runtime": runtime}), encoding="utf-8")
    (program / "Pulumi.dev.yaml").write_text(
        textwrap.dedent("""\
            config:
              aws:region: us-east-1
              demo:architecture: small
            """),
        encoding="utf-8",
    )
    sandbox = Sandbox(folder / "sandbox", program)
    sandbox.knobs()
    return sandbox


@pytest.fixture
def small_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox with the small program of tests/engine/program.py."""
    sandbox = _with_program(tmp_path, PROGRAM)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def eks_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox with the program of tests/engine/eks_program.py: a cluster with two node groups."""
    sandbox = _with_program(tmp_path, PROGRAM.with_name("eks_program.py"))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def kubernetes_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox with the program of tests/engine/kubernetes_program.py: what runs in a cluster."""
    sandbox = _with_program(tmp_path, PROGRAM.with_name("kubernetes_program.py"))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def secrets_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox with the program of tests/engine/secrets_program.py: rotation, trail and event rules."""
    sandbox = _with_program(tmp_path, PROGRAM.with_name("secrets_program.py"))
    sandbox.knobs(repository=str(REPOSITORY))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def cluster_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox with the program of tests/engine/cluster_program.py: our cluster component in a network."""
    sandbox = _with_program(tmp_path, PROGRAM.with_name("cluster_program.py"))
    sandbox.knobs(repository=str(REPOSITORY))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox_run(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Give a function that runs a command of the sandbox on the repository's own program."""
    sandbox = Sandbox(tmp_path / "sandbox", REPOSITORY)
    yield sandbox.run
    sandbox.stop()


def lines_with(text: str, *words: str) -> Sequence[str]:
    """Return the lines of `text` that hold every one of `words`."""
    return [line for line in text.splitlines() if all(word in line for word in words)]
