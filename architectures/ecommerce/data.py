"""The stores and secrets of the platform: PostgreSQL, Redis, and what is kept in Secrets Manager."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.on_eks.access import CacheStore, DatabaseStore, Stores
from architectures.on_eks.cluster import Platform
from architectures.on_eks.ground import ranges
from architectures.on_eks.space import Space
from architectures.on_eks.watch import Watch
from architectures.parts import build_database
from components.cache import Cache, CacheArgs
from components.database import Database
from components.kms_key import KmsKey, KmsKeyArgs
from components.pod_template import SecretKey
from components.rotating_secret import RotatingSecret, RotatingSecretArgs
from components.rotation_function import RotationFunction, RotationFunctionArgs
from components.secret import GeneratedSecretArgs, ManualSecret, SecretArgs
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.synced_secret import RemoteValue
from core.aws.elasticache import PORT as REDIS_PORT
from core.aws.rds import PORTS

from .foundation import Foundation
from .settings import EcommerceSettings

ROTATED: Mapping[str, str] = {
    "jwt": "Key that signs the JSON Web Tokens of the services",
    "api-keys": "Key with which the services of the platform know each other",
}
THIRD_PARTY = "Credentials of payment and shipping partners, filled in by people"


CACHE_SECRET = "cache"  # noqa: S105  # a Kubernetes secret's name


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores, and the ARNs of the secrets."""

    database: Database
    cache: Cache
    secret_arns: Mapping[str, pulumi.Output[str]]


def build_data(stack: StackContext, settings: EcommerceSettings, foundation: Foundation, platform: Platform) -> Data:
    """Make the stores, which the cluster's nodes alone can reach, and the secrets."""
    network, days = foundation.network, settings.observability.log_retention_days
    subnets = list(network.subnet_ids("private").values())
    nodes = platform.cluster.security_group_id

    def group(part: str, description: str, port: int) -> pulumi.Output[str]:
        made = SecurityGroup(
            stack.name(part), SecurityGroupArgs(vpc_id=network.vpc_id, description=description), stack.opts
        )
        made.allow_group("from-nodes", nodes, port, "Connections from the pods")
        return made.security_group_id

    database = build_database(
        stack,
        settings.database,
        foundation.key,
        subnet_ids=subnets,
        security_group_id=group("rds", "Database: connections from the cluster", PORTS["postgres"]),
        log_retention_days=days,
    )
    cache = Cache(
        stack.name("cache"),
        CacheArgs(
            settings=settings.cache,
            final_snapshot=f"{stack.prefix}-cache-final",
            subnet_ids=subnets,
            security_group_id=group("redis", "Cache: connections from the cluster", REDIS_PORT),
            account_id=stack.account_id,
            kms_key_arn=foundation.key.arn,
            log_retention_days=days,
            protected=stack.protected,
        ),
        stack.opts,
    )
    return Data(database=database, cache=cache, secret_arns=_secrets(stack, settings, foundation))


def stores(
    stack: StackContext, settings: EcommerceSettings, foundation: Foundation, data: Data, watch: Watch, space: Space
) -> Stores:
    """Return the stores as the services see them. The cache's token changes by hand only, with what reads it."""
    peers = ranges(stack, settings.network, "private")
    token = {"token": RemoteValue(secret_arn=data.cache.auth_secret_arn)}
    database = data.database
    return Stores(
        database=DatabaseStore(host=database.address, port=database.port, user_arns=database.user_arns, peers=peers),
        cache=CacheStore(
            host=data.cache.endpoint,
            port=REDIS_PORT,
            tls=True,
            password=SecretKey(space.secret("cache-token", CACHE_SECRET, token), "token"),
            peers=peers,
        ),
        buckets=foundation.buckets,
        bucket_key_arn=None,
        search_url=watch.logs.elasticsearch_url,
        secret_arns=data.secret_arns,
    )


def _secrets(
    stack: StackContext, settings: EcommerceSettings, foundation: Foundation
) -> Mapping[str, pulumi.Output[str]]:
    """Make the secrets under their names, with their copies elsewhere, and the function that rotates them."""
    prefix = f"{stack.architecture}/{stack.variant}/"
    replicas = _replica_keys(stack, settings.secrets.replica_region)
    function = RotationFunction(
        stack.name("rotation"),
        RotationFunctionArgs(
            secret_name_prefix=prefix,
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            region=stack.region,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )
    arns: dict[str, pulumi.Output[str]] = {}
    for name, description in ROTATED.items():
        secret = GeneratedSecretArgs(
            description=description,
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            physical_name=prefix + name,
            replicas=replicas,
            protected=stack.protected,
        )
        args = RotatingSecretArgs(
            secret=secret, function_arn=function.arn, rotation_days=settings.secrets.rotation_days
        )
        arns[name] = RotatingSecret(stack.name(name), args, stack.opts).arn
    third_party = SecretArgs(
        description=THIRD_PARTY,
        kms_key_arn=foundation.key.arn,
        account_id=stack.account_id,
        physical_name=f"{prefix}third-party",
        replicas=replicas,
        protected=stack.protected,
    )
    return {**arns, "third-party": ManualSecret(stack.name("third-party"), third_party, stack.opts).arn}


def _replica_keys(stack: StackContext, region: str | None) -> Mapping[str, pulumi.Input[str]]:
    """Return the key of the secrets' copies, made in the copies' region: keys do not reach over regions."""
    if region is None:
        return {}
    key = KmsKey(
        stack.name("replica-key"),
        KmsKeyArgs(
            alias=f"{stack.prefix}-replica",
            description=f"Copies of the secrets of {stack.prefix}",
            account_id=stack.account_id,
            region=region,
            services=(),
            elsewhere=True,
            protected=False,  # the copies go and come with the setting; what they copy is protected
        ),
        stack.opts,
    )
    return {region: key.arn}
