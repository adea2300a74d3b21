"""The directory of a system's users, and the application that signs them in."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cognito

from core.naming import type_token
from core.sections.user_pool import AppClientSettings, UserPoolSettings


@dataclass(frozen=True, kw_only=True)
class UserPoolArgs:
    """What a user pool needs to know. Changing a name replaces what it names, for the pool with all its users."""

    settings: UserPoolSettings
    pool_name: str
    client_name: str
    protected: bool
    """Whether the pool is kept from deletion. Deleted users cannot be had back: Cognito has no backups."""


class UserPool(pulumi.ComponentResource):
    """A Cognito user pool with one application client.

    Users sign in with their e-mail address, whatever its case; Cognito checks that they own it, and only it lets them
    back in when the password is lost. A second factor is an authenticator app, as text messages would need a role and a
    spending limit of their own.
    """

    pool_id: pulumi.Output[str]
    arn: pulumi.Output[str]
    client_id: pulumi.Output[str]
    client_secret: pulumi.Output[str]
    """Secret, so encrypted in the state and never shown. Empty for a client without one."""

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("identity", "UserPool"), name, {}, opts)
        self._label = name
        pool = self._pool(args)
        client = self._client(args.client_name, args.settings.client, pool)
        self.pool_id = pool.id
        self.arn = pool.arn
        self.client_id = client.id
        self.client_secret = pulumi.Output.secret(client.client_secret.apply(lambda secret: secret or ""))
        self.register_outputs({"poolId": self.pool_id, "arn": self.arn, "clientId": self.client_id})

    def _pool(self, args: UserPoolArgs) -> cognito.UserPool:
        settings, password = args.settings, args.settings.password
        recovery = cognito.UserPoolAccountRecoverySettingRecoveryMechanismArgs(name="verified_email", priority=1)
        return cognito.UserPool(
            self._label,
            name=args.pool_name,
            username_attributes=["email"],
            username_configuration=cognito.UserPoolUsernameConfigurationArgs(case_sensitive=False),
            auto_verified_attributes=["email"],
            # A new address counts only once its owner has confirmed it; until then the old one stays.
            user_attribute_update_settings=cognito.UserPoolUserAttributeUpdateSettingsArgs(
                attributes_require_verification_before_updates=["email"]
            ),
            password_policy=cognito.UserPoolPasswordPolicyArgs(
                minimum_length=password.minimum_length,
                require_uppercase=password.uppercase,
                require_lowercase=password.lowercase,
                require_numbers=password.numbers,
                require_symbols=password.symbols,
                temporary_password_validity_days=password.temporary_days,
            ),
            mfa_configuration=settings.mfa,
            # Cognito refuses a second factor that no user could have.
            software_token_mfa_configuration=None
            if settings.mfa == "OFF"
            else cognito.UserPoolSoftwareTokenMfaConfigurationArgs(enabled=True),
            account_recovery_setting=cognito.UserPoolAccountRecoverySettingArgs(recovery_mechanisms=[recovery]),
            admin_create_user_config=cognito.UserPoolAdminCreateUserConfigArgs(
                allow_admin_create_user_only=not settings.self_sign_up
            ),
            user_pool_tier=settings.tier,
            user_pool_add_ons=cognito.UserPoolUserPoolAddOnsArgs(advanced_security_mode="ENFORCED")
            if settings.tier == "PLUS"
            else None,
            deletion_protection="ACTIVE" if args.protected else "INACTIVE",
            # Attributes that were added by hand cannot be taken away again without a new, empty pool.
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected, ignore_changes=["schemas"]),
        )

    def _client(self, client_name: str, settings: AppClientSettings, pool: cognito.UserPool) -> cognito.UserPoolClient:
        return cognito.UserPoolClient(
            self._label,
            name=client_name,
            user_pool_id=pool.id,
            generate_secret=settings.generate_secret,
            explicit_auth_flows=sorted(settings.auth_flows),
            access_token_validity=settings.access_token_hours,
            id_token_validity=settings.id_token_hours,
            refresh_token_validity=settings.refresh_token_days,
            token_validity_units=cognito.UserPoolClientTokenValidityUnitsArgs(
                access_token="hours",  # noqa: S106  # a unit of time
                id_token="hours",  # noqa: S106  # a unit of time
                refresh_token="days",  # noqa: S106  # a unit of time
            ),
            # An unknown user and a wrong password get the same answer.
            prevent_user_existence_errors="ENABLED",
            enable_token_revocation=True,
            supported_identity_providers=["COGNITO"],
            allowed_oauth_flows_user_pool_client=False,
            opts=pulumi.ResourceOptions(parent=self),  # the SDK keeps clientSecret secret
        )
