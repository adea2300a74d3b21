"""Build the platform from the ground up: foundation, cluster, what watches it, stores, services, entrance, delivery."""

from architectures import Outputs
from architectures.context import StackContext
from components.eks_version import check_version_step

from .cluster import build_platform
from .data import build_data
from .delivery import build_delivery
from .entrance import build_entrance
from .foundation import build_foundation
from .observability import build_watch, watch_aws
from .services import ServiceBuilder
from .settings import EcommerceSettings


def build(stack: StackContext, settings: EcommerceSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    # The cluster would ask this too, but only after an `up` without preview has changed what stands before it.
    check_version_step(stack.prefix, settings.cluster.version, stack.opts.parent)
    foundation = build_foundation(stack, settings)
    platform = build_platform(stack, settings, foundation)
    watch = build_watch(stack, settings, foundation, platform)
    data = build_data(stack, settings, foundation, platform)
    watch_aws(stack, settings, foundation, data, watch.alerts)
    services = ServiceBuilder(stack, settings, foundation, platform, data, watch.logs).build()
    domain = build_entrance(stack, settings, foundation, platform, services)
    pipeline_role_arn = build_delivery(stack, platform, services)
    return {
        "apiUrl": f"https://{stack.domain}/api/v1",
        "nameServers": domain.name_servers or [],
        "clusterName": platform.cluster.name,
        "kubeconfig": platform.cluster.kubeconfig,
        "pipelineRoleArn": pipeline_role_arn,
        "repositoryUrls": {name: registry.url for name, registry in services.registries.items()},
        "databaseEndpoint": data.database.endpoint,
        "databaseSecretArn": data.database.secret_arn,
        "cacheEndpoint": data.cache.endpoint,
        "secretArns": dict(data.secret_arns),
        "grafanaSecretArn": watch.monitoring.admin_secret_arn,
        "buckets": {purpose: bucket.name for purpose, bucket in foundation.buckets.items()},
        "vpcId": foundation.network.vpc_id,
    }
