"""How much of public control frameworks the rules of a run answer.

policies/catalogue.json lists the checks of public tools and standards with the resource types that they are about. What
counts are the checks about a type that the run has; one is answered if a rule that ran names its id.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policies.report.events import PackRun

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue.json"

FRAMEWORKS: Mapping[str, re.Pattern[str]] = {
    "AWS Security Hub": re.compile(r"(SH:)?[A-Z][A-Za-z0-9]*\.\d+"),
    "CIS": re.compile(r"CIS .+"),
    "Checkov": re.compile(r"CKV2?_[A-Z0-9]+_\d+"),
    "cdk-nag AwsSolutions": re.compile(r"(AwsSolutions|AS)-[A-Z0-9]+"),
    "cdk-nag NIST 800-53, HIPAA and PCI DSS": re.compile(r"[A-Z0-9]+[a-z][A-Za-z0-9]*"),
}


@dataclass(kw_only=True)
class Coverage:
    """One framework: ids that bear on the run's types, and which of them are answered or violated."""

    framework: str
    known: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    violated: set[str] = field(default_factory=set)

    @property
    def open(self) -> list[str]:
        """The ids that no rule of the run answers."""
        return sorted(self.known - self.answered)


def coverage(runs: Sequence[PackRun], catalogue: Sequence[Mapping[str, object]]) -> list[Coverage]:
    """Return the coverage of each framework of which a catalogue entry or a rule of the run names an id."""
    types = {token for run in runs for token in run.resources.values()}
    rules = [rule for run in runs for rule in run.rules.values() if rule.ran]
    known = _identities(entry["controls"] for entry in catalogue if types & set(_list(entry["types"])))
    named = _identities(rule.controls for rule in rules)
    of_use = _identities(rule.controls for rule in rules if rule.judged or rule.exempt)
    catalogued = {framework_of(name) for name in _identities(entry["controls"] for entry in catalogue)}
    violated = _identities(rule.controls for rule in rules if rule.violated)
    found = []
    for framework in FRAMEWORKS:
        listed = {name for name in known if framework_of(name) == framework}
        # Of a framework that the catalogue does not list, as CIS, the ids of the rules that had something to judge.
        own = {name for name in of_use if framework_of(name) == framework}
        answered = listed & named if framework in catalogued else own
        if listed or answered:
            found.append(
                Coverage(framework=framework, known=listed, answered=answered, violated=(listed | own) & violated)
            )
    return found


def framework_of(control: str) -> str | None:
    """Return the framework that an id belongs to, None if it has the form of none."""
    return next((name for name, form in FRAMEWORKS.items() if form.fullmatch(control)), None)


def load_catalogue(file: Path = CATALOGUE) -> list[Mapping[str, object]]:
    """Read the list of public checks."""
    return [entry for entry in json.loads(file.read_text(encoding="utf-8")) if isinstance(entry, Mapping)]


def _identities(controls: Iterable[object]) -> set[str]:
    """Return ids in the form that the frameworks use themselves."""
    return {name.removeprefix("SH:").replace("AS-", "AwsSolutions-", 1) for one in controls for name in _list(one)}


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
