"""Measure previews of one architecture in a sandbox of its own and print ratios.

Every figure comes from pairs of runs in turn, so that a machine that slows down slows both sides.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.driver import policy_packs
from sandbox.paths import REPOSITORY, Paths
from sandbox.workspace import Choice, Workspace
from tests.architecture_recordings import recorded

PAIRS = 5
MEMORY_LIMIT_MB = 350
FLOOR_LIMIT = 1.3
PACKS_LIMIT = 1.6
PACKS_MEMORY_LIMIT_MB = 400
PROGRAM = "pulumi-language-python-exec"
"""What the language host runs a program with; policy packs run as `pulumi.policy`."""
PACK = "pulumi.policy"


@dataclass(frozen=True)
class Run:
    """One preview: seconds, the peak memory in MB of the program, and that of the process of all policy packs."""

    seconds: float
    program_mb: float
    packs_mb: float


def main() -> int:
    """Print the figures; the exit code says whether they are within the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--architecture", default="ims")
    parser.add_argument("--environment", default="prod")
    options, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(
            Paths(Path(folder) / "sandbox"), REPOSITORY, Choice(options.environment, options.architecture, "", "bench")
        )
        workspace.prepare()
        workspace.ensure_stack()
        flat = _flat(Path(folder), options.architecture, options.environment, workspace.environment_variables)
        real = ["pulumi", "preview", "--cwd", str(workspace.paths.project), "--stack", workspace.stack]
        packs = [*real, *policy_packs(workspace)]
        floor = ["pulumi", "preview", "--cwd", str(flat), "--stack", "flat"]
        environment = {**workspace.environment_variables, "BENCH_RESOURCES": str(flat / "resources.json")}
        runs = _in_turn([floor, real, packs], environment)
    return _report(options, *runs)


def _flat(folder: Path, architecture: str, environment: str, variables: Mapping[str, str]) -> Path:
    """Write the flat project and the list of what the architecture registers."""
    recording = recorded(architecture, environment)
    providers = {
        one.token.rpartition(":")[2]: one.inputs
        for one in recording.resources
        if one.token.startswith("pulumi:providers:")
    }
    resources = [
        (one.token, one.name, one.inputs, one.remote)
        for one in recording.resources
        if not one.token.startswith("pulumi:")
    ]
    project = folder / "flat"
    project.mkdir()
    content = {"providers": providers, "resources": resources}
    (project / "resources.json").write_text(json.dumps(content))
    (project / "__main__.py").write_text((Path(__file__).parent / "flat_program.py").read_text())
    (project / "Pulumi.yaml").write_text(
        f"name: flat\nruntime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n"
    )
    command = ["pulumi", "stack", "init", "flat", "--cwd", str(project)]
    subprocess.run(command, env=dict(variables), check=True, capture_output=True)
    return project


def _in_turn(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> list[list[Run]]:
    """Run the commands one after the other, `PAIRS` times after one round that is not counted."""
    runs: list[list[Run]] = [[] for _ in commands]
    for round_ in range(PAIRS + 1):
        for number, command in enumerate(commands):
            run = _measure([*command, "--non-interactive", "--suppress-progress"], environment)
            if round_:
                runs[number].append(run)
    return runs


class _Watch:
    """The peak memory of the program and of the policy packs while a preview runs."""

    def __init__(self) -> None:
        self.program_mb = 0.0
        self.packs_mb = 0.0

    def look(self) -> None:
        """Read what the processes hold now."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_text().split("\0")
                if not words[0] or "python" not in (process / "exe").readlink().name:
                    continue
                if any(PROGRAM in word for word in words):
                    self.program_mb = max(self.program_mb, _megabytes(process / "status", "VmHWM"))
                elif any(PACK in word for word in words):
                    self.packs_mb = max(self.packs_mb, _megabytes(process / "status", "VmHWM"))
            except OSError:
                continue


def _megabytes(file: Path, name: str) -> float:
    lines = file.read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def _measure(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    watch, ended = _Watch(), threading.Event()

    def look_on() -> None:
        while not ended.wait(0.1):
            watch.look()

    watcher = threading.Thread(target=look_on)
    watcher.start()
    start = time.perf_counter()
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return Run(seconds, watch.program_mb, watch.packs_mb)


def _report(options: argparse.Namespace, floor: list[Run], real: list[Run], packs: list[Run]) -> int:
    over_floor, over_program = _ratio(real, floor), _ratio(packs, real)
    memory, packs_memory = max(run.program_mb for run in real), max(run.packs_mb for run in packs)
    lines = [
        f"preview of {options.architecture} {options.environment}, {PAIRS} pairs of runs, median (least to most)",
        f"  against a flat program of the same resources: {_spread(over_floor)}   limit {FLOOR_LIMIT}",
        f"  with the policy packs, against without:       {_spread(over_program)}   limit {PACKS_LIMIT}",
        f"  peak memory of the program:                   {memory:.0f} MB   limit {MEMORY_LIMIT_MB}",
        f"  peak memory of all policy packs together:     {packs_memory:.0f} MB   limit {PACKS_MEMORY_LIMIT_MB}",
        f"  seconds: flat {_median(floor):.2f}, program {_median(real):.2f}, with packs {_median(packs):.2f}",
    ]
    print("\n".join(lines))  # noqa: T201  # the report is what the command is for
    within = (
        statistics.median(over_floor) <= FLOOR_LIMIT,
        statistics.median(over_program) <= PACKS_LIMIT,
        memory <= MEMORY_LIMIT_MB,
        packs_memory <= PACKS_MEMORY_LIMIT_MB,
    )
    return 0 if all(within) else 1


def _ratio(one: list[Run], other: list[Run]) -> list[float]:
    return [first.seconds / second.seconds for first, second in zip(one, other, strict=True)]


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _median(runs: list[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


if __name__ == "__main__":
    sys.exit(main())
