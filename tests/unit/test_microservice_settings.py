from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from core.quantities import cpu_quantity, memory_quantity
from core.sections.microservice import (
    MicroserviceSettings,
    PodScalingSettings,
    ProbeSettings,
    ResourceSettings,
    RolloutSettings,
)

RESOURCES = {"cpu_request": 250, "cpu_limit": 500, "memory_request": 256, "memory_limit": 512}
SCALING = {"minimum": 3, "maximum": 10}


def service(**changes: object) -> MicroserviceSettings:
    given = {"port": 8080, "resources": RESOURCES, "scaling": SCALING}
    return MicroserviceSettings.model_validate(given | changes)


def test_the_defaults_are_those_of_the_documents() -> None:
    settings = service()

    assert (settings.scaling.cpu_percent, settings.scaling.memory_percent) == (70, 80)
    assert (settings.scaling.up_stabilization_seconds, settings.scaling.down_stabilization_seconds) == (0, 300)
    assert (settings.rollout.max_surge, settings.rollout.max_unavailable) == (1, 0)
    assert settings.probes.path == "/health"
    assert not settings.spot


@pytest.mark.parametrize(
    ("request_field", "limit_field"), [("cpu_request", "cpu_limit"), ("memory_request", "memory_limit")]
)
def test_a_request_above_its_limit_is_refused(request_field: str, limit_field: str) -> None:
    with pytest.raises(ValidationError, match=f"is above {limit_field}"):
        ResourceSettings.model_validate(RESOURCES | {request_field: 1024})


def test_a_request_may_equal_its_limit() -> None:
    ResourceSettings(cpu_request=500, cpu_limit=500, memory_request=512, memory_limit=512)


def test_a_minimum_above_the_maximum_is_refused() -> None:
    with pytest.raises(ValidationError, match="4 is above maximum 3"):
        PodScalingSettings(minimum=4, maximum=3)


@pytest.mark.parametrize("min_available", [3, 4])
def test_a_disruption_budget_that_no_drain_could_meet_is_refused(min_available: int) -> None:
    with pytest.raises(ValidationError, match="no pod could be evicted"):
        service(min_available=min_available)


def test_a_disruption_budget_may_leave_one_pod_to_evict() -> None:
    assert service(min_available=2).min_available == 2


def test_a_rollout_that_can_neither_add_nor_remove_a_pod_is_refused() -> None:
    with pytest.raises(ValidationError, match="lets no pod be replaced"):
        RolloutSettings(max_surge=0, max_unavailable=0)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"period_seconds": 5, "timeout_seconds": 5}, "must be less than period_seconds"),
        ({"readiness_failures": 4, "liveness_failures": 3}, "restarted before it is relieved"),
    ],
)
def test_probes_that_work_against_each_other_are_refused(given: Mapping[str, object], text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        ProbeSettings.model_validate(given)


def test_a_pod_that_is_killed_in_its_drain_is_refused() -> None:
    with pytest.raises(ValidationError, match="less than drain_seconds 60 and 10 more"):
        service(drain_seconds=60, termination_seconds=69)


@pytest.mark.parametrize("field", ["paths", "writable_paths"])
def test_the_same_path_twice_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="/a is given twice"):
        service(**{field: ("/a", "/b", "/a")})


@pytest.mark.parametrize("change", [{"user_id": 0}, {"port": 80}])
def test_what_only_root_may_is_refused(change: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError, match="greater than or equal to"):
        service(**change)


@pytest.mark.parametrize(("millicores", "text"), [(250, "250m"), (1000, "1"), (1500, "1500m")])
def test_cpu_is_written_as_kubernetes_stores_it(millicores: int, text: str) -> None:
    assert cpu_quantity(millicores) == text


@pytest.mark.parametrize(("mebibytes", "text"), [(256, "256Mi"), (1024, "1Gi"), (1536, "1536Mi")])
def test_memory_is_written_as_kubernetes_stores_it(mebibytes: int, text: str) -> None:
    assert memory_quantity(mebibytes) == text
