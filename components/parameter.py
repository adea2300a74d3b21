"""Secret values in Parameter Store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import secretsmanager, ssm

from core.aws.names import check_name
from core.naming import type_token

GENERATED_LENGTH = 64
"""Letters and digits of a generated value, almost six bits each."""


@dataclass(frozen=True, kw_only=True)
class SecureParameterArgs:
    """What an encrypted parameter needs to know."""

    parameter_name: str
    """Physical name, a path such as `/shop/production/database-url`. Changing it replaces the parameter."""
    description: str
    value: pulumi.Input[str] | None
    """The value, which is treated as secret; None lets AWS make one, once."""
    kms_key_arn: pulumi.Input[str]
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags that a document states, on top of the stack's."""


class SecureParameter(pulumi.ComponentResource):
    """A SecureString. One with a generated value keeps its first one: the generator answers anew at every run."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: SecureParameterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "SecureParameter"), name, {}, opts)
        check_name("aws:ssm/parameter:Parameter", args.parameter_name)
        parameter = ssm.Parameter(
            name,
            name=args.parameter_name,
            description=args.description,
            type="SecureString",
            key_id=args.kms_key_arn,
            value=self._generated() if args.value is None else pulumi.Output.secret(args.value),
            tags=args.tags or None,
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,  # the name is taken until the old parameter is gone
                ignore_changes=["value"] if args.value is None else None,
                additional_secret_outputs=["value"],
            ),
        )
        self.arn = parameter.arn
        self.register_outputs({"arn": self.arn})

    def _generated(self) -> pulumi.Output[str]:
        generated = secretsmanager.get_random_password_output(
            password_length=GENERATED_LENGTH,
            exclude_punctuation=True,
            require_each_included_type=True,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return pulumi.Output.secret(generated.apply(lambda answer: answer.random_password))
