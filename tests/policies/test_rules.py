"""Every rule of every pack: silent on what complies, exact on what does not, honest about what it cannot know.

Rules are found by scanning the packs, so a rule without a case fails here.
"""

import importlib
from dataclasses import replace

import pytest

from core.aws.rules import UNKNOWN
from policies.lib.pack import policy_name, rules_of
from policies.lib.rule import Facts, StackRule

from .case import Case, unknown
from .driver import PACKS, Answer, Driver, Thing, package

RULES: dict[str, tuple[str, Facts]] = {rule.name: (pack, rule) for pack in PACKS for rule in rules_of(package(pack))}
CASES: dict[str, Case] = {
    name: case for pack in PACKS for name, case in importlib.import_module(f"tests.policies.cases_{pack}").CASES.items()
}
BROKEN = [
    pytest.param(name, number, id=f"{name}-{number}")
    for name, case in CASES.items()
    for number in range(len(case.broken))
]
UNDECIDED = [pytest.param(name, path, id=f"{name}-{path}") for name, case in CASES.items() for path in case.undecided]
GIVEN = [pytest.param(name, path, id=f"{name}-{path}") for name, case in CASES.items() for path in case.given]
ODD: tuple[object, ...] = (None, True, 3.5, "", "text", [], {}, [None], ["x"], {"a": {"b": []}}, UNKNOWN)


def judge(name: str, things: tuple[Thing, ...]) -> Answer:
    """Run one rule, alone in its pack's configuration."""
    return answer_of(name, driver_of(name), things)


def driver_of(name: str) -> Driver:
    pack, rule = RULES[name]
    own = {"enforcementLevel": "mandatory", **CASES[name].config}
    return Driver(pack, {"all": "disabled", policy_name(rule): own})


def answer_of(name: str, driver: Driver, things: tuple[Thing, ...]) -> Answer:
    if not isinstance(RULES[name][1], StackRule):
        return driver.resource(things[0])
    answer = driver.stack(things)
    # The rules of one topic run together.
    own = [item for item in answer.said if item.text.startswith(f"{name}: ") or "cannot be decided" in item.text]
    return Answer(own, answer.not_applicable)


def said(name: str, message: str) -> str:
    rule = RULES[name][1]
    prefix = f"{name}: " if isinstance(rule, StackRule) else ""
    return f"{prefix}{message}. {rule.remedy}"


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_case_can_fail(name: str) -> None:
    case = CASES[name]
    assert case.broken or case.lonely or case.rewired or case.beside or name == "ecs-exec-configured"


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_compliant_resource_is_passed_in_silence(name: str) -> None:
    assert judge(name, CASES[name].things) == Answer()


@pytest.mark.parametrize(("name", "number"), BROKEN)
def test_a_broken_property_is_reported_in_these_words(name: str, number: int) -> None:
    change, message = CASES[name].broken[number]
    answer = judge(name, CASES[name].changed(change))
    assert said(name, message) in [item.text for item in answer.said]
    assert {item.level for item in answer.said} == {"mandatory"}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.rewired])
def test_a_wrong_neighbour_is_reported_in_these_words(name: str) -> None:
    case = CASES[name]
    for sources, message in case.rewired:
        answer = judge(name, (replace(case.things[0], sources=sources), *case.things[1:]))
        assert said(name, message) in [item.text for item in answer.said]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.beside])
def test_other_neighbours_are_reported_in_these_words(name: str) -> None:
    case = CASES[name]
    for neighbours, message in case.beside:
        answer = judge(name, (case.things[0], *neighbours))
        assert said(name, message) in [item.text for item in answer.said]
        assert case.things[0].urn in {item.urn for item in answer.said}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.lonely])
def test_a_missing_neighbour_is_reported_in_these_words(name: str) -> None:
    case = CASES[name]
    answer = judge(name, case.things[:1])
    assert said(name, case.lonely) in [item.text for item in answer.said]
    assert {item.urn for item in answer.said} == {case.things[0].urn}


@pytest.mark.parametrize(("name", "path"), UNDECIDED)
def test_an_unknown_value_is_told_once_as_advisory(name: str, path: str) -> None:
    case = CASES[name]
    answer = judge(name, (unknown(case.things[0], path), *case.things[1:]))
    assert [item.level for item in answer.said] == ["advisory"]
    assert "cannot be decided at preview: " in answer.said[0].text


@pytest.mark.parametrize(("name", "path"), GIVEN)
def test_an_unknown_reference_counts_as_given(name: str, path: str) -> None:
    case = CASES[name]
    assert judge(name, (unknown(case.things[0], path), *case.things[1:])) == Answer()


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_value_whatever_makes_a_rule_fail(name: str) -> None:
    thing, *others = CASES[name].things
    driver = driver_of(name)
    for odd in ODD:
        for path in list(thing.inputs) or ["name"]:
            changed = replace(thing, inputs={**thing.inputs, path: odd})
            answer = answer_of(name, driver, (changed, *others))
            assert not [item.text for item in answer.said if "itself failed" in item.text], (path, odd)


def test_sessions_are_reported_in_a_cluster_that_does_not_configure_them() -> None:
    service = CASES["ecs-exec-configured"].things[0]
    answer = judge("ecs-exec-configured", (service, Thing("aws:ecs/cluster:Cluster", name="plain")))
    message = "enableExecuteCommand is true and the cluster does not configure sessions"
    assert [item.text for item in answer.said] == [said("ecs-exec-configured", message)]
