"""Services, entrances and network policies: who reaches pods, and how."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from core.aws.elb import TLS13_POLICIES
from policies.lib.ranges import is_internet
from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.lib.view import View, each
from policies.workloads.specs import INGRESS, NETWORK_POLICY, SERVICE, entry, maybe_entry

_ANNOTATIONS = "metadata.annotations"
_ALB = "alb.ingress.kubernetes.io/"
_BALANCER = "service.beta.kubernetes.io/aws-load-balancer-"
_OWN_BALANCERS = ("service.k8s.aws/nlb", "eks.amazonaws.com/nlb")
_OWN_TYPES = ("external", "nlb-ip")
"""Classes, and types in an annotation, of load balancers that AWS's own controllers make: internal by default."""


def _alb(ingress: View, key: str) -> str:
    """Return an annotation for the AWS Load Balancer Controller.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
    """
    return str(entry(ingress, _ANNOTATIONS, _ALB + key) or "")


def _is_alb(ingress: View) -> bool:
    classes = (ingress.value("spec.ingressClassName"), entry(ingress, _ANNOTATIONS, "kubernetes.io/ingress.class"))
    return "alb" in classes or any(key.startswith(_ALB) for key in ingress.keys(_ANNOTATIONS))


def _is_grouped(ingress: View) -> bool:
    """Say whether an ingress shares its load balancer with others: one of its group says for all what it is like."""
    return maybe_entry(ingress, _ANNOTATIONS, f"{_ALB}group.name") not in (None, "")


def _is_internal(service: View) -> bool:
    """Say whether the load balancer of a service is private, which is the newer controller's default, not Kubernetes'.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
    """
    scheme = entry(service, _ANNOTATIONS, f"{_BALANCER}scheme")
    internal = entry(service, _ANNOTATIONS, f"{_BALANCER}internal")
    if scheme is None and internal is None:
        kind = entry(service, _ANNOTATIONS, f"{_BALANCER}type")
        return kind in _OWN_TYPES or service.value("spec.loadBalancerClass") in _OWN_BALANCERS
    return scheme == "internal" or internal == "true"


@rule(
    "k8s-service-no-load-balancer",
    "The way in from outside is the ingress, with its firewall",
    severity=Severity.HIGH,
    remedy="Use type ClusterIP behind an Ingress, or an internal load balancer",
    types=(SERVICE,),
    settings={
        "allowed": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "Globs on the names of services that may have a public load balancer.",
        }
    },
)
def no_load_balancer(service: Resource) -> Iterator[str]:
    """Refuse ports on all nodes too."""
    kind = service.value("spec.type")
    if kind == "NodePort":
        yield "spec.type is NodePort"
    elif kind == "LoadBalancer" and not _is_internal(service):
        name = str(service.value("metadata.name"))
        if not any(fnmatchcase(name, pattern) for pattern in strings(service.config.value("allowed"))):
            yield "spec.type is LoadBalancer and its scheme is not internal"


@rule(
    "k8s-service-source-ranges",
    "A public load balancer of a service says who may come",
    severity=Severity.HIGH,
    remedy="Set spec.loadBalancerSourceRanges to the addresses that need it",
    types=(SERVICE,),
)
def source_ranges(service: Resource) -> Iterator[str]:
    """Count an absent list as everybody, which is what Kubernetes makes of it."""
    if service.value("spec.type") != "LoadBalancer" or _is_internal(service):
        return
    ranges = strings(service.value("spec.loadBalancerSourceRanges"))
    if not ranges or any(is_internet(item) for item in ranges):
        yield "spec.loadBalancerSourceRanges lets everybody in"


@rule(
    "k8s-service-no-external-ips",
    "No service takes the traffic of addresses that are not its own",
    severity=Severity.HIGH,
    remedy="Remove spec.externalIPs",
    types=(SERVICE,),
)
def no_external_ips(service: Resource) -> Iterator[str]:
    """Refuse what CVE-2020-8554 is about: https://github.com/kubernetes/kubernetes/issues/97076."""
    if service.given("spec.externalIPs"):
        yield "spec.externalIPs is set"


@rule(
    "k8s-ingress-tls",
    "Entrances speak TLS; plain HTTP only redirects",
    severity=Severity.HIGH,
    remedy=f"Set {_ALB}certificate-arn and {_ALB}ssl-redirect, or spec.tls for another class",
    types=(INGRESS,),
)
def ingress_tls(ingress: Resource) -> Iterator[str]:
    """Count an unknown certificate as given; behind HTTPS the controller finds one by the hosts of tls and rules.

    Without listen-ports it listens on HTTPS alone if a certificate is named, on plain HTTP alone if none is. In a group
    another ingress may bring the certificate of a port and the redirect.
    """
    if not _is_alb(ingress):
        if not ingress.given("spec.tls"):
            yield "spec.tls is not set"
        return
    certificate = maybe_entry(ingress, _ANNOTATIONS, f"{_ALB}certificate-arn")
    listening = _alb(ingress, "listen-ports") or ('"HTTPS"' if certificate else '"HTTP"')
    if not certificate and not ('"HTTPS"' in listening and (_is_grouped(ingress) or _has_host(ingress))):
        yield "it has no certificate"
    if '"HTTP"' in listening and not _alb(ingress, "ssl-redirect") and not _is_grouped(ingress):
        yield "plain HTTP is not redirected"


