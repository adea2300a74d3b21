"""The directory of a system's users: how they sign in, what passwords must be like, how long tokens hold."""

from typing import Literal

from pydantic import Field

from core.sections.base import Section

Mfa = Literal["OFF", "OPTIONAL", "ON"]
Tier = Literal["LITE", "ESSENTIALS", "PLUS"]
AuthFlow = Literal[
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]


class PasswordSettings(Section):
    """What a password must have. https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html."""

    minimum_length: int = Field(default=12, ge=6, le=99, description="Fewest characters.")
    uppercase: bool = Field(default=True, description="Whether a capital letter is needed.")
    lowercase: bool = Field(default=True, description="Whether a small letter is needed.")
    numbers: bool = Field(default=True, description="Whether a digit is needed.")
    symbols: bool = Field(default=True, description="Whether a special character is needed.")
    temporary_days: int = Field(
        default=7, ge=1, le=365, description="Days in which an invited user must replace the password that was sent."
    )


class AppClientSettings(Section):
    """The application that signs users in.

    Bounds: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
    """

    auth_flows: tuple[AuthFlow, ...] = Field(
        default=("ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
        min_length=1,
        description="Ways to sign in. ALLOW_USER_PASSWORD_AUTH sends the password itself to Cognito, so it is for a "
        "backend; ALLOW_USER_SRP_AUTH never sends it.",
    )
    generate_secret: bool = Field(
        default=True,
        description="Whether the client has a secret, which a backend can keep and a browser cannot. Changing it makes "
        "a new client.",
    )
    access_token_hours: int = Field(default=1, ge=1, le=24, description="Hours that an access token holds.")
    id_token_hours: int = Field(default=1, ge=1, le=24, description="Hours that an ID token holds.")
    refresh_token_days: int = Field(
        default=30, ge=1, le=3650, description="Days after which users must sign in with their password again."
    )


class UserPoolSettings(Section):
    """A Cognito user pool whose users sign in with their e-mail address."""

    password: PasswordSettings = Field(default_factory=PasswordSettings, description="What passwords must be like.")
    mfa: Mfa = Field(
        default="ON",
        description="Second factor, a code from an authenticator app: ON for everybody, OPTIONAL for those who set it "
        "up, OFF.",
    )
    tier: Tier = Field(
        default="ESSENTIALS",
        description="Feature plan: LITE, ESSENTIALS, or PLUS (with threat protection). It sets the price per user.",
    )
    self_sign_up: bool = Field(
        default=False,
        description="Whether anybody may register. If not, the application or an administrator invites users.",
    )
    client: AppClientSettings = Field(
        default_factory=AppClientSettings, description="The application that signs users in."
    )
