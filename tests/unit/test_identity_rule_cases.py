"""What Cognito, S3's CORS and scaling in steps refuse: one property at a time breaks what is accepted."""

from collections.abc import Mapping

import pytest

from core.aws.rules import violations
from tests.aws_resources import ACCEPTED
from tests.rule_cases import assert_refused, assert_shape

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
SCALING = "aws:appautoscaling/policy:Policy"
STEPS = "stepScalingPolicyConfiguration"


def rule(**changes: object) -> dict[str, object]:
    return {"corsRules": [{"id": "one", "allowedMethods": ["PUT"], "allowedOrigins": ["https://a.org"], **changes}]}


def steps(*adjustments: Mapping[str, object], **changes: object) -> dict[str, object]:
    """Return what makes the accepted policy one of steps."""
    configuration = {"adjustmentType": "ChangeInCapacity", "stepAdjustments": list(adjustments), **changes}
    return {"policyType": "StepScaling", "targetTrackingScalingPolicyConfiguration": None, STEPS: configuration}


def step(lower: str | None, upper: str | None) -> dict[str, object]:
    return {"scalingAdjustment": 1, "metricIntervalLowerBound": lower, "metricIntervalUpperBound": upper}


UP = step("0", None)

CASES: list[tuple[str, dict[str, object], str]] = [
    (POOL, {"name": "shop/users"}, "name"),
    (POOL, {"mfaConfiguration": "SOMETIMES"}, "mfaConfiguration"),
    (POOL, {"softwareTokenMfaConfiguration": None}, "softwareTokenMfaConfiguration"),
    (POOL, {"userPoolTier": "GOLD"}, "userPoolTier"),
    (POOL, {"userPoolTier": "ESSENTIALS"}, "userPoolAddOns.advancedSecurityMode"),
    (POOL, {"userPoolTier": None}, "userPoolAddOns.advancedSecurityMode"),
    (POOL, {"aliasAttributes": ["email"]}, "aliasAttributes"),
    (POOL, {"usernameAttributes": ["preferred_username"]}, "usernameAttributes[0]"),
    (POOL, {"deletionProtection": "ON"}, "deletionProtection"),
    (POOL, {"passwordPolicy": {"minimumLength": 5}}, "passwordPolicy.minimumLength"),
    (POOL, {"passwordPolicy": {"temporaryPasswordValidityDays": 366}}, "passwordPolicy.temporaryPasswordValidityDays"),
    (POOL, {"autoVerifiedAttributes": []}, "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates[0]"),
    (
        POOL,
        {"accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_fax", "priority": 1}]}},
        "accountRecoverySetting.recoveryMechanisms[0].name",
    ),
    (
        POOL,
        {"accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_email", "priority": 3}]}},
        "accountRecoverySetting.recoveryMechanisms[0].priority",
    ),
    (CLIENT, {"name": ""}, "name"),
    (CLIENT, {"explicitAuthFlows": ["PASSWORD"]}, "explicitAuthFlows[0]"),
    (CLIENT, {"explicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}, "explicitAuthFlows"),
    (CLIENT, {"accessTokenValidity": 25}, "accessTokenValidity"),
    (CLIENT, {"idTokenValidity": 4, "tokenValidityUnits": {"idToken": "minutes"}}, "idTokenValidity"),
    (CLIENT, {"refreshTokenValidity": 3651}, "refreshTokenValidity"),
    (CLIENT, {"refreshTokenValidity": 59, "tokenValidityUnits": {"refreshToken": "minutes"}}, "refreshTokenValidity"),
    (CLIENT, {"tokenValidityUnits": {"idToken": "weeks"}}, "tokenValidityUnits.idToken"),
    (CLIENT, {"preventUserExistenceErrors": "ON"}, "preventUserExistenceErrors"),
    (CLIENT, {"authSessionValidity": 16}, "authSessionValidity"),
    (CORS, rule(allowedMethods=["PATCH"]), "corsRules[0].allowedMethods[0]"),
    (CORS, rule(allowedOrigins=["https://*.*.org"]), "corsRules[0].allowedOrigins[0]"),
    (CORS, rule(maxAgeSeconds=-1), "corsRules[0].maxAgeSeconds"),
    (CORS, rule(id="x" * 256), "corsRules[0].id"),
    (CORS, {"corsRules": [*ACCEPTED[CORS]["corsRules"], *ACCEPTED[CORS]["corsRules"]]}, "corsRules[1].id"),  # type: ignore[misc]  # it is a list
    (SCALING, {"policyType": "StepScaling"}, STEPS),
    (SCALING, {"policyType": "StepScaling"}, "targetTrackingScalingPolicyConfiguration"),
    (SCALING, {"targetTrackingScalingPolicyConfiguration": None}, "targetTrackingScalingPolicyConfiguration"),
    (SCALING, steps(), f"{STEPS}.stepAdjustments"),
    (SCALING, steps(UP, adjustmentType="Add"), f"{STEPS}.adjustmentType"),
    (SCALING, steps(UP, metricAggregationType="Sum"), f"{STEPS}.metricAggregationType"),
    (SCALING, steps(UP, cooldown=-1), f"{STEPS}.cooldown"),
    (SCALING, steps(UP, minAdjustmentMagnitude=2), f"{STEPS}.minAdjustmentMagnitude"),
    (SCALING, steps(step("10", "5")), f"{STEPS}.stepAdjustments[0].metricIntervalUpperBound"),
    (SCALING, steps(step("0", "10"), step("20", None)), f"{STEPS}.stepAdjustments[1].metricIntervalLowerBound"),
    (SCALING, steps(step("5", None), step("0", "10")), f"{STEPS}.stepAdjustments[0].metricIntervalLowerBound"),
]


def changed(token: str, changes: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in {**ACCEPTED[token], **changes}.items() if value is not None}


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_aws_refuses_the_property(token: str, changes: dict[str, object], refused: str) -> None:
    assert_refused(token, changed(token, changes), refused)


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_a_refused_resource_has_the_shape_of_its_type(token: str, changes: dict[str, object], refused: str) -> None:
    del refused
    assert_shape(token, changed(token, changes))


def test_steps_side_by_side_are_accepted() -> None:
    assert violations(SCALING, changed(SCALING, steps(step("0", "10"), step("10", None)))) == []


def test_a_second_factor_by_text_message_is_one_too() -> None:
    by_text = {"softwareTokenMfaConfiguration": None, "smsConfiguration": {"externalId": "1", "snsCallerArn": "a"}}
    assert violations(POOL, changed(POOL, by_text)) == []
