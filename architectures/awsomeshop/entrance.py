"""Where requests come in: the name and its certificate, and the load balancer."""

from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_domain
from components.domain import Domain
from components.load_balancer import LoadBalancer, LoadBalancerArgs

from .foundation import LOG_PREFIX, Foundation
from .settings import AwsomeshopSettings


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """The public side."""

    domain: Domain
    balancer: LoadBalancer


def build_entrance(stack: StackContext, settings: AwsomeshopSettings, foundation: Foundation) -> Entrance:
    """Make the entrance and point the name to it."""
    domain = build_domain(
        stack,
        wildcard=True,
        key_algorithm="RSA_2048",
        validation_minutes=settings.load_balancer.certificate_wait_minutes,
    )
    balancer = LoadBalancer(
        stack.name("alb"),
        LoadBalancerArgs(
            settings=settings.load_balancer,
            service=settings.services.core,
            vpc_id=foundation.network.vpc_id,
            subnet_ids=list(foundation.network.subnet_ids("public").values()),
            security_group_id=foundation.groups.alb.security_group_id,
            certificate_arn=domain.certificate_arn,
            log_bucket=foundation.logs.name,
            log_prefix=LOG_PREFIX,
            protected=stack.protected,
        ),
        stack.opts,
    )
    domain.point_to(balancer.dns_name, balancer.zone_id)
    return Entrance(domain=domain, balancer=balancer)
