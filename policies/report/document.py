"""The report as one JSON document."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.report.coverage import Coverage
from policies.report.events import PackRun, RuleRun


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One thing that a rule found wrong. Without a URN it is about the list of exemptions."""

    pack: str
    rule: str
    level: str
    severity: str
    urn: str
    message: str


def violations(runs: Sequence[PackRun]) -> list[Violation]:
    """Return what is wrong, mandatory things first."""
    found = [item for run in runs for item in (*_faults(run), *_violations(run))]
    return sorted(found, key=lambda item: (item.level == "advisory", item.pack, item.rule, item.urn))


def document(runs: Sequence[PackRun], covered: Sequence[Coverage], today: datetime.date) -> dict[str, object]:
    """Return everything that there is to tell about a run."""
    rules = [rule for run in runs for rule in run.rules.values()]
    wrong = violations(runs)
    complete = all(run.whole for run in runs)
    stopped = any(item.level != "advisory" for item in wrong)
    head = next((run for run in runs if run.stack), runs[0])
    return {
        "stack": head.stack,
        "environment": head.environment,
        "preview": head.preview,
        "verdict": "stopped" if stopped else "passed" if complete else "not finished",
        "complete": complete,
        "resources": _resources(runs),
        "packs": [_pack(run) for run in runs],
        "violations": [vars(item) for item in wrong],
        "undecided": [
            {"pack": rule.pack, "rule": rule.name, "urn": urn, "property": path}
            for rule in rules
            for urn, path in rule.undecided.items()
        ],
        "mended": [
            {"pack": rule.pack, "rule": rule.name, "urn": urn, "added": added}
            for rule in rules
            for urn, added in rule.mended.items()
        ],
        "exemptions": [item for run in runs for item in _exemptions(run, today)],
        "coverage": [_coverage(item) for item in covered],
        "rules": [_rule(rule) for rule in rules],
    }


def _faults(run: PackRun) -> Iterator[Violation]:
    """Yield what is wrong with the list of exemptions."""
    for text in run.faults:
        name = f"{run.name}-exemptions"
        level = run.levels.get(name, "mandatory")
        yield Violation(pack=run.name, rule=name, level=level, severity="high", urn="", message=text)
    for entry in run.unmatched:
        name = f"{run.name}-stack-exemptions"
        level = run.levels.get(name, "advisory")
        text = f"the exemption of {entry['resource']} from {entry['rule']} matches no resource: remove it"
        yield Violation(pack=run.name, rule=name, level=level, severity="low", urn="", message=text)


def _violations(run: PackRun) -> Iterator[Violation]:
    for rule in run.rules.values():
        level = "advisory" if rule.level == "advisory" else "mandatory"
        for urn, messages in rule.violated.items():
            for text in messages:
                yield Violation(
                    pack=run.name, rule=rule.name, level=level, severity=rule.severity, urn=urn, message=text
                )


def _resources(runs: Sequence[PackRun]) -> dict[str, object]:
    """Count resources; components and providers are resources to the engine as well."""
    types = {urn: token for run in runs for urn, token in run.resources.items()}
    looked_at = {urn for run in runs for rule in run.rules.values() for urn in (*rule.judged, *rule.exempt)}
    without = sorted({token for urn, token in types.items() if urn not in looked_at})
    return {
        "total": len(types),
        "looked_at": len(looked_at),
        "types": dict(sorted(Counter(types.values()).items())),
        "types_not_looked_at": [token for token in without if token not in {types.get(urn) for urn in looked_at}],
    }


def _pack(run: PackRun) -> dict[str, object]:
    rules = run.rules.values()
    return {
        "name": run.name,
        "rules": len(rules),
        "ran": sum(rule.ran for rule in rules),
        "violations": len(run.faults)
        + len(run.unmatched)
        + sum(len(messages) for rule in rules for messages in rule.violated.values()),
        "exempt": sum(len(rule.exempt) for rule in rules),
        "undecided": sum(len(rule.undecided) for rule in rules),
    }


def _exemptions(run: PackRun, today: datetime.date) -> Iterator[dict[str, object]]:
    """Yield the exemptions for this stack, in force and of use or not."""
    for entry in run.in_force:
        rule = run.rules[str(entry["rule"])]
        used = sorted(urn for urn, pattern in rule.exempt.items() if pattern == entry["resource"])
        left = (datetime.date.fromisoformat(str(entry["expires"])) - today).days
        yield {"pack": run.name, **entry, "days_left": left, "used_by": used, "unmatched": entry in run.unmatched}


def _coverage(item: Coverage) -> Mapping[str, object]:
    return {
        "framework": item.framework,
        "known": len(item.known),
        "answered": len(item.answered),
        "open": item.open,
        "violated": sorted(item.violated),
    }


def _rule(rule: RuleRun) -> Mapping[str, object]:
    return {
        "pack": rule.pack,
        "name": rule.name,
        "severity": rule.severity,
        "level": rule.level,
        "controls": list(rule.controls),
        "ran": rule.ran,
        "resources": len(rule.judged),
        "violated": len(rule.violated),
        "undecided": len(rule.undecided),
        "exempt": len(rule.exempt),
        "mended": len(rule.mended),
    }
