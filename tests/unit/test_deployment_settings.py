import pytest
from pydantic import ValidationError

from core.sections.deployment import DeploymentSettings
from core.sections.service import ServiceSettings

CANARY = {"strategy": "canary", "bake_minutes": 10, "canary": {"percent": 10, "bake_minutes": 10}}
LINEAR = {"strategy": "linear", "bake_minutes": 10, "linear": {"step_percent": 20, "step_bake_minutes": 5}}
BLUE_GREEN = {"strategy": "blue_green", "bake_minutes": 0}


@pytest.mark.parametrize("given", [{}, CANARY, LINEAR, BLUE_GREEN])
def test_a_strategy_with_all_that_it_needs_is_accepted(given: dict[str, object]) -> None:
    settings = DeploymentSettings.model_validate(given)

    assert settings.shifts_traffic is bool(given)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"strategy": "blue_green"}, "blue_green needs it"),
        ({"strategy": "canary", "bake_minutes": 10}, "strategy canary needs it"),
        ({"strategy": "linear", "bake_minutes": 10}, "strategy linear needs it"),
        ({"bake_minutes": 10}, "no meaning with strategy rolling"),
        ({**BLUE_GREEN, "canary": CANARY["canary"]}, "no meaning with strategy blue_green"),
        ({**CANARY, "linear": LINEAR["linear"]}, "no meaning with strategy canary"),
        ({**BLUE_GREEN, "bake_minutes": 1441}, "bake_minutes"),
        ({**LINEAR, "linear": {"step_percent": 2, "step_bake_minutes": 5}}, "step_percent"),
        ({"strategy": "red_black"}, "strategy"),
    ],
)
def test_a_strategy_that_lacks_something_or_has_too_much_is_refused(given: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        DeploymentSettings.model_validate(given)


def test_requests_of_one_target_group_cannot_be_followed_while_traffic_shifts_between_two() -> None:
    scaling = {"minimum": 1, "maximum": 2}
    small = {"port": 8000, "cpu": 256, "memory": 512, "desired_count": 1, "deployment": BLUE_GREEN}

    with pytest.raises(ValidationError, match="moves between two"):
        ServiceSettings.model_validate({**small, "scaling": scaling})
    ServiceSettings.model_validate({**small, "scaling": {**scaling, "requests_per_minute": None}})
