"""Ingresses: the way in from outside, each by itself and those that share a load balancer as one."""

from collections.abc import Iterator, Sequence

from pulumi_policy import Severity

from core.aws.elb import TLS13_POLICIES
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule, strings
from policies.lib.view import View
from policies.workloads.specs import INGRESS, entry, maybe_entry, require_outputs

_ANNOTATIONS = "metadata.annotations"
_ALB = "alb.ingress.kubernetes.io/"
_DROPS_HEADERS = "routing.http.drop_invalid_header_fields.enabled"
_KEEPS_LOGS = "access_logs.s3.enabled"


def _alb(ingress: View, key: str) -> str:
    """Return an annotation for the AWS Load Balancer Controller.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
    """
    return str(entry(ingress, _ANNOTATIONS, _ALB + key) or "")


def _is_alb(ingress: View) -> bool:
    classes = (ingress.value("spec.ingressClassName"), entry(ingress, _ANNOTATIONS, "kubernetes.io/ingress.class"))
    return "alb" in classes or any(key.startswith(_ALB) for key in ingress.keys(_ANNOTATIONS))


def _names(ingress: View, key: str) -> bool:
    """Say whether an annotation for the controller names something; what is still unknown does."""
    return maybe_entry(ingress, _ANNOTATIONS, _ALB + key) not in (None, "")


def _is_grouped(ingress: View) -> bool:
    """Say whether an ingress shares its load balancer with others: one of its group says for all what it is like."""
    return _names(ingress, "group.name")


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
    listening = _listening(ingress)
    found = '"HTTPS"' in listening and (_is_grouped(ingress) or _has_host(ingress))
    if not found and not _names(ingress, "certificate-arn"):
        yield "it has no certificate"
    if '"HTTP"' in listening and not _alb(ingress, "ssl-redirect") and not _is_grouped(ingress):
        yield "plain HTTP is not redirected"


def _listening(ingress: View) -> str:
    return _alb(ingress, "listen-ports") or ('"HTTPS"' if _names(ingress, "certificate-arn") else '"HTTP"')


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
    if public and not _is_grouped(ingress) and not _names(ingress, "wafv2-acl-arn"):
        yield "it is public and has no web firewall"


def _lacks_attribute(ingress: View, attribute: str) -> bool:
    """Say whether a load balancer is not told to do this. In a group another ingress may tell it."""
    given = _attributes(ingress)
    return _is_alb(ingress) and given.get(attribute) != "true" and (attribute in given or not _is_grouped(ingress))


def _attributes(ingress: View) -> dict[str, str]:
    given = _alb(ingress, "load-balancer-attributes").replace(" ", "").split(",")
    return {name: value for name, _, value in (item.partition("=") for item in given)}


@rule(
    "k8s-ingress-drop-invalid-headers",
    "The load balancer of an entrance drops headers that HTTP does not allow",
    severity=Severity.MEDIUM,
    remedy=f"Add routing.http.drop_invalid_header_fields.enabled=true to {_ALB}load-balancer-attributes",
    types=(INGRESS,),
)
def drop_invalid_headers(ingress: Resource) -> Iterator[str]:
    """Ask of the entrance what other load balancers are asked."""
    if _lacks_attribute(ingress, _DROPS_HEADERS):
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
    if _lacks_attribute(ingress, _KEEPS_LOGS):
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


@stack_rule(
    "k8s-ingress-group",
    "Ingresses that share a load balancer tell it between them what one alone must",
    severity=Severity.MEDIUM,
    remedy="Annotate one of them, or exempt the group where an ingress of another stack tells it",
    types=(INGRESS,),
)
def group(ingress: StackResource, stack: Stack) -> Iterator[str]:
    """Judge a group once, at its first ingress. What one of it tells badly, the rules about single ingresses find."""
    members = _group_of(ingress, stack)
    if not members or members[0] is not ingress:
        return
    if any('"HTTP"' in _listening(one) for one in members) and not any(_alb(one, "ssl-redirect") for one in members):
        yield "no ingress of its group redirects plain HTTP"
    if not any(_names(one, "ssl-policy") for one in members):
        yield "no ingress of its group names a TLS policy"
    public = any(_alb(one, "scheme") == "internet-facing" for one in members)
    if public and not any(_names(one, "wafv2-acl-arn") for one in members):
        yield "it is public and no ingress of its group names a web firewall"
    if not any(_DROPS_HEADERS in _attributes(one) for one in members):
        yield "no ingress of its group lets invalid headers be dropped"
    if not any(_KEEPS_LOGS in _attributes(one) for one in members):
        yield "no ingress of its group has access logs kept"


def _group_of(ingress: StackResource, stack: Stack) -> Sequence[StackResource]:
    """Return the ingresses that share the load balancer of this one, in the order of their URNs; none if it is alone.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.name
    """
    require_outputs(ingress)
    name = _alb(ingress, "group.name")
    if not name or not _is_alb(ingress):
        return ()
    ingresses = sorted(stack.of((INGRESS,)), key=lambda one: one.urn)
    for one in ingresses:
        require_outputs(one)
    return [one for one in ingresses if _alb(one, "group.name") == name]
