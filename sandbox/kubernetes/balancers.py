"""Load balancers that the cluster makes by itself: of an Ingress with the class alb, of a Service that asks for one.

They stand in the VPC's subnets and are in no program's state. Who removes the controller before the Ingress is left
with a load balancer that nobody deletes, and with subnets that AWS does not let go.
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.errors import CloudError
from sandbox.kubernetes.contents import Contents, annotation
from sandbox.kubernetes.kinds import CHART_OF_CONTROLLER, Kind
from sandbox.kubernetes.values import text_at
from sandbox.outputs import ACCOUNT, value_at
from sandbox.store import Link, Thing
from sandbox.zones import SUBNET

_Inputs = Mapping[str, object]

_ALB = "alb.ingress.kubernetes.io/"
_NLB = "service.beta.kubernetes.io/aws-load-balancer-"
_CONTROLLER = "ingress.k8s.aws/alb"
_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
_NAMED: Mapping[str, tuple[str, str]] = {
    "certificate-arn": ("aws:acm/certificate:Certificate", "arn"),
    "wafv2-acl-arn": ("aws:wafv2/webAcl:WebAcl", "arn"),
    "security-groups": ("aws:ec2/securityGroup:SecurityGroup", "id"),
}
"""Annotation of an Ingress to the type that it names, and by which property; AWS keeps them while it stands."""

_LOGS = ("access_logs", "connection_logs")


@dataclass(frozen=True)
class Balancer:
    """A load balancer: its host name, and what it keeps AWS from deleting."""

    hostname: str
    links: tuple[Link, ...]


def has_balancer(kind: Kind, inputs: _Inputs) -> bool:
    """Return whether the cluster makes a load balancer of an object."""
    return kind.name == "Ingress" or (kind.name == "Service" and value_at(inputs, "spec.type") == "LoadBalancer")


def needs_controller(kind: Kind, inputs: _Inputs) -> bool:
    """Return whether it is the controller that makes and removes the load balancer, not Kubernetes itself."""
    load_balancer_class = text_at(inputs, "spec.loadBalancerClass") or ""
    return kind.name == "Ingress" or load_balancer_class.startswith("service.k8s.aws/")


def balancer_of(contents: Contents, kind: Kind, inputs: _Inputs) -> Balancer | None:
    """Return the load balancer of an object, None if it has none; raise `CloudError` if it could not be made."""
    if not has_balancer(kind, inputs):
        return None
    if needs_controller(kind, inputs):
        _check_controller(contents, kind, inputs)
    prefix = _ALB if kind.name == "Ingress" else _NLB
    is_public = annotation(inputs, f"{prefix}scheme") == "internet-facing" or prefix == _NLB
    subnets = _subnets(contents, inputs, prefix, is_public=is_public)
    links = [Link(f"load balancer in {subnet.id}", SUBNET, subnet.id, holds=True) for subnet in subnets]
    if is_public:
        vpc = value_at(contents.cluster.outputs, "vpcConfig.vpcId")
        gateways = contents.store.things("type = ? and json_extract(inputs, '$.vpcId') = ?", (_GATEWAY, vpc))
        links += [Link("load balancer", _GATEWAY, gateway.id, holds=True) for gateway in gateways]
    if kind.name == "Ingress":
        links += _named(contents, inputs)
        _check_logs(contents, inputs)
    return Balancer(_hostname(contents, inputs, is_public=is_public), tuple(links))


def _check_controller(contents: Contents, kind: Kind, inputs: _Inputs) -> None:
    named = text_at(inputs, "spec.ingressClassName") or annotation(inputs, "kubernetes.io/ingress.class")
    if kind.name == "Ingress" and not _is_alb(contents, named):
        reason = f"no controller of the sandbox serves the class {named!r}, so the Ingress would never get an address"
        raise CloudError("Timeout", f"spec.ingressClassName: {reason}; the class is alb")
    if not contents.has_chart(CHART_OF_CONTROLLER):
        reason = f"the chart {CHART_OF_CONTROLLER} is not in the cluster, so nothing would make the load balancer"
        raise CloudError("Timeout", f"{kind.name} {text_at(inputs, 'metadata.name')}: {reason}")


def _is_alb(contents: Contents, name: str | None) -> bool:
    found = contents.find("IngressClass", None, name)
    return name == "alb" or (found is not None and value_at(found.inputs, "spec.controller") == _CONTROLLER)


def _subnets(contents: Contents, inputs: _Inputs, prefix: str, *, is_public: bool) -> list[Thing]:
    """Return the subnets that are named, or else the tagged ones of the cluster's VPC, at least in two zones."""
    given = annotation(inputs, f"{prefix}subnets")
    vpc = value_at(contents.cluster.outputs, "vpcConfig.vpcId")
    tag = "kubernetes.io/role/elb" if is_public else "kubernetes.io/role/internal-elb"
    found = contents.store.things("type = ? and json_extract(inputs, '$.vpcId') = ?", (SUBNET, vpc))
    if given is not None:
        wanted = _items(given)
        found = [subnet for subnet in found if {subnet.id, _tag(subnet, "Name")} & {*wanted}]
        source = f"{prefix}subnets names {given}"
    else:
        found = [subnet for subnet in found if _tag(subnet, tag) in ("1", "")]
        source = f"subnets are looked for by the tag {tag}=1"
    by_zone = {str(subnet.outputs.get("availabilityZone")): subnet for subnet in found}
    if len(by_zone) < 2:
        reason = f"{source}, and that finds zones {sorted(by_zone)} of {vpc}; a load balancer needs two"
        raise CloudError("FailedBuildModel", f"{text_at(inputs, 'metadata.name')}: {reason}")
    return list(by_zone.values())


