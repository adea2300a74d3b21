"""Build the platform from the ground up: foundation, cluster, what watches it, stores, services, entrance, delivery."""

from architectures import Outputs
from architectures.context import StackContext
from architectures.on_eks.cluster import build_platform
from architectures.on_eks.delivery import build_delivery
from architectures.on_eks.entrance import build_entrance
from architectures.on_eks.services import ServiceBuilder
from architectures.on_eks.space import Space
from architectures.on_eks.watch import build_watch
from components.pipeline_role import Artifacts

from .access import ACCESS, NAMESPACE
from .administration import build_administration
from .data import build_data, build_stores
from .foundation import build_foundation
from .observability import DASHBOARDS, watch_aws
from .settings import ScalableSettings


def build(stack: StackContext, settings: ScalableSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    foundation = build_foundation(stack, settings)
    platform = build_platform(stack, settings, foundation)
    watch = build_watch(stack, settings, foundation, platform, namespace=NAMESPACE, dashboards=DASHBOARDS)
    data = build_data(stack, settings, foundation, platform)
    watch_aws(stack, settings, data, watch.alerts)
    vpn = build_administration(stack, settings, foundation, platform, data)
    space = Space(
        stack, foundation, platform, namespace=NAMESPACE, secret_arns=[data.redis_secret_arn], holds_data=True
    )
    services = ServiceBuilder(
        stack=stack,
        settings=settings,
        ground=foundation,
        platform=platform,
        space=space,
        stores=build_stores(stack, settings, foundation, platform, data, watch, space),
        access=ACCESS,
        reads_config=True,
    ).build()
    domain = build_entrance(stack, settings, foundation, platform, services)
    artifacts = Artifacts(
        bucket_arn=foundation.buckets["artifacts"].arn, kms_key_arn=foundation.key.arn, region=stack.region
    )
    pipeline_role_arn = build_delivery(stack, platform, services, artifacts)
    return {
        "url": f"https://{stack.domain}",
        "nameServers": domain.name_servers or [],
        "clusterName": platform.cluster.name,
        "kubeconfig": platform.cluster.kubeconfig,
        "pipelineRoleArn": pipeline_role_arn,
        "repositoryUrls": {name: registry.url for name, registry in services.registries.items()},
        "databaseEndpoint": data.database.endpoint,
        "databaseSecretArn": data.database.secret_arn,
        "redisSecretArn": data.redis_secret_arn,
        "grafanaSecretArn": watch.monitoring.admin_secret_arn,
        "buckets": {purpose: bucket.name for purpose, bucket in foundation.buckets.items()},
        "vpcId": foundation.network.vpc_id,
        **({"databaseProxyEndpoint": data.proxy.host} if data.proxy is not None else {}),
        **({"vpnDnsName": vpn.dns_name} if vpn is not None else {}),
    }
