"""The row evaluator: what makes a row met, and that each rule can fail."""

import json
import re
from typing import Any

import pytest

from core import refinements as refinement_data
from core.property_paths import fits, values_at
from core.refinements import Condition, Refinement, Refinements, refinements
from core.traceability import EVALUATED_KINDS, Deviation, Resource, Row, evaluate, load_rows, rows_of
from core.traceability_report import report
from sandbox.shape import shape_of

LISTENER = "aws:lb/listener:Listener"
ROWS = {row.id: row for row in load_rows()}


def row(prop: str = "", expected: object = None, *, kind: str = "infra", row_id: str = "TST-001") -> Row:
    return Row(
        id=row_id,
        architecture="imaginary",
        seed_file="",
        section="",
        requirement="It is so",
        environment="all",
        value="",
        token=LISTENER,
        property=prop,
        expected="" if expected is None else json.dumps(expected),
        kind=kind,
        note="",
    )


def resource(name: str = "https", token: str = LISTENER, **inputs: object) -> Resource:
    return Resource(token=token, name=name, inputs=inputs)


def status(subject: Row, *resources: Resource) -> str:
    return evaluate(subject, resources).status


@pytest.fixture
def refined(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a test declare the refinements of the imaginary architecture."""

    def declare(*, tokens: dict[str, Refinement] | None = None, **entry: Any) -> None:
        rows = {"TST-001": Refinement(reason="a reason", **entry)} if entry else {}
        known = Refinements(tokens=tokens or {}, rows=rows)
        monkeypatch.setattr("core.traceability.refinements", lambda _: known)

    return declare


@pytest.mark.parametrize(
    ("expected", "actual", "result"),
    [
        ("256", "256", True),
        ("256", 256, False),
        (256, "256", False),
        (80, 80.0, True),
        (1, True, False),
        (True, 1, False),
        (False, False, True),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
        ({"a": 1}, '{"a": 1, "b": 2}', True),
        ({}, "no object", False),
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["b", "a"], False),
        (["a"], ["a", "b"], False),
        ([{"a": 1}], [{"a": 1, "b": 2}], True),
        (["a"], "a", False),
    ],
)
def test_a_literal_is_compared_as_the_row_writes_it(expected: object, actual: object, *, result: bool) -> None:
    assert fits(expected, actual) is result


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("port", [443]),
        ("actions[0].type", ["forward"]),
        ("actions[1].type", ["redirect"]),
        ("actions[2].type", []),
        ("actions[*].type", ["forward", "redirect"]),
        ("missing.deeper", []),
        ("nothing", []),
        ("port.deeper", []),
        ("port[0]", []),
        ("containers[0].options.awslogs-group", ["/ecs/api"]),
        ("containers[0].ports[*].containerPort", [8000]),
        ("broken[0].name", []),
    ],
)
def test_a_path_leads_through_lists_objects_and_json_text(path: str, values: list[object]) -> None:
    inputs = {
        "port": 443,
        "nothing": None,
        "actions": [{"type": "forward"}, {"type": "redirect"}],
        "containers": json.dumps([{"options": {"awslogs-group": "/ecs/api"}, "ports": [{"containerPort": 8000}]}]),
        "broken": "[not JSON",
    }
    assert values_at(inputs, path) == values


def test_a_row_without_property_is_met_by_a_resource_of_its_type_only() -> None:
    assert status(row(), resource()) == "met"
    assert status(row(), resource(token="aws:lb/loadBalancer:LoadBalancer")) == "open"


def test_a_row_without_literal_is_met_by_a_value_and_not_by_null() -> None:
    assert status(row("certificateArn"), resource(certificateArn="arn")) == "met"
    assert status(row("certificateArn"), resource(certificateArn=None)) == "open"
    assert status(row("certificateArn"), resource()) == "open"


def test_a_false_that_is_expected_must_be_registered() -> None:
    assert status(row("internal", expected=False), resource(internal=False)) == "met"
    assert status(row("internal", expected=False), resource()) == "open"


def test_an_infra_row_is_met_by_one_resource_of_many() -> None:
    subject = row("port", 443)
    verdict = evaluate(subject, [resource("http", port=80), resource("https", port=443)])
    assert (verdict.status, verdict.carriers, verdict.property) == ("met", ("https",), "port")
    assert status(subject, resource(port=80)) == "open"


def test_a_policy_row_is_broken_by_one_resource_of_many() -> None:
    subject = row("port", 443, kind="policy")
    assert status(subject, resource(port=443), resource("more", port=443)) == "met"
    verdict = evaluate(subject, [resource("good", port=443), resource("bad", port=80)])
    assert (verdict.status, verdict.detail) == ("open", "does not hold of bad")


def test_a_policy_row_without_any_resource_is_open() -> None:
    assert status(row("port", 443, kind="policy")) == "open"


def test_any_element_of_a_list_may_carry_a_row() -> None:
    subject = row("settings[*]", {"name": "containerInsights", "value": "enabled"})
    assert (
        status(subject, resource(settings=[{"name": "x"}, {"name": "containerInsights", "value": "enabled"}])) == "met"
    )
    assert status(subject, resource(settings=[{"name": "containerInsights", "value": "disabled"}])) == "open"


def test_several_inputs_must_stand_on_one_resource() -> None:
    subject = row("(inputs)", {"fromPort": 80, "cidrIpv4": "0.0.0.0/0"})
    assert status(subject, resource(fromPort=80, cidrIpv4="0.0.0.0/0", ipProtocol="tcp")) == "met"
    assert status(subject, resource("a", fromPort=80), resource("b", cidrIpv4="0.0.0.0/0")) == "open"


def test_a_count_is_exact() -> None:
    assert status(row("(count)", 2), resource("a"), resource("b")) == "met"
    assert status(row("(count)", 2), resource("a")) == "open"
    assert status(row("(count)", 2), resource("a"), resource("b"), resource("c")) == "open"


def test_a_deviation_wins_and_keeps_what_carries_the_row() -> None:
    deviation = Deviation(rows=("TST-001",), documented="15.4", built="15", reason="retired")
    met = evaluate(row("port", 443), [resource(port=443)], [deviation])
    assert (met.status, met.carriers) == ("deviation", ("https",))
    left = evaluate(row("port", 443), [], [deviation])
    assert (left.status, left.detail) == ("deviation", "15 instead of 15.4: retired")
    other = Deviation(rows=("TST-002",), documented="", built="", reason="")
    assert evaluate(row("port", 443), [], [other]).status == "open"


def test_where_narrows_a_row_to_the_resources_it_speaks_of(refined: Any) -> None:
    refined(where={"protocol": Condition(equals="HTTPS")})
    subject = row("port", 443, kind="policy")
    assert status(subject, resource(port=443, protocol="HTTPS"), resource("http", port=80, protocol="HTTP")) == "met"
    assert status(subject, resource(port=444, protocol="HTTPS")) == "open"
    assert status(subject, resource(port=443, protocol="HTTP")) == "open"


def test_expect_adds_to_the_literal(refined: Any) -> None:
    refined(expect={"maxCapacity": Condition(minimum=5)})
    subject = row("dimension", "tasks")
    assert status(subject, resource(dimension="tasks", maxCapacity=5)) == "met"
    assert status(subject, resource(dimension="tasks", maxCapacity=4)) == "open"
    assert status(subject, resource(dimension="nodes", maxCapacity=5)) == "open"


def test_instead_takes_the_place_of_the_literal(refined: Any) -> None:
    refined(instead={"window": Condition(matches=("(?i)^sun:",))})
    subject = row("window", "Sun:04:00-Sun:05:00")
    assert status(subject, resource(window="sun:04:00-sun:05:00")) == "met"
    assert status(subject, resource(window="mon:04:00-mon:05:00")) == "open"


def test_never_excludes_a_resource(refined: Any) -> None:
    refined(never=({"fromPort": Condition(maximum=22), "toPort": Condition(minimum=22)},))
    subject = row("fromPort", kind="policy")
    assert status(subject, resource(fromPort=443, toPort=443)) == "met"
    assert status(subject, resource(fromPort=22, toPort=22)) == "open"
    assert status(subject, resource(fromPort=1, toPort=1024)) == "open"


def test_each_of_asks_for_one_resource_apiece(refined: Any) -> None:
    refined(each_of=({"fromPort": Condition(equals=5432)}, {"fromPort": Condition(equals=6379)}))
    assert status(row(), resource("a", fromPort=5432), resource("b", fromPort=6379)) == "met"
    assert status(row(), resource("a", fromPort=5432), resource("b", fromPort=443)) == "open"


def test_every_makes_an_infra_row_hold_of_all(refined: Any) -> None:
    refined(every=True)
    assert status(row("kmsKeyId"), resource("a", kmsKeyId="k"), resource("b", kmsKeyId="k")) == "met"
    assert status(row("kmsKeyId"), resource("a", kmsKeyId="k"), resource("b")) == "open"
    assert status(row("kmsKeyId")) == "open"


def test_a_count_may_be_a_bound(refined: Any) -> None:
    refined(count=Condition(minimum=2))
    assert status(row("(count)", 5), resource("a"), resource("b"), resource("c")) == "met"
    assert status(row("(count)", 5), resource("a")) == "open"


def test_only_a_declared_vacuous_row_is_met_by_nothing(refined: Any) -> None:
    refined(vacuous=True, expect={"policy": Condition(matches=("MultiFactorAuth",))})
    subject = row("policy", kind="policy")
    assert status(subject) == "met"
    assert status(subject, resource(policy='{"Action": "*"}')) == "open"


def test_a_refinement_of_a_type_serves_the_rows_without_one_of_their_own(refined: Any) -> None:
    primary = Refinement(reason="primary only", where={"source": Condition(absent=True)})
    refined(tokens={LISTENER: primary})
    subject = row("size", "small")
    assert status(subject, resource(size="small")) == "met"
    assert status(subject, resource(size="small", source="primary")) == "open"
    assert status(row("size", "small", kind="policy"), resource(size="small", source="primary")) == "met"


@pytest.mark.parametrize(
    ("condition", "good", "bad"),
    [
        (Condition(equals={"a": 1}), {"a": 1, "b": 2}, {"a": 2}),
        (Condition(one_of=("gp2", "gp3")), "gp3", "standard"),
        (Condition(minimum=5), 5, 4),
        (Condition(minimum=0), 1, "1"),
        (Condition(maximum=5), 5, 6),
        (Condition(matches=("^a", "z$")), "abz", "ab"),
        (Condition(matches=("CacheHits",)), {"metrics": ["CacheHits"]}, {"metrics": []}),
        (Condition(mismatches=("logs",)), "backups", "access-logs"),
    ],
)
def test_a_condition_holds_and_fails(condition: Condition, good: object, bad: object) -> None:
    assert condition.holds([good])
    assert condition.holds([bad, good])
    assert not condition.holds([bad])
    assert not condition.holds([])


def test_absence_is_a_condition() -> None:
    assert Condition(absent=True).holds([])
    assert not Condition(absent=True).holds(["x"])


def test_all_rows_are_read() -> None:
    assert len(ROWS) == 1174
    assert {row.kind for row in ROWS.values()} == {"infra", "policy", "ops", "app", "target"}
    assert len({row.id for row in rows_of("ims", "dev")} | {row.id for row in rows_of("ims", "prod")}) == 109


def test_rows_are_those_of_the_environment() -> None:
    assert "IMS-062" in {row.id for row in rows_of("ims", "dev")}
    assert "IMS-062" not in {row.id for row in rows_of("ims", "prod")}


def test_a_program_that_registers_nothing_meets_only_what_is_declared_vacuous_or_counted_as_none() -> None:
    met = [row for row in ROWS.values() if row.kind in EVALUATED_KINDS and evaluate(row, ()).status == "met"]
    declared = {
        row.id
        for row in ROWS.values()
        if (entry := refinements(row.architecture).rows.get(row.id)) is not None and entry.vacuous
    }
    assert {row.id for row in met} == declared | {
        row.id for row in met if (row.property, row.expected) == ("(count)", "0")
    }


@pytest.mark.parametrize("path", sorted(refinement_data.DATA.glob("*.json")), ids=lambda path: path.stem)
def test_every_refinement_belongs_to_a_row_and_refines_it(path: Any) -> None:
    known = refinements(path.stem)
    assert known.rows
    for row_id, entry in known.rows.items():
        assert ROWS[row_id].architecture == path.stem
        assert ROWS[row_id].kind in EVALUATED_KINDS
        assert len(entry.reason) > 20
        assert not (entry.vacuous and ROWS[row_id].kind == "infra"), f"{row_id} wants a resource"


def refined_paths(entry: Refinement) -> list[str]:
    sets = (entry.where, entry.expect, entry.instead or {}, *entry.never, *entry.each_of)
    return [path for conditions in sets for path in conditions]


def test_every_path_of_a_row_or_refinement_starts_at_an_input_that_the_sdk_knows() -> None:
    unknown = []
    for subject in ROWS.values():
        shape = shape_of(subject.token) if subject.token.startswith(("aws:", "eks:")) else None
        if subject.kind not in EVALUATED_KINDS or shape is None:
            continue
        entry = refinements(subject.architecture).rows.get(subject.id)
        paths = [subject.property, *(refined_paths(entry) if entry else [])]
        roots = {re.split(r"[.\[]", path)[0] for path in paths if path and not path.startswith("(")}
        unknown += [f"{subject.id} {root}" for root in roots - set(shape.inputs)]
    assert unknown == []


def test_every_aws_type_of_a_row_is_one_that_the_sdk_has() -> None:
    tokens = {
        one.token for one in ROWS.values() if one.kind in EVALUATED_KINDS and one.token.startswith(("aws:", "eks:"))
    }
    assert {token for token in tokens if shape_of(token) is None} == set()


def test_the_documented_egress_row_needs_both_ports() -> None:
    token = ROWS["IMS-022"].token

    def rule(port: int) -> Resource:
        return resource(str(port), token=token, fromPort=port, toPort=port, ipProtocol="tcp")

    assert status(ROWS["IMS-022"], rule(5432), rule(6379)) == "met"
    assert status(ROWS["IMS-022"], rule(5432), rule(443)) == "open"


def test_the_documented_ssh_row_sees_a_range_and_all_protocols() -> None:
    token = ROWS["IMS-202"].token
    web = resource("web", token=token, fromPort=443, toPort=443, ipProtocol="tcp")
    assert status(ROWS["IMS-202"], web) == "met"
    assert (
        status(ROWS["IMS-202"], web, resource("all", token=token, fromPort=0, toPort=65535, ipProtocol="tcp")) == "open"
    )
    assert status(ROWS["IMS-202"], web, resource("any", token=token, fromPort=443, ipProtocol="-1")) == "open"


def test_the_documented_tls_row_speaks_of_https_listeners_only() -> None:
    redirect = resource("http", port=80, protocol="HTTP")
    modern = resource("https", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-3-2021-06")
    old = resource("old", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-2016-08")
    assert status(ROWS["IMS-195"], redirect, modern) == "met"
    assert status(ROWS["IMS-195"], redirect, modern, old) == "open"
    assert status(ROWS["IMS-195"], redirect) == "open"


def test_the_database_rows_are_not_met_by_the_replica() -> None:
    token = ROWS["IMS-061"].token
    replica = resource("replica", token=token, instanceClass="db.t3.small", replicateSourceDb="primary")
    assert status(ROWS["IMS-061"], replica) == "open"
    assert status(ROWS["IMS-071"], replica) == "met"
    assert status(ROWS["IMS-061"], replica, resource("primary", token=token, instanceClass="db.t3.small")) == "met"


def test_the_report_names_carriers_deviations_and_open_rows() -> None:
    token = ROWS["IMS-010"].token
    built = [resource("api-https", token=token, protocol="HTTPS", port=443)]
    deviation = Deviation(rows=("IMS-011",), documented="TLS 1.3 | only", built="TLS 1.2", reason="older clients")
    page = report("ims", {"dev": built, "prod": built}, [deviation])
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in page.split("## Dev")[0].splitlines()}
    assert "| api-https | api-https |" in lines["IMS-010"]
    assert "deviation: TLS 1.2 instead of TLS 1.3 \\| only: older clients" in lines["IMS-011"]
    assert "open: no resource aws:lb/targetGroup:TargetGroup" in lines["IMS-015"]
    assert lines["IMS-061"].count(" - |") == 1
    assert "109 rows: 3 met, 1 with a deviation, 105 open." in page
