"""The role in which the delivery pipeline pushes images and reaches the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from core.iam import Statement, document, statement
from core.naming import type_token
from core.task_permissions import object_encryption

PUSH_AND_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImageScanFindings",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
"""What a pipeline does with a repository; it deletes nothing and changes no settings.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
"""


ARTIFACTS = ("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject")
"""What a pipeline does with the bucket of what it built."""


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """The bucket in which the pipeline keeps what it built, and the key that encrypts it."""

    bucket_arn: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    region: str


@dataclass(frozen=True, kw_only=True)
class PipelineRoleArgs:
    """What the role needs to know."""

    principal_arns: Sequence[str]
    """The roles or users that may take the role, such as the build server's. With none, nobody may."""
    repository_arns: Sequence[pulumi.Input[str]]
    cluster_arn: pulumi.Input[str]
    """The cluster to deploy to. What the role may do inside is the cluster's access entry for it."""
    artifacts: Artifacts | None = None
    """Where it keeps what it built besides images (SCA-027), if anywhere."""


class PipelineRole(pulumi.ComponentResource):
    """A role for one hour at a time, with the rights to push images and to find the cluster (ECO-117).

    Whoever takes it can run code in the cluster. So nobody may take it until someone is named: a trust in the whole
    account would let in every administrator of anything, since their right to assume roles is seldom limited.
    """

    arn: pulumi.Output[str]
    """Known once the role may do its work."""

    def __init__(self, name: str, args: PipelineRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "PipelineRole"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            name,
            description="Delivery pipeline: push images, deploy to the cluster",
            assume_role_policy=document(_trust(args.principal_arns)),
            opts=child,
        )
        policy = iam.RolePolicy(name, role=role.name, policy=document(*_statements(args)), opts=child)
        self.arn = pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
        self.register_outputs({"arn": self.arn})


def _trust(principal_arns: Sequence[str]) -> Statement:
    """Let the named principals take the role; a trust policy needs a statement, so without names it refuses all."""
    if principal_arns:
        effect, principals = "Allow", {"AWS": sorted(set(principal_arns))}
    else:
        effect, principals = "Deny", {"AWS": ["*"]}
    # A session's tags say which build it is, in CloudTrail.
    return {"Effect": effect, "Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": principals}


def _statements(args: PipelineRoleArgs) -> list[Statement]:
    return [
        # A token for the whole registry; what it opens is decided by the statement after it.
        statement(["ecr:GetAuthorizationToken"], "*", sid="SignIn"),
        statement(PUSH_AND_PULL, list(args.repository_arns), sid="PushImages"),
        statement(["eks:DescribeCluster"], args.cluster_arn, sid="FindCluster"),
        *(_keep_artifacts(args.artifacts) if args.artifacts is not None else ()),
    ]


def _keep_artifacts(artifacts: Artifacts) -> list[Statement]:
    arn = artifacts.bucket_arn
    return [
        statement(ARTIFACTS, [arn, pulumi.Output.concat(arn, "/*")], sid="KeepArtifacts"),
        object_encryption(artifacts.kms_key_arn, artifacts.region),
    ]
