"""The commands of the sandbox: each prepares the workspace, runs the Pulumi CLI, and says what came of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from core.data_guard import ALLOWED, guard
from sandbox.duration import default_parallelism, describe, on_aws
from sandbox.errors import SandboxError
from sandbox.paths import REPOSITORY
from sandbox.recovery import recover
from sandbox.running import say
from sandbox.state import Resource
from sandbox.workspace import Workspace


def up(workspace: Workspace, extra: Sequence[str]) -> int:
    """Deploy, and say how long it would have taken on AWS."""
    workspace.ensure_stack()
    recover(workspace)
    before = workspace.state.resources()
    code = workspace.pulumi("up", "--yes", "--skip-preview", "--stack", workspace.stack, *extra)
    if code == 0:
        _say_duration(workspace, before, extra)
    return code


def preview(workspace: Workspace, extra: Sequence[str]) -> int:
    """Show what `up` would change, judged by every policy pack, and what of it would lose data."""
    workspace.ensure_stack()
    plan = workspace.paths.root / f"{workspace.stack}.plan.json"
    options = ("--stack", workspace.stack, f"--save-plan={plan}", *policy_packs(workspace))
    shutil.rmtree(workspace.policy_report, ignore_errors=True)
    code = workspace.pulumi("preview", *options, *extra)
    if workspace.policy_report.exists():
        _policy_report(workspace)
    return code or guard(plan, workspace.program / ALLOWED, fail="CI" in os.environ)


def _policy_report(workspace: Workspace) -> None:
    """Have the report written by a process of its own: the sandbox knows nothing of the packs."""
    command = [sys.executable, "-m", "policies.report", str(workspace.policy_report)]
    subprocess.run(command, cwd=REPOSITORY, check=False)


def policy_packs(workspace: Workspace) -> list[str]:
    """Return the option for all packs in `policies/` as one, which go by the stack's environment."""
    folder = workspace.program / "policies"
    return ["--policy-pack", str(folder)] if (folder / "PulumiPolicy.yaml").exists() else []


def refresh(workspace: Workspace, extra: Sequence[str]) -> int:
    """Bring the state in line with what the simulated cloud holds."""
    if not workspace.state.exists:
        return _nothing(workspace)
    recover(workspace)
    return workspace.pulumi("refresh", "--yes", "--skip-preview", "--stack", workspace.stack, *extra)


def destroy(workspace: Workspace, extra: Sequence[str], *, unprotect: bool) -> int:
    """Remove everything of the stack and the stack itself; protected data only if told so."""
    if not workspace.state.exists:
        return _nothing(workspace)
    recover(workspace)
    protected = [resource for resource in workspace.state.resources() if resource.protect]
    if protected and not unprotect:
        raise SandboxError(_refusal(workspace, protected))
    if protected:
        say(f"Removing the protection of {len(protected)} resources first.")
        workspace.pulumi("config", "set", "protectData", "false", "--stack", workspace.stack, quiet=True)
        if code := workspace.pulumi("up", "--yes", "--skip-preview", "--stack", workspace.stack, *extra):
            return code
    before = workspace.state.resources()
    if code := workspace.pulumi("destroy", "--yes", "--skip-preview", "--stack", workspace.stack, *extra):
        return code
    _say_duration(workspace, before, extra)
    if protected:
        workspace.pulumi("config", "rm", "protectData", "--stack", workspace.stack, quiet=True)
    workspace.pulumi("stack", "rm", "--yes", "--preserve-config", workspace.stack, quiet=True)
    for thing in workspace.store.things():
        if thing.stack == workspace.stack:
            say(f"{thing.label} was kept by the program; it is removed from the simulated cloud with its stack.")
            workspace.store.remove(thing)
    say(f"The stack {workspace.stack} is removed from the sandbox.")
    return 0


def _refusal(workspace: Workspace, protected: Sequence[Resource]) -> str:
    # Components are protected with what is in them, under the same names: what is in them is what counts.
    names = "\n".join(f"  {resource.label}" for resource in protected if resource.id)
    return (
        f"{workspace.stack} holds protected data and is not destroyed:\n{names}\n"
        "On AWS this protection is what stands between a slip and lost data. To destroy it in the sandbox all the "
        "same, add UNPROTECT=yes to `make destroy`: it sets protectData to false, runs `up`, and destroys."
    )


def shell(workspace: Workspace) -> int:
    """Start a shell in which bare `pulumi` works on the sandbox."""
    workspace.ensure_stack()
    program = os.environ.get("SHELL") or "/bin/sh"
    say(f"`pulumi` works on the sandbox's stack {workspace.stack} here; `exit` leaves.")
    # Not `pulumi stack select`: all shells share that choice, and removing any stack forgets it.
    own = {"PULUMI_STACK": workspace.stack, "PS1": f"(sandbox {workspace.stack}) $ "}
    environment = {**workspace.environment_variables, **own}
    quiet_start = ["--norc"] if Path(program).name == "bash" else []  # the user's own settings would replace the prompt
    return subprocess.run(
        [program, *quiet_start, "-i"], env=environment, cwd=workspace.paths.project, check=False
    ).returncode


def _say_duration(workspace: Workspace, before: Sequence[Resource], extra: Sequence[str]) -> None:
    workers = _parallelism(extra)
    operations = workspace.store.operations(workspace.run)
    say(describe(on_aws(operations, before, workspace.state.resources(), workers), workers))


def _parallelism(extra: Sequence[str]) -> int:
    """Return how many operations the engine runs at once: what `--parallel` in `extra` says, or its default."""
    for index, argument in enumerate(extra):
        name, _, value = argument.partition("=")
        if name in ("--parallel", "-p"):
            return int(value or extra[index + 1])
    return default_parallelism()


def _nothing(workspace: Workspace) -> int:
    say(f"The sandbox has no stack {workspace.stack}: nothing to do.")
    return 0
