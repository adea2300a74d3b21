"""A secret whose value AWS makes, the program never shows, and no run changes."""

import dataclasses
import json

import pulumi
import pytest
from pulumi_aws import cloudwatch

from components.secret import GeneratedSecret, GeneratedSecretArgs, StoredSecret, StoredSecretArgs
from core.aws.rules import violations
from tests.recording import Recording, record

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"


def args(*, username: str | None = None, protected: bool = False) -> GeneratedSecretArgs:
    return GeneratedSecretArgs(
        description="Signs tokens",
        kms_key_arn=KEY,
        account_id="000000000000",
        length=40,
        username=username,
        protected=protected,
    )


def recorded(*, username: str | None = None, protected: bool = False) -> Recording[GeneratedSecret]:
    return record(lambda: GeneratedSecret("jwt", args(username=username, protected=protected)))


def value(*, username: str | None = None) -> str | None:
    return record(lambda: GeneratedSecret("jwt", args(username=username)).value).result  # type: ignore[return-value]  # outputs are resolved


def test_the_value_comes_from_secrets_manager_in_the_length_asked_for() -> None:
    recording = recorded()

    assert recording.calls == ("aws:secretsmanager/getRandomPassword:getRandomPassword",)
    assert len(str(recording.one(VERSION).inputs["secretString"])) == 40


def test_the_value_is_secret_everywhere_and_no_later_run_changes_it() -> None:
    version = recorded().one(VERSION)

    assert "secretString" in version.secrets
    assert "secretString" in version.additional_secret_outputs
    assert version.ignore_changes == ("secretString",)


def test_the_value_stays_secret_for_whoever_uses_it() -> None:
    def export() -> None:
        pulumi.export("plain", GeneratedSecret("jwt", args()).value)
        pulumi.export("password", GeneratedSecret("db", args(username="dbadmin")).value)

    assert record(export).secret_exports == {"plain", "password"}


def test_with_a_user_name_the_secret_is_json_and_the_value_the_password_in_it() -> None:
    content = json.loads(str(recorded(username="dbadmin").one(VERSION).inputs["secretString"]))

    assert set(content) == {"username", "password"}
    assert content["username"] == "dbadmin"
    assert value(username="dbadmin") == content["password"]


def test_without_a_user_name_the_secret_is_the_value() -> None:
    assert value() == recorded().one(VERSION).inputs["secretString"]


def test_the_secret_is_encrypted_with_the_given_key() -> None:
    assert recorded().one(SECRET).inputs["kmsKeyId"] == KEY


@pytest.mark.parametrize(("protected", "days"), [(True, 30), (False, 0)])
def test_a_protected_secret_can_be_recovered_and_another_frees_its_name(protected: bool, days: int) -> None:
    secret = recorded(protected=protected).one(SECRET)

    assert (secret.protect, secret.inputs["recoveryWindowInDays"]) == (protected, days)


def test_plain_http_and_other_accounts_are_refused_before_there_is_a_value() -> None:
    recording = recorded()
    policy = recording.one(POLICY)
    plain, others = json.loads(str(policy.inputs["policy"]))["Statement"]

    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert others["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": "000000000000"},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }
    assert {plain["Effect"], others["Effect"]} == {"Deny"}
    assert policy.inputs["blockPublicPolicy"] is True
    assert policy.urn in recording.one(VERSION).dependencies


def test_aws_accepts_every_part() -> None:
    for registered in recorded(username="dbadmin").resources:
        assert violations(registered.token, registered.inputs) == []


def around(*, username: str | None = None, physical_name: str | None = None) -> GeneratedSecretArgs:
    return dataclasses.replace(
        args(username=username), before="mysql://shop:", after="@db:3306/shop", physical_name=physical_name
    )


def test_the_value_may_stand_within_a_url() -> None:
    url = record(lambda: GeneratedSecret("db", around()).value)

    assert str(url.result) == f"mysql://shop:{'RandomPassword'.ljust(40, 'x')}@db:3306/shop"
    assert "secretString" in url.one(VERSION).secrets


def test_text_around_json_is_refused() -> None:
    with pytest.raises(ValueError, match="GeneratedSecret db: username makes JSON"):
        record(lambda: GeneratedSecret("db", around(username="dbadmin")))


def test_a_stated_name_is_free_before_it_is_taken_again() -> None:
    secret = record(lambda: GeneratedSecret("db", around(physical_name="shop/db"))).one(SECRET)

    assert secret.inputs["name"] == "shop/db"
    assert secret.delete_before_replace
    assert not recorded().one(SECRET).delete_before_replace


def stored() -> StoredSecret:
    content: dict[str, pulumi.Input[str]] = {"client_id": "1", "client_secret": pulumi.Output.secret("hidden")}
    return StoredSecret(
        "users",
        StoredSecretArgs(
            description="Client",
            content=content,
            kms_key_arn=KEY,
            account_id="000000000000",
            physical_name="shop/users",
            protected=True,
        ),
    )


def test_a_stored_secret_follows_what_it_is_given_and_shows_nothing() -> None:
    recording = record(stored)
    version = recording.one(VERSION)

    assert json.loads(str(version.inputs["secretString"])) == {"client_id": "1", "client_secret": "hidden"}
    assert "secretString" in version.secrets
    assert version.ignore_changes == ()
    assert recording.calls == ()


def test_a_stored_secret_is_as_closed_as_a_generated_one() -> None:
    recording = record(stored)
    secret = recording.one(SECRET)

    assert (secret.inputs["kmsKeyId"], secret.inputs["name"], secret.protect) == (KEY, "shop/users", True)
    statements = json.loads(str(recording.one(POLICY).inputs["policy"]))["Statement"]
    assert {statement["Sid"] for statement in statements} == {"RefusePlainText", "RefuseOtherAccounts"}
    assert recording.one(POLICY).urn in recording.one(VERSION).dependencies


def test_who_reads_a_secret_waits_for_its_value() -> None:
    def use() -> None:
        cloudwatch.LogGroup("reader", name=stored().arn)

    recording = record(use)
    reader = recording.one("aws:cloudwatch/logGroup:LogGroup")
    assert recording.one(VERSION).urn in reader.property_dependencies["name"]
