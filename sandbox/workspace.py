"""Prepares `.sandbox/`: a Pulumi home with our plugins, a file backend, and a project that Pulumi may write to.

Nothing of the user's own Pulumi is used or touched: home, login, stacks and the PULUMI_* and AWS_* variables stay out.
"""

import json
import os
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.faults import read_plan
from sandbox.paths import REPOSITORY, Paths
from sandbox.running import run, say
from sandbox.stack_file import committed_settings, read, update_copy, write
from sandbox.state import State
from sandbox.store import Store

PASSPHRASE = "sandbox"  # noqa: S105 - nothing in the sandbox is secret
_DROPPED = ("PULUMI_", "AWS_", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "SANDBOX_SPEED", "SANDBOX_RUN")
# `exec`: the engine's child must be the plugin itself, which watches its parent.
_PLUGIN = """#!/bin/sh
SANDBOX_ROOT={root} PYTHONPATH={repository} exec {python} -m sandbox.plugin {package} "$@"
"""


@dataclass(frozen=True)
class Choice:
    """Which stack, and how fast."""

    environment: str
    architecture: str | None
    speed: str
    run: str


class Workspace:
    """One stack of the sandbox, ready for the Pulumi CLI."""

    def __init__(self, paths: Paths, program: Path, choice: Choice) -> None:
        self.paths = paths
        self.program = program
        self._project_file = read(program / "Pulumi.yaml")
        self.project = str(self._project_file["name"])
        committed = program / f"Pulumi.{choice.environment}.yaml"
        own = program / f"Pulumi.{choice.architecture}-{choice.environment}.yaml"
        if own.exists():  # what the architecture's document names, such as its region
            committed = own
        if not committed.exists():
            found = [file.name.split(".")[1] for file in program.glob("Pulumi.*.yaml")]
            own_names = {name.removeprefix(f"{choice.architecture}-") for name in found}
            names = ", ".join(sorted(name for name in own_names if "-" not in name))
            raise SandboxError(f"there is no environment {choice.environment!r}; {committed.parent} has {names}")
        self._committed = committed
        self.architecture = choice.architecture or self._committed_architecture()
        self.stack = f"{self.architecture}-{choice.environment}"
        self.state = State(paths.backend, self.project, self.stack)
        self.store = Store(paths.cloud)
        self._choice = choice
        self._environment: dict[str, str] = {}

    def _committed_architecture(self) -> str:
        config = read(self._committed).get("config")
        value = config.get(f"{self.project}:architecture") if isinstance(config, Mapping) else None
        if value is None:
            raise SandboxError(f"{self._committed} has no {self.project}:architecture; name one with --architecture")
        return str(value)

    @property
    def stack_file(self) -> Path:
        """The sandbox's own copy of the stack file."""
        return self.paths.project / f"Pulumi.{self.stack}.yaml"

    @property
    def policy_report(self) -> Path:
        """Where the policy packs write what they see of a run."""
        return self.paths.root / f"{self.stack}.policies"

    def prepare(self) -> None:
        """Write or bring up to date everything in `.sandbox/` but the state."""
        self.paths.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.paths.home, self.paths.backend, self.paths.project):
            folder.mkdir(exist_ok=True)
        self.store.check()
        read_plan(self.paths.faults)
        _install_plugins(self.paths)
        self._write_project()
        overrides = {f"{self.project}:architecture": self.architecture}
        settings, encrypted = committed_settings(self._committed, overrides)
        update_copy(settings, self.stack_file, self.paths.project / ".base" / self.stack_file.name)
        if encrypted:
            say(f"Not set in the sandbox, because encrypted elsewhere: {', '.join(encrypted)} (see `make shell`).")
        self._environment = _clean_environment(self.paths, self._choice, _toolchain())
        self._environment["POLICY_REPORT"] = str(self.policy_report)

    def _write_project(self) -> None:
        """Copy Pulumi.yaml with `main` pointing back to the program, so that paths in it mean the same."""
        content = {**self._project_file, "main": os.path.relpath(self.program, self.paths.project)}
        runtime = content.get("runtime")
        if isinstance(runtime, Mapping):
            options = runtime.get("options")
            if isinstance(options, Mapping) and "virtualenv" in options:
                folder = os.path.relpath(self.program / str(options["virtualenv"]), self.paths.project)
                content["runtime"] = {**runtime, "options": {**options, "virtualenv": folder}}
        write(self.paths.project / "Pulumi.yaml", content)

    @property
    def run(self) -> str:
        """The id under which the plugins record what they do."""
        return self._choice.run

    def ensure_stack(self) -> None:
        """Make the stack if there is none yet."""
        if not self.state.exists:
            self.pulumi("stack", "select", "--create", self.stack, quiet=True)

    @property
    def environment_variables(self) -> Mapping[str, str]:
        """The environment in which bare `pulumi` works on the sandbox."""
        return self._environment

    def pulumi(self, *arguments: str, quiet: bool = False) -> int:
        """Run the Pulumi CLI to its end; quiet runs are silent unless they fail, which raises `SandboxError`."""
        command = ["pulumi", *arguments, "--cwd", str(self.paths.project), "--non-interactive"]
        if not quiet:
            return run(command, self._environment)
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SandboxError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}".rstrip())
        return 0


def _install_plugins(paths: Paths) -> None:
    """Put a stand-in where the engine looks for the provider of each installed SDK, at exactly its version."""
    for metadata in Path(sysconfig.get_path("purelib")).glob("pulumi_*/pulumi-plugin.json"):
        plugin = json.loads(metadata.read_text(encoding="utf-8"))
        if not plugin.get("resource"):
            continue
        folder = paths.home / "plugins" / f"resource-{plugin['name']}-v{plugin['version']}"
        file = folder / f"pulumi-resource-{plugin['name']}"
        places = {"root": paths.root, "repository": REPOSITORY, "python": sys.executable}
        quoted = {name: shlex.quote(str(place)) for name, place in places.items()}
        text = _PLUGIN.format(package=plugin["name"], **quoted)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            file.chmod(0o755)


def _toolchain() -> str:
    """Return the folder with the Pulumi binaries, empty if those on PATH are used."""
    done = subprocess.run(
        [sys.executable, REPOSITORY / "toolchain" / "ensure.py"], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SandboxError("there is no usable Pulumi")
    return done.stdout.strip()


def _clean_environment(paths: Paths, choice: Choice, toolchain: str) -> dict[str, str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key.startswith("AWS_ARCHITECTURES_") or not key.startswith(_DROPPED)
    }
    return environment | {
        "PATH": os.pathsep.join(part for part in (toolchain, environment.get("PATH", "")) if part),
        "PULUMI_HOME": str(paths.home),
        # Without metadata: a run killed while it wrote a state's side file would leave the state unreadable.
        "PULUMI_BACKEND_URL": f"{paths.backend.as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_ERROR_OUTPUT_STRING": "true",  # a string made of an unresolved value is a mistake, not a text
        "SANDBOX_SPEED": choice.speed,
        "SANDBOX_RUN": choice.run,
        "SANDBOX_FAULTS": str(paths.faults),
    }
