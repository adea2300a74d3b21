"""AWS Client VPN."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, SUBNET, VPC, arn, instant, took
from sandbox.resource_facts import ResourceFacts

_ENDPOINT = "aws:ec2clientvpn/endpoint:Endpoint"
_OF_ENDPOINT = {"clientVpnEndpointId": f"{_ENDPOINT}#id"}

FACTS: Mapping[str, ResourceFacts] = {
    _ENDPOINT: ResourceFacts(
        id="cvpn-endpoint-{hex17}",
        times=took(10, 5, 5, "E"),
        defaults={"sessionTimeoutHours": 24, "splitTunnel": False, "transportProtocol": "udp", "vpnPort": 443},
        outputs={
            "arn": arn("ec2", "client-vpn-endpoint/{id}"),
            "dnsName": "*.{id}.prod.clientvpn.{region}.amazonaws.com",
            "selfServicePortalUrl": "",
        },
        references={
            "vpcId": VPC,
            "securityGroupIds[]": GROUP,
            "connectionLogOptions.cloudwatchLogGroup": "aws:cloudwatch/logGroup:LogGroup#name",
        },
        free_references=("connectionLogOptions.cloudwatchLogGroup",),
    ),
    "aws:ec2clientvpn/networkAssociation:NetworkAssociation": ResourceFacts(
        id="cvpn-assoc-{hex17}",
        times=took(540, 5, 200, "M1"),
        outputs={"associationId": "{id}", "vpcId": "vpc-{hex17}"},
        references={**_OF_ENDPOINT, "subnetId": SUBNET},
        free_references=("clientVpnEndpointId",),
    ),
    "aws:ec2clientvpn/authorizationRule:AuthorizationRule": ResourceFacts(
        id="{inputs[clientVpnEndpointId]},{inputs[targetNetworkCidr]}",
        times=instant(),
        references=_OF_ENDPOINT,
        free_references=("clientVpnEndpointId",),
    ),
}
