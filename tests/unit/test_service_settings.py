import pytest
from pydantic import ValidationError

from core.sections.service import HealthCheckSettings, ScalingSettings, ServiceSettings

SMALL = {"port": 8000, "cpu": 256, "memory": 512, "desired_count": 3}


def test_the_documented_service_is_accepted() -> None:
    settings = ServiceSettings(**SMALL, scaling=ScalingSettings(minimum=3, maximum=6))

    assert settings.health_check.path == "/health"
    assert settings.scaling is not None
    assert settings.scaling.requests_per_minute == 60000


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"memory": 3072}, r"256 CPU units with 3072 MiB"),
        ({"cpu": 300}, r"no size of 300 CPU units"),
        ({"desired_count": 7, "scaling": {"minimum": 3, "maximum": 6}}, r"7 lies outside"),
        ({"desired_count": 2, "scaling": {"minimum": 3, "maximum": 6}}, r"2 lies outside"),
        ({"scaling": {"minimum": 6, "maximum": 3}}, r"6 is above maximum 3"),
        ({"health_check": {"interval_seconds": 10, "timeout_seconds": 10}}, r"10 must be less"),
        ({"health_check": {"path": "health"}}, r"health_check.path"),
        ({"health_check": {"status_codes": "OK"}}, r"health_check.status_codes"),
        ({"user": "0"}, r"user"),
        ({"user": "root"}, r"user"),
        ({"stop_timeout_seconds": 121}, r"stop_timeout_seconds"),
        ({"port": 0}, r"port"),
        ({"replicas": 3}, r"replicas"),
    ],
)
def test_what_aws_refuses_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        ServiceSettings.model_validate(SMALL | changes)


@pytest.mark.parametrize("codes", ["200", "200,204", "200-299", "200-204,301"])
def test_status_codes_may_be_one_a_list_or_a_range(codes: str) -> None:
    assert HealthCheckSettings(status_codes=codes).status_codes == codes


def test_a_fixed_number_of_tasks_needs_no_scaling() -> None:
    assert ServiceSettings.model_validate(SMALL).scaling is None
