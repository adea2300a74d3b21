"""The Kubernetes cluster and the controllers that every service needs."""

from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.cluster_services import ClusterServices, ClusterServicesArgs
from components.eks_cluster import EksCluster, EksClusterArgs

from .ground import Ground
from .settings import EksSettings


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The cluster with its controllers."""

    cluster: EksCluster
    services: ClusterServices
    opts: pulumi.ResourceOptions
    """Options for components with objects in the cluster."""


def build_platform(stack: StackContext, settings: EksSettings, ground: Ground) -> Platform:
    """Make the cluster, its nodes and its controllers."""
    network = ground.network
    cluster_name = stack.prefix
    cluster = EksCluster(
        stack.name("cluster"),
        EksClusterArgs(
            settings=settings.cluster,
            cluster_name=cluster_name,
            vpc_id=network.vpc_id,
            private_subnet_ids=list(network.subnet_ids("private").values()),
            way_out=[network],
            region=stack.region,
            account_id=stack.account_id,
            kms_key_arn=ground.key.arn,
            admin_role_arns=stack.admin_role_arns,
            log_retention_days=settings.observability.log_retention_days,
            tags=stack.tags,
            protected=stack.protected,
        ),
        stack.opts,
    )
    inside = pulumi.ResourceOptions.merge(stack.opts, pulumi.ResourceOptions(providers=[cluster.provider]))
    services = ClusterServices(
        stack.name("controllers"),
        ClusterServicesArgs(
            settings=settings.cluster,
            replicas=settings.platform.controller_replicas,
            cluster_name=cluster_name,
            vpc_id=network.vpc_id,
            region=stack.region,
            account_id=stack.account_id,
            oidc_provider_arn=cluster.oidc_provider_arn,
            oidc_issuer=cluster.oidc_issuer,
            kms_key_arn=ground.key.arn,
            tags=stack.tags,
        ),
        inside,
    )
    return Platform(cluster=cluster, services=services, opts=inside)
