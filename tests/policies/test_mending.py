"""The level `remediate` of required tags: what is missing is added in place, and nothing secret comes back in clear."""

import json
from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from core.tags import stack_tags
from policies.lib.rule import Properties
from policies.tagging import remedy

from .driver import Driver, Secret, Thing, wire

TAGS = stack_tags(environment="dev", project="ims", owner="platform", architecture="ims")
REQUIRED = {key: value for key, value in TAGS.items() if key != "ManagedBy"}
CONFIG = {"all": "disabled", "required-tags": {"enforcementLevel": "remediate", "addTags": REQUIRED}}
VPC = "aws:ec2/vpc:Vpc"


def mended(inputs: Mapping[str, object], provider: Mapping[str, object] | None = None) -> list[dict[str, object]]:
    return Driver("tagging", CONFIG).mend(Thing(VPC, inputs, provider=provider))[0]


def test_what_is_missing_is_added_to_own_and_merged_tags() -> None:
    own, merged = {"Name": "net"}, {"Name": "net", "Owner": "other"}
    absent = {key: value for key, value in REQUIRED.items() if key != "Owner"}
    assert mended({"tags": own, "tagsAll": merged}) == [{"tags": own | absent, "tagsAll": merged | absent}]


def test_tags_are_made_where_there_are_none() -> None:
    assert mended({"cidrBlock": "10.0.0.0/16"}) == [{"cidrBlock": "10.0.0.0/16", "tags": REQUIRED}]
    assert mended({"tags": None, "tagsAll": {}}) == [{"tags": REQUIRED, "tagsAll": REQUIRED}]


def test_what_is_there_stays_as_it_is() -> None:
    assert mended({"tags": {}, "tagsAll": TAGS}) == []
    assert mended({"tags": REQUIRED}) == []


def test_default_tags_of_the_provider_are_not_repeated() -> None:
    assert mended({}, {"defaultTags": json.dumps({"tags": TAGS})}) == []


@pytest.mark.parametrize(
    "tags",
    [{"Note": Secret("hidden")}, Secret({"Note": "hidden"}), Secret({"Note": Secret("hidden")})],
    ids=["value", "map", "both"],
)
def test_secret_tags_stay_secret(tags: object) -> None:
    (inputs,) = mended({"tags": tags, "masterPassword": Secret("hidden"), "list": [Secret("hidden")]})
    without_marks = without_secrets(inputs)
    assert "hidden" not in json.dumps(without_marks)
    assert inputs["masterPassword"] == wire(Secret("hidden"))
    assert inputs["list"] == [wire(Secret("hidden"))]
    assert "platform" in json.dumps(inputs["tags"])


def without_secrets(value: object) -> object:
    """Return the value as it is shown to everybody."""
    if isinstance(value, Mapping):
        is_secret = "4dabf18193072939515e22adb298388d" in value
        return "[secret]" if is_secret else {key: without_secrets(item) for key, item in value.items()}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def test_unknown_values_stay_unknown() -> None:
    inputs = {"tags": {"Name": UNKNOWN}, "tagsAll": UNKNOWN, "ipamPoolId": UNKNOWN}
    expected = {**inputs, "tags": {"Name": UNKNOWN, **REQUIRED}}
    assert mended(inputs) == [wire(expected)]


def test_an_unknown_map_is_left_alone_and_said() -> None:
    inputs, said = Driver("tagging", CONFIG).mend(Thing(VPC, {"tags": UNKNOWN, "tagsAll": UNKNOWN}))
    assert inputs == []
    assert [text.rpartition(": ")[2] for text in said] == ["tags is not known yet"]


def test_a_key_without_a_value_is_still_a_violation() -> None:
    config = {"required-tags": {"enforcementLevel": "remediate", "addTags": {"Owner": "platform"}}}
    driver = Driver("tagging", config)
    (inputs,) = driver.mend(Thing(VPC, {}))[0]
    said = [item for item in driver.resource(Thing(VPC, inputs)).said if item.policy == "required-tags"]
    assert [(item.level, item.text.partition(".")[0]) for item in said] == [
        ("mandatory", "without Environment, Project, Architecture")
    ]


def test_nothing_is_added_at_another_level() -> None:
    config = {"required-tags": {"enforcementLevel": "mandatory", "addTags": REQUIRED}}
    assert Driver("tagging", config).mend(Thing(VPC, {})) == ([], [])


def test_types_without_tags_are_left_alone() -> None:
    assert Driver("tagging", CONFIG).mend(Thing("aws:ec2/route:Route", {})) == ([], [])


def test_an_exempt_resource_is_left_alone() -> None:
    entry = {"rule": "required-tags", "resource": "thing", "reason": "made by another team", "expires": "2027-01-01"}
    driver = Driver("tagging", {**CONFIG, "tagging-exemptions": {"enforcementLevel": "mandatory", "granted": [entry]}})
    driver.resource(Thing("pulumi:pulumi:Stack", name="dev"))
    assert driver.mend(Thing(VPC, {})) == ([], [])


def test_a_remedy_that_fails_is_said_without_a_value_and_the_check_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(added: object, properties: Properties, name: str, held: object) -> None:
        raise KeyError(f"{added}{properties}{name}{held}")

    monkeypatch.setattr(remedy, "_add", broken)
    driver = Driver("tagging", CONFIG)
    thing = Thing(VPC, {"tags": {"Note": Secret("hidden")}})
    inputs, said = driver.mend(thing)
    assert inputs == []
    assert len(said) == 1
    assert "the remedy itself failed (KeyError in test_mending.py:" in said[0]
    assert "hidden" not in said[0]
    assert driver.resource(thing).of("required-tags")
