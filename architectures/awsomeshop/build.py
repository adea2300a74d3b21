"""Build AWSomeShop in the order in which a request flows: foundation, entrance, data, service; then what watches."""

from architectures import Outputs
from architectures.context import StackContext

from .data import build_data
from .entrance import build_entrance
from .foundation import build_foundation
from .observability import observe
from .service import build_service
from .settings import AwsomeshopSettings


def build(stack: StackContext, settings: AwsomeshopSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    foundation = build_foundation(stack, settings)
    entrance = build_entrance(stack, settings, foundation)
    data = build_data(stack, settings, foundation)
    backend = build_service(stack, settings, foundation, entrance, data)
    observe(stack, settings, foundation, entrance, data, backend)
    return {
        "shopUrl": f"https://{stack.domain}",
        "loadBalancerName": entrance.balancer.name,
        "loadBalancerDnsName": entrance.balancer.dns_name,
        "nameServers": entrance.domain.name_servers or [],
        "repositoryUrl": backend.registry.url,
        "clusterName": backend.cluster.name,
        "serviceName": backend.service.name,
        "databaseEndpoint": data.database.endpoint,
        "databaseMasterSecretArn": data.database.secret_arn,
        "databaseSecretArn": data.database_secret.arn,
        "userPoolId": data.users.pool_id,
        "userPoolClientId": data.users.client_id,
        "usersSecretArn": data.users_secret.arn,
        "imageBucket": foundation.images.name,
        "logBucket": foundation.logs.name,
        "vpcId": foundation.network.vpc_id,
    }
