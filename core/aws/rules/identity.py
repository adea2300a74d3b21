"""Cognito user pools and their clients.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html,
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

from collections.abc import Iterator, Mapping

from core.aws.rules.base import Inputs, Rules, Violation, found, is_known, is_set, number, objects, shown, text
from core.aws.rules.kinds import between, not_together, one_of, unique

_FLOWS = {
    *("ADMIN_NO_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
    *("ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY"),
    "USER_PASSWORD_AUTH",
}
_FACTORS = ("softwareTokenMfaConfiguration", "smsConfiguration", "emailMfaConfiguration", "webAuthnConfiguration")
_UNITS: Mapping[str, int] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_HOUR, _DAY = 3600, 86400

# Token, its unit if none is given, and the shortest and longest time it may hold.
_TOKENS = (
    ("accessToken", "hours", 300, _DAY),
    ("idToken", "hours", 300, _DAY),
    ("refreshToken", "days", _HOUR, 3650 * _DAY),
)


def _factor(inputs: Inputs) -> Iterator[Violation]:
    """Check that a second factor, once offered, is one that users can have."""
    if text(inputs, "mfaConfiguration") in ("ON", "OPTIONAL") and not any(is_set(inputs, key) for key in _FACTORS):
        yield Violation(
            "softwareTokenMfaConfiguration",
            "not set",
            f"one of {', '.join(_FACTORS)}, since mfaConfiguration is {text(inputs, 'mfaConfiguration')}",
        )


def _verified_before_updates(inputs: Inputs) -> Iterator[Violation]:
    """Check that an attribute which must be verified before a change is one that Cognito verifies."""
    if not is_known(inputs, "autoVerifiedAttributes"):
        return
    verified = [value for _, value in found(inputs, "autoVerifiedAttributes[]")]
    path = "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates[]"
    for where, value in found(inputs, path):
        if value not in verified:
            yield Violation(where, shown(value), "one of autoVerifiedAttributes")


def _threat_protection(inputs: Inputs) -> Iterator[Violation]:
    """Threat protection comes with the plan PLUS alone."""
    for where, mode in found(inputs, "userPoolAddOns.advancedSecurityMode"):
        if mode in ("AUDIT", "ENFORCED") and is_known(inputs, "userPoolTier"):
            tier = text(inputs, "userPoolTier") or "ESSENTIALS"
            if tier != "PLUS":
                yield Violation(where, shown(mode), f"OFF, since userPoolTier is {tier}")


def _token_times(inputs: Inputs) -> Iterator[Violation]:
    units = next((units for _, units in objects(inputs, "tokenValidityUnits")), {})
    for token, default, shortest, longest in _TOKENS:
        validity = number(inputs, f"{token}Validity")
        unit = text(units, token) or default
        if validity is None or unit not in _UNITS:
            continue
        seconds = validity * _UNITS[unit]
        if not shortest <= seconds <= longest:
            lowest, highest = shortest / _UNITS[unit], longest / _UNITS[unit]
            yield Violation(f"{token}Validity", f"{validity:g} {unit}", f"{lowest:g} to {highest:g} {unit}")


def _old_and_new_flows(inputs: Inputs) -> Iterator[Violation]:
    """Check that names of flows with and without ALLOW_ are not mixed."""
    flows = [str(value) for _, value in found(inputs, "explicitAuthFlows[]")]
    if len({flow.startswith("ALLOW_") for flow in flows}) > 1:
        yield Violation("explicitAuthFlows", shown(flows), "only names that begin with ALLOW_, or none of them")


RULES: Rules = {
    "aws:cognito/userPool:UserPool": (
        one_of("mfaConfiguration", {"OFF", "ON", "OPTIONAL"}),
        one_of("userPoolTier", {"LITE", "ESSENTIALS", "PLUS"}),
        one_of("deletionProtection", {"ACTIVE", "INACTIVE"}),
        one_of("usernameAttributes[]", {"email", "phone_number"}),
        one_of("aliasAttributes[]", {"email", "phone_number", "preferred_username"}),
        one_of("autoVerifiedAttributes[]", {"email", "phone_number"}),
        one_of("userPoolAddOns.advancedSecurityMode", {"OFF", "AUDIT", "ENFORCED"}),
        one_of(
            "accountRecoverySetting.recoveryMechanisms[].name",
            {"verified_email", "verified_phone_number", "admin_only"},
        ),
        between("accountRecoverySetting.recoveryMechanisms[].priority", 1, 2),
        unique("accountRecoverySetting.recoveryMechanisms[].priority"),
        between("passwordPolicy.minimumLength", 6, 99, "characters"),
        between("passwordPolicy.passwordHistorySize", 0, 24, "passwords"),
        between("passwordPolicy.temporaryPasswordValidityDays", 0, 365, "days"),
        not_together("usernameAttributes", "aliasAttributes", "an attribute is the user name or another way to it"),
        _factor,
        _verified_before_updates,
        _threat_protection,
    ),
    "aws:cognito/userPoolClient:UserPoolClient": (
        one_of("explicitAuthFlows[]", _FLOWS),
        one_of("preventUserExistenceErrors", {"ENABLED", "LEGACY"}),
        one_of("allowedOauthFlows[]", {"code", "implicit", "client_credentials"}),
        one_of("tokenValidityUnits.accessToken", set(_UNITS)),
        one_of("tokenValidityUnits.idToken", set(_UNITS)),
        one_of("tokenValidityUnits.refreshToken", set(_UNITS)),
        between("authSessionValidity", 3, 15, "minutes"),
        _token_times,
        _old_and_new_flows,
    ),
}
