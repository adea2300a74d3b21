"""A relational database with its standby, read replicas, logs and monitoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, rds

from components.database_restore import SOURCES, restore
from components.secret import GeneratedSecret, GeneratedSecretArgs
from core.aws.names import check_name
from core.aws.rds import PORTS, default_option_group, parameter_family, supports_performance_insights
from core.iam import document, service_trust
from core.naming import type_token
from core.sections.database import DatabaseSettings

CA_CERTIFICATE = "rds-ca-rsa2048-g1"
"""Signs the database's certificate until 2061. Clients check it with the bundle of all RDS authorities:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html#UsingWithRDS.SSL.CertificatesDownload
"""
MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
MONITORING_SECONDS = 60
INSIGHTS_DAYS = 7
"""Days of Performance Insights that cost nothing."""
PASSWORD_LENGTH = 40
"""MySQL takes at most 41 characters: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""

LOGS: Mapping[str, Sequence[str]] = {
    "postgres": ("iam-db-auth-error", "postgresql", "upgrade"),
    "mysql": ("error", "iam-db-auth-error", "slowquery"),
}
"""Logs that each engine sends to CloudWatch. MySQL's general log would hold every statement, values included."""

PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "postgres": {"log_min_duration_statement": "2000", "rds.force_ssl": "1"},
    "mysql": {"log_output": "FILE", "long_query_time": "2", "require_secure_transport": "1", "slow_query_log": "1"},
}
"""TLS required (IMS-194), and statements of two seconds and more logged; MySQL sends that log from files alone."""


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """What a database needs to know."""

    settings: DatabaseSettings
    identifier: str
    """Physical name of the primary, unique in account and region. RDS derives the names of log groups from it, and
    replicas are called `<identifier>-<replica>`.
    """
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets without a way out, in at least two zones."""
    subnet_group_name: str | None = None
    """A name that a document states; otherwise Pulumi chooses one."""
    availability_zone: str | None = None
    """The zone of a primary without standby; None leaves it to RDS. Changing it replaces the database."""
    security_group_id: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """Key of storage, backups, insights, logs and the master user's secret. Changing it replaces the database."""
    account_id: str
    region: str
    log_retention_days: int
    protected: bool
    """Whether the instances are kept from deletion, and a deletion after all leaves a snapshot
    `<identifier>-final` and the daily backups.
    """


@dataclass(frozen=True, kw_only=True)
class DatabaseReplica:
    """A read replica, which is a source of reads and of metrics of its own."""

    identifier: pulumi.Output[str]
    address: pulumi.Output[str]


