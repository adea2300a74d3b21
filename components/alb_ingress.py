"""The public entrance of a cluster: an application load balancer that a controller in the cluster makes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import (
    HTTPIngressPathArgs,
    HTTPIngressRuleValueArgs,
    Ingress,
    IngressBackendArgs,
    IngressRuleArgs,
    IngressServiceBackendArgs,
    IngressSpecArgs,
    ServiceBackendPortArgs,
)
from pulumi_kubernetes.networking.v1.outputs import IngressStatus

from components.pod_template import Scheme
from core.naming import type_token
from core.sections.load_balancer import LoadBalancerSettings

INGRESS_CLASS = "alb"
_PREFIX = "alb.ingress.kubernetes.io"


@dataclass(frozen=True, kw_only=True)
class Route:
    """Requests whose path begins with `path` go to a port of a service in the ingress's namespace."""

    path: str
    service_name: pulumi.Input[str]
    port: int


@dataclass(frozen=True, kw_only=True)
class AlbIngressArgs:
    """What an entrance needs to know."""

    settings: LoadBalancerSettings
    controller: pulumi.Resource
    """The release of the load balancer controller. It makes the load balancer and alone can take it away, so it comes
    first and goes last; without that order a destroyed stack would leave the load balancer behind.
    """
    namespace: pulumi.Input[str]
    host: str | None
    """The name requests must be for; None for any."""
    routes: Sequence[Route]
    """Where requests go. The longest path that fits wins."""
    certificate_arn: pulumi.Input[str]
    """A certificate that is issued; AWS refuses one that still waits for its validation."""
    web_acl_arn: pulumi.Input[str]
    """The firewall before the load balancer. The controller associates it, so nothing else may (ECO-160)."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets in at least two zones: public ones if the scheme is internet-facing."""
    scheme: Literal["internet-facing", "internal"] = "internet-facing"
    backend_protocol: Scheme = "HTTP"
    """How the load balancer talks to pods; services say the same about themselves (ECO-159)."""
    log_bucket: pulumi.Input[str] | None = None
    """Name of the bucket for access and connection logs, which go below `AWSLogs/<account>/`. Its policy must be in
    place before, and it can only be encrypted with SSE-S3.
    """
    protected: bool
    """Whether AWS refuses to delete the load balancer."""


class AlbIngress(pulumi.ComponentResource):
    """An ingress of class alb: HTTPS with a firewall before it, and HTTP that is redirected (ECO-002, ECO-003)."""

    hostname: pulumi.Output[str]
    """DNS name of the load balancer, once it is there."""

    def __init__(self, name: str, args: AlbIngressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("edge", "AlbIngress"), name, {}, opts)
        ingress = Ingress(
            name,
            metadata=ObjectMetaArgs(namespace=args.namespace, annotations=_annotations(args)),
            spec=IngressSpecArgs(
                ingress_class_name=INGRESS_CLASS,
                rules=[
                    IngressRuleArgs(
                        host=args.host, http=HTTPIngressRuleValueArgs(paths=[_path(route) for route in args.routes])
                    )
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.controller]),
        )
        self.hostname = ingress.status.apply(_hostname)
        self.register_outputs({"hostname": self.hostname})


def _check(name: str, args: AlbIngressArgs) -> None:
    paths = [route.path for route in args.routes]
    if not paths:
        raise ValueError(f"AlbIngress {name}: routes is empty")
    if twice := sorted({path for path in paths if paths.count(path) > 1}):
        raise ValueError(f"AlbIngress {name}: routes lead {', '.join(twice)} to two services")
    if len(args.subnet_ids) < 2:
        raise ValueError(f"AlbIngress {name}: subnet_ids are {len(args.subnet_ids)}, a load balancer needs two zones")


def _path(route: Route) -> HTTPIngressPathArgs:
    return HTTPIngressPathArgs(
        path=route.path,
        path_type="Prefix",
        backend=IngressBackendArgs(
            service=IngressServiceBackendArgs(name=route.service_name, port=ServiceBackendPortArgs(number=route.port))
        ),
    )


def _annotations(args: AlbIngressArgs) -> dict[str, pulumi.Input[str]]:
    """Return what the controller reads.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
    """
    annotations: dict[str, pulumi.Input[str]] = {
        "scheme": args.scheme,
        "target-type": "ip",
        "ip-address-type": "ipv4",
        "subnets": pulumi.Output.all(*args.subnet_ids).apply(",".join),
        "listen-ports": json.dumps([{"HTTP": 80}, {"HTTPS": 443}]),
        "ssl-redirect": "443",
        "ssl-policy": args.settings.ssl_policy,
        "certificate-arn": args.certificate_arn,
        "wafv2-acl-arn": args.web_acl_arn,
        "backend-protocol": args.backend_protocol,
        "load-balancer-attributes": _pairs(_attributes(args)),
        "listener-attributes.HTTPS-443": _pairs(_headers(args.settings)),
    }
    return {f"{_PREFIX}/{key}": value for key, value in annotations.items()}


def _attributes(args: AlbIngressArgs) -> dict[str, pulumi.Input[str]]:
    settings = args.settings
    attributes: dict[str, pulumi.Input[str]] = {
        "deletion_protection.enabled": str(args.protected).lower(),
        "idle_timeout.timeout_seconds": str(settings.idle_timeout_seconds),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": settings.desync_mitigation,
        "zonal_shift.config.enabled": "true",
    }
    for kind in ("access_logs", "connection_logs"):
        # The controller leaves alone what it is not told about, so that logging once on would stay on.
        attributes[f"{kind}.s3.enabled"] = str(args.log_bucket is not None).lower()
        if args.log_bucket is not None:
            attributes[f"{kind}.s3.bucket"] = args.log_bucket
    return attributes


def _headers(settings: LoadBalancerSettings) -> dict[str, pulumi.Input[str]]:
    """Return the headers that browsers get with every answer."""
    return {
        "routing.http.response.server.enabled": "false",
        "routing.http.response.strict_transport_security.header_value": f"max-age={settings.hsts_seconds}",
        "routing.http.response.x_content_type_options.header_value": "nosniff",
        "routing.http.response.x_frame_options.header_value": "DENY",
    }


def _pairs(values: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """Return `key=value,key=value`."""
    return pulumi.Output.all(**values).apply(lambda known: ",".join(f"{key}={known[key]}" for key in values))


def _hostname(status: IngressStatus | None) -> str:
    balancer = status.load_balancer if status else None
    addresses = (balancer.ingress if balancer else None) or []
    if not addresses or not addresses[0].hostname:
        raise ValueError("the ingress has no load balancer: is the load balancer controller running?")
    return addresses[0].hostname
