"""What everything else of IMS stands on: the key, the network with its security groups, the buckets."""

from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_key, build_network
from components.bucket import Bucket, BucketArgs
from components.kms_key import KmsKey
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.vpc import ANYWHERE, Vpc
from core import bucket_policy
from core.aws.elasticache import PORT as REDIS_PORT
from core.aws.rds import PORTS

from .settings import ImsSettings


@dataclass(frozen=True, kw_only=True)
class Groups:
    """One security group a tier; between them only what the document draws (IMS-185, IMS-186, IMS-190 to IMS-192)."""

    alb: SecurityGroup
    ecs: SecurityGroup
    rds: SecurityGroup
    redis: SecurityGroup


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The parts that the rest is given."""

    key: KmsKey
    network: Vpc
    groups: Groups
    logs: Bucket
    backups: Bucket


def build_foundation(stack: StackContext, settings: ImsSettings) -> Foundation:
    """Make the key, the network, the groups and the buckets."""
    key = build_key(stack, services=("logs", "cloudwatch", "budgets"))
    network = build_network(stack, settings.network, key)
    groups = _groups(stack, settings, network)
    logs_name, backups_name = stack.bucket_name("logs"), stack.bucket_name("backups")
    logs = Bucket(
        stack.name("logs"),
        BucketArgs(
            bucket_name=logs_name,
            settings=settings.storage.logs,
            kms_key_arn=None,  # load balancers deliver their logs to SSE-S3 only
            statements=[
                bucket_policy.load_balancer_logs(logs_name, stack.account_id),
                bucket_policy.access_logs(logs_name, stack.account_id),
            ],
            protected=stack.protected,
        ),
        stack.opts,
    )
    backups = Bucket(
        stack.name("backups"),
        BucketArgs(
            bucket_name=backups_name,
            settings=settings.storage.backups,
            kms_key_arn=key.arn,
            access_log_bucket=logs.name,
            protected=stack.protected,
        ),
        stack.opts,
    )
    return Foundation(key=key, network=network, groups=groups, logs=logs, backups=backups)


def _groups(stack: StackContext, settings: ImsSettings, network: Vpc) -> Groups:
    def group(part: str, description: str) -> SecurityGroup:
        args = SecurityGroupArgs(vpc_id=network.vpc_id, description=description)
        return SecurityGroup(stack.name(part), args, stack.opts)

    groups = Groups(
        alb=group("alb", "Load balancer: HTTP and HTTPS from the internet"),
        ecs=group("ecs", "Tasks: requests from the load balancer"),
        rds=group("rds", "Database: connections from the tasks"),
        redis=group("redis", "Cache: connections from the tasks"),
    )
    groups.alb.allow_cidr("http", ANYWHERE, 80, "Redirected to HTTPS")
    groups.alb.allow_cidr("https", ANYWHERE, 443, "Requests")
    groups.alb.connect_to(groups.ecs, settings.services.api.port, "Requests to the API")
    groups.ecs.connect_to(groups.rds, PORTS["postgres"], "SQL")
    groups.ecs.connect_to(groups.redis, REDIS_PORT, "Cache")
    groups.ecs.allow_to_cidr("https", ANYWHERE, 443, "AWS services, images and webhooks")
    return groups
