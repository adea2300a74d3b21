"""The tables of the simulated cloud agree with the installed SDK, with each other and with their documentation."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox.aws import FACTS
from sandbox.aws.extract import TABLE, extracted
from sandbox.outputs import Answers
from sandbox.resource_facts import ResourceFacts, Times
from sandbox.shape import Shape, shape_of

_ROOT = Path(__file__).parents[2]
_URN = "urn:pulumi:dev::project::{}::thing"
_ANSWERS: dict[str, dict[str, object]] = json.loads(TABLE.read_text(encoding="utf-8"))["types"]
_TIMES_PAGE = (_ROOT / "docs" / "creation-times.md").read_text(encoding="utf-8")

WITHOUT_ANSWERS = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "the answers are about other modules of the SDK",
}
"""Types that replacement.json lacks, with the reason."""


def _shape(token: str) -> Shape:
    shape = shape_of(token)
    assert shape is not None, f"{token} is not a type of the installed SDK"
    return shape


def _properties(token: str) -> set[str]:
    shape = _shape(token)
    return {*shape.inputs, *shape.outputs, "id"}


def _is_input(token: str, path: str) -> bool:
    """Say whether a path such as `rules[].name` leads to an input of the type."""
    shape = _shape(token)
    spec: object = ["object", shape.root]
    for part in path.split("."):
        if not isinstance(spec, list) or spec[0] != "object":
            return False
        known = shape.objects[str(spec[1])]
        if part.removesuffix("[]") not in known:
            return False
        spec = known[part.removesuffix("[]")][1]
        if part.endswith("[]"):
            if not isinstance(spec, list) or spec[0] != "list":
                return False
            spec = spec[1]
    return True


def _all_times(times: Times) -> Iterator[tuple[str, Times]]:
    yield "", times
    yield from times.when.items()


def _templates(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _templates(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _templates(item)


def _conditions(facts: ResourceFacts) -> list[str]:
    return [*facts.times.when, *facts.variants]


@pytest.mark.parametrize("token", FACTS)
def test_every_type_is_in_the_installed_sdk(token: str) -> None:
    assert shape_of(token) is not None


@pytest.mark.parametrize("token", FACTS)
def test_outputs_are_properties_of_the_type(token: str) -> None:
    facts = FACTS[token]

    assert facts.outputs.keys() <= _properties(token)
    assert {*facts.secret_outputs} <= _properties(token)
    for others in facts.variants.values():
        assert others.keys() <= facts.outputs.keys()


@pytest.mark.parametrize("token", FACTS)
def test_defaults_names_and_unique_properties_are_inputs_of_the_type(token: str) -> None:
    facts = FACTS[token]
    named = {facts.name.property} if facts.name else set()

    assert {*facts.defaults, *facts.unique, *named} <= _shape(token).inputs.keys()


@pytest.mark.parametrize("token", FACTS)
def test_references_lead_from_an_input_to_a_property_of_a_known_type(token: str) -> None:
    for path, target in FACTS[token].references.items():
        other, _, names = target.partition("#")

        assert _is_input(token, path), path
        assert other in FACTS
        assert set(names.split("|")) <= _properties(other)


@pytest.mark.parametrize("token", FACTS)
def test_references_that_do_not_hold_their_target_are_references(token: str) -> None:
    assert set(FACTS[token].free_references) <= FACTS[token].references.keys()


@pytest.mark.parametrize("token", FACTS)
def test_conditions_and_templates_speak_of_inputs_of_the_type(token: str) -> None:
    facts = FACTS[token]
    texts = [facts.id, *_templates(facts.outputs), *_templates(facts.variants)]
    named = re.findall(r"\{inputs\[([^]]+)\]", " ".join(texts))

    for path in [*named, *(condition.partition("=")[0] for condition in _conditions(facts))]:
        assert _is_input(token, path), path


@pytest.mark.parametrize("token", FACTS)
def test_templates_can_be_filled_and_are_the_same_for_the_same_urn(token: str) -> None:
    facts = FACTS[token]
    inputs = dict.fromkeys(re.findall(r"\{inputs\[(\w+)\]", facts.id), "thing")
    inputs |= {facts.name.property: "thing"} if facts.name else {}
    first, again, second = (Answers(facts, _URN.format(token), count, inputs, "us-east-1") for count in (1, 1, 2))

    assert first.id
    assert first.outputs() == again.outputs()
    assert "{" not in "".join(_templates(first.outputs()))
    assert facts.outputs.keys() <= first.outputs().keys()
    if re.search(r"\{(hex|uuid|digits|count)", facts.id):
        assert first.id != second.id


@pytest.mark.parametrize("token", FACTS)
def test_times_have_a_source_and_are_possible(token: str) -> None:
    for _, times in _all_times(FACTS[token].times):
        assert re.fullmatch(r"(M\d+|A|D|E)( [AE])?", times.source)
        assert min(times.create, times.update, times.delete) >= 0
        assert times.create > 0


@pytest.mark.parametrize("token", FACTS)
def test_the_page_on_times_says_what_the_tables_say(token: str) -> None:
    for condition, times in _all_times(FACTS[token].times):
        numbers = f"{times.create:g} | {times.update:g} | {times.delete:g}"
        row = f"| {token.removeprefix('aws:')} | {condition} | {numbers} | {times.source} |"

        assert row in _TIMES_PAGE


def test_the_page_on_times_has_no_row_of_another_type() -> None:
    rows = re.findall(r"^\| ([a-z0-9]+/\w+:\w+) \|", _TIMES_PAGE, flags=re.MULTILINE)

    assert {f"aws:{row}" for row in rows} == FACTS.keys()


@pytest.mark.parametrize("token", FACTS)
def test_every_type_has_the_providers_answers_to_changes(token: str) -> None:
    assert (token in _ANSWERS) != (token in WITHOUT_ANSWERS)


@pytest.mark.parametrize("token", _ANSWERS)
def test_the_providers_answers_are_about_properties_of_the_type(token: str) -> None:
    listed = [name for key in ("replace", "update", "computed") for name in _names(_ANSWERS[token].get(key))]

    assert token in FACTS
    assert {re.split(r"[.\[{]", name)[0] for name in listed} <= _properties(token)


def _names(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def test_the_table_of_answers_is_as_the_command_writes_it() -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))

    assert extracted(table["source"], table["types"]) == TABLE.read_text(encoding="utf-8")


def test_extraction_keeps_only_known_types_and_what_is_said_about_them() -> None:
    token = min(FACTS)
    types: dict[str, dict[str, object]] = {token: {"replace": ["a"], "update": [], "undecided": {}}, "aws:x/y:Y": {}}

    assert json.loads(extracted("s", types)) == {"source": "s", "types": {token: {"replace": ["a"]}}}


def test_a_database_answers_at_the_port_of_its_engine_or_at_its_own() -> None:
    facts = FACTS["aws:rds/instance:Instance"]

    def endpoint(**inputs: object) -> str:
        answers = Answers(facts, _URN, 1, {"identifier": "db", **inputs}, "us-east-1")
        return str(answers.outputs()["endpoint"]).rpartition(":")[2]

    assert endpoint(engine="postgres") == "5432"
    assert endpoint(engine="mysql") == "3306"
    assert endpoint(engine="mysql", port=6000) == "6000"


def test_a_managed_password_comes_with_its_secret() -> None:
    facts = FACTS["aws:rds/instance:Instance"]
    inputs = {"identifier": "db", "manageMasterUserPassword": True, "masterUserSecretKmsKeyId": "key"}
    managed = Answers(facts, _URN, 1, inputs, "us-east-1").outputs()["masterUserSecrets"]
    own = Answers(facts, _URN, 1, {"identifier": "db"}, "us-east-1").outputs()["masterUserSecrets"]

    assert isinstance(managed, list)
    assert managed[0]["secretArn"].startswith("arn:aws:secretsmanager:us-east-1:000000000000:secret:rds!db-")
    assert managed[0]["kmsKeyId"] == "key"
    assert own == []


@pytest.mark.parametrize(
    ("inputs", "reachable"),
    [({"numCacheClusters": 3}, "primaryEndpointAddress"), ({"numNodeGroups": 1}, "configurationEndpointAddress")],
)
def test_a_cache_is_reached_at_the_endpoint_of_its_mode(inputs: dict[str, object], reachable: str) -> None:
    facts = FACTS["aws:elasticache/replicationGroup:ReplicationGroup"]
    outputs = Answers(facts, _URN, 1, {"replicationGroupId": "cache", **inputs}, "us-east-1").outputs()
    addresses = {key for key in ("primaryEndpointAddress", "configurationEndpointAddress") if outputs[key]}

    assert addresses == {reachable}


def test_revisions_of_a_task_definition_count_up() -> None:
    facts = FACTS["aws:ecs/taskDefinition:TaskDefinition"]
    revisions = [Answers(facts, _URN, count, {"family": "api"}, "us-east-1").outputs() for count in (1, 2)]

    assert [one["revision"] for one in revisions] == [1, 2]
    assert str(revisions[1]["arn"]).endswith(":task-definition/api:2")
