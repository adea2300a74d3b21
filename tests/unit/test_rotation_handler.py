"""The code of the rotation function, step by step, against a small Secrets Manager of our own."""

from collections.abc import Mapping, Sequence

import pytest

from components.rotation.handler import LEAST_LENGTH, STEPS, Description, Event, rotate

SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:shop/dev/jwt-abcdef"
OLD, NEW = "version-1", "version-2"
ORDER = ("createSecret", "setSecret", "testSecret", "finishSecret")


class ResourceNotFoundException(Exception):  # noqa: N818  # boto3's own name
    """What the client raises for a version without a value."""


class FakeSecretsManager:
    """One secret with a current version, and a rotation that has just begun."""

    def __init__(self, *, current: str = "a" * 64, enabled: bool | None = True) -> None:
        self.values = {OLD: current}
        self.labels: dict[str, list[str]] = {OLD: ["AWSCURRENT"], NEW: ["AWSPENDING"]}
        self.enabled = enabled
        self.generated: list[Mapping[str, int | bool]] = []

    def describe_secret(self, *, SecretId: str) -> Description:  # noqa: N803  # boto3's own spelling
        assert SecretId == SECRET
        described: Description = {"VersionIdsToStages": {key: tuple(labels) for key, labels in self.labels.items()}}
        if self.enabled is not None:
            described["RotationEnabled"] = self.enabled
        return described

    def get_secret_value(self, **request: str) -> Mapping[str, str]:
        version = request.get("VersionId") or self.with_label(request["VersionStage"])
        if version not in self.values or request["VersionStage"] not in self.labels[version]:
            raise ResourceNotFoundException(request)
        return {"SecretString": self.values[version]}

    def get_random_password(self, **request: int | bool) -> Mapping[str, str]:
        self.generated.append(request)
        return {"RandomPassword": f"{len(self.generated)}".rjust(request["PasswordLength"], "r")}

    def put_secret_value(self, **request: str | Sequence[str]) -> object:
        assert request["VersionStages"] == ["AWSPENDING"]
        self.values[str(request["ClientRequestToken"])] = str(request["SecretString"])
        return {}

    def update_secret_version_stage(self, **request: str) -> object:
        label = request["VersionStage"]
        if "RemoveFromVersionId" in request:
            self.labels[request["RemoveFromVersionId"]].remove(label)
        if "MoveToVersionId" in request:
            self.labels[request["MoveToVersionId"]].append(label)
            if label == "AWSCURRENT":  # Secrets Manager does this by itself
                self.labels[request["RemoveFromVersionId"]].append("AWSPREVIOUS")
        return {}

    def with_label(self, label: str) -> str:
        return next(version for version, labels in self.labels.items() if label in labels)


def event(step: str, token: str = NEW) -> Event:
    return {"Step": step, "SecretId": SECRET, "ClientRequestToken": token}


def rotated(client: FakeSecretsManager, *steps: str) -> FakeSecretsManager:
    for step in steps:
        rotate(client, event(step))
    return client


def test_after_the_four_steps_the_new_value_is_current_and_the_old_one_previous() -> None:
    client = rotated(FakeSecretsManager(), *ORDER)

    assert client.labels == {OLD: ["AWSPREVIOUS"], NEW: ["AWSCURRENT"]}
    assert client.values[NEW] != client.values[OLD] == "a" * 64


def test_the_new_value_is_as_long_as_the_old_one_and_made_of_letters_and_digits() -> None:
    client = rotated(FakeSecretsManager(current="a" * 50), "createSecret")

    assert client.generated == [
        {"PasswordLength": 50, "ExcludePunctuation": True, "RequireEachIncludedType": True},
    ]


def test_a_short_value_is_followed_by_one_of_good_length() -> None:
    assert len(rotated(FakeSecretsManager(current="short"), "createSecret").values[NEW]) == LEAST_LENGTH


@pytest.mark.parametrize("step", ORDER)
def test_a_step_that_is_repeated_changes_nothing(step: str) -> None:
    until = ORDER[: ORDER.index(step) + 1]
    once, twice = (rotated(FakeSecretsManager(), *until, *again) for again in ((), (step,)))

    assert (once.values, once.labels) == (twice.values, twice.labels)


def test_before_the_last_step_the_old_value_is_still_current() -> None:
    client = rotated(FakeSecretsManager(), *ORDER[:-1])

    assert client.with_label("AWSCURRENT") == OLD


def test_a_value_that_is_missing_or_too_short_does_not_become_current() -> None:
    with pytest.raises(ValueError, match="has no value"):
        rotated(FakeSecretsManager(), "testSecret")
    client = rotated(FakeSecretsManager(), "createSecret")
    client.values[NEW] = "short"
    with pytest.raises(ValueError, match="has 5 characters, expected 32 or more"):
        rotated(client, "testSecret")


def test_the_trial_before_the_first_rotation_passes_with_a_copy_of_the_current_value() -> None:
    client = FakeSecretsManager(enabled=None)
    client.values[NEW] = client.values[OLD]

    rotated(client, "testSecret")


def test_what_goes_wrong_besides_a_missing_value_fails_the_rotation() -> None:
    class Refusing(FakeSecretsManager):
        def get_secret_value(self, **request: str) -> Mapping[str, str]:
            raise PermissionError(request)

    with pytest.raises(PermissionError):
        rotated(Refusing(), "createSecret")


@pytest.mark.parametrize(
    ("client", "token", "step", "problem"),
    [
        (FakeSecretsManager(enabled=False), NEW, "createSecret", "is not enabled"),
        (FakeSecretsManager(), "version-9", "createSecret", "has no version version-9"),
        (FakeSecretsManager(), NEW, "deleteSecret", "unknown step 'deleteSecret', expected one of createSecret"),
    ],
)
def test_a_call_that_belongs_to_no_rotation_is_refused(
    client: FakeSecretsManager, token: str, step: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        rotate(client, event(step, token))
    assert client.values == {OLD: "a" * 64}


def test_a_version_that_is_not_pending_is_refused() -> None:
    client = FakeSecretsManager()
    client.labels[NEW] = []

    with pytest.raises(ValueError, match="is not labelled AWSPENDING"):
        rotated(client, "createSecret")


def test_no_message_of_the_function_holds_a_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        client = rotated(FakeSecretsManager(), *ORDER)

    assert len(caplog.messages) == len(STEPS)
    assert not [text for text in caplog.messages for value in client.values.values() if value in text]
