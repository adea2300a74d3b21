"""Faults on order: a small YAML file makes a named operation fail, once or n times.

    - match: "*::db-primary"            # a URN or a type token, with * and ?
      operation: create                 # create, update, delete or read; default: any
      effect: fail_after_create         # see `EFFECTS`
      times: 2                          # default 1

The file is `.sandbox/faults.yaml`, or what SANDBOX_FAULTS names. How often a fault has struck is kept in the store, so
a fault with `times: 1` does not strike again in the next run; a changed file counts anew.
"""

import fnmatch
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.errors import SandboxError
from sandbox.store import Store

EFFECTS: Mapping[str, str] = {
    "fail": "refused, nothing is made",
    "fail_after_create": "made, but it comes up broken (the engine calls that a partial failure)",
    "hang": "never ends; Ctrl-C ends it",
    "throttle": "AWS says `Rate exceeded`; the provider tries again a few times",
    "crash": "the provider plugin dies before anything is made",
    "reply_lost": "made, but the answer never arrives",
}
_KEYS = {"match", "operation", "effect", "times"}


class FaultPlanError(SandboxError):
    """The fault plan cannot be used."""


@dataclass(frozen=True)
class Fault:
    """One entry of the plan."""

    key: str
    match: str
    operation: str
    effect: str
    times: int


def read_plan(file: Path) -> list[Fault]:
    """Return the plan in `file`, empty if there is none; raise `FaultPlanError` if an entry makes no sense."""
    if not file.exists():
        return []
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise FaultPlanError(f"{file} is not YAML: {error}") from error
    if not isinstance(entries, list):
        raise FaultPlanError(f"{file} must be a list of faults")
    stamp = file.stat().st_mtime_ns
    return [_read_entry(file, stamp, index, entry) for index, entry in enumerate(entries)]


def _read_entry(file: Path, stamp: int, index: int, entry: object) -> Fault:
    where = f"{file}, entry {index + 1}"
    if not isinstance(entry, dict) or not {"match", "effect"} <= set(entry) <= _KEYS:
        raise FaultPlanError(f"{where}: wanted are match and effect, allowed also operation and times")
    if entry["effect"] not in EFFECTS:
        raise FaultPlanError(f"{where}: effect {entry['effect']!r} is not one of {', '.join(EFFECTS)}")
    key = hashlib.sha256(f"{stamp} {index} {json.dumps(entry, sort_keys=True)}".encode()).hexdigest()
    return Fault(
        key, str(entry["match"]), str(entry.get("operation", "*")), str(entry["effect"]), int(entry.get("times", 1))
    )


def strike(store: Store, plan: list[Fault], urn: str, token: str, operation: str) -> str | None:
    """Return the effect that the plan has for this operation now, and count it; None if it has none."""
    for fault in plan:
        hit = fnmatch.fnmatchcase(urn, fault.match) or fnmatch.fnmatchcase(token, fault.match)
        if hit and fnmatch.fnmatchcase(operation, fault.operation) and store.take_fault(fault.key, fault.times):
            return fault.effect
    return None
