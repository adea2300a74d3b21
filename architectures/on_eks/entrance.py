"""Where requests come in: the name and its certificate, the firewall, and the ingress of the services."""

from architectures.context import StackContext
from architectures.parts import build_domain
from components.alb_ingress import AlbIngress, AlbIngressArgs, Route
from components.domain import Domain
from components.web_firewall import WebFirewall, WebFirewallArgs
from core.aws.elb import hosted_zone

from .cluster import Platform
from .ground import Ground
from .services import Services
from .settings import EksSettings


def build_entrance(
    stack: StackContext, settings: EksSettings, ground: Ground, platform: Platform, services: Services
) -> Domain:
    """Make the entrance and point the name to it."""
    domain = build_domain(stack, validation_minutes=settings.load_balancer.certificate_wait_minutes)
    firewall = WebFirewall(
        stack.name("firewall"),
        WebFirewallArgs(
            settings=settings.firewall,
            kms_key_arn=ground.key.arn,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )
    ingress = AlbIngress(
        stack.name("ingress"),
        AlbIngressArgs(
            settings=settings.load_balancer,
            controller=platform.services,
            namespace=services.namespace,
            host=stack.domain,
            routes=[
                Route(path=path, service_name=services.services[name].service_name, port=service.port)
                for name, service in settings.services.items()
                for path in service.paths
            ],
            certificate_arn=domain.certificate_arn,
            web_acl_arn=firewall.arn,
            subnet_ids=list(ground.network.subnet_ids("public").values()),
            backend_protocol=settings.load_balancer.backend_protocol,
            log_bucket=ground.logs.name,
            protected=stack.protected,
        ),
        platform.opts,
    )
    domain.point_to(ingress.hostname, hosted_zone(stack.region))
    return domain
