"""A customer-managed key and who may use it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
from pulumi_aws import kms

from core.aws.names import check_name
from core.iam import Statement, document, statement
from core.naming import type_token

KeyService: TypeAlias = Literal["autoscaling", "budgets", "cloudfront", "cloudtrail", "cloudwatch", "events", "logs"]
"""AWS services that use a key in their own name. All others act in the name of a caller of this account."""

PROTECTED_WINDOW_DAYS = 30
WINDOW_DAYS = 7
"""Days between a key's destruction and its end; KMS takes 7 to 30."""


@dataclass(frozen=True, kw_only=True)
class KmsKeyArgs:
    """What a key needs to know."""

    alias: str
    """Name without `alias/`, the key's readable name in its account and region, such as `ims-dev`."""
    description: str
    account_id: str
    region: str
    elsewhere: bool = False
    """Whether `region` is another one than the provider's."""
    services: Sequence[KeyService]
    """The services that use the key in their own name: `logs` for encrypted log groups, `cloudtrail` for trails,
    `autoscaling` for the disks of nodes in Auto Scaling groups, `cloudfront` for distributions that read encrypted
    buckets; `cloudwatch`, `budgets` and `events` for alarms, budgets and event rules that publish to encrypted topics.
    """
    protected: bool
    """Whether the key is kept from deletion, which would be the end of everything that it encrypts."""


class KmsKey(pulumi.ComponentResource):
    """A symmetric key that KMS rotates every year, its policy and its alias.

    The policy leaves the account's own principals to IAM: a role can use the key if a policy of its own says so, and
    services such as RDS, S3, ECR and Secrets Manager use it by the right of whoever calls them.
    """

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]

    def __init__(self, name: str, args: KmsKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "KmsKey"), name, {}, opts)
        alias, region = f"alias/{args.alias}", args.region if args.elsewhere else None
        check_name("aws:kms/alias:Alias", alias)
        key = kms.Key(
            name,
            region=region,
            description=args.description,
            enable_key_rotation=True,
            deletion_window_in_days=PROTECTED_WINDOW_DAYS if args.protected else WINDOW_DAYS,
            policy=document(*_statements(args)),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        kms.Alias(
            name,
            region=region,
            name=alias,
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.arn = key.arn
        self.key_id = key.key_id
        self.register_outputs({"arn": self.arn, "keyId": self.key_id})


def _statements(args: KmsKeyArgs) -> list[Statement]:
    """Return the key policy; in it `*` is the key itself.

    Without the first statement nobody could administer the key, not even the account's root user:
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    account = statement(["kms:*"], "*", sid="Account", principals={"AWS": f"arn:aws:iam::{args.account_id}:root"})
    return [account, *(_SERVICES[service](args) for service in sorted(set(args.services)))]


def _logs(args: KmsKeyArgs) -> Statement:
    """Let CloudWatch Logs use the key for log groups of this account and region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    groups = f"arn:aws:logs:{args.region}:{args.account_id}:log-group:*"
    return statement(
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "*",
        sid="Logs",
        principals={"Service": f"logs.{args.region}.amazonaws.com"},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )


def _publisher(service: str, args: KmsKeyArgs) -> Statement:
    """Let a service publish to encrypted SNS topics, for events of this account alone.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """
    return statement(
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        "*",
        sid=service.capitalize(),
        principals={"Service": f"{service}.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceAccount": args.account_id}},
    )


def _events(args: KmsKeyArgs) -> Statement:
    """Let EventBridge publish to encrypted SNS topics.

    No condition: EventBridge sends no source account or ARN to KMS, so one would silently stop all messages.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """
    del args
    return statement(
        ["kms:Decrypt", "kms:GenerateDataKey*"], "*", sid="Events", principals={"Service": "events.amazonaws.com"}
    )


def _cloudtrail(args: KmsKeyArgs) -> Statement:
    """Let the trails of this account encrypt their logs. Decrypt is for buckets with an S3 bucket key.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    trails = f"arn:aws:cloudtrail:{args.region}:{args.account_id}:trail/*"
    return statement(
        ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
        "*",
        sid="Trails",
        principals={"Service": "cloudtrail.amazonaws.com"},
        conditions={"ArnLike": {"aws:SourceArn": trails}},
    )


def _autoscaling(args: KmsKeyArgs) -> Statement:
    """Let the service-linked roles of Auto Scaling start instances with encrypted disks.

    The role is named in a condition, since KMS refuses a principal that does not exist, and AWS makes the role only
    with the account's first Auto Scaling group.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    roles = f"arn:aws:iam::{args.account_id}:role/aws-service-role/autoscaling.amazonaws.com/*"
    return statement(
        [
            *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"),
            *("kms:GenerateDataKey*", "kms:ReEncrypt*"),
        ],
        "*",
        sid="Autoscaling",
        principals="*",
        conditions={"StringEquals": {"kms:CallerAccount": args.account_id}, "ArnLike": {"aws:PrincipalArn": roles}},
    )


def _cloudfront(args: KmsKeyArgs) -> Statement:
    """Let this account's distributions read objects that are encrypted with the key.

    A distribution needs the bucket, the bucket its key, so the key's policy cannot name the distribution.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html#oac-permissions-sse-kms
    """
    return statement(
        ["kms:Decrypt"],
        "*",
        sid="Cloudfront",
        principals={"Service": "cloudfront.amazonaws.com"},
        conditions={"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{args.account_id}:distribution/*"}},
    )


_SERVICES: Mapping[KeyService, Callable[[KmsKeyArgs], Statement]] = {
    "autoscaling": _autoscaling,
    "budgets": lambda args: _publisher("budgets", args),
    "cloudfront": _cloudfront,
    "cloudtrail": _cloudtrail,
    "cloudwatch": lambda args: _publisher("cloudwatch", args),
    "events": _events,
    "logs": _logs,
}
