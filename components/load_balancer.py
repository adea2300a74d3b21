"""The public entrance of a stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import lb

from core.naming import type_token
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.service import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """What a load balancer needs to know."""

    settings: LoadBalancerSettings
    service: ServiceSettings
    """The service that requests are forwarded to: its port, its health check, how long its tasks drain."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Public subnets in at least two zones."""
    security_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    """A certificate that is issued; AWS refuses one that still waits for its validation."""
    log_bucket: pulumi.Input[str] | None = None
    """Name of the bucket for access and connection logs, which go below `AWSLogs/<account>/`. Its policy must be in
    place, or the load balancer is refused. Such a bucket can only be encrypted with SSE-S3.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    log_prefix: str | None = None
    """What the logs' keys begin with, before `AWSLogs/`; the bucket's policy must allow it."""
    protected: bool


@dataclass(frozen=True, kw_only=True)
class TrafficShift:
    """What ECS needs beside the target group to run two versions of a service and move requests between them."""

    alternate_arn: pulumi.Output[str]
    """The second target group."""
    production_rule_arn: pulumi.Output[str]
    """The listener rule that clients' requests meet."""
    test_rule_arn: pulumi.Output[str]
    """The rule of the listener on which the new version can be tried before it gets clients' requests."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """The place where a service registers its tasks."""

    arn: pulumi.Output[str]
    request_count_label: pulumi.Output[str]
    """What the metric ALBRequestCountPerTarget calls the pair of load balancer and target group."""
    listener: pulumi.Resource
    """ECS refuses a target group that no listener forwards to, so a service waits for this one."""
    shift: TrafficShift | None = None
    """For deployments that move requests between two target groups; None if there is only one."""


class LoadBalancer(pulumi.ComponentResource):
    """An internet-facing application load balancer that forwards HTTPS to a target group and redirects HTTP to HTTPS.

    AWS allows its name and the target group's 32 characters, and auto-naming adds 8: `name` has at most 24.
    """

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    """What CloudWatch calls the load balancer."""
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """Hosted zone of `dns_name`, for alias records."""
    name: pulumi.Output[str]
    target: Target
    target_group_arn_suffix: pulumi.Output[str]
    """What CloudWatch calls the target group."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "LoadBalancer"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        balancer = _load_balancer(name, args, child)
        target_group = make_target_group(name, args.service, args.vpc_id, child)
        listener = _https_listener(name, args, balancer, target_group, child)
        _http_redirect(name, balancer, child)
        self.arn = balancer.arn
        self.arn_suffix = balancer.arn_suffix
        self.dns_name = balancer.dns_name
        self.zone_id = balancer.zone_id
        self.name = balancer.name
        self.target = Target(
            arn=target_group.arn,
            request_count_label=pulumi.Output.concat(balancer.arn_suffix, "/", target_group.arn_suffix),
            listener=listener,
        )
        self.target_group_arn_suffix = target_group.arn_suffix
        self.register_outputs({"arn": self.arn, "dnsName": self.dns_name, "targetGroupArn": target_group.arn})


def _load_balancer(name: str, args: LoadBalancerArgs, child: pulumi.ResourceOptions) -> lb.LoadBalancer:
    bucket, prefix = args.log_bucket, args.log_prefix
    return lb.LoadBalancer(
        name,
        load_balancer_type="application",
        internal=False,
        subnets=list(args.subnet_ids),
        security_groups=[args.security_group_id],
        drop_invalid_header_fields=True,
        desync_mitigation_mode=args.settings.desync_mitigation,
        idle_timeout=args.settings.idle_timeout_seconds,
        enable_zonal_shift=True,
        enable_deletion_protection=args.protected,
        access_logs=None
        if bucket is None
        else lb.LoadBalancerAccessLogsArgs(bucket=bucket, prefix=prefix, enabled=True),
        connection_logs=None
        if bucket is None
        else lb.LoadBalancerConnectionLogsArgs(bucket=bucket, prefix=prefix, enabled=True),
        opts=child,
    )


def make_target_group(
    name: str, service: ServiceSettings, vpc_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> lb.TargetGroup:
    """Make the target group of a service, with its port and health check."""
    check = service.health_check
    return lb.TargetGroup(
        name,
        vpc_id=vpc_id,
        target_type="ip",
        port=service.port,
        protocol="HTTP",
        protocol_version="HTTP1",
        deregistration_delay=service.deregistration_seconds,
        health_check=lb.TargetGroupHealthCheckArgs(
            enabled=True,
            protocol="HTTP",
            port="traffic-port",
            path=check.path,
            interval=check.interval_seconds,
            timeout=check.timeout_seconds,
            healthy_threshold=check.healthy_threshold,
            unhealthy_threshold=check.unhealthy_threshold,
            matcher=check.status_codes,
        ),
        opts=opts,
    )


def _https_listener(
    name: str,
    args: LoadBalancerArgs,
    balancer: lb.LoadBalancer,
    target_group: lb.TargetGroup,
    child: pulumi.ResourceOptions,
) -> lb.Listener:
    """Return the listener on 443. It adds the headers that browsers are to get with every answer."""
    return lb.Listener(
        f"{name}-https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy=args.settings.ssl_policy,
        certificate_arn=args.certificate_arn,
        default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target_group.arn)],
        routing_http_response_server_enabled=False,
        routing_http_response_strict_transport_security_header_value=f"max-age={args.settings.hsts_seconds}",
        routing_http_response_x_content_type_options_header_value="nosniff",
        routing_http_response_x_frame_options_header_value="DENY",
        opts=child,
    )


def _http_redirect(name: str, balancer: lb.LoadBalancer, child: pulumi.ResourceOptions) -> None:
    redirect = lb.ListenerDefaultActionRedirectArgs(protocol="HTTPS", port="443", status_code="HTTP_301")
    lb.Listener(
        f"{name}-http",
        load_balancer_arn=balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[lb.ListenerDefaultActionArgs(type="redirect", redirect=redirect)],
        routing_http_response_server_enabled=False,
        opts=child,
    )
