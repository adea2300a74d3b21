import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from pulumi_policy import policy as sdk

from policies.lib.decoding import decode_once

from .driver import PACKS, Answer, Driver, Thing, config_file

THINGS = (
    Thing("aws:kms/key:Key", {"enableKeyRotation": False, "policy": "{}"}, name="old"),
    Thing("aws:kms/key:Key", {"enableKeyRotation": True, "policy": "{}"}, name="new"),
    Thing("aws:s3/bucket:Bucket", {"forceDestroy": True}, name="bucket", provider={"region": "us-east-1"}),
)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Switch the remembering on for one test, and list what is decoded."""
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy"):
        monkeypatch.setattr(sdk, name, vars(sdk)[name])
    seen: list[object] = []
    real = json_format.MessageToDict

    def counted(message: Message) -> object:
        seen.append(message)
        return real(message)

    monkeypatch.setattr(json_format, "MessageToDict", counted)
    decode_once()
    return seen


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_says_the_same_when_resources_are_decoded_once(pack: str, request: pytest.FixtureRequest) -> None:
    def said() -> list[Answer]:
        driver = Driver(pack, config_file(pack, "prod"))
        return [*(driver.resource(thing) for thing in THINGS), driver.stack(THINGS)]

    before = said()
    request.getfixturevalue("decoded")
    assert said() == before


def test_a_resource_and_its_provider_are_decoded_once_for_all_rules(decoded: list[object]) -> None:
    driver = Driver("network", config_file("network", "prod"))
    decoded.clear()
    driver.resource(THINGS[2])
    assert len([policy for policy in driver.policies if policy.name.startswith("sg-")]) > 5
    assert len(decoded) <= 2 + len(driver.policies), "one for each of the two, and one for each policy's configuration"
    assert sum(message == decoded[0] for message in decoded) == 1
