"""Reading what the packs wrote down (policies/lib/record.py) and counting it rule by rule."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Event = Mapping[str, object]


@dataclass(kw_only=True)
class RuleRun:
    """What one rule did. Resources are URNs."""

    pack: str
    name: str
    policy: str
    severity: str
    level: str
    controls: tuple[str, ...]
    ran: bool = False
    """False if the configuration switches the rule off, or the run was stopped before the rule's turn."""
    judged: dict[str, list[str]] = field(default_factory=dict)
    """The messages about each resource."""
    undecided: dict[str, str] = field(default_factory=dict)
    """The unknown property that the rule needs, of each resource that it could not decide about."""
    exempt: dict[str, str] = field(default_factory=dict)
    """The pattern of the exemption for each resource passed over."""
    mended: dict[str, list[str]] = field(default_factory=dict)
    """What was added to each resource mended."""

    @property
    def violated(self) -> dict[str, list[str]]:
        """The resources with something wrong."""
        return {urn: messages for urn, messages in self.judged.items() if messages}


@dataclass(kw_only=True)
class PackRun:
    """What one pack saw."""

    name: str
    stack: str
    environment: str
    """Whose settings the pack brought along; empty if it brought none."""
    preview: bool
    rules: dict[str, RuleRun] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    """The level of each policy, as the engine has settled it."""
    resources: dict[str, str] = field(default_factory=dict)
    """The type of each resource."""
    in_force: list[Event] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unmatched: list[Event] = field(default_factory=list)
    whole: bool = False
    """Whether the rules about the whole stack had their turn."""

    def take(self, event: Event) -> None:
        """Add one event. A later one about the same rule and resource replaces the earlier."""
        kind, urn = event["event"], str(event.get("urn"))
        if kind == "resource":
            self.resources[urn] = str(event["type"])
        elif kind == "levels":
            self.levels = {name: str(level) for name, level in _object(event, "levels").items()}
            for rule in self.rules.values():
                rule.level = self.levels.get(rule.policy, rule.level)
        elif kind == "exemptions":
            self.in_force, self.faults = _objects(event, "granted"), _texts(event, "faults")
        elif kind == "stack":
            self.whole, self.unmatched = True, _objects(event, "unmatched")
        elif kind == "ran":
            self.rules[str(event["name"])].ran = True
        else:
            _note(self.rules[str(event["rule"])], str(kind), urn, event)


def read(folder: Path) -> list[PackRun]:
    """Return what the packs of a run wrote to `folder`.

    A pack that was ended before its first line was written has seen nothing.
    """
    written = {file.stem: list(_events(file)) for file in sorted(folder.glob("*.jsonl"))}
    nothing = {"stack": "", "environment": "", "preview": True, "rules": []}
    return [_run(events[0] if events else {"name": name, **nothing}, events[1:]) for name, events in written.items()]


def _run(head: Event, events: Sequence[Event]) -> PackRun:
    run = PackRun(
        name=str(head["name"]),
        stack=str(head["stack"]),
        environment=str(head["environment"] or ""),
        preview=head["preview"] is True,
    )
    for rule in _rules(run.name, _objects(head, "rules")):
        run.rules[rule.name] = rule
    for event in events:
        run.take(event)
    return run


def _events(file: Path) -> Iterator[Event]:
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the engine may end a pack in the middle of its last line
            return


def _rules(pack: str, rules: list[Event]) -> Iterator[RuleRun]:
    """Yield the rules with the levels that they have by themselves. The engine's follow once it has settled them."""
    for rule in rules:
        yield RuleRun(
            pack=pack,
            name=str(rule["name"]),
            policy=str(rule["policy"]),
            severity=str(rule["severity"]),
            level=str(rule["level"]),
            controls=tuple(_texts(rule, "controls")),
        )


def _note(rule: RuleRun, kind: str, urn: str, event: Event) -> None:
    if kind == "exempt":
        rule.exempt[urn] = str(event["resource"])
    elif kind == "mended":
        rule.mended[urn] = _texts(event, "added")
    else:
        rule.judged[urn] = _texts(event, "messages")
        rule.undecided.pop(urn, None)
        if event["undecided"] is not None:
            rule.undecided[urn] = str(event["undecided"])


def _object(event: Event, name: str) -> Event:
    found = event[name]
    return found if isinstance(found, Mapping) else {}


def _objects(event: Event, name: str) -> list[Event]:
    found = event[name]
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _texts(event: Event, name: str) -> list[str]:
    found = event[name]
    return [str(item) for item in found] if isinstance(found, list) else []
