"""Every architecture passes every pack, in both environments, with the committed configuration of the packs."""

from collections.abc import Iterator, Mapping

import pulumi
import pytest
from pulumi_policy import policy as sdk

from policies.lib.analyzer import STACK, put_in_place
from tests.architecture_recordings import EVERY, recorded, stack_config
from tests.recording_monitor import Registered

from .driver import PACKS, Answer, Driver, Thing, config_file


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode each resource once for all rules, as a pack does when the engine runs it."""
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy"):
        monkeypatch.setattr(sdk, name, vars(sdk)[name])
    put_in_place()


RUNS = [
    pytest.param(pack, architecture, environment, id=f"{pack}-{architecture}-{environment}")
    for pack in PACKS
    for architecture, environment in EVERY
]


def things(architecture: str, environment: str, *, preview: bool = False) -> Iterator[Thing]:
    """Yield what was registered; secrets are plain text already, as they are in a policy."""
    resources = recorded(architecture, environment, preview=preview).resources
    by_urn = {one.urn: one for one in resources}
    for one in resources:
        if one.token != STACK:
            provider = by_urn[one.provider].inputs if one.provider else None
            yield Thing(
                one.token,
                one.inputs,
                one.name,
                sources(one, by_urn),
                provider,
                one.protect,
                one.delete_before_replace,
            )


def sources(one: Registered, by_urn: Mapping[str, Registered]) -> dict[str, tuple[str, ...]]:
    found = one.property_dependencies.items()
    return {name: tuple(thing_urn(by_urn[urn]) for urn in urns if urn in by_urn) for name, urns in found}


def thing_urn(one: Registered) -> str:
    return Thing(one.token, name=one.name).urn


def run(
    driver: Driver, architecture: str, environment: str, monkeypatch: pytest.MonkeyPatch, *, preview: bool = False
) -> Answer:
    config = stack_config(architecture, environment)
    monkeypatch.setattr(pulumi.Config, "get", lambda self, key: str(config.get(f"{self.name}:{key}", "")) or None)
    return driver.run(things(architecture, environment, preview=preview))


@pytest.mark.parametrize(("pack", "architecture", "environment"), RUNS)
def test_an_architecture_passes(
    pack: str, architecture: str, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(Driver(pack, config_file(pack, environment)), architecture, environment, monkeypatch).said
    assert [f"{item.policy}: {item.text} ({item.urn})" for item in said] == []


@pytest.mark.parametrize(("pack", "architecture", "environment"), RUNS)
def test_an_architecture_passes_its_first_preview(
    pack: str, architecture: str, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = Driver(pack, config_file(pack, environment))
    said = run(driver, architecture, environment, monkeypatch, preview=True).said
    assert [f"{item.policy}: {item.text} ({item.urn})" for item in said if item.level != "advisory"] == []


@pytest.mark.parametrize(("pack", "architecture", "environment"), RUNS)
def test_without_its_exemptions_an_architecture_breaks_just_the_exempted_rules(
    pack: str, architecture: str, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_file(pack, environment)
    exemptions = config.pop(f"{pack}-exemptions", {"granted": []})
    assert isinstance(exemptions, dict)
    expected = {
        entry["rule"]
        for entry in exemptions["granted"]
        if entry.get("where", {}).get("aws-architectures:architecture", architecture) == architecture
    }
    said = run(Driver(pack, config), architecture, environment, monkeypatch).said
    broken = {item.text.partition(":")[0] if "-stack-" in item.policy else item.policy for item in said}
    assert broken == expected
