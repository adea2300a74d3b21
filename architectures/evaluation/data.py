"""The data of the evaluation system: PostgreSQL, Redis, and the parameters that the backend starts with."""

from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.parts import build_database
from components.cache import Cache, CacheArgs
from components.database import Database
from components.parameter import SecureParameter, SecureParameterArgs

from .foundation import Foundation
from .settings import EvaluationSettings

APPLICATION = "evaluation-system"
"""What the document calls the application in paths and tags (EVA-122, EVA-127)."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores."""

    database: Database
    cache: Cache
    database_url: SecureParameter
    jwt_key: SecureParameter


def documented_environment(stack: StackContext) -> str:
    """Return what the document calls the environment: production for prod (EVA-075, EVA-126)."""
    return "production" if stack.environment == "prod" else stack.environment


def build_data(stack: StackContext, settings: EvaluationSettings, foundation: Foundation) -> Data:
    """Make the stores, in the tier that has no way to the internet, and the parameters."""
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
    return Data(
        database=database,
        cache=cache,
        database_url=_parameter(stack, foundation, "database-url", "Where the data is", _url(settings, database)),
        jwt_key=_parameter(stack, foundation, "jwt-key", "Key that signs the JSON Web Tokens of the API", None),
    )


def _parameter(
    stack: StackContext, foundation: Foundation, purpose: str, description: str, value: pulumi.Input[str] | None
) -> SecureParameter:
    own = stack.prefix.removeprefix(f"{stack.architecture}-")
    return SecureParameter(
        stack.name(purpose),
        SecureParameterArgs(
            parameter_name=f"/{APPLICATION}/{'production' if own == 'prod' else own}/{purpose}",
            description=description,
            value=value,
            kms_key_arn=foundation.key.arn,
            tags={"Application": APPLICATION, "Environment": documented_environment(stack)},
        ),
        stack.opts,
    )


def _url(settings: EvaluationSettings, database: Database) -> pulumi.Output[str]:
    """Return the URL that the document's parameter holds (EVA-125): letters and digits need no escaping."""
    if database.password is None:
        raise ValueError("settings.database.credentials: the database URL needs a password of ours: generated")
    user, name = settings.database.master_user, settings.database.database_name
    return pulumi.Output.concat(
        f"postgresql://{user}:", database.password, "@", database.endpoint, f"/{name}?sslmode=require"
    )
