"""VPCs and what stands in them."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, ROLE_ARN, SUBNET, VPC, arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_ROUTE_TABLE = "aws:ec2/routeTable:RouteTable#id"
_GATEWAY = "aws:ec2/internetGateway:InternetGateway#id"
_NAT = "aws:ec2/natGateway:NatGateway#id"
_ADDRESS = "aws:ec2/eip:Eip#id"
_SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"

_GROUP_RULE = ResourceFacts(
    id="sgr-{hex17}",
    times=instant("M2"),
    outputs={"arn": arn("ec2", "security-group-rule/{id}"), "securityGroupRuleId": "{id}"},
    references={"securityGroupId": GROUP, "referencedSecurityGroupId": GROUP},
    free_references=("securityGroupId",),
)

FACTS: Mapping[str, ResourceFacts] = {
    "aws:ec2/vpc:Vpc": ResourceFacts(
        id="vpc-{hex17}",
        times=took(2, 2, 1, "M2", {"enableDnsHostnames=true": took(12, 10, 1, "M4")}),
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        outputs={
            "arn": arn("ec2", "vpc/{id}"),
            "ownerId": "{account}",
            "defaultSecurityGroupId": "sg-{hex17}",
            "defaultNetworkAclId": "acl-{hex17}",
            "defaultRouteTableId": "rtb-{hex17}",
            "mainRouteTableId": "rtb-{hex17}",
            "dhcpOptionsId": "dopt-{hex17}",
            "enableDnsHostnames": False,
        },
    ),
    "aws:ec2/subnet:Subnet": ResourceFacts(
        id="subnet-{hex17}",
        times=took(2, 2, 1, "M8", {"mapPublicIpOnLaunch=true": took(13, 11, 1, "M3")}),
        defaults={"assignIpv6AddressOnCreation": False, "mapPublicIpOnLaunch": False},
        outputs={
            "arn": arn("ec2", "subnet/{id}"),
            "ownerId": "{account}",
            "availabilityZone": "{region}a",
        },
        references={"vpcId": VPC},
    ),
    "aws:ec2/internetGateway:InternetGateway": ResourceFacts(
        id="igw-{hex17}",
        times=instant("M4"),
        outputs={"arn": arn("ec2", "internet-gateway/{id}"), "ownerId": "{account}"},
        references={"vpcId": VPC},
    ),
    "aws:ec2/eip:Eip": ResourceFacts(
        id="eipalloc-{hex17}",
        times=took(2, 1, 1, "M5"),
        outputs={
            "arn": arn("ec2", "elastic-ip/{id}"),
            "allocationId": "{id}",
            "domain": "vpc",
            "publicIp": "198.51.100.1{digits:.2}",
            "publicDns": "ec2-198-51-100-1{digits:.2}.compute.amazonaws.com",
        },
    ),
    "aws:ec2/natGateway:NatGateway": ResourceFacts(
        id="nat-{hex17}",
        times=took(107, 2, 61, "M27", {"availabilityMode=regional": took(120, 2, 75, "E")}),
        defaults={"connectivityType": "public"},
        outputs={
            "associationId": "eipassoc-{hex17}",
            "networkInterfaceId": "eni-{hex17}",
            "publicIp": "198.51.100.1{digits:.2}",
            "privateIp": "10.0.0.1{digits:.2}",
        },
        references={"subnetId": SUBNET, "allocationId": _ADDRESS, "vpcId": VPC},
        unique=("allocationId",),
    ),
    "aws:ec2/routeTable:RouteTable": ResourceFacts(
        id="rtb-{hex17}",
        times=took(2, 1, 1, "M5"),
        outputs={"arn": arn("ec2", "route-table/{id}"), "ownerId": "{account}"},
        references={"vpcId": VPC},
    ),
    "aws:ec2/route:Route": ResourceFacts(
        id="r-{inputs[routeTableId]}{hex8}",
        times=took(2, 2, 1, "M3"),
        outputs={"origin": "CreateRoute", "state": "active"},
        references={"routeTableId": _ROUTE_TABLE, "gatewayId": _GATEWAY, "natGatewayId": _NAT},
        # A route goes with its table, and stays as a black hole when its target goes.
        free_references=("routeTableId", "gatewayId", "natGatewayId"),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ResourceFacts(
        id="rtbassoc-{hex17}",
        times=took(1, 1, 0, "M10"),
        references={"routeTableId": _ROUTE_TABLE, "subnetId": SUBNET, "gatewayId": _GATEWAY},
        unique=("subnetId",),
        free_references=("subnetId",),
    ),
    _SECURITY_GROUP: ResourceFacts(
        id="sg-{hex17}",
        times=took(3, 2, 1, "M9"),
        name=named(_SECURITY_GROUP),
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
        outputs={"arn": arn("ec2", "security-group/{id}"), "ownerId": "{account}"},
        references={"vpcId": VPC},
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ResourceFacts(
        id="sg-{hex17}",
        times=took(3, 2, 0, "E"),
        defaults={"revokeRulesOnDelete": False},
        outputs={
            "arn": arn("ec2", "security-group/{id}"),
            "ownerId": "{account}",
            "name": "default",
            "description": "default VPC security group",
        },
        references={"vpcId": VPC},
        unique=("vpcId",),
        free_references=("vpcId",),
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": ResourceFacts(
        id="sgrule-{digits}",
        times=instant(),
        defaults={"self": False},
        outputs={"securityGroupRuleId": "sgr-{hex17}"},
        references={"securityGroupId": GROUP, "sourceSecurityGroupId": GROUP},
        free_references=("securityGroupId",),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _GROUP_RULE,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _GROUP_RULE,
    "aws:ec2/vpcEndpoint:VpcEndpoint": ResourceFacts(
        id="vpce-{hex17}",
        times=took(6, 5, 6, "M11", {"vpcEndpointType=Interface": took(100, 40, 45, "M1 A")}),
        defaults={"vpcEndpointType": "Gateway"},
        outputs={
            "arn": arn("ec2", "vpc-endpoint/{id}"),
            "ownerId": "{account}",
            "state": "available",
            "prefixListId": "pl-{hex8}",
            "requesterManaged": False,
        },
        references={
            "vpcId": VPC,
            "subnetIds[]": SUBNET,
            "securityGroupIds[]": GROUP,
            "routeTableIds[]": _ROUTE_TABLE,
        },
        free_references=("routeTableIds[]",),
    ),
    "aws:ec2/flowLog:FlowLog": ResourceFacts(
        id="fl-{hex17}",
        times=instant("M3"),
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        outputs={"arn": arn("ec2", "vpc-flow-log/{id}"), "logFormat": "default"},
        references={"vpcId": VPC, "subnetId": SUBNET, "iamRoleArn": ROLE_ARN},
        free_references=("vpcId", "subnetId", "iamRoleArn"),
    ),
}
