import pytest

from sandbox.aws import FACTS
from sandbox.clock import seconds, speed
from sandbox.duration import Step, describe, on_aws, schedule, spoken
from sandbox.state import Resource
from sandbox.store import Operation


def step(key: str, length: float, *needs: str) -> Step:
    return Step(key, key, length, needs)


def chain(steps: list[Step], workers: int) -> tuple[float, list[str]]:
    result = schedule(steps, workers)
    return result.seconds, [item.key for item in result.chain]


def test_steps_that_depend_on_each_other_add_up() -> None:
    assert chain([step("vpc", 12), step("subnet", 2, "vpc"), step("database", 900, "subnet")], 8) == (
        914,
        ["vpc", "subnet", "database"],
    )


def test_independent_steps_run_side_by_side_and_the_longest_decides() -> None:
    assert chain([step("a", 10), step("b", 30), step("c", 20)], 8) == (30, ["b"])


def test_a_step_waits_for_a_free_worker() -> None:
    assert chain([step("a", 10), step("b", 30), step("c", 25)], 2) == (35, ["a", "c"])
    assert chain([step("a", 10), step("b", 30), step("c", 25)], 1)[0] == 65


def test_steps_of_no_time_need_no_worker_and_do_not_show() -> None:
    assert chain([step("part", 0), step("a", 10, "part"), step("b", 0, "a"), step("c", 5, "b")], 1) == (15, ["a", "c"])


def test_needs_that_are_not_in_the_run_are_there_already() -> None:
    assert chain([step("a", 10, "elsewhere")], 1) == (10, ["a"])


def resource(name: str, *needs: str) -> Resource:
    return Resource(urn=name, type="aws:x/y:Y", id=name, protect=False, needs=needs)


def test_deletions_come_last_and_dependants_first() -> None:
    before = [resource("vpc"), resource("subnet", "vpc")]
    operations = [Operation("vpc", "", "delete", 1), Operation("subnet", "", "delete", 5)]
    result = on_aws([*operations, Operation("new", "", "create", 20)], before, [resource("new")], 8)
    assert result.seconds == 26
    assert [item.key for item in result.chain] == ["new", "subnet", "vpc"]


def test_who_needs_a_component_waits_for_all_its_parts_and_a_part_for_none_of_the_others() -> None:
    parts = [("nodes", "", ()), ("group", "nodes", ()), ("tag", "nodes", ()), ("addon", "", ("nodes",))]
    made = [
        Resource(
            urn=name, type="aws:x/y:Y", id=name, protect=False, needs=(*filter(None, (parent,)), *needs), parent=parent
        )
        for name, parent, needs in parts
    ]
    operations = [Operation(name, "", "create", time) for name, time in (("group", 120), ("tag", 7), ("addon", 15))]
    result = on_aws(operations, [], made, 8)
    assert (result.seconds, [item.key for item in result.chain]) == (135, ["group", "addon"])


def test_short_steps_in_a_row_are_told_as_one() -> None:
    steps = [step("vpc", 12), step("a", 1, "vpc"), step("b", 2, "a"), step("database", 900, "b")]
    assert describe(schedule(steps, 8), 8).endswith("vpc 12 s > 2 short steps 3 s > database 15 min 0 s")


def test_times_are_spoken_in_minutes_and_seconds() -> None:
    assert [spoken(value) for value in (0.4, 59, 60, 914)] == ["0 s", "59 s", "1 min 0 s", "15 min 14 s"]


def test_the_inputs_choose_the_variant_of_the_time() -> None:
    times = FACTS["aws:ec2/vpc:Vpc"].times
    assert seconds(times, "create", {"enableDnsHostnames": True}) > seconds(times, "create", {})


def test_a_speed_is_a_factor_or_real() -> None:
    assert [speed(text) for text in ("", "0", "real", "60")] == [0, 0, 1, 60]
    for text in ("fast", "-1"):
        with pytest.raises(ValueError, match=text):
            speed(text)
