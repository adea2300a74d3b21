"""Builds the Pulumi CLI and the Python language host from the Go modules that go.mod pins."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from toolchain.errors import ToolchainError
from toolchain.failures import explain
from toolchain.lookup import CLI, LANGUAGE_HOST, SHIM, cli_version
from toolchain.pins import SOURCES
from toolchain.report import duration, say
from toolchain.running import run_logged

SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"


@dataclass(frozen=True)
class Step:
    """One executable to build. `usual` is its time on two cores where nothing is downloaded or compiled yet."""

    title: str
    executable: str
    package: str
    usual: str


STEPS = (
    Step("the Python language host", LANGUAGE_HOST, "./language-python", "2 to 3 minutes"),
    Step("the Pulumi CLI", CLI, CLI_PACKAGE, "3 to 6 minutes"),
)


def build(go: str, version: str, target: Path) -> None:
    """Build into the folder `target`, which appears when everything is done and not before.

    The caller holds the lock of this build. Raises ToolchainError with the reason and the log's path.
    """
    _remove_leftovers(target)
    log = target.with_name(f"{target.name}.log")
    work = Path(tempfile.mkdtemp(prefix=_work_prefix(target), dir=target.parent))
    say(f"building Pulumi {version} with Go: once for this user, usually 5 to 9 minutes on two cores")
    start = time.monotonic()
    try:
        log.write_bytes(b"")
        for number, step in enumerate(STEPS, start=1):
            say(f"[{number}/{len(STEPS)}] {step.title} (usually {step.usual}, seconds if built before)")
            code = run_logged(_go_build(go, version, step, work), SOURCES, _environment(), log)
            if code != 0:
                raise ToolchainError(explain(step.title, code, log))
        shutil.copy(_sdk_folder(go) / "python" / "cmd" / SHIM, work / SHIM)
        (work / SHIM).chmod(0o755)
        answer = cli_version(work / CLI)
        if answer != f"v{version}":
            raise ToolchainError(f"the CLI that was built says {answer!r}, not 'v{version}': see {SOURCES / 'go.mod'}")
        work.chmod(0o755)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    log.unlink()
    say(f"built in {duration(time.monotonic() - start)}: {target}")


def _work_prefix(target: Path) -> str:
    return f".building-{target.name}-"


def _remove_leftovers(target: Path) -> None:
    """Remove what a build that was killed without warning has left."""
    for leftover in (*target.parent.glob(f"{_work_prefix(target)}*"), target):
        shutil.rmtree(leftover, ignore_errors=True)


def _go_build(go: str, version: str, step: Step, folder: Path) -> list[str]:
    """Return the command line of one build. Without the linker's version the CLI would say none."""
    flags = f"-s -w -X {SDK_MODULE}/go/common/version.Version=v{version}"
    return [
        *(go, "build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", flags),
        *("-o", str(folder / step.executable), step.package),
    ]


def _environment() -> dict[str, str]:
    """Return the variables for Go: the user's own, but for this machine, without C and without a workspace."""
    foreign = ("GOOS", "GOARCH")
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**own, "CGO_ENABLED": "0", "GOWORK": "off"}


def _sdk_folder(go: str) -> Path:
    """Return where Go keeps the SDK's module, whose Python script starts programs."""
    command = [go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK_MODULE]
    answer = subprocess.run(command, cwd=SOURCES, env=_environment(), capture_output=True, text=True, check=False)
    if answer.returncode != 0 or not answer.stdout.strip():
        raise ToolchainError(f"Go does not tell where {SDK_MODULE} is: {answer.stderr.strip()}")
    return Path(answer.stdout.strip())
