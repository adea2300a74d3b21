"""Shortcuts of the analyzer: a pack says what it says through the SDK's own, and each thing is decoded once."""

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from pulumi_policy import policy as sdk
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policies.lib import analyzer
from policies.lib.analyzer import put_in_place

from . import driver as drivers
from .driver import PACKS, Answer, Driver, Thing, config_file

THINGS = (
    Thing("pulumi:pulumi:Stack", name="dev"),
    Thing("aws:kms/key:Key", {"enableKeyRotation": False, "policy": "{}"}, name="old"),
    Thing("aws:kms/key:Key", {"enableKeyRotation": True, "policy": "{}"}, name="new"),
    Thing("aws:s3/bucket:Bucket", {"forceDestroy": True}, name="bucket", provider={"region": "us-east-1"}),
    Thing("kubernetes:core/v1:Pod", {"spec": {"containers": [{"image": "nginx"}]}}, name="pod"),
)


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Put the analyzer in place for one test, and list what is decoded."""
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy", "_PolicyAnalyzerServicer"):
        monkeypatch.setattr(sdk, name, vars(sdk)[name])
    seen: list[object] = []
    real = json_format.MessageToDict

    def counted(message: Message) -> object:
        seen.append(message)
        return real(message)

    monkeypatch.setattr(json_format, "MessageToDict", counted)
    put_in_place()
    return seen


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_says_the_same_as_through_the_analyzer_of_the_sdk(
    pack: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> list[Answer]:
        driver = Driver(pack, config_file(pack, "prod"))
        return [*(driver.resource(thing) for thing in THINGS), driver.stack(THINGS)]

    with monkeypatch.context() as plainly:
        plainly.setattr(drivers, "Analyzer", _PolicyAnalyzerServicer)
        before = said()
    request.getfixturevalue("in_place")
    assert said() == before


def test_the_packs_of_the_sdk_use_the_analyzer_once_it_is_in_place(in_place: list[object]) -> None:
    assert in_place == []
    assert vars(sdk)["_PolicyAnalyzerServicer"] is analyzer.Analyzer


def test_a_resource_and_its_provider_are_decoded_once_for_all_rules(in_place: list[object]) -> None:
    driver = Driver("network", config_file("network", "prod"))
    in_place.clear()
    driver.resource(THINGS[3])
    driver.resource(THINGS[3])
    assert len(in_place) == 4, "the resource and its provider, for each of two requests"


def test_the_stack_is_decoded_once_for_all_policies_about_it(in_place: list[object]) -> None:
    driver = Driver("network", config_file("network", "prod"))
    in_place.clear()
    driver.stack(THINGS)
    assert len([policy for policy in driver.policies if "-stack-" in policy.name]) > 3
    assert len(in_place) == len(THINGS)


def test_nothing_of_a_request_is_kept_after_it(in_place: list[object]) -> None:
    Driver("network").run(THINGS)
    assert in_place
    for decode in (analyzer._AS_DICT, analyzer._DESERIALIZE, analyzer._PROXY):
        assert decode._results == {}


def test_settings_that_come_later_hold_from_then_on() -> None:
    driver = Driver("encryption")
    assert driver.resource(THINGS[1]).said[0].level == "advisory"
    driver._servicer.Configure(driver.configuration({"all": "mandatory"}), None)
    assert driver.resource(THINGS[1]).said[0].level == "mandatory"
