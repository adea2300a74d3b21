"""The pack feasibility against core's rules: every refusal is told, by one rule."""

import datetime
from collections import Counter

import pytest

from core.aws.names import NAME_RULES
from core.aws.rules import RULES, UNKNOWN
from policies import feasibility
from policies.feasibility.nodes import NODE_GROUPS
from policies.feasibility.refusals import CLAIMS, SERVICES
from policies.lib.pack import rules_of

from .driver import Driver, Thing


@pytest.mark.parametrize("token", sorted(RULES))
def test_a_rest_rule_speaks_of_every_type_that_core_knows(token: str) -> None:
    rest = {f"feasible-{group}" for group in (*SERVICES, "other")}
    assert len([rule.name for rule in rules_of(feasibility) if rule.name in rest and token in rule.types]) == 1


@pytest.mark.parametrize("token", sorted(NAME_RULES))
def test_one_rule_speaks_of_every_name(token: str) -> None:
    names = [rule.name for rule in rules_of(feasibility) if rule.name.endswith("-name") and token in rule.types]
    assert len(names) == 1


def test_a_property_belongs_to_one_rule() -> None:
    claimed = Counter(
        (token, path) for claim in CLAIMS.values() for token, paths in claim.items() for path in set(paths)
    )
    assert [item for item, count in claimed.items() if count > 1] == []


def test_the_days_of_warning_are_configuration() -> None:
    end = datetime.date(2031, 2, 28)
    days = (end - datetime.datetime.now(tz=datetime.UTC).date()).days
    thing = Thing("aws:rds/instance:Instance", {"engine": "postgres", "engineVersion": "18.6"})
    for warning, expected in ((max(days - 2, 0), 0), (days + 2, 1)):
        driver = Driver("feasibility", {"feasible-database-support": {"warningDays": warning}})
        assert len(driver.resource(thing).of("feasible-database-support")) == expected


def test_one_unknown_type_of_spot_nodes_is_not_taken_for_none() -> None:
    def said(*types: object) -> list[str]:
        group = Thing(NODE_GROUPS[1], {"capacityType": "SPOT", "instanceTypes": list(types)})
        return Driver("feasibility").resource(group).of("feasible-spot-types")

    assert "cannot be decided at preview: instanceTypes[1]" in said("t3.large", UNKNOWN)[0]
    assert said("t3.large", "m5.large", UNKNOWN) == []
