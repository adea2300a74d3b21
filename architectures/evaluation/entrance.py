"""Where requests come in: the name, CloudFront with its firewall, and the load balancer that only it reaches."""

from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from architectures.parts import build_domain
from components.distribution import Distribution, DistributionArgs
from components.domain import Domain
from components.private_load_balancer import PrivateLoadBalancer, PrivateLoadBalancerArgs
from components.service_route import ServiceRoute, ServiceRouteArgs
from components.web_firewall import WebFirewall, WebFirewallArgs

from .foundation import Foundation
from .settings import EvaluationSettings

API_PATHS = ("/api/*",)
"""EVA-008: the backend's paths; all others are the frontend's."""


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """The public side, and the way to the services."""

    domain: Domain
    balancer: PrivateLoadBalancer
    frontend: ServiceRoute
    backend: ServiceRoute
    distribution: Distribution


def build_entrance(stack: StackContext, settings: EvaluationSettings, foundation: Foundation) -> Entrance:
    """Make the entrance and point the name to it."""
    domain = build_domain(stack, validation_minutes=settings.load_balancer.certificate_wait_minutes)
    balancer = PrivateLoadBalancer(
        stack.name("alb"),
        PrivateLoadBalancerArgs(
            settings=settings.load_balancer,
            subnet_ids=list(foundation.network.subnet_ids("private").values()),
            security_group_id=foundation.groups.alb.security_group_id,
            certificate_arn=domain.certificate_arn,
            log_bucket=foundation.logs.name,
            protected=stack.protected,
        ),
        stack.opts,
    )
    distribution = _distribution(stack, settings, foundation, domain, balancer)
    domain.point_to_distribution(distribution.domain_name)
    return Entrance(
        domain=domain,
        balancer=balancer,
        frontend=ServiceRoute(
            stack.name("web"),
            ServiceRouteArgs(
                service=settings.services.frontend,
                balancer=balancer,
                vpc_id=foundation.network.vpc_id,
                paths=("/*",),
                priority=200,
            ),
            stack.opts,
        ),
        backend=ServiceRoute(
            stack.name("api"),
            ServiceRouteArgs(
                service=settings.services.backend,
                balancer=balancer,
                vpc_id=foundation.network.vpc_id,
                paths=API_PATHS,
                priority=100,
            ),
            stack.opts,
        ),
        distribution=distribution,
    )


def _distribution(
    stack: StackContext,
    settings: EvaluationSettings,
    foundation: Foundation,
    domain: Domain,
    balancer: PrivateLoadBalancer,
) -> Distribution:
    firewall = WebFirewall(
        stack.name("firewall"),
        WebFirewallArgs(
            settings=settings.firewall,
            scope="CLOUDFRONT",
            kms_key_arn=foundation.edge_key.arn,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )
    files = foundation.files
    return Distribution(
        stack.name("distribution"),
        DistributionArgs(
            settings=settings.distribution,
            domain=stack.domain,
            certificate_arn=domain.edge_certificate(),
            web_acl_arn=firewall.arn,
            balancer=balancer,
            physical_name=stack.prefix,
            files_domain=pulumi.Output.concat(files.name, f".s3.{stack.region}.amazonaws.com"),
            log_bucket_arn=foundation.logs.arn,
            zone_arn=None if domain.name_servers is None else domain.zone_arn,
        ),
        # CloudFront enters only VPCs that have an internet gateway, though no request uses it.
        pulumi.ResourceOptions.merge(
            stack.opts, pulumi.ResourceOptions(depends_on=[foundation.network, foundation.logs])
        ),
    )
