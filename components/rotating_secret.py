"""A secret with a random value that changes by itself."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import secretsmanager

from components.secret import GeneratedSecret, GeneratedSecretArgs
from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class RotatingSecretArgs:
    """What a rotating secret needs to know."""

    secret: GeneratedSecretArgs
    """The secret with its first value. Its name begins with the function's `secret_name_prefix`."""
    function_arn: pulumi.Input[str]
    """The function that makes the next value (`RotationFunction.arn`)."""
    rotation_days: int
    """Days between two rotations."""


class RotatingSecret(pulumi.ComponentResource):
    """A generated secret and its rotation (ECO-109).

    Read it where it is used, not when the program runs: the program knows the first value alone. The value before the
    current one is the version with the label AWSPREVIOUS, and there is none before the first rotation.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: RotatingSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "RotatingSecret"), name, {}, opts)
        if args.secret.username is not None:
            raise ValueError(
                f"RotatingSecret {name}: secret.username is {args.secret.username!r}, but the rotation function makes "
                "plain values: leave it out"
            )
        secret = GeneratedSecret(name, args.secret, pulumi.ResourceOptions(parent=self))
        secretsmanager.SecretRotation(
            name,
            secret_id=secret.arn,
            rotation_lambda_arn=args.function_arn,
            rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(automatically_after_days=args.rotation_days),
            # The first value was made a moment ago. Secrets Manager calls the function once all the same, as a test.
            rotate_immediately=False,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[secret]),
        )
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn})
