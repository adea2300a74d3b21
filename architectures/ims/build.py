"""Build IMS in the order in which a request flows: foundation, entrance, data, service; then what watches them."""

from architectures import Outputs
from architectures.context import StackContext

from .data import build_data
from .entrance import build_entrance
from .foundation import build_foundation
from .observability import observe
from .service import build_service
from .settings import ImsSettings


def build(stack: StackContext, settings: ImsSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    foundation = build_foundation(stack, settings)
    entrance = build_entrance(stack, settings, foundation)
    data = build_data(stack, settings, foundation)
    backend = build_service(stack, settings, foundation, entrance, data)
    observe(stack, settings, foundation, entrance, data, backend)
    return {
        "apiUrl": f"https://{stack.domain}/api/v1",
        "loadBalancerDnsName": entrance.balancer.dns_name,
        "nameServers": entrance.domain.name_servers or [],
        "repositoryUrl": backend.registry.url,
        "databaseEndpoint": data.database.endpoint,
        "databaseSecretArn": data.database.secret_arn,
        "cacheEndpoint": data.cache.endpoint,
        "cacheSecretArn": data.cache.auth_secret_arn,
        "clusterName": backend.cluster.name,
        "serviceName": backend.service.name,
        "backupBucket": foundation.backups.name,
        "vpcId": foundation.network.vpc_id,
    }