def _tag(subnet: Thing, key: str) -> object:
    tags = subnet.outputs.get("tagsAll") or subnet.outputs.get("tags")
    return tags.get(key) if isinstance(tags, Mapping) else None


def _named(contents: Contents, inputs: _Inputs) -> Iterator[Link]:
    """Yield what the annotations name; raise `CloudError` if it is not there."""
    for key, (token, name) in _NAMED.items():
        for value in _items(annotation(inputs, f"{_ALB}{key}") or ""):
            if value.startswith("arn:") and value.split(":")[4:5] != [ACCOUNT]:
                continue
            condition = "type = ? and (id = ? or json_extract(outputs, '$.' || ?) = ?)"
            found = contents.store.things(condition, (token, value, name, value))
            if not found:
                path = f'metadata.annotations["{_ALB}{key}"]'
                raise CloudError("FailedDeployModel", f"{path}: there is no {token.rpartition(':')[2]} {value}")
            yield Link(f"load balancer's {key}", token, found[0].id, holds=True)


def is_protected(inputs: _Inputs) -> bool:
    """Return whether AWS refuses to delete the load balancer of an Ingress."""
    return _attributes(inputs).get("deletion_protection.enabled") == "true"


def _attributes(inputs: _Inputs) -> dict[str, str]:
    """Return the attributes of the load balancer that the annotations set."""
    pairs = [item.partition("=") for item in _items(annotation(inputs, f"{_ALB}load-balancer-attributes") or "")]
    return {key.strip(): value.strip() for key, _, value in pairs}


def _check_logs(contents: Contents, inputs: _Inputs) -> None:
    """Raise `CloudError` if logs are to go to a bucket that is not there."""
    attributes = _attributes(inputs)
    for kind in _LOGS:
        bucket = attributes.get(f"{kind}.s3.bucket")
        if attributes.get(f"{kind}.s3.enabled") == "true" and not contents.store.things(
            "type = 'aws:s3/bucket:Bucket' and id = ?", (bucket,)
        ):
            path = f'metadata.annotations["{_ALB}load-balancer-attributes"]'
            raise CloudError("FailedDeployModel", f"{path}: {kind}: there is no bucket {bucket}")


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _hostname(contents: Contents, inputs: _Inputs, *, is_public: bool) -> str:
    """Return the host name; Ingresses of one group in one cluster share it."""
    namespace, name = text_at(inputs, "metadata.namespace"), text_at(inputs, "metadata.name")
    group = annotation(inputs, f"{_ALB}group.name")
    stem = f"k8s-{_short(group)}" if group else f"k8s-{_short(namespace)}-{_short(name)}"
    owner = f"{contents.place} {group or f'{namespace}/{name}'}"
    digest = hashlib.sha256(owner.encode()).hexdigest()
    given = annotation(inputs, f"{_ALB}load-balancer-name")
    host = f"{given or f'{stem}-{digest[:10]}'}-{int(digest[10:18], 16)}"
    return f"{'' if is_public else 'internal-'}{host}.{contents.cluster.region}.elb.amazonaws.com"


def _short(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", str(text))[:8]
