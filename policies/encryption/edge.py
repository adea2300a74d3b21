"""Load balancers and certificates: TLS at the edge and behind it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws.elb import TLS13_POLICIES
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, some, stack_rule, strings
from policies.lib.view import View, each

LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
CERTIFICATE = "aws:acm/certificate:Certificate"

_ENCRYPTED = ("HTTPS", "TLS")
_PLAIN = ("HTTP", "TCP", "UDP", "TCP_UDP", "TCP_QUIC")


def _protocol(listener: View) -> str:
    """Return what a listener speaks: HTTP unless told otherwise, nothing where a gateway load balancer has no port."""
    protocol = listener.value("protocol")
    if isinstance(protocol, str) and protocol:
        return protocol.upper()
    return "HTTP" if listener.given("port") else ""


@rule(
    "lb-listener-encrypted",
    "Listeners speak TLS; plain HTTP only redirects",
    severity=Severity.HIGH,
    remedy="Use protocol HTTPS (TLS on a network load balancer) with a certificate",
    types=LISTENERS,
    controls=("ELB.18", "CKV_AWS_2"),
)
def listener_encrypted(listener: Resource) -> Iterator[str]:
    """Look at the actions: a listener that only redirects hands out nothing in clear."""
    if _protocol(listener) in _PLAIN and _serves(listener, "defaultActions"):
        yield "a protocol without TLS serves requests"


def _serves(resource: View, actions: str) -> bool:
    return some(resource.items(actions), lambda action: action.value("type") != "redirect")


@stack_rule(
    "lb-listener-rule-encrypted",
    "What a listener only redirects, no rule of it serves in clear",
    severity=Severity.HIGH,
    remedy="Add it to the listener that speaks TLS",
    types=LISTENER_RULES,
)
def served_in_clear(served: StackResource, stack: Stack) -> Iterator[str]:
    """Pass over listeners that serve in clear themselves: `lb-listener-encrypted` finds those."""
    for listener in stack.of(LISTENERS):
        if (
            stack.leads_back(served, "listenerArn", listener)
            and _protocol(listener) == "HTTP"
            and not _serves(listener, "defaultActions")
            and _serves(served, "actions")
        ):
            yield f"it serves requests of {listener.name}, which speaks no TLS"


@rule(
    "lb-http-redirects-to-https",
    "HTTP listeners send clients to HTTPS for good",
    severity=Severity.HIGH,
    remedy="Make the only default action a redirect to protocol HTTPS with status HTTP_301",
    types=LISTENERS,
    controls=("ELB.1", "CKV2_AWS_20", "ALBHttpToHttpsRedirection"),
)
def redirects(listener: Resource) -> Iterator[str]:
    """HTTP_302 would be asked for again in clear each time."""

    def check(action: View) -> Iterator[str]:
        if action.value("type") != "redirect" or action.value("redirect.protocol") != "HTTPS":
            yield f"{action.path} does not redirect to HTTPS"
        elif action.value("redirect.statusCode") != "HTTP_301":
            yield f"{action.path}.redirect.statusCode is not HTTP_301"

    if _protocol(listener) == "HTTP":
        yield from each(listener.items("defaultActions"), check)


@rule(
    "lb-tls-policy",
    "Listeners offer TLS 1.3 and nothing older than TLS 1.2",
    severity=Severity.HIGH,
    remedy="Set sslPolicy to one of those allowed, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
    types=LISTENERS,
    controls=("ELB.17", "CKV_AWS_103", "CKV2_AWS_74"),
    settings={
        "allowed": {
            "type": "array",
            "items": {"type": "string"},
            "default": sorted(TLS13_POLICIES),
            "description": "The TLS security policies that listeners may use.",
        }
    },
)
def tls_policy(listener: Resource) -> Iterator[str]:
    """AWS's default, ELBSecurityPolicy-2016-08, takes TLS 1.0."""
    if _protocol(listener) not in _ENCRYPTED:
        return
    if not listener.given("sslPolicy"):
        yield "sslPolicy is not set"
    elif listener.value("sslPolicy") not in strings(listener.config.value("allowed")):
        yield "sslPolicy is none of those allowed"


@rule(
    "lb-listener-certificate",
    "TLS listeners have a certificate",
    severity=Severity.HIGH,
    remedy="Set certificateArn to a certificate of ACM",
    types=LISTENERS,
    controls=("ELBv2ACMCertificateRequired",),
)
def listener_certificate(listener: Resource) -> Iterator[str]:
    """Count a certificate of the same program as given, though its ARN is unknown at preview."""
    if _protocol(listener) in _ENCRYPTED and not listener.given("certificateArn"):
        yield "certificateArn is not set"


@rule(
    "target-group-encrypted",
    "Load balancers reach their targets through TLS",
    severity=Severity.MEDIUM,
    remedy="Set protocol and healthCheck.protocol to HTTPS and let the targets serve TLS",
    types=TARGET_GROUPS,
    controls=("ELB.21", "CKV_AWS_378"),
)
def target_group(group: Resource) -> Iterator[str]:
    """Pass over functions, whose calls are always encrypted."""
    if group.value("targetType") == "lambda":
        return
    if group.value("protocol") in _PLAIN:
        yield "a protocol without TLS reaches the targets"
    if group.value("healthCheck.protocol") == "HTTP":
        yield "healthCheck.protocol is HTTP"


@rule(
    "acm-key-length",
    "Certificates have keys that cannot be factored",
    severity=Severity.HIGH,
    remedy="Set keyAlgorithm to RSA_2048 or an elliptic curve",
    types=(CERTIFICATE,),
    controls=("ACM.2",),
)
def key_length(certificate: Resource) -> Iterator[str]:
    """AWS takes RSA_2048 unless told otherwise."""
    if certificate.value("keyAlgorithm") == "RSA_1024":
        yield "keyAlgorithm is RSA_1024"


@rule(
    "acm-transparency-logging",
    "Certificates are logged for transparency, without which browsers refuse them",
    severity=Severity.LOW,
    remedy="Leave options.certificateTransparencyLoggingPreference at ENABLED",
    types=(CERTIFICATE,),
    controls=("CKV_AWS_234",),
)
def transparency(certificate: Resource) -> Iterator[str]:
    """AWS logs unless told otherwise."""
    if certificate.value("options.certificateTransparencyLoggingPreference") == "DISABLED":
        yield "options.certificateTransparencyLoggingPreference is DISABLED"
