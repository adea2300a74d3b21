"""A proxy that pools the connections of many clients into few of the database."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, rds

from core.aws.names import check_name
from core.iam import document, service_trust, statement
from core.naming import type_token
from core.sections.database_proxy import DatabaseProxySettings

_PROXY = "aws:rds/proxy:Proxy"


@dataclass(frozen=True, kw_only=True)
class DatabaseProxyArgs:
    """What a proxy needs to know. It speaks PostgreSQL."""

    settings: DatabaseProxySettings
    proxy_name: str
    """Physical name, unique in account and region; RDS derives the name of the log group from it."""
    database_identifier: pulumi.Input[str]
    user_arns: Sequence[pulumi.Input[str]]
    """What `rds-db:connect` is about for the users that may come through the proxy (Database.user_arns)."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets in at least two zones, of the database's VPC."""
    security_group_id: pulumi.Input[str]
    """A group that clients may connect to, and that may connect to the database."""
    kms_key_arn: pulumi.Input[str]
    account_id: str
    region: str
    log_retention_days: int


class DatabaseProxy(pulumi.ComponentResource):
    """RDS Proxy. Clients sign in to it with IAM tokens over TLS, and it does the same to the database.

    So no password is kept for it: its role may sign in as the same users and no others.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html
    """

    host: pulumi.Output[str]
    """Host name of the proxy, once the database is behind it."""

    def __init__(self, name: str, args: DatabaseProxyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name(_PROXY, args.proxy_name)
        super().__init__(type_token("database", "DatabaseProxy"), name, {}, opts)
        self._label, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._proxy = self._make()
        settings = args.settings
        group = rds.ProxyDefaultTargetGroup(
            name,
            db_proxy_name=self._proxy.name,
            connection_pool_config=rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=settings.max_connections_percent,
                connection_borrow_timeout=settings.borrow_timeout_seconds,
            ),
            opts=self._child,
        )
        target = rds.ProxyTarget(
            name,
            db_proxy_name=self._proxy.name,
            target_group_name=group.name,
            db_instance_identifier=args.database_identifier,
            opts=self._child,
        )
        self.host = pulumi.Output.all(self._proxy.endpoint, target.urn).apply(lambda known: str(known[0]))
        self.register_outputs({"host": self.host})

    def user_arns(self, user: str) -> list[pulumi.Output[str]]:
        """Return what `rds-db:connect` is about when an application signs in to the proxy as `user`."""
        args = self._args
        prefix = f"arn:aws:rds-db:{args.region}:{args.account_id}:dbuser:"
        return [self._proxy.arn.apply(lambda arn: f"{prefix}{arn.rsplit(':', 1)[-1]}/{user}")]

    def _make(self) -> rds.Proxy:
        args, name = self._args, self._label
        logs = cloudwatch.LogGroup(
            name,
            # RDS would make a group of this name without key and retention.
            name=f"/aws/rds/proxy/{args.proxy_name}",
            kms_key_id=args.kms_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self._child,
        )
        proxies = f"arn:aws:rds:{args.region}:{args.account_id}:db-proxy:*"
        trust = service_trust("rds.amazonaws.com", account_id=args.account_id, source_arn=proxies)
        role = iam.Role(name, assume_role_policy=document(trust), opts=self._child)
        rights = iam.RolePolicy(
            name,
            role=role.name,
            policy=document(statement(["rds-db:connect"], list(args.user_arns), sid="SignIn")),
            opts=self._child,
        )
        return rds.Proxy(
            name,
            name=args.proxy_name,
            engine_family="POSTGRESQL",
            default_auth_scheme="IAM_AUTH",
            require_tls=True,
            debug_logging=False,  # it would write down statements, values included
            idle_client_timeout=args.settings.idle_client_seconds,
            role_arn=role.arn,
            vpc_subnet_ids=list(args.subnet_ids),
            vpc_security_group_ids=[args.security_group_id],
            # Its name is taken until the old proxy is gone.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights, logs], delete_before_replace=True),
        )
