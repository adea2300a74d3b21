"""Build the evaluation system in the order in which a request flows; then what watches it and what saves it."""

from architectures import Outputs
from architectures.context import StackContext
from core.settings import ConfigError, Mistake

from .data import build_data
from .entrance import build_entrance
from .foundation import build_foundation
from .observability import observe
from .recovery import build_copies
from .services import build_services
from .settings import EvaluationSettings
from .watch import build_watch


def build(stack: StackContext, settings: EvaluationSettings) -> Outputs:
    """Build the whole system and return its outputs."""
    _check_shield(stack, settings)
    foundation = build_foundation(stack, settings)
    entrance = build_entrance(stack, settings, foundation)
    data = build_data(stack, settings, foundation)
    watch = build_watch(stack, settings, foundation, entrance)
    services = build_services(stack, settings, foundation, entrance, data, watch)
    observe(stack, settings, entrance, data, services, watch)
    copies = build_copies(stack, settings, foundation, data)
    return {
        "url": f"https://{stack.domain}",
        "distributionDomainName": entrance.distribution.domain_name,
        "distributionId": entrance.distribution.distribution_id,
        "zoneId": entrance.domain.zone_id,
        "nameServers": entrance.domain.name_servers or [],
        "loadBalancerDnsName": entrance.balancer.dns_name,
        "frontendRepositoryUrl": services.repositories["frontend"].url,
        "backendRepositoryUrl": services.repositories["backend"].url,
        "clusterName": services.cluster.name,
        "frontendServiceName": services.services["frontend"].name,
        "backendServiceName": services.services["backend"].name,
        "databaseEndpoint": data.database.endpoint,
        "databaseUrlParameterArn": data.database_url.arn,
        "cacheEndpoint": data.cache.endpoint,
        "filesBucket": foundation.files.name,
        "vpcId": foundation.network.vpc_id,
        **copies,
    }


def _check_shield(stack: StackContext, settings: EvaluationSettings) -> None:
    """Refuse Shield Advanced outside prod: the subscription is the account's, and for a year."""
    if settings.distribution.shield_advanced and stack.environment != "prod":
        problem = "is on in dev; Shield Advanced costs 3000 USD a month for at least a year and is for prod alone"
        mend = "pulumi config set --path settings.distribution.shield_advanced false"
        raise ConfigError([Mistake("settings.distribution.shield_advanced", True, problem, mend)])  # noqa: FBT003  # what was given
