from pathlib import Path

import pytest

from sandbox.faults import FaultPlanError, read_plan, strike
from sandbox.store import Store

URN = "urn:pulumi:ims-dev::project::aws:sns/topic:Topic::alerts"
TOPIC = "aws:sns/topic:Topic"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    return tmp_path / "faults.yaml"


def strikes(file: Path, times: int, operation: str = "create", token: str = TOPIC) -> list[str | None]:
    """Ask as often as `times`, each time as a plugin that has just started."""
    return [strike(Store(file.parent / "cloud.db"), read_plan(file), URN, token, operation) for _ in range(times)]


def test_without_a_plan_nothing_fails(plan_file: Path) -> None:
    assert strikes(plan_file, 1) == [None]


def test_a_fault_strikes_once_unless_told_otherwise_also_over_restarts(plan_file: Path) -> None:
    plan_file.write_text("- {match: '*::alerts', effect: fail}\n")
    assert strikes(plan_file, 3) == ["fail", None, None]


def test_a_fault_strikes_n_times_and_then_the_next_entry_does(plan_file: Path) -> None:
    plan_file.write_text(
        f"- {{match: '{TOPIC}', operation: create, effect: throttle, times: 2}}\n- {{match: '*', effect: hang}}\n"
    )
    assert strikes(plan_file, 4) == ["throttle", "throttle", "hang", None]


def test_other_operations_and_other_resources_are_spared(plan_file: Path) -> None:
    plan_file.write_text(
        "- {match: '*::alerts', operation: delete, effect: fail}\n- {match: 'aws:s3/*', effect: fail}\n"
    )
    assert strikes(plan_file, 1) == [None]
    assert strikes(plan_file, 1, operation="delete") == ["fail"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {match: '*', effect: explode}", "explode.*fail_after_create"),
        ("- {match: '*'}", "entry 1"),
        ("- {match: '*', effect: fail, when: now}", "entry 1"),
        ("match: '*'", "list"),
        ("- {", "YAML"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan_file: Path, text: str, reason: str) -> None:
    plan_file.write_text(text)
    with pytest.raises(FaultPlanError, match=reason):
        read_plan(plan_file)
