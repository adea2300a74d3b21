"""Puts right what an interrupted run left behind, before the next one starts.

On AWS the same is done by hand; docs/sandbox.md names the commands.
"""

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
    """Import what an interrupted run had made, and forget what it had not."""
    pending = workspace.state.pending_creations()
    if not pending:
        return
    known = workspace.state.known_ids()
    imports: list[str] = []
    for urn in pending:
        made = [thing for thing in workspace.store.things("urn = ?", (urn,)) if (thing.type, thing.id) not in known]
        found = f"it exists as {made[-1].id}" if made else "it does not exist"
        say(f"{urn.rsplit('::', 1)[-1]} was being made when a run was cut off: {found}.")
        if made:
            imports += [part for value in (urn, made[-1].id) for part in ("--import-pending-creates", value)]
    arguments = ("--yes", "--skip-preview", "--stack", workspace.stack, *imports, "--clear-pending-creates")
    workspace.pulumi("refresh", *arguments, quiet=True)


def _remove_unknown(workspace: Workspace) -> None:
    """Remove what was made but never acknowledged: its creation's answer was lost, so no state knows it."""
    known = workspace.state.known_ids()
    for thing in workspace.store.things("status = 'creating'"):
        if thing.stack == workspace.stack and (thing.type, thing.id) not in known:
            say(f"{thing.label} was made, but the answer was lost and no state knows it; it is removed from the cloud.")
            workspace.store.remove(thing)
