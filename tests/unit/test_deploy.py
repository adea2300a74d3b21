"""From configuration to a build: what is refused before anything is registered, and what the provider is given."""

import json
from collections.abc import Mapping

import pytest
from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest

from core.naming import PROJECT
from core.settings import ConfigError
from tests.architecture_recordings import run_main, stack_config
from tests.recording_monitor import RecordingMonitor

PROVIDER = "pulumi:providers:aws"


def config(**changes: object) -> dict[str, object]:
    return {**stack_config("ims", "dev"), **{f"{PROJECT}:{key}": value for key, value in changes.items()}}


def refusal(values: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> ConfigError:
    """Return the error that the program stops with, and see to it that nothing was registered before."""
    registered: list[object] = []
    original = RecordingMonitor.RegisterResource

    def watched(self: RecordingMonitor, request: RegisterResourceRequest) -> object:
        if request.type != "pulumi:pulumi:Stack":
            registered.append(request)
        return original(self, request)

    monkeypatch.setattr(RecordingMonitor, "RegisterResource", watched)
    with pytest.raises(ConfigError) as stopped:
        run_main(values, "dev")
    assert registered == []
    return stopped.value


def test_mistakes_of_every_kind_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "database": {"instance_class": "db.t9.micro"},
        "services": {"api": {"memory": 300}},
        "network": {"cidr": "10.0.0.0/24"},
        "cache": {"nodetype": "cache.t3.micro"},
    }
    error = refusal(config(domain="Shop", settings=settings), monkeypatch)
    keys = {mistake.key for mistake in error.mistakes}
    assert keys == {
        "domain",
        "settings.database.instance_class",
        "settings.services.api.memory",
        "settings.network.cidr",
        "settings.cache.nodetype",
    }
    assert str(error).startswith("5 mistakes")


@pytest.mark.parametrize(
    ("changes", "key", "text"),
    [
        ({"architecture": "imz"}, "architecture", "is no architecture. Allowed: "),
        ({"architecture": "imz"}, "architecture", "mend: pulumi config set architecture ims"),
        ({"environment": "staging"}, "environment", "'dev' or 'prod'"),
        ({"settings": {"databse": {}}}, "settings.databse", "settings.database"),
        ({"settings": "large"}, "settings", "pulumi config rm settings"),
        (
            {"settings": {"database": {"replicas": ["reader"]}}},
            "settings.database.credentials",
            "set credentials to generated",
        ),
        (
            {"settings": {"network": {"subnets": {"public": ["10.0.0.0/24", "10.0.1.0/24"]}}}},
            "settings.network.subnets",
            "overlaps",
        ),
        ({"availabilityZones": ["us-east-1a", "eu-west-1b"]}, "availabilityZones", "outside the region"),
    ],
)
def test_a_mistake_is_refused_with_its_key_and_its_mend(
    changes: dict[str, object], key: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refusal(config(**changes), monkeypatch)
    assert key in [mistake.key for mistake in error.mistakes]
    assert text in str(error)


def test_a_placeholder_domain_is_refused_in_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.computed_outputs.ACCOUNT_ID", "111122223333")
    with pytest.raises(ConfigError, match="placeholder"):
        run_main(config(), "dev")


def test_the_provider_takes_the_aws_keys_of_the_stack_file_and_adds_our_tags() -> None:
    values = {**config(), "aws:profile": "platform", "aws:maxRetries": "7"}
    values["aws:defaultTags"] = {"tags": {"CostCenter": "42", "Environment": "theirs"}}
    (provider,) = run_main(values, "dev").of(PROVIDER)
    tags = json.loads(str(provider.inputs["defaultTags"]))["tags"]
    assert provider.inputs["profile"] == "platform"
    assert provider.inputs["maxRetries"] == "7"
    assert (tags["CostCenter"], tags["Environment"], tags["Architecture"]) == ("42", "dev", "ims")


def test_every_aws_resource_uses_that_provider() -> None:
    recording = run_main(config(), "dev")
    (provider,) = recording.of(PROVIDER)
    strays = [one.urn for one in recording.resources if one.token.startswith("aws:") and one.provider != provider.urn]
    assert strays == []


def test_logical_names_do_not_change_with_the_environment() -> None:
    dev = {one.urn for one in run_main(config(environment="dev"), "dev").resources}
    prod = {one.urn for one in run_main(config(environment="prod"), "dev").resources}
    # The parameter group of a cluster-mode cache is another one, as AWS wants.
    assert {urn.rsplit("::", 1)[1] for urn in dev - prod} == {"ims-cache-redis7"}
