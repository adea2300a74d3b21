"""Does a change of inputs update a resource in place or replace it? As the real provider answers.

The answers stand in sandbox/aws/replacement.json, asked from the provider that pulumi-aws bridges; docs/sandbox.md says
how. A property that is not in the table updates in place.
"""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.aws.rules import UNKNOWN
from sandbox.outputs import holds, value_at, word
from sandbox.resource_facts import Revision

Verdict = Literal["replace", "update"]
_TABLE = Path(__file__).parent / "aws" / "replacement.json"


@dataclass(frozen=True)
class Rules:
    """What the table says about one resource type; patterns are written `ingress[].fromPort`."""

    replace: frozenset[str]
    update: frozenset[str]
    computed: frozenset[str]
    optional_computed: frozenset[str]
    write_only: frozenset[str]
    sensitive: frozenset[str]
    one_way: Mapping[str, Mapping[str, Sequence[str]]]
    when: Mapping[str, Mapping[str, object]]
    via: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Change:
    """One changed place: its path (`ingress[0].fromPort`), the same as a pattern, and both values."""

    path: str
    pattern: str
    old: object
    new: object
    verdict: Verdict = "update"

    @property
    def top(self) -> str:
        """The input it belongs to."""
        return self.pattern.split(".")[0].split("[")[0]


@functools.cache
def _table() -> dict[str, dict[str, dict[str, object]]]:
    table: dict[str, dict[str, dict[str, object]]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


@functools.cache
def rules_of(token: str) -> Rules:
    """Return the table's entry of `token`; a type that is not there has empty rules."""
    entry = _table()["types"].get(token, {})

    def names(key: str) -> frozenset[str]:
        value = entry.get(key, [])
        return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()

    def mapping(key: str) -> Mapping[str, object]:
        value = entry.get(key, {})
        return value if isinstance(value, Mapping) else {}

    return Rules(
        replace=names("replace") | {"region"},
        update=names("update"),
        computed=frozenset(name.split(".")[0].removesuffix("[]") for name in names("computed")),
        optional_computed=names("optionalComputed"),
        write_only=names("writeOnly"),
        sensitive=names("sensitive"),
        one_way={key: _labels(value) for key, value in mapping("oneWay").items()},
        when={key: value for key, value in mapping("when").items() if isinstance(value, Mapping)},
        via={key: [str(item) for item in value] for key, value in mapping("via").items() if isinstance(value, list)},
    )


def _labels(value: object) -> Mapping[str, Sequence[str]]:
    return value if isinstance(value, Mapping) else {str(value): ["*"]}


def changes(token: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[Change]:
    """Return what differs between the inputs `old` and `new`, each with what the provider would do about it."""
    rules = rules_of(token)
    return [
        Change(change.path, change.pattern, change.old, change.new, _verdict(rules, change, old, new))
        for change in differences(old, new)
        if not _ignored(rules, change)
    ]


def revises(rule: Revision | None, found: Sequence[Change]) -> bool:
    """Return whether the changes `found` make AWS keep a new version of the thing."""
    return rule is not None and any(change.top not in rule.not_by for change in found)


def _ignored(rules: Rules, change: Change) -> bool:
    """Write-only values are in no state; what AWS chooses by itself stays when the program stops saying it."""
    names = set(_upwards(change.pattern))
    return bool(names & rules.write_only) or (change.new is None and change.pattern in rules.optional_computed)


def differences(old: object, new: object, path: str = "", pattern: str = "") -> Iterator[Change]:
    """Yield every place where `old` and `new` differ, below the place called `path`."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            if not key.startswith("__"):
                below = f"{pattern}.{key}" if pattern else key
                yield from differences(old.get(key), new.get(key), _below(path, key), below)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from differences(before, after, f"{path}[{index}]", f"{pattern}[]")
    elif old != new or new is UNKNOWN:
        yield Change(path, pattern, old, new)


def _below(path: str, key: str) -> str:
    """Return the path of a key in the object at `path`, as the engine reads it."""
    if "." in key:
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def _upwards(pattern: str) -> Iterator[str]:
    """Yield `pattern` and what it is part of: `a[].b`, `a[]`, `a`."""
    while pattern:
        yield pattern
        pattern = pattern.removesuffix("[]") if pattern.endswith("[]") else pattern.rpartition(".")[0]


def _verdict(rules: Rules, change: Change, old: Mapping[str, object], new: Mapping[str, object]) -> Verdict:
    overrides = _overrides(rules, new)
    for name in _upwards(change.pattern):
        conditional = overrides.get(name, rules.one_way.get(name))
        if conditional is not None:
            labels = _kinds(value_at(old, name.removesuffix("[]")), value_at(new, name.removesuffix("[]")))
            return "replace" if labels & {*conditional.get("replace", ())} else "update"
        if name in rules.replace:
            return "replace"
        if name in rules.via and any(new.get(other) is None for other in rules.via[name]):
            return "replace"
        if name in rules.update:
            return "update"
    return "update"


def _overrides(rules: Rules, new: Mapping[str, object]) -> dict[str, Mapping[str, Sequence[str]]]:
    """Return what holds because another input has a certain value."""
    found: dict[str, Mapping[str, Sequence[str]]] = {}
    for condition, entries in rules.when.items():
        if holds(condition, new):
            for name, entry in entries.items():
                found[name] = entry if isinstance(entry, Mapping) else {str(entry): ["*"]}
    return found


def _kinds(old: object, new: object) -> set[str]:
    """Return the table's words for the step from `old` to `new`; `*` is any step."""
    kinds = {"*", f"{word(old)}->{word(new)}"}
    if old is None:
        return kinds | {"set"}
    if new is None:
        return kinds | {"unset"}
    kinds.add("change")
    if isinstance(old, list) and isinstance(new, list):
        kinds |= {"add"} if [item for item in new if item not in old] else set()
        kinds |= {"remove"} if [item for item in old if item not in new] else set()
    elif isinstance(old, str) and isinstance(new, str):
        kinds.add("up" if _version(new) > _version(old) else "down")
    return kinds


def _version(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]
