"""Secrets in Secrets Manager: a value that AWS makes, values that other resources give, and one that people fill."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import secretsmanager

from core.aws.names import check_name
from core.iam import Statement, document, statement
from core.naming import type_token

RECOVERY_DAYS = 30
"""Days in which a deleted secret can be restored; Secrets Manager takes 7 to 30, or 0 for none."""

SECRET_TOKEN = "aws:secretsmanager/secret:Secret"  # noqa: S105  # a resource type


@dataclass(frozen=True, kw_only=True)
class SecretArgs:
    """What every secret needs to know."""

    description: str
    kms_key_arn: pulumi.Input[str]
    account_id: str
    physical_name: str | None = None
    """A name that a document states, such as shop/dev/jwt; otherwise Pulumi chooses one. Changing it replaces the
    secret, and the old name is free again only after the recovery time.
    """
    replicas: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Other regions that hold a copy, each with the ARN of a key of that region (ECO-186)."""
    protected: bool
    """Whether the secret is kept from deletion and can be restored after it."""


@dataclass(frozen=True, kw_only=True)
class GeneratedSecretArgs(SecretArgs):
    """What a secret with a generated value needs to know."""

    length: int = 64
    """Letters and digits of the value, almost six bits each: 64 make more than 256 bits."""
    username: str | None = None
    """With a user name the secret is JSON with `username` and `password`, as RDS's own secrets are; ECS reads one part
    as `<arn>:password::`. Without, the secret is the value alone.
    """
    before: pulumi.Input[str] = ""
    after: pulumi.Input[str] = ""
    """Text around the generated part, such as the rest of a URL. Not with a user name."""


class GeneratedSecret(pulumi.ComponentResource):
    """A secret in Secrets Manager, its first version from Secrets Manager's own generator, and its policy.

    The value never changes by itself. To change it, put a new version into the secret and run `pulumi refresh`; what is
    configured with `value` follows at the next `pulumi up`.
    """

    arn: pulumi.Output[str]
    """Known once the value is there: who reads the secret waits for that."""
    value: pulumi.Output[str]
    """The value, without the user name. Secret, so encrypted in the state and never shown."""

    def __init__(self, name: str, args: GeneratedSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "GeneratedSecret"), name, {}, opts)
        if args.username is not None and (args.before, args.after) != ("", ""):
            raise ValueError(f"GeneratedSecret {name}: username makes JSON, which takes no text before or after it")
        secret, policy = _closed_secret(self, name, args)
        version = secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=self._generated(args),
            opts=pulumi.ResourceOptions(
                parent=self,
                # The value is there only when access to it is settled.
                depends_on=[policy],
                # The generator answers anew at every run; the first answer stays.
                ignore_changes=["secretString"],
                additional_secret_outputs=["secretString"],
            ),
        )
        self.arn = _once_there(secret, version)
        stored: pulumi.Output[str] = pulumi.Output.secret(version.secret_string.apply(lambda text: text or ""))
        self.value = stored if args.username is None else stored.apply(_password)
        self.register_outputs({"arn": self.arn})

    def _generated(self, args: GeneratedSecretArgs) -> pulumi.Output[str]:
        """Return a new value. Letters and digits are what every use takes: URLs, RDS, ElastiCache."""
        generated = secretsmanager.get_random_password_output(
            password_length=args.length,
            exclude_punctuation=True,
            require_each_included_type=True,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        value: pulumi.Output[str] = pulumi.Output.secret(generated.apply(lambda answer: answer.random_password))
        if args.username is None:
            return pulumi.Output.concat(args.before, value, args.after)
        return pulumi.Output.json_dumps({"username": args.username, "password": value}, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class StoredSecretArgs(SecretArgs):
    """What a secret with given values needs to know."""

    content: Mapping[str, pulumi.Input[str]]
    """The values by key; ECS reads one as `<arn>:<key>::`."""


class StoredSecret(pulumi.ComponentResource):
    """A secret in Secrets Manager whose JSON holds what other resources gave; it follows them."""

    arn: pulumi.Output[str]
    """Known once the values are there."""

    def __init__(self, name: str, args: StoredSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "StoredSecret"), name, {}, opts)
        secret, policy = _closed_secret(self, name, args)
        version = secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=_secret_json(args.content),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy], additional_secret_outputs=["secretString"]),
        )
        self.arn = _once_there(secret, version)
        self.register_outputs({"arn": self.arn})


class ManualSecret(pulumi.ComponentResource):
    """A secret without a value: only its issuer knows it, so people put it in, and nothing here rotates it (ECO-113).

    Until someone has run `aws secretsmanager put-secret-value`, reading the secret fails; so does what is made of it.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "ManualSecret"), name, {}, opts)
        secret, _ = _closed_secret(self, name, args)
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn})


def _secret_json(content: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    text = pulumi.Output.json_dumps(content, sort_keys=True)
    secret: pulumi.Output[str] = pulumi.Output.secret(text)
    return secret


def _closed_secret(
    parent: pulumi.Resource, name: str, args: SecretArgs
) -> tuple[secretsmanager.Secret, secretsmanager.SecretPolicy]:
    """Make a secret without a value yet, and its policy."""
    if args.physical_name is not None:
        check_name(SECRET_TOKEN, args.physical_name)
    secret = secretsmanager.Secret(
        name,
        name=args.physical_name,
        description=args.description,
        kms_key_id=args.kms_key_arn,
        replicas=[
            secretsmanager.SecretReplicaArgs(region=region, kms_key_id=key) for region, key in args.replicas.items()
        ]
        or None,
        # Without recovery the name is free at once.
        recovery_window_in_days=RECOVERY_DAYS if args.protected else 0,
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=args.protected,
            # A fixed name is taken until the old secret is gone.
            delete_before_replace=True if args.physical_name is not None else None,
        ),
    )
    policy = secretsmanager.SecretPolicy(
        name,
        secret_arn=secret.arn,
        policy=document(*_statements(secret.arn, args.account_id)),
        block_public_policy=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return secret, policy


def _once_there(secret: secretsmanager.Secret, version: secretsmanager.SecretVersion) -> pulumi.Output[str]:
    """Return the secret's ARN, once it has a value: a task that starts before cannot read it."""
    return pulumi.Output.all(secret.arn, version.version_id).apply(lambda known: str(known[0]))


def _password(text: str) -> str:
    """Return the password in a secret's JSON."""
    content: dict[str, str] = json.loads(text)
    return content["password"]


def _statements(arn: pulumi.Input[str], account_id: str) -> list[Statement]:
    """Refuse plain HTTP, and all principals of other accounts but AWS's own services."""
    return [
        statement(
            ["secretsmanager:*"],
            arn,
            sid="RefusePlainText",
            effect="Deny",
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
        statement(
            ["secretsmanager:*"],
            arn,
            sid="RefuseOtherAccounts",
            effect="Deny",
            principals="*",
            conditions={
                "StringNotEquals": {"aws:PrincipalAccount": account_id},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        ),
    ]
