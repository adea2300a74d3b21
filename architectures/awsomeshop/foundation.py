"""What everything else of AWSomeShop stands on: the key, the network with its security groups, the buckets."""

from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_key, build_network
from components.bucket import Bucket, BucketArgs
from components.kms_key import KmsKey
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.vpc import ANYWHERE, Vpc
from core import bucket_policy
from core.aws.rds import PORTS

from .settings import AwsomeshopSettings

LOG_PREFIX = "access-logs"
"""AWS-217; AWS adds the slash itself."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """One security group a tier, with exactly the rules that the document lists (AWS-050 to AWS-061)."""

    alb: SecurityGroup
    ecs: SecurityGroup
    rds: SecurityGroup


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The parts that the rest is given."""

    key: KmsKey
    network: Vpc
    groups: Groups
    logs: Bucket
    images: Bucket
    task_role: str
    """Name of the role that alone may touch the images."""


def build_foundation(stack: StackContext, settings: AwsomeshopSettings) -> Foundation:
    """Make the key, the network, the groups and the buckets."""
    key = build_key(
        stack,
        services=("logs", "cloudwatch", "budgets"),
        description=f"Database, secrets, logs and images of containers of {stack.prefix} at rest",
    )
    network = build_network(stack, settings.network, key)
    logs = _log_bucket(stack, settings)
    task_role = stack.documented_name("aws:iam/role:Role", "awsomeshop-ecs-task-role")
    return Foundation(
        key=key,
        network=network,
        groups=_groups(stack, settings, network),
        logs=logs,
        images=_image_bucket(stack, settings, logs, task_role),
        task_role=task_role,
    )


def _log_bucket(stack: StackContext, settings: AwsomeshopSettings) -> Bucket:
    name = stack.documented_bucket_name("awsomeshop-alb-logs")
    return Bucket(
        stack.name("logs"),
        BucketArgs(
            bucket_name=name,
            settings=settings.storage.logs,
            kms_key_arn=None,  # load balancers deliver their logs to SSE-S3 only
            statements=[
                bucket_policy.load_balancer_logs(name, stack.account_id, LOG_PREFIX),
                bucket_policy.access_logs(name, stack.account_id),
            ],
            protected=stack.protected,
        ),
        stack.opts,
    )


def _image_bucket(stack: StackContext, settings: AwsomeshopSettings, logs: Bucket, task_role: str) -> Bucket:
    name = stack.documented_bucket_name("awsomeshop-product-images")
    return Bucket(
        stack.name("images"),
        BucketArgs(
            bucket_name=name,
            settings=settings.storage.images,
            kms_key_arn=None,  # AES-256 as written, that is SSE-S3 (AWS-177)
            statements=bucket_policy.objects_for_role_alone(name, stack.account_id, task_role),
            access_log_bucket=logs.name,
            # Pages upload with URLs that the backend has signed.
            cors_origins=[f"https://{stack.domain}"] if settings.storage.images.cors else [],
            protected=stack.protected,
        ),
        stack.opts,
    )


def _groups(stack: StackContext, settings: AwsomeshopSettings, network: Vpc) -> Groups:
    def group(part: str, description: str) -> SecurityGroup:
        # A name is taken in its VPC alone, so every stack can have the document's.
        args = SecurityGroupArgs(vpc_id=network.vpc_id, description=description, physical_name=f"awsomeshop-{part}-sg")
        return SecurityGroup(stack.name(f"{part}-sg"), args, stack.opts)

    groups = Groups(
        alb=group("alb", "Load balancer: HTTP and HTTPS from the internet"),
        ecs=group("ecs", "Tasks: requests from the load balancer"),
        rds=group("rds", "Database: connections from the tasks"),
    )
    groups.alb.allow_cidr("http", ANYWHERE, 80, "Redirected to HTTPS")
    groups.alb.allow_cidr("https", ANYWHERE, 443, "Requests")
    groups.alb.connect_to(groups.ecs, settings.services.core.port, "Requests to the application")
    groups.ecs.connect_to(groups.rds, PORTS["mysql"], "SQL")
    groups.ecs.allow_to_cidr("https", ANYWHERE, 443, "AWS services and images")
    return groups
