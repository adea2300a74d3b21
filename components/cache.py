"""A Redis or Valkey cache with its logs and its token."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, elasticache

from components.secret import GeneratedSecret, GeneratedSecretArgs
from core.aws.elasticache import PORT, parameter_family
from core.naming import type_token
from core.sections.cache import CacheSettings

LOGS = ("engine-log", "slow-log")


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """What a cache needs to know."""

    settings: CacheSettings
    final_snapshot: str
    """Name of the snapshot that the deletion of a protected cache leaves, unique in account and region."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets without a way out, in at least two zones if the cache has replicas."""
    security_group_id: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """Key of the nodes' disks, snapshots, logs and the token. Changing it replaces the cache."""
    account_id: str
    log_retention_days: int
    protected: bool
    """Whether the cache is kept from deletion, and a deletion after all leaves a last snapshot."""


class Cache(pulumi.ComponentResource):
    """A replication group, its subnet and parameter groups, its log groups, and the token that clients sign in with.

    Clients must use TLS. With replicas the cache spreads over zones and fails over by itself. `name` has at most 32
    characters: a replication group's id has 40, and auto-naming adds 8.
    """

    endpoint: pulumi.Output[str]
    """Host name that clients start from: the configuration endpoint in cluster mode, else the primary's."""
    port: int
    auth_secret_arn: pulumi.Output[str]
    """Secret whose value is the token."""
    replication_group_id: pulumi.Output[str]
    node_ids: Sequence[pulumi.Output[str]]
    """What CloudWatch calls the nodes."""

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("cache", "Cache"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        token = GeneratedSecret(
            f"{name}-token",
            GeneratedSecretArgs(
                description=f"Token of cache {name}",
                kms_key_arn=args.kms_key_arn,
                account_id=args.account_id,
                protected=args.protected,
            ),
            self._child,
        )
        group = self._replication_group(token)
        self.port = PORT
        self.endpoint = (
            group.configuration_endpoint_address if args.settings.cluster_mode else group.primary_endpoint_address
        )
        self.auth_secret_arn = token.arn
        self.replication_group_id = group.id
        self.node_ids = [pulumi.Output.concat(group.id, suffix) for suffix in _node_suffixes(args.settings)]
        self.register_outputs({"endpoint": self.endpoint, "authSecretArn": self.auth_secret_arn})

    def _replication_group(self, token: GeneratedSecret) -> elasticache.ReplicationGroup:
        args, settings = self._args, self._args.settings
        subnets = elasticache.SubnetGroup(self._label, subnet_ids=list(args.subnet_ids), opts=self._child)
        inputs = elasticache.ReplicationGroupArgs(
            description=f"Cache {self._label}",
            engine=settings.engine,
            engine_version=settings.engine_version,
            node_type=settings.node_type,
            parameter_group_name=self._parameter_group().name,
            subnet_group_name=subnets.name,
            security_group_ids=[args.security_group_id],
            port=PORT,
            automatic_failover_enabled=settings.fails_over,
            multi_az_enabled=settings.fails_over,
            at_rest_encryption_enabled=True,
            kms_key_id=args.kms_key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token=token.value,
            # After a change both tokens are good until the next one, so running clients are not cut off.
            auth_token_update_strategy="ROTATE",  # noqa: S106  # the name of a strategy, no token
            auto_minor_version_upgrade=True,
            maintenance_window=settings.maintenance_window,
            apply_immediately=not args.protected,
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window,
            final_snapshot_identifier=args.final_snapshot if args.protected else None,
            log_delivery_configurations=[self._log(log) for log in LOGS],
        )
        _set_size(inputs, settings)
        options = pulumi.ResourceOptions(
            parent=self,
            protect=args.protected,
            additional_secret_outputs=["authToken"],
            # The provider would try it in place; ElastiCache wants two steps with no other change, and has no way back:
            # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
            replace_on_changes=["clusterMode"],
        )
        return elasticache.ReplicationGroup(self._label, inputs, options)

    def _parameter_group(self) -> elasticache.ParameterGroup:
        """Make the group under a name with what cannot change in it: another engine or mode takes another group."""
        settings = self._args.settings
        family = parameter_family(settings.engine, settings.engine_version)
        label = f"{self._label}-{family.replace('.', '-')}"
        parameters: dict[str, str] = {"maxmemory-policy": settings.eviction_policy}
        if settings.cluster_mode:
            label, parameters = f"{label}-cluster", {"cluster-enabled": "yes", **parameters}
        return elasticache.ParameterGroup(
            label,
            family=family,
            description=f"{self._label}: {settings.eviction_policy}",
            parameters=[
                elasticache.ParameterGroupParameterArgs(name=key, value=value) for key, value in parameters.items()
            ],
            opts=self._child,
        )

    def _log(self, log: str) -> elasticache.ReplicationGroupLogDeliveryConfigurationArgs:
        group = cloudwatch.LogGroup(
            f"{self._label}-{log}",
            # Groups of this prefix share one resource policy; others are added to it one by one, until it is full:
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
            name_prefix=f"/aws/vendedlogs/elasticache/{self._label}-{log}-",
            kms_key_id=self._args.kms_key_arn,
            retention_in_days=self._args.log_retention_days,
            opts=self._child,
        )
        return elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
            destination=group.name, destination_type="cloudwatch-logs", log_format="json", log_type=log
        )


def _set_size(inputs: elasticache.ReplicationGroupArgs, settings: CacheSettings) -> None:
    """Give the size as ElastiCache wants it: shards in cluster mode, else nodes."""
    if settings.cluster_mode:
        inputs.cluster_mode = "enabled"
        inputs.num_node_groups = settings.shards
        inputs.replicas_per_node_group = settings.replicas
    else:
        inputs.cluster_mode = "disabled"
        inputs.num_cache_clusters = 1 + settings.replicas


def _node_suffixes(settings: CacheSettings) -> list[str]:
    """Return what the nodes' ids add to the replication group's: -001, or -0001-001 in cluster mode.

    They are named by number because AWS names them so.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.Prepare.html
    """
    nodes = [f"-{node:03}" for node in range(1, settings.replicas + 2)]
    if not settings.cluster_mode:
        return nodes
    return [f"-{shard:04}{node}" for shard in range(1, settings.shards + 1) for node in nodes]
