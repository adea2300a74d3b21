"""Changing an object by hand, as someone with kubectl would."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.store import Store, Thing

SECRETS: Mapping[str, frozenset[str]] = {"kubernetes:core/v1:Secret": frozenset({"data", "stringData"})}
"""Type token to the properties that are not shown."""


def drift_object(store: Store, thing: Thing, path: str, value: object) -> None:
    """Give an object another value at a path such as `spec.replicas`, where the program gives one or the cluster."""
    parts = path.split(".")
    inputs = _changed(thing.inputs, parts, value) if _holds(thing.inputs, parts) else thing.inputs
    store.save(replace(thing, inputs=inputs, outputs=_changed(thing.outputs, parts, value)), None)


def _holds(value: object, parts: list[str]) -> bool:
    if not parts:
        return True
    return isinstance(value, Mapping) and parts[0] in value and _holds(value[parts[0]], parts[1:])


def _changed(value: object, parts: list[str], new: object) -> dict[str, object]:
    before = value if isinstance(value, Mapping) else {}
    inner = _changed(before.get(parts[0]), parts[1:], new) if len(parts) > 1 else new
    return {**before, parts[0]: inner}
