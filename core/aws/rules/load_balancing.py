"""Application load balancers, their target groups and listeners.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html
"""

from collections.abc import Iterator

from core.aws.elb import check_ssl_policy
from core.aws.rules.base import Inputs, Rules, Violation, found, is_known, is_set, number, objects, shown, text
from core.aws.rules.kinds import at_most, between, checked, matches, one_of, within

_ACTION_DETAILS = {
    "redirect": ("redirect",),
    "fixed-response": ("fixedResponse",),
    "authenticate-cognito": ("authenticateCognito",),
    "authenticate-oidc": ("authenticateOidc",),
    "jwt-validation": ("jwtValidation",),
    "forward": ("targetGroupArn", "forward"),
}
"""Type of a listener's action to the properties of which it needs one."""


_TIMES, _FUNCTION_TIMES = (30, 5), (35, 30)
"""AWS's own interval and timeout of a health check in seconds, the latter where targets are Lambda functions."""


def _two_subnets(inputs: Inputs) -> Iterator[Violation]:
    """Check that an application load balancer stands in two zones at least, so it names two subnets at least."""
    if not is_known(inputs, "loadBalancerType", "subnets", "subnetMappings"):
        return
    named = [value for _, value in found(inputs, "subnets[]")]
    given = inputs.get("subnets") or inputs.get("subnetMappings") or []
    count = len(given) if isinstance(given, list | tuple) else 0
    # Ids that are not known yet may be distinct; known ones that repeat are not.
    count -= len(named) - len({shown(value) for value in named})
    if text(inputs, "loadBalancerType") in (None, "application") and count < 2:
        yield Violation("subnets", f"{count} subnets", "at least two subnets, in two availability zones")


def _health_check_times(inputs: Inputs) -> Iterator[Violation]:
    """Check that a health check is over before the next one starts."""
    usual = _FUNCTION_TIMES if text(inputs, "targetType") == "lambda" else _TIMES
    for where, check in objects(inputs, "healthCheck"):
        if not is_known(check, "interval", "timeout") or not is_known(inputs, "targetType"):
            continue
        interval, timeout = number(check, "interval"), number(check, "timeout")
        interval, timeout = (usual[0] if interval is None else interval), (usual[1] if timeout is None else timeout)
        if timeout >= interval:
            yield Violation(
                f"{where}.timeout", f"{timeout:g}", f"less than the interval, which is {interval:g} seconds"
            )


def _target_group_port(inputs: Inputs) -> Iterator[Violation]:
    """Targets other than Lambda functions have a port, a protocol and a VPC."""
    if not is_known(inputs, "targetType") or text(inputs, "targetType") == "lambda":
        return
    for key in ("port", "protocol", "vpcId"):
        if not is_set(inputs, key):
            yield Violation(key, "not set", "a value, which every target type but lambda needs")


def _listener_tls(inputs: Inputs) -> Iterator[Violation]:
    """HTTPS needs a certificate; plain HTTP takes neither certificate nor TLS policy."""
    if not is_known(inputs, "protocol"):
        return
    protocol = text(inputs, "protocol") or "HTTP"
    if protocol in ("HTTPS", "TLS") and not is_set(inputs, "certificateArn"):
        yield Violation("certificateArn", "not set", f"a certificate, which {protocol} needs")
    if protocol == "HTTP":
        for key in ("certificateArn", "sslPolicy"):
            if is_set(inputs, key):
                yield Violation(key, "given", "none: protocol HTTP has no TLS")


def _action_details(inputs: Inputs) -> Iterator[Violation]:
    """Each action comes with what its type needs."""
    for where, action in objects(inputs, "defaultActions[]"):
        kind = text(action, "type") or ""
        keys = _ACTION_DETAILS.get(kind, ())
        if keys and not any(is_set(action, key) for key in keys):
            yield Violation(f"{where}.{keys[0]}", "not set", f"a value, which an action of type {kind} needs")


RULES: Rules = {
    "aws:lb/loadBalancer:LoadBalancer": (
        one_of("loadBalancerType", {"application", "network", "gateway"}),
        one_of("ipAddressType", {"ipv4", "dualstack", "dualstack-without-public-ipv4"}),
        one_of("desyncMitigationMode", {"monitor", "defensive", "strictest"}),
        one_of("xffHeaderProcessingMode", {"append", "preserve", "remove"}),
        between("idleTimeout", 1, 4000, "seconds"),
        between("clientKeepAlive", 60, 604800, "seconds"),
        within(
            "accessLogs",
            matches(
                "prefix", r"(?!.*AWSLogs)(?!/).*(?<!/)", "a prefix without 'AWSLogs' and without a slash at an end"
            ),
        ),
        _two_subnets,
    ),
    "aws:lb/targetGroup:TargetGroup": (
        one_of("protocol", {"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"}),
        one_of("protocolVersion", {"HTTP1", "HTTP2", "GRPC"}),
        one_of("targetType", {"instance", "ip", "lambda", "alb"}),
        between("port", 1, 65535),
        between("deregistrationDelay", 0, 3600, "seconds"),
        between("slowStart", 30, 900, "seconds", also=(0,)),
        within(
            "healthCheck",
            between("interval", 5, 300, "seconds"),
            between("timeout", 2, 120, "seconds"),
            between("healthyThreshold", 2, 10, "checks"),
            between("unhealthyThreshold", 2, 10, "checks"),
            matches("path", r"/.{0,1023}", "a path of at most 1024 characters that starts with a slash"),
            matches("matcher", r"\d{1,3}([,-]\d{1,3})*", "status codes such as 200, 200-299 or 200,202"),
        ),
        within("stickiness", between("cookieDuration", 1, 604800, "seconds")),
        _health_check_times,
        _target_group_port,
    ),
    "aws:lb/listener:Listener": (
        one_of("protocol", {"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"}),
        between("port", 1, 65535),
        checked(check_ssl_policy, "sslPolicy"),
        one_of("defaultActions[].type", set(_ACTION_DETAILS)),
        one_of("defaultActions[].redirect.statusCode", {"HTTP_301", "HTTP_302"}),
        matches("defaultActions[].fixedResponse.statusCode", r"[245]\d\d", "a status code 2xx, 4xx or 5xx"),
        matches("defaultActions[].fixedResponse.messageBody", r".{0,1024}", "at most 1024 characters"),
        at_most("defaultActions", 5, "actions"),
        _listener_tls,
        _action_details,
    ),
}
