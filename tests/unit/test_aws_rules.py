"""Rules of AWS for single resources: what is accepted, what is refused, and that nothing unknown is judged."""

from collections.abc import Mapping

import pytest

from core.aws.rules import RULES, UNKNOWN, violations
from sandbox.shape import findings, shape_of
from tests.aws_resources import ACCEPTED


class _Spy(dict[str, object]):
    """Inputs that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return super().get(key, default)


def test_every_type_with_rules_has_an_example_here() -> None:
    assert ACCEPTED.keys() == RULES.keys()


@pytest.mark.parametrize("token", RULES)
def test_an_accepted_resource_has_the_shape_of_its_type(token: str) -> None:
    assert findings(token, ACCEPTED[token]) == []


@pytest.mark.parametrize("token", RULES)
def test_an_accepted_resource_breaks_no_rule(token: str) -> None:
    assert violations(token, ACCEPTED[token]) == []


@pytest.mark.parametrize("token", RULES)
def test_a_value_that_is_not_known_yet_is_not_judged(token: str) -> None:
    accepted = ACCEPTED[token]
    for key in accepted:
        assert violations(token, {**accepted, key: UNKNOWN}) == [], key
    assert violations(token, dict.fromkeys(accepted, UNKNOWN)) == []


@pytest.mark.parametrize("token", RULES)
def test_rules_read_only_properties_that_the_type_has(token: str) -> None:
    shape = shape_of(token)
    assert shape is not None
    spies = [_Spy(ACCEPTED[token]), _Spy({})]
    for spy in spies:
        violations(token, spy)
    assert spies[0].asked | spies[1].asked <= shape.inputs.keys()


def test_a_type_without_rules_is_not_judged() -> None:
    assert violations("aws:xray/group:Group", {"groupName": ""}) == []
