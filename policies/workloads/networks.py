"""Services and network policies: who reaches pods, and how."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.ranges import is_internet
from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.lib.view import View, each
from policies.workloads.specs import NETWORK_POLICY, SERVICE, entry

_ANNOTATIONS = "metadata.annotations"
_BALANCER = "service.beta.kubernetes.io/aws-load-balancer-"
_OWN_BALANCERS = ("service.k8s.aws/nlb", "eks.amazonaws.com/nlb")
_OWN_TYPES = ("external", "nlb-ip")
"""Classes, and types in an annotation, of load balancers that AWS's own controllers make: internal by default."""


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
