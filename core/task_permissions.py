"""What the two roles of an ECS task may do: the execution role is ECS's, the task role is the application's.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html
"""

from collections.abc import Mapping, Sequence

import pulumi

from core.iam import Statement, service_trust, statement


def trust(account_id: pulumi.Input[str]) -> Statement:
    """Return the trust of both roles: ECS may assume them for tasks of this account alone."""
    return service_trust("ecs-tasks.amazonaws.com", account_id=account_id)


def image_pull(repository_arn: pulumi.Input[str]) -> Sequence[Statement]:
    """Let ECS pull images from one repository of ECR. The token that it logs in with has no resource."""
    return (
        statement(["ecr:GetAuthorizationToken"], "*"),
        statement(
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], repository_arn
        ),
    )


def log_writing(log_group_arn: pulumi.Input[str]) -> Statement:
    """Let streams be made in one log group and written to."""
    return statement(["logs:CreateLogStream", "logs:PutLogEvents"], _streams(log_group_arn))


def secret_reading(
    references: Sequence[pulumi.Input[str]], kms_key_arn: pulumi.Input[str], region: pulumi.Input[str]
) -> Sequence[Statement]:
    """Let ECS read the secrets that `references` name: ARNs, or `<arn>:<JSON key>::`."""
    secret_arns = pulumi.Output.all(*references).apply(lambda values: sorted({secret_arn(value) for value in values}))
    return (
        statement(["secretsmanager:GetSecretValue"], secret_arns),
        statement(["kms:Decrypt"], kms_key_arn, conditions=_only_through("secretsmanager", region)),
    )


def parameter_reading(
    parameter_arns: Sequence[pulumi.Input[str]], kms_key_arn: pulumi.Input[str], region: pulumi.Input[str]
) -> Sequence[Statement]:
    """Let ECS read parameters of Parameter Store and decrypt them."""
    arns = pulumi.Output.all(*parameter_arns).apply(lambda values: sorted(set(values)))
    return (
        statement(["ssm:GetParameters"], arns),
        statement(["kms:Decrypt"], kms_key_arn, conditions=_only_through("ssm", region)),
    )


def object_encryption(kms_key_arn: pulumi.Input[str], region: pulumi.Input[str]) -> Statement:
    """Let objects be read from and written to buckets that are encrypted with a key of ours, through S3 alone.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    return statement(
        ["kms:Decrypt", "kms:GenerateDataKey"], kms_key_arn, conditions=_only_through("s3", region), sid="Objects"
    )


def secret_arn(reference: str) -> str:
    """Return the ARN of the secret in a reference such as `<arn>:password::`."""
    return ":".join(reference.split(":")[:7])


def remote_sessions(session_log_group_arn: pulumi.Input[str], kms_key_arn: pulumi.Input[str]) -> Sequence[Statement]:
    """Let ECS Exec open sessions into a task, encrypt them and record them (IMS-203).

    The first two have no resource: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    return (
        statement(
            [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "*",
        ),
        statement(["logs:DescribeLogGroups"], "*"),
        statement(
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], _streams(session_log_group_arn)
        ),
        statement(["kms:Decrypt"], kms_key_arn),
    )


def metrics_writing(
    workspace_arn: pulumi.Input[str], kms_key_arn: pulumi.Input[str], region: pulumi.Input[str]
) -> Sequence[Statement]:
    """Let the collector write to one Prometheus workspace, which uses its key with the writer's rights.

    https://docs.aws.amazon.com/prometheus/latest/userguide/encryption-at-rest-Amazon-Service-Prometheus.html
    """
    return (
        statement(["aps:RemoteWrite"], workspace_arn),
        statement(["kms:Decrypt", "kms:GenerateDataKey"], kms_key_arn, conditions=_only_through("aps", region)),
    )


def _only_through(service: str, region: pulumi.Input[str]) -> Mapping[str, Mapping[str, pulumi.Output[str]]]:
    """Return the condition that a key is used by a service on the role's behalf, and not directly."""
    return {"StringEquals": {"kms:ViaService": pulumi.Output.concat(f"{service}.", region, ".amazonaws.com")}}


def _streams(log_group_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat(log_group_arn, ":*")
