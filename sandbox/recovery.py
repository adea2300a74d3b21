"""Puts right what an interrupted run left behind, before the next one starts.

On AWS the same is done by hand; docs/sandbox.md names the commands.
"""

import json
from collections.abc import Mapping

from sandbox.errors import SandboxError
from sandbox.running import say
from sandbox.workspace import Workspace


def recover(workspace: Workspace) -> None:
    """Remove a dead run's lock, and settle what it was making, so that nothing is made twice and nothing is lost.

    Raises SandboxError if another run holds the lock.
    """
    _release_lock(workspace)
    _settle_pending(workspace)
    _remove_unknown(workspace)


def _release_lock(workspace: Workspace) -> None:
    holders = workspace.state.holders()
    alive = [holder for holder in holders if holder.is_alive]
    if alive:
        who = ", ".join(f"process {holder.pid} on {holder.host}" for holder in alive)
        raise SandboxError(
            f"the stack {workspace.stack} is locked: {who} is working on it. "
            "Wait for it to end, or stop it and run again."
        )
    if holders:
        say(f"A run that was killed (process {holders[0].pid}) left its lock; it is removed.")
        workspace.pulumi("cancel", "--yes", "--stack", workspace.stack, quiet=True)


def _settle_pending(workspace: Workspace) -> None:
    """Take over what an interrupted run had made, and forget what it had not.

    `pulumi refresh --import-pending-creates` would be the command for it, but in 3.259.0 it drops the pending operation
    and does not take the resource over. So the pending entry is moved among the resources, with the id that the cloud
    knows, and a refresh reads the rest.
    """
    pending = workspace.state.pending_creations()
    if not pending:
        return
    known = workspace.state.known_ids()
    made: dict[str, str] = {}
    for urn in pending:
        ids = [thing.id for thing in workspace.store.things("urn = ?", (urn,)) if (thing.type, thing.id) not in known]
        if ids:
            made[urn] = ids[-1]
        found = f"it exists as {made[urn]}" if ids else "it does not exist"
        say(f"{urn.rsplit('::', 1)[-1]} was being made when a run was cut off: {found}.")
    file = workspace.paths.root / "recovery.json"
    workspace.pulumi("stack", "export", "--stack", workspace.stack, "--file", str(file), quiet=True)
    file.write_text(json.dumps(_taken_over(json.loads(file.read_text(encoding="utf-8")), made)), encoding="utf-8")
    workspace.pulumi("stack", "import", "--stack", workspace.stack, "--file", str(file), quiet=True)
    file.unlink()
    if made:
        workspace.pulumi("refresh", "--yes", "--skip-preview", "--stack", workspace.stack, quiet=True)


def _taken_over(export: dict[str, dict[str, object]], made: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Return the exported stack without pending operations, those in `made` (URN to id) among its resources."""
    deployment = export["deployment"]
    resources, operations = deployment.get("resources"), deployment.pop("pending_operations", None)
    if isinstance(resources, list) and isinstance(operations, list):
        for operation in operations:
            entry = operation["resource"]
            if operation["type"] == "creating" and entry["urn"] in made:
                _add(resources, {**entry, "id": made[entry["urn"]]})
    return export


def _add(resources: list[dict[str, object]], entry: dict[str, object]) -> None:
    """Add `entry`; where it was to replace another, it takes its place, and the old one waits to be deleted."""
    for index, resource in enumerate(resources):
        if resource["urn"] == entry["urn"] and not resource.get("delete"):
            resources[index] = entry
            resources.append({**resource, "delete": True})
            return
    resources.append(entry)


def _remove_unknown(workspace: Workspace) -> None:
    """Remove what was made but never acknowledged: its creation's answer was lost, so no state knows it."""
    known = workspace.state.known_ids()
    for thing in workspace.store.things("status = 'creating'"):
        if thing.stack == workspace.stack and (thing.type, thing.id) not in known:
            say(f"{thing.label} was made, but the answer was lost and no state knows it; it is removed from the cloud.")
            workspace.store.remove(thing)
