"""The function that rotates secrets, one for all secrets of a stack."""

from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_

from core.iam import Statement, document, service_trust, statement
from core.naming import type_token

CODE = Path(__file__).parent / "rotation" / "handler.py"
RUNTIME = "python3.13"
"""Supported until June 2029: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""
TIMEOUT_SECONDS = 30
MEMORY_MB = 128
"""The least there is: a step is a few calls to Secrets Manager."""


@dataclass(frozen=True, kw_only=True)
class RotationFunctionArgs:
    """What the function needs to know."""

    secret_name_prefix: str
    """What the names of the secrets begin with, such as `shop/dev/`. The function reaches no other secret, and of these
    only those that name it as their rotation function.
    """
    kms_key_arn: pulumi.Input[str]
    """Key of the secrets and of the function's log."""
    account_id: str
    region: str
    log_retention_days: int


class RotationFunction(pulumi.ComponentResource):
    """A Lambda function with its role and log, which Secrets Manager of this account may call.

    Decisions, so that nobody has to guess:

    - No VPC. The function talks to Secrets Manager alone, by TLS and IAM; in a VPC it would need an endpoint and
      network interfaces that outlive it, and gain nothing.
    - No environment variables, so there is nothing in them to encrypt or to read.
    - No dead letter queue. Secrets Manager calls synchronously and repeats a failed rotation itself; a queue is fed by
      asynchronous calls only. A rotation that failed is an event: see `event_sets.secret_events`.
    - No reserved concurrency. New accounts have a quota of ten, all of which AWS wants unreserved, so reserving one
      would be refused; and only Secrets Manager can call the function, one step after the other.
    - X-Ray traces are on: they cost nothing at a few calls a month, and show which call of a failed step was refused.
    """

    arn: pulumi.Output[str]
    """Known once Secrets Manager may call the function and the function may do its work."""

    def __init__(self, name: str, args: RotationFunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "RotationFunction"), name, {}, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        log_group = cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.kms_key_arn, opts=self._child
        )
        # No condition on the account: Lambda gives a function no role of another account, and sends no source.
        trust = service_trust("lambda.amazonaws.com")
        role = iam.Role(name, assume_role_policy=document(trust), opts=self._child)
        function = self._function(role, log_group)
        policy = iam.RolePolicy(
            name, role=role.name, policy=document(*self._statements(function.arn, log_group.arn)), opts=self._child
        )
        permission = lambda_.Permission(
            name,
            function=function.name,
            action="lambda:InvokeFunction",
            principal="secretsmanager.amazonaws.com",
            source_account=args.account_id,
            opts=self._child,
        )
        self.arn = pulumi.Output.all(function.arn, policy.id, permission.id).apply(lambda known: str(known[0]))
        self.register_outputs({"arn": self.arn})

    def _function(self, role: iam.Role, log_group: cloudwatch.LogGroup) -> lambda_.Function:
        # The text itself, not the file: an asset with a path would put this checkout's folder into the state.
        code = pulumi.AssetArchive({"handler.py": pulumi.StringAsset(CODE.read_text(encoding="utf-8"))})
        return lambda_.Function(
            self._name,
            description="Rotates secrets that are random values",
            runtime=RUNTIME,
            architectures=["arm64"],
            handler="handler.handle",
            code=code,
            role=role.arn,
            timeout=TIMEOUT_SECONDS,
            memory_size=MEMORY_MB,
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=log_group.name),
            tracing_config=lambda_.FunctionTracingConfigArgs(mode="Active"),
            opts=self._child,
        )

    def _statements(self, function_arn: pulumi.Input[str], log_group_arn: pulumi.Input[str]) -> list[Statement]:
        """Return what the function may do.

        https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
        """
        args = self._args
        secrets = f"arn:aws:secretsmanager:{args.region}:{args.account_id}:secret:{args.secret_name_prefix}*"
        return [
            statement(
                [
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:UpdateSecretVersionStage",
                ],
                secrets,
                sid="Rotate",
                conditions={"ArnEquals": {"secretsmanager:resource/AllowRotationLambdaArn": function_arn}},
            ),
            # Both know no resources: IAM takes nothing but * for them.
            statement(["secretsmanager:GetRandomPassword"], "*", sid="MakeValues"),
            statement(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*", sid="Trace"),
            statement(
                ["kms:Decrypt", "kms:GenerateDataKey"],
                args.kms_key_arn,
                sid="UseKey",
                conditions={
                    "StringEquals": {"kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com"},
                    "StringLike": {"kms:EncryptionContext:SecretARN": secrets},
                },
            ),
            statement(
                ["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.Output.concat(log_group_arn, ":*"), sid="Log"
            ),
        ]
