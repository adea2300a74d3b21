"""AWS Client VPN: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateClientVpnEndpoint.html."""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_set, is_true, objects, text
from core.aws.rules.kinds import among, at_most, exactly_one, matches, one_of, range_address
from core.aws.vpn import LARGEST_PREFIX, SESSION_HOURS, SMALLEST_PREFIX

_NEEDS = {
    "certificate-authentication": "rootCertificateChainArn",
    "directory-service-authentication": "activeDirectoryId",
    "federated-authentication": "samlProviderArn",
}
"""Way to sign in to what it needs."""


def _ways_to_sign_in(inputs: Inputs) -> Iterator[Violation]:
    for where, option in objects(inputs, "authenticationOptions[]"):
        needed = _NEEDS.get(text(option, "type") or "")
        if needed is not None and not is_set(option, needed):
            yield Violation(f"{where}.{needed}", "not set", f"a value, which {text(option, 'type')} needs")


def _log_group(inputs: Inputs) -> Iterator[Violation]:
    for where, log in objects(inputs, "connectionLogOptions"):
        if is_true(log, "enabled") and not is_set(log, "cloudwatchLogGroup"):
            yield Violation(f"{where}.cloudwatchLogGroup", "not set", "a log group, since connections are logged")


RULES: Rules = {
    "aws:ec2clientvpn/endpoint:Endpoint": (
        range_address("clientCidrBlock", SMALLEST_PREFIX, LARGEST_PREFIX),
        matches("serverCertificateArn", r"arn:aws[a-z-]*:acm:\S+", "the ARN of a certificate of ACM"),
        one_of("authenticationOptions[].type", set(_NEEDS)),
        at_most("authenticationOptions", 2, "ways to sign in"),
        one_of("transportProtocol", {"tcp", "udp"}),
        among("vpnPort", (443, 1194)),
        among("sessionTimeoutHours", SESSION_HOURS, "hours"),
        at_most("dnsServers", 2, "DNS servers"),
        at_most("securityGroupIds", 5, "security groups"),
        _ways_to_sign_in,
        _log_group,
    ),
    "aws:ec2clientvpn/authorizationRule:AuthorizationRule": (
        range_address("targetNetworkCidr"),
        exactly_one("accessGroupId", "authorizeAllGroups"),
    ),
}
