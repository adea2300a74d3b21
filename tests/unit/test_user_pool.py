"""A user pool whose users are hard to guess, hard to lose, and sign in with their e-mail address."""

import pulumi
import pytest
from pydantic import ValidationError

from components.user_pool import UserPool, UserPoolArgs
from core.aws.rules import violations
from core.sections.user_pool import AppClientSettings, PasswordSettings, UserPoolSettings
from tests.recording import Recording, record

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"


def args(settings: UserPoolSettings | None = None, *, protected: bool = False) -> UserPoolArgs:
    return UserPoolArgs(
        settings=settings or UserPoolSettings(), pool_name="shop-users", client_name="shop-web", protected=protected
    )


def recorded(settings: UserPoolSettings | None = None, *, protected: bool = False) -> Recording[UserPool]:
    return record(lambda: UserPool("users", args(settings, protected=protected)))


def test_users_sign_in_with_an_address_that_they_have_proved_whatever_its_case() -> None:
    inputs = recorded().one(POOL).inputs

    assert (inputs["usernameAttributes"], inputs["autoVerifiedAttributes"]) == (["email"], ["email"])
    assert inputs["usernameConfiguration"] == {"caseSensitive": False}
    assert inputs["userAttributeUpdateSettings"] == {"attributesRequireVerificationBeforeUpdates": ["email"]}
    assert inputs["accountRecoverySetting"] == {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]}


def test_by_default_passwords_are_long_a_second_factor_is_needed_and_nobody_registers_alone() -> None:
    inputs = recorded().one(POOL).inputs

    assert inputs["passwordPolicy"] == {
        "minimumLength": 12,
        "requireUppercase": True,
        "requireLowercase": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "temporaryPasswordValidityDays": 7,
    }
    assert inputs["mfaConfiguration"] == "ON"
    assert inputs["softwareTokenMfaConfiguration"] == {"enabled": True}
    assert inputs["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": True}


def test_without_a_second_factor_none_is_offered() -> None:
    inputs = recorded(UserPoolSettings(mfa="OFF")).one(POOL).inputs

    assert inputs["mfaConfiguration"] == "OFF"
    assert "softwareTokenMfaConfiguration" not in inputs


def test_threat_protection_comes_with_its_plan_alone() -> None:
    assert recorded(UserPoolSettings(tier="PLUS")).one(POOL).inputs["userPoolAddOns"] == {
        "advancedSecurityMode": "ENFORCED"
    }
    assert "userPoolAddOns" not in recorded().one(POOL).inputs


@pytest.mark.parametrize("protected", [True, False])
def test_users_in_production_are_kept_from_deletion_by_pulumi_and_by_cognito(protected: bool) -> None:
    pool = recorded(protected=protected).one(POOL)

    assert pool.protect is protected
    assert pool.inputs["deletionProtection"] == ("ACTIVE" if protected else "INACTIVE")


def test_no_change_of_attributes_replaces_the_pool() -> None:
    assert recorded().one(POOL).ignore_changes == ("schemas",)


def test_tokens_hold_as_long_as_the_settings_say_and_can_be_revoked() -> None:
    client = AppClientSettings(access_token_hours=2, id_token_hours=3, refresh_token_days=4)
    inputs = recorded(UserPoolSettings(client=client)).one(CLIENT).inputs

    assert (inputs["accessTokenValidity"], inputs["idTokenValidity"], inputs["refreshTokenValidity"]) == (2, 3, 4)
    assert inputs["tokenValidityUnits"] == {"accessToken": "hours", "idToken": "hours", "refreshToken": "days"}
    assert inputs["enableTokenRevocation"] is True


def test_nobody_learns_from_an_error_who_is_a_user() -> None:
    assert recorded().one(CLIENT).inputs["preventUserExistenceErrors"] == "ENABLED"


def test_the_clients_secret_is_secret_in_the_state_and_for_whoever_uses_it() -> None:
    def export() -> None:
        pool = UserPool("users", args())
        pulumi.export("id", pool.client_id)
        pulumi.export("secret", pool.client_secret)

    recording = record(export)
    assert recording.one(CLIENT).additional_secret_outputs == ("clientSecret",)
    assert recording.secret_exports == {"secret"}
    assert recording.exports["secret"]


def test_a_client_for_browsers_has_no_secret() -> None:
    settings = UserPoolSettings(client=AppClientSettings(generate_secret=False))
    recording = record(lambda: UserPool("users", args(settings)).client_secret)

    assert recording.one(CLIENT).inputs["generateSecret"] is False
    assert str(recording.result) == ""


def test_aws_accepts_all_of_it() -> None:
    for settings in (UserPoolSettings(), UserPoolSettings(mfa="OPTIONAL", tier="PLUS"), UserPoolSettings(mfa="OFF")):
        for one in recorded(settings).resources:
            assert violations(one.token, one.inputs) == []


@pytest.mark.parametrize(
    ("model", "values"), [(PasswordSettings, {"minimum_length": 5}), (AppClientSettings, {"auth_flows": []})]
)
def test_what_cognito_refuses_is_refused_in_the_settings(
    model: type[PasswordSettings | AppClientSettings], values: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(values)