def _has_host(ingress: View) -> bool:
    return ingress.given("spec.tls") or any(item.given("host") for item in ingress.items("spec.rules"))


@rule(
    "k8s-ingress-tls-policy",
    "Entrances offer TLS 1.3 and nothing older than TLS 1.2",
    severity=Severity.HIGH,
    remedy=f"Set {_ALB}ssl-policy to one of those allowed, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
    types=(INGRESS,),
    settings={
        "allowed": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": sorted(TLS13_POLICIES),
            "description": "TLS security policies of Elastic Load Balancing.",
        }
    },
)
def ingress_tls_policy(ingress: Resource) -> Iterator[str]:
    """Count an absent policy as ELBSecurityPolicy-2016-08, the controller's default, which has TLS 1.0.

    Pass over one that is absent in a group: another ingress may set it for all.
    """
    if not _is_alb(ingress):
        return
    policy = _alb(ingress, "ssl-policy")
    if policy not in strings(ingress.config.value("allowed")) and (policy or not _is_grouped(ingress)):
        yield "its TLS policy is none of those allowed"


@rule(
    "k8s-ingress-waf",
    "A web firewall stands before every public entrance",
    severity=Severity.HIGH,
    remedy=f"Set {_ALB}wafv2-acl-arn, which alone may associate the firewall",
    types=(INGRESS,),
)
def ingress_waf(ingress: Resource) -> Iterator[str]:
    """Look at the annotation: the load balancer is made by the controller, so the stack has no resource for it.

    Pass over a group: another ingress may bring the firewall for all.
    """
    public = _is_alb(ingress) and _alb(ingress, "scheme") == "internet-facing"
    if public and not _is_grouped(ingress) and not maybe_entry(ingress, _ANNOTATIONS, f"{_ALB}wafv2-acl-arn"):
        yield "it is public and has no web firewall"


def _lacks_attribute(ingress: View, attribute: str) -> bool:
    """Say whether a load balancer is not told to do this. In a group another ingress may tell it."""
    given = _alb(ingress, "load-balancer-attributes").replace(" ", "").split(",")
    left_out = not any(item.startswith(f"{attribute}=") for item in given)
    return _is_alb(ingress) and f"{attribute}=true" not in given and not (left_out and _is_grouped(ingress))


@rule(
    "k8s-ingress-drop-invalid-headers",
    "The load balancer of an entrance drops headers that HTTP does not allow",
    severity=Severity.MEDIUM,
    remedy=f"Add routing.http.drop_invalid_header_fields.enabled=true to {_ALB}load-balancer-attributes",
    types=(INGRESS,),
)
def drop_invalid_headers(ingress: Resource) -> Iterator[str]:
    """Ask of the entrance what other load balancers are asked."""
    if _lacks_attribute(ingress, "routing.http.drop_invalid_header_fields.enabled"):
        yield "its load balancer keeps invalid headers"


@rule(
    "k8s-ingress-access-logs",
    "The load balancer of an entrance keeps a record of requests",
    severity=Severity.MEDIUM,
    remedy=f"Add access_logs.s3.enabled=true and access_logs.s3.bucket to {_ALB}load-balancer-attributes",
    types=(INGRESS,),
)
def access_logs(ingress: Resource) -> Iterator[str]:
    """Ask of the entrance what other load balancers are asked."""
    if _lacks_attribute(ingress, "access_logs.s3.enabled"):
        yield "its load balancer keeps no access log"


@rule(
    "k8s-ingress-no-snippets",
    "No entrance brings code of its own into the controller that serves all",
    severity=Severity.HIGH,
    remedy="Remove the snippet",
    types=(INGRESS,),
    controls=("CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"),
)
def no_snippets(ingress: Resource) -> Iterator[str]:
    """Look for the snippets of ingress-nginx, which read the controller's own secrets (CVE-2021-25742)."""
    found = [
        key
        for key in ingress.keys(_ANNOTATIONS)
        if key.startswith("nginx.ingress.kubernetes.io/") and key.endswith("-snippet")
    ]
    if found:
        yield f"{_ANNOTATIONS} has {', '.join(found)}"


@rule(
    "k8s-network-policy-not-open",
    "Network policies name who may come and where pods may go",
    severity=Severity.MEDIUM,
    remedy="Name the pods, namespaces or addresses, and the ports",
    types=(NETWORK_POLICY,),
)
def not_open(policy: Resource) -> Iterator[str]:
    """Refuse a rule that lets in everybody or all of the cluster, and one that lets pods go anywhere on any port."""

    def incoming(item: View) -> Iterator[str]:
        if not item.given("from") or any(_is_anywhere(peer) or _is_every_pod(peer) for peer in item.items("from")):
            yield f"{item.path} lets everybody in"

    def outgoing(item: View) -> Iterator[str]:
        anywhere = not item.given("to") or any(_is_anywhere(peer) for peer in item.items("to"))
        if anywhere and (not item.given("ports") or any(not port.given("port") for port in item.items("ports"))):
            yield f"{item.path} lets pods go anywhere"

    yield from each(policy.items("spec.ingress"), incoming)
    yield from each(policy.items("spec.egress"), outgoing)


def _is_anywhere(peer: View) -> bool:
    return peer.given("ipBlock") and is_internet(peer.peek("ipBlock.cidr"))


def _is_every_pod(peer: View) -> bool:
    """Say whether a peer is the pods of all namespaces: an empty selector fits everything."""
    return peer.peek("namespaceSelector") == {} and not peer.given("podSelector")
