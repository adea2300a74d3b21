"""Reading what the packs wrote down (policies/lib/record.py) and counting it rule by rule."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Event = Mapping[str, object]

PACKS = Path(__file__).resolve().parents[1]


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
    environment: str | None
    """Whose settings the pack brought along; None if a file was named for it, or none."""
    preview: bool
    rules: dict[str, RuleRun] = field(default_factory=dict)
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
        elif kind == "exemptions":
            self.in_force, self.faults = _objects(event, "granted"), _texts(event, "faults")
        elif kind == "stack":
            self.whole, self.unmatched = True, _objects(event, "unmatched")
        elif kind == "ran":
            self.rules[str(event["name"])].ran = True
        else:
            _note(self.rules[str(event["rule"])], str(kind), urn, event)


def read(folder: Path, environment: str | None = None) -> list[PackRun]:
    """Return what the packs of a run wrote to `folder`, with the levels that their files for an environment set.

    Packs that were run as one know the environment themselves.
    """
    written = (list(_events(file)) for file in sorted(folder.glob("*.jsonl")))
    return [_run(events[0], events[1:], environment) for events in written if events]


def _run(head: Event, events: Sequence[Event], environment: str | None) -> PackRun:
    run = PackRun(
        name=str(head["name"]),
        stack=str(head["stack"]),
        environment=environment or _text(head["environment"]),
        preview=head["preview"] is True,
    )
    config_file = PACKS / run.name / f"{run.environment}.json"
    config = json.loads(config_file.read_text(encoding="utf-8")) if config_file.exists() else {}
    for rule in _rules(run.name, _objects(head, "rules"), config):
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


def _rules(pack: str, rules: list[Event], config: Mapping[str, object]) -> Iterator[RuleRun]:
    """Yield the rules with their levels. A policy with several rules has the level of the most severe one."""
    severe = {str(rule["policy"]) for rule in rules if rule["level"] == "mandatory"}
    for rule in rules:
        policy = str(rule["policy"])
        level = "mandatory" if policy in severe else str(rule["level"])
        yield RuleRun(
            pack=pack,
            name=str(rule["name"]),
            policy=policy,
            severity=str(rule["severity"]),
            level=_level(config.get(policy)) or _level(config.get("all")) or level,
            controls=tuple(_texts(rule, "controls")),
        )


def _level(entry: object) -> str:
    level = entry.get("enforcementLevel", "") if isinstance(entry, Mapping) else entry or ""
    return str(level)


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


def _objects(event: Event, name: str) -> list[Event]:
    found = event[name]
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(event: Event, name: str) -> list[str]:
    found = event[name]
    return [str(item) for item in found] if isinstance(found, list) else []
