"""People: passwords, second factors, and the tokens that they get."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
CHARACTERS = ("requireLowercase", "requireNumbers", "requireSymbols", "requireUppercase")


@rule(
    "cognito-mfa",
    "Users sign in with a second factor",
    severity=Severity.MEDIUM,
    remedy="Set mfaConfiguration and softwareTokenMfaConfiguration.enabled",
    types=(POOL,),
    controls=("Cognito.5", "AwsSolutions-COG2"),
    settings={"accepted": {"type": "array", "items": {"type": "string"}, "default": ["ON", "OPTIONAL"]}},
)
def second_factor(pool: Resource) -> Iterator[str]:
    """Ask for a means too: without one nobody can sign in."""
    if pool.value("mfaConfiguration") not in strings(pool.config.value("accepted")):
        yield "mfaConfiguration is off"
    elif pool.value("softwareTokenMfaConfiguration.enabled") is not True and not any(
        pool.given(means) for means in ("smsConfiguration", "emailMfaConfiguration")
    ):
        yield "there is no second factor to use"


@rule(
    "cognito-password-policy",
    "Passwords are long and mixed",
    severity=Severity.HIGH,
    remedy="Set passwordPolicy: minimumLength and the four kinds of characters",
    types=(POOL,),
    controls=("Cognito.3", "AwsSolutions-COG1"),
    settings={"minimumLength": {"type": "integer", "minimum": 6, "maximum": 99, "default": 8}},
)
def password_policy(pool: Resource) -> Iterator[str]:
    """Look at length, kinds of characters, and how long a temporary password holds."""
    if number(pool.value("passwordPolicy.minimumLength")) < number(pool.config.value("minimumLength")):
        yield "passwordPolicy.minimumLength is below what is asked"
    missing = [name for name in CHARACTERS if pool.value(f"passwordPolicy.{name}") is not True]
    if missing:
        yield f"passwordPolicy lacks {', '.join(missing)}"
    if number(pool.value("passwordPolicy.temporaryPasswordValidityDays")) > 7:
        yield "passwordPolicy.temporaryPasswordValidityDays is above 7"


@rule(
    "cognito-threat-protection",
    "Sign-ins that look stolen are stopped",
    severity=Severity.LOW,
    remedy="Set userPoolAddOns.advancedSecurityMode to ENFORCED, which needs userPoolTier PLUS",
    types=(POOL,),
    controls=("Cognito.1", "Cognito.4", "AwsSolutions-COG8"),
)
def threat_protection(pool: Resource) -> Iterator[str]:
    """Refuse AUDIT, which only looks on."""
    if pool.value("userPoolAddOns.advancedSecurityMode") != "ENFORCED":
        yield "userPoolAddOns.advancedSecurityMode is not ENFORCED"


@rule(
    "cognito-client-hardening",
    "Applications get no more from Cognito than they need",
    severity=Severity.MEDIUM,
    remedy="Set preventUserExistenceErrors to ENABLED, leave token revocation on, use the code flow and https",
    types=(CLIENT,),
)
def client(client: Resource) -> Iterator[str]:
    """Look at what tells strangers who has an account, at tokens in addresses, and at plain HTTP."""
    if client.value("preventUserExistenceErrors") != "ENABLED":
        yield "preventUserExistenceErrors is not ENABLED"
    if client.value("enableTokenRevocation") is False:
        yield "enableTokenRevocation is false"
    if "implicit" in strings(client.value("allowedOauthFlows")):
        yield "allowedOauthFlows has implicit"
    addresses = [*strings(client.value("callbackUrls")), *strings(client.value("logoutUrls"))]
    if any(url.startswith("http://") and not url.startswith("http://localhost") for url in addresses):
        yield "an address is plain HTTP"
