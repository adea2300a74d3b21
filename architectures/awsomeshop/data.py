"""What AWSomeShop keeps: the MySQL database, the directory of its users, and the secrets of both."""

from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.database import Database, DatabaseArgs
from components.secret import GeneratedSecret, GeneratedSecretArgs, StoredSecret, StoredSecretArgs
from components.user_pool import UserPool, UserPoolArgs

from .foundation import Foundation
from .settings import AwsomeshopSettings

DATABASE_USER = "awsomeshop"
"""The database user of the application. A migration creates it, with the password in DATABASE_URL (docs/aws.md)."""

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105  # a resource type


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores and what the application needs to reach them."""

    database: Database
    database_secret: GeneratedSecret
    """The whole DATABASE_URL."""
    users: UserPool
    users_secret: StoredSecret
    """JSON with the keys user_pool_id, client_id and client_secret."""


def build_data(stack: StackContext, settings: AwsomeshopSettings, foundation: Foundation) -> Data:
    """Make the stores."""
    database = Database(
        stack.name("database"),
        DatabaseArgs(
            settings=settings.database,
            identifier=f"{stack.prefix}-database",
            # The document has no tier without a way out; the group of the database lets nothing out (AWS-061).
            subnet_ids=list(foundation.network.subnet_ids("private").values()),
            subnet_group_name=stack.documented_name("aws:rds/subnetGroup:SubnetGroup", "awsomeshop-db-subnet-group"),
            availability_zone=None if settings.database.multi_az else stack.zones[0],
            security_group_id=foundation.groups.rds.security_group_id,
            account_id=stack.account_id,
            region=stack.region,
            kms_key_arn=foundation.key.arn,
            log_retention_days=settings.observability.log_retention_days,
            protected=stack.protected,
        ),
        stack.opts,
    )
    users = UserPool(
        stack.name("users"),
        UserPoolArgs(
            settings=settings.user_pool,
            pool_name="awsomeshop-users",
            client_name="awsomeshop-web-client",
            protected=stack.protected,
        ),
        stack.opts,
    )
    return Data(
        database=database,
        database_secret=_database_secret(stack, settings, foundation, database),
        users=users,
        users_secret=_users_secret(stack, foundation, users),
    )


def _database_secret(
    stack: StackContext, settings: AwsomeshopSettings, foundation: Foundation, database: Database
) -> GeneratedSecret:
    """Make the secret with the URL of the database, its password made by Secrets Manager."""
    return GeneratedSecret(
        stack.name("db"),
        GeneratedSecretArgs(
            description="DATABASE_URL of the application",
            length=40,
            before=f"mysql://{DATABASE_USER}:",
            after=pulumi.Output.concat("@", database.endpoint, f"/{settings.database.database_name}"),
            physical_name=stack.documented_name(SECRET, "awsomeshop/db"),
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            protected=stack.protected,
        ),
        stack.opts,
    )


def _users_secret(stack: StackContext, foundation: Foundation, users: UserPool) -> StoredSecret:
    return StoredSecret(
        stack.name("cognito"),
        StoredSecretArgs(
            description="User pool of the application, and the client it signs users in with",
            content={
                "user_pool_id": users.pool_id,
                "client_id": users.client_id,
                "client_secret": users.client_secret,
            },
            physical_name=stack.documented_name(SECRET, "awsomeshop/cognito"),
            kms_key_arn=foundation.key.arn,
            account_id=stack.account_id,
            protected=stack.protected,
        ),
        stack.opts,
    )
