"""The public tools agree: each rule and check of the catalogue is answered here, or is absent for a written reason.

policies/catalogue.json has what AWSGuard, Pulumi's compliance-ready policies, Checkov, cdk-nag and Security Hub check,
by rule. policies/absences.json says why some of it is not here: `rules` and `controls` that nothing here answers, and
`narrower`, checks that a rule here answers, with what the check reports and the rule passes over on purpose.
"""

import json

from policies.lib.pack import rules_of
from tests.architecture_recordings import EVERY, recorded

from .driver import FOLDER, PACKS, package

CATALOGUE: list[dict[str, object]] = json.loads((FOLDER / "catalogue.json").read_text())
ABSENCES: dict[str, dict[str, str]] = json.loads((FOLDER / "absences.json").read_text())
RULES = {rule.name: rule for pack in PACKS for rule in rules_of(package(pack))}
ANSWERED = {control for rule in RULES.values() for control in rule.controls}
CHILDREN_OF_EKS = {
    "aws:eks/cluster:Cluster",
    "aws:eks/nodeGroup:NodeGroup",
    "aws:eks/addon:Addon",
    "aws:ec2/securityGroup:SecurityGroup",
}
"""What the remote components of EKS register in a run; recordings have the components alone."""


def names(entry: dict[str, object], key: str) -> list[str]:
    found = entry[key]
    assert isinstance(found, list)
    return found


def registered() -> set[str]:
    return CHILDREN_OF_EKS | {one.token for name, environment in EVERY for one in recorded(name, environment).resources}


def bearing() -> list[dict[str, object]]:
    """Return the entries about a type that an architecture registers; those that name no type are about all."""
    types = registered()
    return [entry for entry in CATALOGUE if not entry["types"] or types & set(names(entry, "types"))]


def test_every_rule_that_bears_on_an_architecture_is_here_or_absent_for_a_reason() -> None:
    wanted = {str(entry["rule"]) for entry in bearing()}
    assert sorted(wanted - set(RULES) - set(ABSENCES["rules"])) == []


def test_every_check_that_bears_on_an_architecture_is_answered_or_absent_for_a_reason() -> None:
    absent = set(ABSENCES["rules"])
    wanted = {control for entry in bearing() if entry["rule"] not in absent for control in names(entry, "controls")}
    assert sorted(wanted - ANSWERED - set(ABSENCES["controls"])) == []


def test_nothing_is_called_absent_that_is_here() -> None:
    assert sorted(set(ABSENCES["rules"]) & set(RULES)) == []
    assert sorted(set(ABSENCES["controls"]) & ANSWERED) == []


def test_a_rule_that_passes_over_what_a_check_reports_answers_that_check() -> None:
    assert sorted(set(ABSENCES["narrower"]) - ANSWERED) == []


def test_every_absence_is_of_the_catalogue_and_has_a_reason() -> None:
    rules = {str(entry["rule"]) for entry in CATALOGUE}
    controls = {control for entry in CATALOGUE for control in names(entry, "controls")}
    assert set(ABSENCES["rules"]) <= rules
    assert set(ABSENCES["controls"]) | set(ABSENCES["narrower"]) <= controls
    assert [key for part in ABSENCES.values() for key, reason in part.items() if len(reason) < 20] == []


def test_the_packs_hold_as_many_rules_as_they_promise() -> None:
    assert len(RULES) >= 150
    assert len(rules_of(package("feasibility"))) >= 30
