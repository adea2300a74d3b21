"""For each rule of Client VPN and RDS Proxy one property that breaks it, all else as accepted."""

import pytest

from core.aws.rules import UNKNOWN, violations
from sandbox.shape import findings
from tests.rule_cases import DROP, changed

_VPN = "aws:ec2clientvpn/endpoint:Endpoint"
_ACCESS = "aws:ec2clientvpn/authorizationRule:AuthorizationRule"
_PROXY = "aws:rds/proxy:Proxy"
_POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
_TARGET = "aws:rds/proxyTarget:ProxyTarget"

# Type, what is changed (path: value), and the property that is refused.
CASES: list[tuple[str, dict[str, object], str]] = [
    (_VPN, {"clientCidrBlock": "10.100.0.0/23"}, "clientCidrBlock"),
    (_VPN, {"clientCidrBlock": "10.0.0.0/8"}, "clientCidrBlock"),
    (_VPN, {"serverCertificateArn": "vpn.example.com"}, "serverCertificateArn"),
    (_VPN, {"authenticationOptions.0.type": "password"}, "authenticationOptions[0].type"),
    (
        _VPN,
        {"authenticationOptions": [{"type": "certificate-authentication"}]},
        "authenticationOptions[0].rootCertificateChainArn",
    ),
    (
        _VPN,
        {"authenticationOptions": [{"type": "federated-authentication"}]},
        "authenticationOptions[0].samlProviderArn",
    ),
    (_VPN, {"authenticationOptions": [{"type": "certificate-authentication"}] * 3}, "authenticationOptions"),
    (_VPN, {"transportProtocol": "icmp"}, "transportProtocol"),
    (_VPN, {"vpnPort": 22}, "vpnPort"),
    (_VPN, {"sessionTimeoutHours": 9}, "sessionTimeoutHours"),
    (_VPN, {"dnsServers": ["10.0.0.2", "10.0.0.3", "10.0.0.4"]}, "dnsServers"),
    (_VPN, {"securityGroupIds": [f"sg-{number}" for number in range(6)]}, "securityGroupIds"),
    (_VPN, {"connectionLogOptions": {"enabled": True}}, "connectionLogOptions.cloudwatchLogGroup"),
    (_ACCESS, {"targetNetworkCidr": "10.0.0.1/16"}, "targetNetworkCidr"),
    (_ACCESS, {"authorizeAllGroups": DROP}, "accessGroupId"),
    (_PROXY, {"name": "shop--proxy"}, "name"),
    (_PROXY, {"engineFamily": "ORACLE"}, "engineFamily"),
    (_PROXY, {"defaultAuthScheme": "PASSWORD"}, "defaultAuthScheme"),
    (_PROXY, {"defaultAuthScheme": DROP}, "auths"),
    (_PROXY, {"requireTls": DROP}, "requireTls"),
    (_PROXY, {"idleClientTimeout": 30000}, "idleClientTimeout"),
    (_PROXY, {"vpcSubnetIds": ["subnet-1"]}, "vpcSubnetIds"),
    (_POOL, {"connectionPoolConfig.connectionBorrowTimeout": 4000}, "connectionPoolConfig.connectionBorrowTimeout"),
    (_POOL, {"connectionPoolConfig.maxConnectionsPercent": 0}, "connectionPoolConfig.maxConnectionsPercent"),
    (_POOL, {"connectionPoolConfig.maxIdleConnectionsPercent": 101}, "connectionPoolConfig.maxIdleConnectionsPercent"),
    (_POOL, {"connectionPoolConfig.maxIdleConnectionsPercent": 90}, "connectionPoolConfig.maxIdleConnectionsPercent"),
    (_TARGET, {"dbClusterIdentifier": "api"}, "dbClusterIdentifier"),
]


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_aws_refuses(token: str, changes: dict[str, object], refused: str) -> None:
    assert refused in {violation.property for violation in violations(token, changed(token, changes))}


@pytest.mark.parametrize("token", [_VPN, _ACCESS, _PROXY, _POOL, _TARGET])
def test_the_accepted_resources_have_the_sdks_shape(token: str) -> None:
    assert findings(token, changed(token, {})) == []


def test_a_proxy_with_secrets_needs_no_iam() -> None:
    auths = [{"authScheme": "SECRETS", "secretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:a-abcdef"}]
    assert violations(_PROXY, changed(_PROXY, {"defaultAuthScheme": DROP, "auths": auths, "requireTls": False})) == []


def test_what_is_not_known_yet_is_not_judged() -> None:
    unknown = {"authenticationOptions": UNKNOWN, "clientCidrBlock": UNKNOWN, "connectionLogOptions": UNKNOWN}
    assert violations(_VPN, changed(_VPN, unknown)) == []
