"""The guard before data: what it sees in a plan, what it lets pass, and when it fails."""

import datetime
import json
from pathlib import Path

import pytest

from core.data_guard import AllowedChange, Danger, allowed_changes, dangers, guard, judge

DATABASE = "urn:pulumi:dev::p::p:architecture:X$p:database:Database$aws:rds/instance:Instance::ims-database"
RULE = "urn:pulumi:dev::p::aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::rule"
TODAY = datetime.date(2026, 11, 21)


def plan(**steps: list[str]) -> dict[str, object]:
    urns = {"database": DATABASE, "rule": RULE}
    return {"resourcePlans": {urns[name]: {"steps": each} for name, each in steps.items()}}


def allowed(expires: datetime.date) -> AllowedChange:
    return AllowedChange(urn=DATABASE, reason="moved to another cluster", expires=expires)


@pytest.mark.parametrize(
    ("steps", "fate"),
    [
        (["delete-replaced", "replace", "create-replacement"], "replaced"),
        (["delete"], "deleted"),
    ],
)
def test_a_database_that_goes_is_a_danger(steps: list[str], fate: str) -> None:
    assert dangers(plan(database=steps)) == [Danger(DATABASE, fate)]


@pytest.mark.parametrize("steps", [["same"], ["update"], ["create"]])
def test_a_database_that_stays_is_none(steps: list[str]) -> None:
    assert dangers(plan(database=steps)) == []


def test_what_holds_no_data_may_go() -> None:
    assert dangers(plan(rule=["delete"])) == []


def test_an_entry_allows_a_change_until_it_expires() -> None:
    found = [Danger(DATABASE, "replaced")]
    assert judge(found, [allowed(TODAY)], TODAY)[1] is False
    lines, refused = judge(found, [allowed(TODAY - datetime.timedelta(days=1))], TODAY)
    assert refused is True
    assert "ended on 2026-11-20" in lines[0]


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "allowed.yaml"
    file.write_text(f"- urn: {DATABASE}\n  expires: 2027-01-01\n")
    with pytest.raises(ValueError, match="reason"):
        allowed_changes(file)


@pytest.mark.parametrize(("fail", "code"), [(True, 1), (False, 0)])
def test_it_speaks_always_and_fails_when_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fail: bool, code: int
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(database=["delete"])))
    assert guard(file, tmp_path / "none.yaml", fail=fail) == code
    assert "DATA WOULD BE LOST" in capsys.readouterr().err


def test_a_plan_without_danger_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(database=["update"])))
    assert guard(file, tmp_path / "none.yaml", fail=True) == 0
    assert capsys.readouterr().err == ""
