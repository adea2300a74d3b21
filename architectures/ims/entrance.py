"""Where requests come in: the name and its certificate, the load balancer, the firewall before it."""

from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_domain
from components.domain import Domain
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.web_firewall import WebFirewall, WebFirewallArgs

from .foundation import Foundation
from .settings import ImsSettings


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """The public side."""

    domain: Domain
    balancer: LoadBalancer


def build_entrance(stack: StackContext, settings: ImsSettings, foundation: Foundation) -> Entrance:
    """Make the entrance and point the name to it."""
    domain = build_domain(stack, validation_minutes=settings.load_balancer.certificate_wait_minutes)
    balancer = LoadBalancer(
        stack.name("alb"),
        LoadBalancerArgs(
            settings=settings.load_balancer,
            service=settings.services.api,
            vpc_id=foundation.network.vpc_id,
            subnet_ids=list(foundation.network.subnet_ids("public").values()),
            security_group_id=foundation.groups.alb.security_group_id,
            certificate_arn=domain.certificate_arn,
            log_bucket=foundation.logs.name,
            protected=stack.protected,
        ),
        stack.opts,
    )
    domain.point_to(balancer.dns_name, balancer.zone_id)
    WebFirewall(
        stack.name("firewall"),
        WebFirewallArgs(
            settings=settings.firewall,
            load_balancer_arn=balancer.arn,
            kms_key_arn=foundation.key.arn,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )
    return Entrance(domain=domain, balancer=balancer)
