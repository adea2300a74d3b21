"""The stores of the platform: PostgreSQL with a proxy if it is wanted, and Redis in the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.on_eks.access import CacheStore, DatabaseStore, Stores
from architectures.on_eks.cluster import Platform
from architectures.on_eks.ground import ranges
from architectures.on_eks.space import Space
from architectures.on_eks.watch import Watch
from architectures.parts import build_database
from components.database import Database
from components.database_proxy import DatabaseProxy, DatabaseProxyArgs
from components.network_rules import Pods
from components.pod_template import SecretKey
from components.redis_pod import RedisPod, RedisPodArgs
from components.secret import GeneratedSecret, GeneratedSecretArgs
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.synced_secret import RemoteValue
from core.aws.rds import PORTS
from core.kubernetes_labels import NAME_LABEL

from .access import ACCESS
from .foundation import Foundation
from .settings import ScalableSettings

PORT = PORTS["postgres"]
REDIS_SECRET = "redis"  # noqa: S105  # a Kubernetes secret's name


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores, and the secret with Redis's password."""

    database: Database
    database_group: SecurityGroup
    proxy: DatabaseProxy | None
    redis_secret_arn: pulumi.Output[str]


def build_data(stack: StackContext, settings: ScalableSettings, foundation: Foundation, platform: Platform) -> Data:
    """Make the database, which the cluster's nodes and the proxy alone can reach, and the password of Redis."""
    subnets = list(foundation.network.subnet_ids("data").values())
    group = _group(stack, foundation, "rds", "Database: connections from the cluster")
    group.allow_group("from-nodes", platform.cluster.security_group_id, PORT, "Connections from the pods")
    database = build_database(
        stack,
        settings.database,
        foundation.key,
        subnet_ids=subnets,
        security_group_id=group.security_group_id,
        log_retention_days=settings.observability.log_retention_days,
    )
    password = GeneratedSecret(
        stack.name("redis"),
        GeneratedSecretArgs(
            description=f"Password of Redis in {stack.prefix}",
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            protected=stack.protected,
        ),
        stack.opts,
    )
    proxy = _proxy(stack, settings, foundation, platform, database, group)
    return Data(database=database, database_group=group, proxy=proxy, redis_secret_arn=password.arn)


def _group(stack: StackContext, foundation: Foundation, part: str, description: str) -> SecurityGroup:
    args = SecurityGroupArgs(vpc_id=foundation.network.vpc_id, description=description)
    return SecurityGroup(stack.name(part), args, stack.opts)


def _proxy(
    stack: StackContext,
    settings: ScalableSettings,
    foundation: Foundation,
    platform: Platform,
    database: Database,
    database_group: SecurityGroup,
) -> DatabaseProxy | None:
    """Make the proxy if the settings want one; the services' users may come through it."""
    if settings.database_proxy is None:
        return None
    group = _group(stack, foundation, "rds-proxy", "Database proxy: connections from the cluster")
    group.allow_group("from-nodes", platform.cluster.security_group_id, PORT, "Connections from the pods")
    group.connect_to(database_group, PORT, "Connections of the proxy")
    return DatabaseProxy(
        stack.name("database-proxy"),
        DatabaseProxyArgs(
            settings=settings.database_proxy,
            proxy_name=f"{stack.prefix}-database",
            database_identifier=database.identifier,
            user_arns=[arn for user in _users() for arn in database.user_arns(user)],
            subnet_ids=list(foundation.network.subnet_ids("data").values()),
            security_group_id=group.security_group_id,
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            region=stack.region,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )


def _users() -> Sequence[str]:
    """Return the services that sign in to the database, each as a user of its own name."""
    return [name for name, access in ACCESS.items() if access.database is not None]


def build_stores(
    stack: StackContext,
    settings: ScalableSettings,
    foundation: Foundation,
    platform: Platform,
    data: Data,
    watch: Watch,
    space: Space,
) -> Stores:
    """Make Redis in the namespace, and return the stores as the services see them."""
    secret = space.secret("redis-password", REDIS_SECRET, {"password": RemoteValue(secret_arn=data.redis_secret_arn)})
    password = SecretKey(secret, "password")
    redis = RedisPod(
        stack.name("redis-pod"),
        RedisPodArgs(
            settings=settings.redis,
            service_name="redis",
            namespace=space.name,
            storage_class=platform.services.storage_class,
            password=password,
            sources=[Pods(labels={NAME_LABEL: name}) for name, access in ACCESS.items() if access.cache],
            protected=stack.protected,
        ),
        platform.opts,
    )
    source = data.database if data.proxy is None else data.proxy
    return Stores(
        database=DatabaseStore(
            host=data.database.address if data.proxy is None else data.proxy.host,
            port=PORT,
            user_arns=source.user_arns,
            peers=ranges(stack, settings.network, "data"),
        ),
        cache=CacheStore(host=redis.host, port=redis.port, tls=False, password=password, peers=[redis.pods]),
        buckets=foundation.buckets,
        bucket_key_arn=foundation.key.arn,
        search_url=watch.logs.elasticsearch_url,
        traces_url=None if watch.traces is None else watch.traces.otlp_url,
    )
