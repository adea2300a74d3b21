"""Build the platform from the ground up: foundation, cluster, what watches it, stores, services, entrance, delivery."""

from architectures import Outputs
from architectures.context import StackContext
from architectures.on_eks.cluster import build_platform
from architectures.on_eks.delivery import build_delivery
from architectures.on_eks.entrance import build_entrance
from architectures.on_eks.services import ServiceBuilder
from architectures.on_eks.space import Space
from architectures.on_eks.watch import build_watch

from .access import ACCESS, NAMESPACE
from .data import build_data, stores
from .foundation import build_foundation
from .observability import DASHBOARDS, watch_aws
from .settings import EcommerceSettings


def build(stack: StackContext, settings: EcommerceSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    foundation = build_foundation(stack, settings)
    platform = build_platform(stack, settings, foundation)
    watch = build_watch(stack, settings, foundation, platform, namespace=NAMESPACE, dashboards=DASHBOARDS)
    data = build_data(stack, settings, foundation, platform)
    watch_aws(stack, settings, foundation, data, watch.alerts)
    space = Space(stack, foundation, platform, namespace=NAMESPACE, secret_arns=[data.cache.auth_secret_arn])
    services = ServiceBuilder(
        stack=stack,
        settings=settings,
        ground=foundation,
        platform=platform,
        space=space,
        stores=stores(stack, settings, foundation, data, watch, space),
        access=ACCESS,
    ).build()
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
