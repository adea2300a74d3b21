"""What everything else stands on: the keys, the network with its security groups, the buckets."""

from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.parts import build_key, build_network
from components.bucket import Bucket, BucketArgs
from components.kms_key import KmsKey, KmsKeyArgs
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.vpc import ANYWHERE, Vpc
from core import bucket_policy
from core.aws.cloudfront import EDGE_REGION, origin_facing_list
from core.aws.elasticache import PORT as REDIS_PORT
from core.aws.rds import PORTS

from .settings import EvaluationSettings


@dataclass(frozen=True, kw_only=True)
class Groups:
    """One security group a tier; between them only what the document draws (EVA-047, EVA-048, EVA-109, EVA-110)."""

    alb: SecurityGroup
    frontend: SecurityGroup
    backend: SecurityGroup
    rds: SecurityGroup
    redis: SecurityGroup


@dataclass(frozen=True, kw_only=True)
class Files:
    """Where uploads and static files are: a bucket of this stack, or the replica of a lost stack's."""

    name: pulumi.Input[str]
    plain_name: str
    arn: str
    key_arn: pulumi.Input[str]
    bucket: Bucket | None
    """The bucket, if it is this stack's."""


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The parts that the rest is given."""

    key: KmsKey
    edge_key: KmsKey
    """Key of what belongs to CloudFront; the same one if the stack is where CloudFront is administered."""
    network: Vpc
    groups: Groups
    logs: Bucket
    files: Files


def build_foundation(stack: StackContext, settings: EvaluationSettings) -> Foundation:
    """Make the keys, the network, the groups and the buckets."""
    key = build_key(stack, services=("logs", "cloudwatch", "budgets", "cloudfront"))
    network = build_network(stack, settings.network, key)
    logs = _logs(stack, settings)
    return Foundation(
        key=key,
        edge_key=key if stack.region == EDGE_REGION else _edge_key(stack),
        network=network,
        groups=_groups(stack, settings, network),
        logs=logs,
        files=_files(stack, settings, key, logs),
    )


def _edge_key(stack: StackContext) -> KmsKey:
    args = KmsKeyArgs(
        alias=f"{stack.prefix}-edge",
        description=f"Firewall log of {stack.prefix}",
        account_id=stack.account_id,
        region=EDGE_REGION,
        elsewhere=True,
        services=("logs",),
        protected=stack.protected,
    )
    return KmsKey(stack.name("edge-key"), args, stack.opts)


def _logs(stack: StackContext, settings: EvaluationSettings) -> Bucket:
    name = stack.bucket_name("logs")
    args = BucketArgs(
        bucket_name=name,
        settings=settings.storage.logs,
        kms_key_arn=None,  # load balancers deliver their logs to SSE-S3 only
        statements=[
            bucket_policy.load_balancer_logs(name, stack.account_id),
            bucket_policy.access_logs(name, stack.account_id),
            bucket_policy.distribution_logs(name, stack.account_id),
        ],
        protected=stack.protected,
    )
    return Bucket(stack.name("logs"), args, stack.opts)


def static_prefix(settings: EvaluationSettings) -> str:
    """Return what the keys of static files begin with, such as `static/`."""
    return settings.distribution.static_path.strip("/*") + "/"


def _files(stack: StackContext, settings: EvaluationSettings, key: KmsKey, logs: Bucket) -> Files:
    recovery = settings.recovery
    if recovery is not None:
        return Files(
            name=recovery.files_bucket,
            plain_name=recovery.files_bucket,
            arn=bucket_policy.bucket_arn(recovery.files_bucket),
            key_arn=recovery.files_key_arn,
            bucket=None,
        )
    name = stack.bucket_name("files")
    args = BucketArgs(
        bucket_name=name,
        settings=settings.storage.files,
        kms_key_arn=key.arn,
        statements=[bucket_policy.distribution_reads(name, stack.account_id, static_prefix(settings))],
        access_log_bucket=logs.name,
        protected=stack.protected,
    )
    bucket = Bucket(stack.name("files"), args, stack.opts)
    return Files(name=bucket.name, plain_name=name, arn=bucket_policy.bucket_arn(name), key_arn=key.arn, bucket=bucket)


def _groups(stack: StackContext, settings: EvaluationSettings, network: Vpc) -> Groups:
    def group(part: str, description: str) -> SecurityGroup:
        args = SecurityGroupArgs(vpc_id=network.vpc_id, description=description)
        return SecurityGroup(stack.name(part), args, stack.opts)

    groups = Groups(
        alb=group("alb", "Load balancer: requests from CloudFront alone"),
        frontend=group("frontend", "Frontend: requests from the load balancer"),
        backend=group("backend", "Backend: requests from the load balancer"),
        rds=group("rds", "Database: connections from the backend"),
        redis=group("redis", "Cache: connections from the backend"),
    )
    services, test_port = settings.services, settings.load_balancer.test_port
    groups.alb.allow_prefix_list("https", origin_facing_list(stack.region), 443, "Requests through CloudFront")
    groups.alb.connect_to(groups.frontend, services.frontend.port, "Pages")
    groups.alb.connect_to(groups.backend, services.backend.port, "Requests to the API")
    groups.backend.connect_to(groups.rds, PORTS["postgres"], "SQL")
    groups.backend.connect_to(groups.redis, REDIS_PORT, "Sessions and cache")
    for tasks in (groups.frontend, groups.backend):
        tasks.allow_to_cidr("https", ANYWHERE, 443, "AWS services, images and webhooks")
    if test_port is not None:
        groups.frontend.connect_to(groups.alb, test_port, "Tries of a new version, from a session in a task")
    return groups