class Database(pulumi.ComponentResource):
    """An RDS instance, its subnet and parameter groups, log groups, monitoring role, secret and read replicas.

    Clients must use TLS. They sign in by password, or by IAM with a token of 15 minutes and the right `rds-db:connect`.
    """

    arn: pulumi.Output[str]
    """ARN of the primary."""
    identifier: pulumi.Output[str]
    """What CloudWatch calls the primary."""
    resource_id: pulumi.Output[str]
    """What Performance Insights calls the primary."""
    address: pulumi.Output[str]
    """Host name of the primary."""
    endpoint: pulumi.Output[str]
    """Host name and port of the primary."""
    port: int
    password: pulumi.Output[str] | None
    """The master user's password, secret; None if RDS keeps it to itself."""
    secret_arn: pulumi.Output[str]
    """Secret with the JSON keys `username` and `password` of the master user."""
    replicas: Mapping[str, DatabaseReplica]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("database", "Database"), name, {}, opts)
        if args.availability_zone is not None and args.settings.multi_az:
            raise ValueError(f"Database {name}: availability_zone is given, but settings.multi_az spreads it over two")
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.port = PORTS[args.settings.engine]
        self._parameters = self._parameter_group()
        self._role, self._attachment = self._monitoring_role()
        primary = self._primary()
        replicas = {replica: self._replica(replica, primary) for replica in args.settings.replicas}
        self.identifier = primary.identifier
        self.resource_id = primary.resource_id
        self.address = primary.address
        self.endpoint = primary.endpoint
        self.replicas = {
            label: DatabaseReplica(identifier=one.identifier, address=one.address) for label, one in replicas.items()
        }
        self._resource_ids = [instance.resource_id for instance in (primary, *replicas.values())]
        self.register_outputs({"identifier": self.identifier, "endpoint": self.endpoint, "secretArn": self.secret_arn})

    def user_arns(self, user: str) -> list[pulumi.Output[str]]:
        """Return what `rds-db:connect` is about when an application signs in as `user`, on the primary and replicas.

        https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
        """
        prefix = f"arn:aws:rds-db:{self._args.region}:{self._args.account_id}:dbuser:"
        return [pulumi.Output.concat(prefix, resource_id, f"/{user}") for resource_id in self._resource_ids]

    def _parameter_group(self) -> rds.ParameterGroup:
        """Make the group under a name with its family: for a new major version another group takes its place."""
        settings = self._args.settings
        family = parameter_family(settings.engine, settings.engine_version)
        return rds.ParameterGroup(
            f"{self._label}-{family.replace('.', '')}",
            family=family,
            description=f"{self._label}: TLS is required",
            parameters=[
                # RDS accepts this for static and dynamic parameters alike. New instances start with the whole group; on
                # running ones a change waits for a restart.
                rds.ParameterGroupParameterArgs(name=key, value=value, apply_method="pending-reboot")
                for key, value in PARAMETERS[settings.engine].items()
            ],
            opts=self._child,
        )

    def _subnet_group(self) -> rds.SubnetGroup:
        stated = self._args.subnet_group_name
        return rds.SubnetGroup(
            self._label,
            name=stated,
            description=f"{self._label}: where the database may stand",
            subnet_ids=list(self._args.subnet_ids),
            # A fixed name is taken until the old group is gone.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=stated is not None),
        )

    def _monitoring_role(self) -> tuple[iam.Role, iam.RolePolicyAttachment]:
        """Make the role in which RDS writes the operating system's metrics of these instances alone."""
        args, name = self._args, f"{self._label}-monitoring"
        instances = f"arn:aws:rds:{args.region}:{args.account_id}:db:{args.identifier}*"
        trust = service_trust("monitoring.rds.amazonaws.com", account_id=args.account_id, source_arn=instances)
        role = iam.Role(name, assume_role_policy=document(trust), opts=self._child)
        return role, iam.RolePolicyAttachment(name, role=role.name, policy_arn=MONITORING_POLICY, opts=self._child)

    def _primary(self) -> rds.Instance:
        args, settings = self._args, self._args.settings
        inputs = self._inputs(args.identifier)
        inputs.engine = settings.engine
        inputs.engine_version = settings.engine_version
        inputs.engine_lifecycle_support = "open-source-rds-extended-support-disabled"
        if settings.restore is None:
            inputs.db_name = settings.database_name
            inputs.username = settings.master_user
        else:
            restore(inputs, settings.restore)
        inputs.db_subnet_group_name = self._subnet_group().name
        inputs.availability_zone = args.availability_zone
        if settings.engine == "mysql":  # the one engine here whose extras come as options
            inputs.option_group_name = default_option_group(settings.engine, settings.engine_version)
        inputs.allocated_storage = settings.allocated_storage_gib
        # What is restored stays under its own key.
        inputs.kms_key_id = (settings.restore and settings.restore.kms_key_arn) or args.kms_key_arn
        inputs.multi_az = settings.multi_az
        inputs.backup_retention_period = settings.backup_retention_days
        inputs.backup_window = settings.backup_window
        inputs.delete_automated_backups = not args.protected
        inputs.skip_final_snapshot = not args.protected
        if args.protected:
            # Taken once: RDS refuses a second deletion under this name while the first snapshot is there.
            inputs.final_snapshot_identifier = f"{args.identifier}-final"
        secret = self._credentials(inputs)
        instance = self._instance(self._label, inputs, self._log_groups(self._label, args.identifier))
        self.password = secret.value if secret is not None else None
        self.arn = instance.arn
        self.secret_arn = secret.arn if secret is not None else _managed_secret(instance)
        return instance

    def _credentials(self, inputs: rds.InstanceArgs) -> GeneratedSecret | None:
        args, settings = self._args, self._args.settings
        if settings.credentials == "rds_managed":
            inputs.manage_master_user_password = True
            inputs.master_user_secret_kms_key_id = args.kms_key_arn
            return None
        secret = GeneratedSecret(
            f"{self._label}-master",
            GeneratedSecretArgs(
                description=f"Master user of database {args.identifier}",
                kms_key_arn=args.kms_key_arn,
                account_id=args.account_id,
                length=PASSWORD_LENGTH,
                username=settings.master_user,
                protected=args.protected,
            ),
            self._child,
        )
        inputs.password = secret.value
        return secret

    def _replica(self, replica: str, primary: rds.Instance) -> rds.Instance:
        """Make a replica. Engine, users, databases, subnets and key are its source's; it takes no backups."""
        label, identifier = f"{self._label}-{replica}", f"{self._args.identifier}-{replica}"
        inputs = self._inputs(identifier)
        inputs.replicate_source_db = primary.identifier
        inputs.multi_az = False
        inputs.skip_final_snapshot = True  # RDS takes none of a replica
        return self._instance(label, inputs, self._log_groups(label, identifier))

    def _inputs(self, identifier: str) -> rds.InstanceArgs:
        """Return what a primary and its replicas have in common."""
        args, settings = self._args, self._args.settings
        check_name("aws:rds/instance:Instance", identifier)
        insights = supports_performance_insights(settings.engine, settings.instance_class)
        return rds.InstanceArgs(
            identifier=identifier,
            instance_class=settings.instance_class,
            port=self.port,
            parameter_group_name=self._parameters.name,
            vpc_security_group_ids=[args.security_group_id],
            publicly_accessible=False,
            ca_cert_identifier=CA_CERTIFICATE,
            iam_database_authentication_enabled=True,
            storage_type=settings.storage_type,
            storage_encrypted=True,
            max_allocated_storage=settings.max_allocated_storage_gib,
            auto_minor_version_upgrade=True,
            maintenance_window=settings.maintenance_window,
            apply_immediately=not args.protected,
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=list(LOGS[settings.engine]),
            monitoring_interval=MONITORING_SECONDS,
            monitoring_role_arn=self._role.arn,
            database_insights_mode="standard",
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=args.kms_key_arn if insights else None,
            performance_insights_retention_period=INSIGHTS_DAYS if insights else None,
            deletion_protection=args.protected,
        )

    def _log_groups(self, label: str, identifier: str) -> list[cloudwatch.LogGroup]:
        """Make the groups that RDS would make otherwise, without a key and kept for ever."""
        return [
            cloudwatch.LogGroup(
                f"{label}-{log}",
                name=f"/aws/rds/instance/{identifier}/{log}",
                kms_key_id=self._args.kms_key_arn,
                retention_in_days=self._args.log_retention_days,
                opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
            )
            for log in LOGS[self._args.settings.engine]
        ]

    def _instance(self, label: str, inputs: rds.InstanceArgs, logs: Sequence[pulumi.Resource]) -> rds.Instance:
        settings = self._args.settings
        ignored = ["allocatedStorage"] if settings.max_allocated_storage_gib is not None else []
        if settings.restore is None and inputs.replicate_source_db is None:
            # Where the data once came from. A replacement after the setting is gone starts there, not from nothing.
            ignored += SOURCES
        options = pulumi.ResourceOptions(
            parent=self,
            protect=self._args.protected,
            depends_on=[self._attachment, *logs],
            delete_before_replace=True,  # the identifier is taken until the old instance is gone
            ignore_changes=ignored or None,
        )
        return rds.Instance(label, inputs, options)


def _managed_secret(instance: rds.Instance) -> pulumi.Output[str]:
    """Return the ARN of the secret in which RDS keeps the master user's password."""
    return instance.master_user_secrets.apply(lambda secrets: secrets[0].secret_arn or "")
