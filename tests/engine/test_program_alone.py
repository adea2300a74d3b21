"""Pulumi alone runs the program: no sandbox, no toolchain, no make, only the committed stack file."""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from sandbox.paths import REPOSITORY, Paths
from sandbox.workspace import Choice, Workspace

PROGRAM = ("Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py", "architectures", "components", "core")


def test_a_copy_without_sandbox_and_toolchain_previews_from_the_committed_stack_file(tmp_path: Path) -> None:
    workspace = Workspace(Paths(tmp_path / "sandbox"), REPOSITORY, Choice("dev", None, "", "alone"))
    workspace.prepare()  # for the stand-in provider alone, which takes AWS's place
    program = tmp_path / "program"
    program.mkdir()
    for name in PROGRAM:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, program / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, program / name)
    project = yaml.safe_load((program / "Pulumi.yaml").read_text())
    project["runtime"]["options"]["virtualenv"] = sys.prefix
    (program / "Pulumi.yaml").write_text(yaml.safe_dump(project))

    cli = shutil.which("pulumi", path=workspace.environment_variables["PATH"])
    assert cli is not None

    def pulumi(*arguments: str) -> str:
        done = subprocess.run(
            [cli, *arguments, "--cwd", str(program), "--non-interactive"],
            env={**workspace.environment_variables, "PULUMI_BACKEND_URL": (tmp_path / "backend").as_uri()},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (tmp_path / "backend").mkdir()
    pulumi("stack", "init", "dev")
    output = pulumi("preview", "--stack", "dev", "--suppress-progress")
    assert "apiUrl" in output
    assert " to create" in output
