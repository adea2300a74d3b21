"""The data of IMS: PostgreSQL, Redis and the key that signs its JSON Web Tokens."""

from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_database
from components.cache import Cache, CacheArgs
from components.database import Database
from components.secret import GeneratedSecret, GeneratedSecretArgs

from .foundation import Foundation
from .settings import ImsSettings


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores."""

    database: Database
    cache: Cache
    jwt: GeneratedSecret


def build_data(stack: StackContext, settings: ImsSettings, foundation: Foundation) -> Data:
    """Make the stores, in the tier that has no way to the internet."""
    subnets = list(foundation.network.subnet_ids("data").values())
    database = build_database(
        stack,
        settings.database,
        foundation.key,
        subnet_ids=subnets,
        security_group_id=foundation.groups.rds.security_group_id,
        log_retention_days=settings.observability.log_retention_days,
    )
    cache = Cache(
        stack.name("cache"),
        CacheArgs(
            settings=settings.cache,
            final_snapshot=f"{stack.prefix}-cache-final",
            subnet_ids=subnets,
            security_group_id=foundation.groups.redis.security_group_id,
            account_id=stack.account_id,
            kms_key_arn=foundation.key.arn,
            log_retention_days=settings.observability.log_retention_days,
            protected=stack.protected,
        ),
        stack.opts,
    )
    jwt = GeneratedSecret(
        stack.name("jwt"),
        GeneratedSecretArgs(
            description="Key that signs the JSON Web Tokens of the API",
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            protected=stack.protected,
        ),
        stack.opts,
    )
    return Data(database=database, cache=cache, jwt=jwt)
