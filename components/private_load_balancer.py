"""A load balancer without a public address, for several services."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import lb

from core.naming import type_token
from core.sections.load_balancer import LoadBalancerSettings

NO_ROUTE = "There is no such page.\n"


@dataclass(frozen=True, kw_only=True)
class PrivateLoadBalancerArgs:
    """What a private load balancer needs to know."""

    settings: LoadBalancerSettings
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets in at least two zones."""
    security_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    """A certificate that is issued, for the name that clients ask for."""
    log_bucket: pulumi.Input[str]
    """Name of the bucket for access and connection logs, encrypted with SSE-S3; its policy must be in place."""
    protected: bool


class PrivateLoadBalancer(pulumi.ComponentResource):
    """An internal application load balancer that serves HTTPS; each service adds its route to the listeners.

    With `settings.test_port` there is a second listener, on which new versions can be tried. A request that no route
    takes gets 404. AWS allows the name 32 characters, and auto-naming adds 8: `name` has at most 24.
    """

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    """What CloudWatch calls the load balancer."""
    dns_name: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    test_listener_arn: pulumi.Output[str] | None

    def __init__(self, name: str, args: PrivateLoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "PrivateLoadBalancer"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        balancer = lb.LoadBalancer(
            name,
            load_balancer_type="application",
            internal=True,
            subnets=list(args.subnet_ids),
            security_groups=[args.security_group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode=args.settings.desync_mitigation,
            idle_timeout=args.settings.idle_timeout_seconds,
            enable_zonal_shift=True,
            enable_deletion_protection=args.protected,
            access_logs=lb.LoadBalancerAccessLogsArgs(bucket=args.log_bucket, enabled=True),
            connection_logs=lb.LoadBalancerConnectionLogsArgs(bucket=args.log_bucket, enabled=True),
            opts=self._child,
        )
        self.arn = balancer.arn
        self.arn_suffix = balancer.arn_suffix
        self.dns_name = balancer.dns_name
        self.listener_arn = self._listener("https", 443)
        test_port = args.settings.test_port
        self.test_listener_arn = None if test_port is None else self._listener("test", test_port)
        self.register_outputs({"arn": self.arn, "dnsName": self.dns_name})

    def _listener(self, purpose: str, port: int) -> pulumi.Output[str]:
        answer = lb.ListenerDefaultActionFixedResponseArgs(
            content_type="text/plain", message_body=NO_ROUTE, status_code="404"
        )
        return lb.Listener(
            f"{self._label}-{purpose}",
            load_balancer_arn=self.arn,
            port=port,
            protocol="HTTPS",
            ssl_policy=self._args.settings.ssl_policy,
            certificate_arn=self._args.certificate_arn,
            default_actions=[lb.ListenerDefaultActionArgs(type="fixed-response", fixed_response=answer)],
            routing_http_response_server_enabled=False,
            opts=self._child,
        ).arn
