"""A small Pulumi project with a home and a backend of its own, on which the real CLI is run."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

# Programs run in the environment that runs the tests: it has the SDK and the policy library.
PYTHON_RUNTIME = {"name": "python", "options": {"virtualenv": sys.prefix, "toolchain": "pip"}}

# Seconds that a program may take to start, and to be gone after the CLI was told to stop or was killed.
PATIENCE = 30.0


class Project:
    """A project `tiny` with a stack `dev`."""

    def __init__(self, folder: Path, cli_folder: Path) -> None:
        self.folder = folder / "project"
        self.cli = cli_folder / "pulumi"
        state = folder / "state"
        for new in (self.folder, state, folder / "home"):
            new.mkdir()
        foreign = ("PULUMI_", "VIRTUAL_ENV", "PYTHONPATH")
        own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        self.environment = {
            **own,
            "PATH": f"{cli_folder}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "of a test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "NO_COLOR": "1",
        }
        self.write("Pulumi.yaml", json.dumps({"name": "tiny", "runtime": PYTHON_RUNTIME}))

    def write(self, name: str, content: str) -> Path:
        """Write a file of the project."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(content), encoding="utf-8")
        return file

    def program(self, content: str) -> None:
        """Write the program and make the stack."""
        self.write("__main__.py", content)
        self.ok("stack", "init", "dev")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start the CLI; standard error goes to standard output."""
        return subprocess.Popen(
            [str(self.cli), *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the CLI and return its exit code and output."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def ok(self, *arguments: str) -> str:
        """Run the CLI, which has to succeed, and return its output."""
        code, output = self.run(*arguments)
        assert code == 0, output
        return output


def wait_for(file: Path, process: "subprocess.Popen[str]") -> str:
    """Return a file's content as soon as it is there."""
    end = time.monotonic() + PATIENCE
    while not file.exists():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, f"{file.name} was not written"
        time.sleep(0.05)
    return file.read_text(encoding="utf-8")


def outputs(project: Project) -> dict[str, object]:
    """Return the stack's outputs, secrets included."""
    found = json.loads(project.ok("stack", "output", "--json", "--show-secrets"))
    assert isinstance(found, dict)
    return found
