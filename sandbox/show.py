"""Looking at the simulated cloud, and changing it by hand as someone in the console would."""

import json
from collections.abc import Mapping, Sequence

import yaml

from sandbox.aws import FACTS
from sandbox.cloud import Cloud
from sandbox.diff import rules_of
from sandbox.errors import SandboxError
from sandbox.kubernetes.drift import SECRETS, drift_object
from sandbox.outputs import value_at
from sandbox.running import say
from sandbox.store import Store, Thing


def show(store: Store, wanted: str | None, *, as_json: bool) -> int:
    """Print what exists as a table, or as JSON; with `wanted`, an id, a URN or a name, that one thing in full."""
    things = store.things() if wanted is None else [find(store, wanted)]
    if as_json or wanted is not None:
        say(json.dumps([_described(thing) for thing in things], indent=2))
    elif not things:
        say("The simulated cloud is empty.")
    else:
        rows = [(thing.type, thing.urn.rsplit("::", 1)[-1], thing.stack, thing.status, thing.id) for thing in things]
        _print_table([("TYPE", "NAME", "STACK", "STATUS", "ID"), *rows])  # ids are the longest, so they come last
    return 0


def drift(store: Store, wanted: str, assignment: str | None, *, deleted: bool) -> int:
    """Change a property of a thing (`property=value`, the value as in YAML), or delete it, behind Pulumi's back."""
    thing = find(store, wanted)
    if deleted:
        store.remove(thing)
        say(f"{thing.label} is gone; `make refresh` shows it.")
        return 0
    name, separator, value = (assignment or "").partition("=")
    top = name if thing.type in FACTS else name.partition(".")[0]
    if not separator or top not in thing.outputs:
        raise SandboxError(
            f"wanted is property=value or --delete; {thing.label} has {', '.join(sorted(thing.outputs))}"
        )
    known, given = value_at(thing.outputs, name), yaml.safe_load(value)
    if isinstance(known, str) and not isinstance(given, str):  # version=1.34 is a text there, and stays one
        given = value
    if thing.type in FACTS:
        Cloud(store, FACTS).drift(thing, name, given)
    else:
        drift_object(store, thing, name, given)
    say(f"{thing.label} has {name} = {value} now; `make refresh` shows it.")
    return 0


def find(store: Store, wanted: str) -> Thing:
    """Return the one thing with this id, URN or name in a program; raise `SandboxError` if it is not one.

    Where things of several types share a name, `Instance::ims-database` says which: an end of the URN behind a colon.
    """
    found = store.things("id = ? or urn = ?", (wanted, wanted))
    found = found or [thing for thing in store.things() if thing.urn.endswith(f":{wanted}")]
    if not found:
        raise SandboxError(f"nothing is called {wanted}; `make sandbox-show` lists all")
    if len(found) > 1:
        labels = ", ".join(thing.label for thing in found)
        raise SandboxError(f"{len(found)} things are called {wanted}: {labels}; give the id, or TYPE::NAME")
    return found[0]


def _described(thing: Thing) -> dict[str, object]:
    """Return all there is to say about `thing`, without secrets."""
    facts = FACTS.get(thing.type)
    secret = rules_of(thing.type).sensitive | {*facts.secret_outputs} if facts else SECRETS.get(thing.type, frozenset())
    return {
        "type": thing.type,
        "id": thing.id,
        "urn": thing.urn,
        "region": thing.region,
        "status": thing.status,
        "properties": _masked(thing.outputs, secret),
    }


def _masked(properties: Mapping[str, object], secret: frozenset[str]) -> dict[str, object]:
    return {key: "[secret]" if key in secret else value for key, value in sorted(properties.items())}


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
