"""Compliant resources for the rules of the pack `network`, and how each is broken."""

import json

from core.aws.rules import UNKNOWN
from policies.network import (
    buckets,
    clusters,
    distribution,
    entrances,
    functions,
    grants,
    machines,
    names,
    routes,
    security_groups,
    stores,
)

from .case import ABSENT, Case, case
from .driver import Thing

HTTPS_FROM_ANYWHERE = {
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "0.0.0.0/0",
    "description": "Users",
}
WAY_IN, WAY_OUT = security_groups.INGRESS_RULE, security_groups.EGRESS_RULE
GROUP = security_groups.GROUP
INLINE = {"description": "Web", "ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "description": "x"}]}
OUT = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0", "description": "AWS"}


def port(number: int) -> dict[str, object]:
    return {"fromPort": number, "toPort": number}


def reached(what: str) -> str:
    return f"the rule lets the whole internet reach {what}"


def statement(**changes: object) -> str:
    content = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "s3:GetObject"}
    return json.dumps({"Statement": [content | {"Resource": "*"} | changes]})


BLOCK = dict.fromkeys(buckets.FLAGS, True)
BUCKET = Thing(buckets.BUCKETS[0], {"id": "files-1"}, name="files")
POLICY = {"bucket": "files-1", "policy": statement()}
RULES = {"name": "rate", "action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
VISIBLE = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": True, "metricName": "m"}
BAD_INPUTS = {
    "name": "bad",
    "overrideAction": {"none": {}},
    "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": entrances.KNOWN_BAD_INPUTS}},
    "visibilityConfig": VISIBLE,
}
FIREWALL = {"rules": [RULES | {"visibilityConfig": VISIBLE}, BAD_INPUTS], "visibilityConfig": VISIBLE}
FILES = {
    "webAclId": "arn:aws:wafv2:us-east-1:000000000000:global/webacl/a/1",
    "defaultRootObject": "index.html",
    "origins": [{"originId": "files", "domainName": "files.s3.us-east-1.amazonaws.com", "originAccessControlId": "E1"}],
    "defaultCacheBehavior": {"targetOriginId": "files", "responseHeadersPolicyId": "h"},
}
DEFAULT_ROUTE = {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}
VPC = Thing(routes.VPC, {"cidrBlock": "10.0.0.0/16"}, name="vpc")


def internet_table(name: str) -> tuple[Thing, ...]:
    return (
        Thing(routes.ROUTE_TABLE, {"tags": {"Tier": name}}, name="table"),
        Thing(
            routes.ROUTE,
            {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"},
            name="way",
            sources={"routeTableId": ("table",)},
        ),
    )


NARROW = json.dumps(
    {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}},
            }
        ]
    }
)
OPEN = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
OPEN_TO_ALL = "policy.Statement[0] allows everyone"
OPEN_CONDITIONS: tuple[dict[str, object], ...] = (
    {"StringLike": {"aws:UserAgent": "*"}},
    {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "::/0"]}},
    {"StringNotEquals": {"aws:SourceAccount": "000000000000"}},
    {"StringEqualsIfExists": {"aws:SourceAccount": "000000000000"}},
    {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
    {"Null": {"s3:x-amz-server-side-encryption": "false"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
)

CASES = {
    "sg-no-open-ssh": case(
        WAY_IN,
        HTTPS_FROM_ANYWHERE,
        (port(22), reached("port 22 (SSH)")),
        ({"fromPort": 20, "toPort": 30}, reached("port 22 (SSH)")),
        ({"ipProtocol": "-1"}, reached("port 22 (SSH)")),
        ({**port(22), "cidrIpv4": ABSENT, "cidrIpv6": "::/0"}, reached("port 22 (SSH)")),
        ({**port(22), "cidrIpv4": ABSENT, "cidrIpv6": "0::/0"}, reached("port 22 (SSH)")),
        ({**port(22), "cidrIpv4": "128.0.0.0/1"}, reached("port 22 (SSH)")),
        ({"fromPort": "22", "toPort": "22"}, reached("port 22 (SSH)")),
        undecided=("cidrIpv4",),
    ),
    "sg-no-open-rdp": case(WAY_IN, HTTPS_FROM_ANYWHERE, (port(3389), reached("port 3389 (Remote Desktop)"))),
    "sg-no-open-all-ports": case(
        WAY_IN, HTTPS_FROM_ANYWHERE, ({"ipProtocol": "-1"}, reached("every port")), undecided=("ipProtocol",)
    ),
    "sg-no-high-risk-ports": case(
        GROUP,
        INLINE,
        (
            {"ingress.0.fromPort": 5432, "ingress.0.toPort": 5432, "ingress.0.cidrBlocks": ["0.0.0.0/0"]},
            "ingress[0] lets the whole internet reach 5432",
        ),
        undecided=("ingress",),
    ),
    "sg-no-world-ingress": case(
        WAY_IN, HTTPS_FROM_ANYWHERE, (port(8443), "the rule opens a port to the internet that is none of those allowed")
    ),
    "sg-no-open-egress": case(
        WAY_OUT, OUT, ({"ipProtocol": "-1"}, "the rule lets everything out to the whole internet")
    ),
    "sg-descriptions": case(
        GROUP,
        INLINE,
        ({"description": "Managed by Pulumi"}, "description is not set"),
        ({"ingress.0.description": ABSENT}, "ingress[0].description is not set"),
    ),
    "sg-default-without-rules": case(
        security_groups.DEFAULT_GROUP,
        {"ingress": [], "egress": []},
        ({"ingress": [{"protocol": "-1"}]}, "ingress is not empty"),
    ),
    "sg-default-closed": Case(
        things=(VPC, Thing(security_groups.DEFAULT_GROUP, name="default", sources={"vpcId": ("vpc",)})),
        broken=(),
        lonely="nothing takes over the default security group",
    ),
    "sg-attached": Case(
        things=(
            Thing(GROUP, name="web"),
            Thing(stores.SERVICE, name="api", sources={"networkConfiguration": ("web",)}),
        ),
        broken=(),
        lonely="nothing in the stack has it",
    ),
    "sg-no-rule-management-conflict": case(
        GROUP,
        {"ingress": []},
        (
            {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443}]},
            "ingress stands inside the group",
        ),
        ({"egress": [{"protocol": "-1"}]}, "egress stands inside the group"),
        undecided=("ingress",),
    ),
    "subnet-no-auto-public-ip": case(
        routes.SUBNET,
        {"mapPublicIpOnLaunch": False},
        ({"mapPublicIpOnLaunch": True}, "mapPublicIpOnLaunch is true"),
        undecided=("mapPublicIpOnLaunch",),
    ),
    "route-default-via-nat": case(
        routes.ROUTE,
        DEFAULT_ROUTE,
        (
            {"natGatewayId": ABSENT, "networkInterfaceId": "eni-1"},
            "the route leads everything through one machine",
        ),
        given=("natGatewayId",),
    ),
    "route-peering-narrow": case(
        routes.ROUTE,
        DEFAULT_ROUTE,
        (
            {"natGatewayId": ABSENT, "vpcPeeringConnectionId": "pcx-1"},
            "the route leads everything into a peering connection",
        ),
    ),
    "route-no-open-igw": Case(
        things=internet_table("public"),
        broken=(({"tags.Tier": "data"}, "it leads to the internet, and neither its name nor a tag says public"),),
        undecided=("tags.Tier",),
    ),
    "vpc-gateway-endpoints": Case(
        things=(
            VPC,
            Thing(
                routes.ENDPOINT,
                {"serviceName": "com.amazonaws.us-east-1.s3"},
                name="s3",
                sources={"vpcId": ("vpc",)},
            ),
        ),
        broken=(),
        lonely="no endpoint for S3",
    ),
    "s3-public-access-block": case(
        buckets.BLOCK, BLOCK, *(({flag: False}, f"{flag} is not true") for flag in buckets.FLAGS)
    ),
    "s3-bucket-has-public-access-block": Case(
        things=(BUCKET, Thing(buckets.BLOCK, {"bucket": "files-1"}, name="block")),
        broken=(),
        lonely="the bucket has no public access block",
    ),
    "s3-no-public-acl": case(
        buckets.ACLS[0],
        {"acl": "private"},
        ({"acl": "public-read"}, "acl opens the bucket to strangers"),
        (
            {"accessControlPolicy": {"grants": [{"grantee": {"uri": "http://acs.example/groups/global/AllUsers"}}]}},
            "accessControlPolicy.grants[0] opens the bucket to strangers",
        ),
    ),
    "s3-acl-disabled": case(
        buckets.OWNERSHIP,
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        ({"rule.objectOwnership": "ObjectWriter"}, "rule.objectOwnership is not BucketOwnerEnforced"),
    ),
    "s3-policy-no-wildcard-principal": case(
        buckets.POLICY,
        POLICY,
        ({"policy": statement(Principal="*")}, "policy.Statement[0] allows everyone"),
        (
            {"policy": statement(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})},
            "policy.Statement[0] allows everyone",
        ),
        (
            {"policy": statement(Principal=None, NotPrincipal={"AWS": "arn:aws:iam::000000000000:root"})},
            "policy.Statement[0] allows everyone",
        ),
        *(
            ({"policy": statement(Principal="*", Condition=condition)}, "policy.Statement[0] allows everyone")
            for condition in OPEN_CONDITIONS
        ),
        undecided=("policy",),
    ),
    "s3-policy-no-risky-cross-account": case(
        buckets.POLICY,
        POLICY,
        (
            {"policy": statement(Action=["s3:PutBucketPolicy"])},
            "policy.Statement[0] lets a principal change the bucket's protection",
        ),
        *(
            ({"policy": statement(**change)}, "policy.Statement[0] lets a principal change the bucket's protection")
            for change in (
                {"Action": "s3:PutBucket*"},
                {"Action": ["s3:GetObject", "s3:Put*"]},
                {"Action": None, "NotAction": "s3:GetObject"},
            )
        ),
    ),
    "s3-policy-no-lockout": case(
        buckets.POLICY,
        POLICY,
        (
            {"policy": statement(Effect="Deny", Principal="*", Action="s3:*")},
            "policy.Statement[0] denies everything to everyone",
        ),
    ),
    "lb-drop-invalid-headers": case(
        entrances.BALANCERS[0],
        {"loadBalancerType": "application", "dropInvalidHeaderFields": True},
        ({"dropInvalidHeaderFields": ABSENT}, "dropInvalidHeaderFields is not true"),
    ),
    "lb-desync-mitigation": case(
        entrances.BALANCERS[0], {}, ({"desyncMitigationMode": "monitor"}, "desyncMitigationMode is monitor")
    ),
    "lb-waf-attached": Case(
        things=(
            Thing(entrances.BALANCERS[0], {"internal": False}, name="alb"),
            Thing(entrances.ASSOCIATION, name="firewall", sources={"resourceArn": ("alb",)}),
        ),
        broken=(),
        lonely="no web ACL is associated with it",
    ),
    "waf-has-rules": case(entrances.WEB_ACL, FIREWALL, ({"rules": []}, "rules is empty"), given=("rules",)),
    "waf-rules-have-actions": case(
        entrances.WEB_ACL,
        FIREWALL,
        ({"rules.0.action": ABSENT}, "rules[0] has neither action nor overrideAction"),
    ),
    "waf-known-bad-inputs": case(
        entrances.WEB_ACL,
        FIREWALL,
        ({"rules.1.overrideAction": {"count": {}}}, "rules[1] only counts"),
        ({"rules": [RULES]}, f"{entrances.KNOWN_BAD_INPUTS} is not among the rules"),
    ),
    "waf-rate-limit": case(entrances.WEB_ACL, FIREWALL, ({"rules": [BAD_INPUTS]}, "no rule limits the rate")),
    "waf-metrics-enabled": case(
        entrances.WEB_ACL,
        FIREWALL,
        (
            {"visibilityConfig.sampledRequestsEnabled": False},
            "visibilityConfig.sampledRequestsEnabled is not true",
        ),
        (
            {"rules.0.visibilityConfig.cloudwatchMetricsEnabled": False},
            "rules[0].visibilityConfig.cloudwatchMetricsEnabled is not true",
        ),
    ),
    "cloudfront-waf": case(
        distribution.DISTRIBUTION, FILES, ({"webAclId": ABSENT}, "webAclId is not set"), given=("webAclId",)
    ),
    "cloudfront-origin-access-control": case(
        distribution.DISTRIBUTION,
        FILES,
        ({"origins.0.originAccessControlId": ABSENT}, "origins[0].originAccessControlId is not set"),
        (
            {
                "origins.0.originAccessControlId": ABSENT,
                "origins.0.domainName": "files.s3-website-us-east-1.amazonaws.com",
                "origins.0.customOriginConfig": {"originProtocolPolicy": "http-only"},
            },
            "origins[0].originAccessControlId is not set",
        ),
        given=("origins.0.domainName",),
    ),
    "cloudfront-default-root-object": case(
        distribution.DISTRIBUTION, FILES, ({"defaultRootObject": ABSENT}, "defaultRootObject is not set")
    ),
    "cloudfront-response-headers-policy": case(
        distribution.DISTRIBUTION,
        FILES,
        (
            {"defaultCacheBehavior.responseHeadersPolicyId": ABSENT},
            "defaultCacheBehavior.responseHeadersPolicyId is not set",
        ),
        given=("defaultCacheBehavior.responseHeadersPolicyId",),
    ),
    "cloudfront-signed-content": case(
        distribution.DISTRIBUTION,
        FILES,
        (
            {"defaultCacheBehavior.trustedSigners": ["self"]},
            "defaultCacheBehavior.trustedSigners names root users",
        ),
    ),
    "cloudfront-origin-bucket-exists": Case(
        things=(Thing(distribution.DISTRIBUTION, FILES, name="cdn", sources={"origins": ("files",)}), BUCKET),
        broken=(),
        lonely="an origin is a bucket of no resource of this stack",
    ),
    "acm-no-wildcard": case(
        names.CERTIFICATE,
        {"domainName": "api.example.com"},
        ({"domainName": "*.example.com"}, "it is for every host below a name"),
        undecided=("domainName",),
    ),
    "route53-no-dangling-record": Case(
        things=(
            Thing(names.RECORD, {"type": "A", "aliases": [{"name": "x"}]}, name="api", sources={"aliases": ("alb",)}),
            Thing(entrances.BALANCERS[0], name="alb"),
        ),
        broken=(({"aliases": ABSENT, "records": ["192.0.2.1"]}, "records comes from no resource of this stack"),),
    ),
    "rds-not-public": case(stores.DATABASES[0], {}, ({"publiclyAccessible": True}, "publiclyAccessible is true")),
    "rds-private-subnets": Case(
        things=(
            Thing(stores.DATABASE_SUBNETS, name="group", sources={"subnetIds": ("inner",)}),
            Thing(routes.SUBNET, name="inner"),
            Thing(routes.SUBNET, name="outer"),
            Thing(routes.ASSOCIATION, name="association", sources={"subnetId": ("outer",), "routeTableId": ("table",)}),
            *internet_table("public"),
        ),
        broken=(),
        rewired=(({"subnetIds": ("inner", "outer")}, "it holds public subnets: outer"),),
    ),
    "elasticache-own-subnet-group": case(
        stores.CACHE,
        {"subnetGroupName": "cache"},
        ({"subnetGroupName": "default"}, "subnetGroupName is not a group of its own"),
        given=("subnetGroupName",),
    ),
    "ecs-service-no-public-ip": case(
        stores.SERVICE,
        {"networkConfiguration": {"assignPublicIp": False}},
        ({"networkConfiguration.assignPublicIp": True}, "networkConfiguration.assignPublicIp is true"),
    ),
    "ecs-awsvpc-network-mode": case(
        stores.TASK_DEFINITION,
        {"networkMode": "awsvpc"},
        ({"networkMode": "host"}, "networkMode is not awsvpc"),
    ),
    "eks-private-endpoint": case(
        clusters.CLUSTER,
        {"vpcConfig": {"endpointPrivateAccess": True}},
        ({"vpcConfig.endpointPrivateAccess": ABSENT}, "vpcConfig.endpointPrivateAccess is not true"),
        undecided=("vpcConfig.endpointPrivateAccess",),
    ),
    "eks-public-endpoint-cidrs": case(
        clusters.CLUSTER,
        {"vpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": ["198.51.100.0/24"]}},
        ({"vpcConfig.publicAccessCidrs": ABSENT}, "the API server is open to everybody"),
        ({"vpcConfig.publicAccessCidrs": ["0.0.0.0/0"]}, "the API server is open to everybody"),
        ({"vpcConfig.publicAccessCidrs": ["0.0.0.0/1", "128.0.0.0/1"]}, "the API server is open to everybody"),
        ({"vpcConfig.publicAccessCidrs": [UNKNOWN, "0::/0"]}, "the API server is open to everybody"),
        undecided=("vpcConfig.endpointPublicAccess", "vpcConfig.publicAccessCidrs", "vpcConfig.publicAccessCidrs.0"),
    ),
    "eks-nodegroup-no-open-ssh": case(
        clusters.NODE_GROUP,
        {"remoteAccess": {"ec2SshKey": "ops", "sourceSecurityGroupIds": ["sg-1"]}},
        (
            {"remoteAccess.sourceSecurityGroupIds": ABSENT},
            "remoteAccess has a key and no sourceSecurityGroupIds",
        ),
        given=("remoteAccess.sourceSecurityGroupIds",),
    ),
    "eks-nodes-in-private-subnets": Case(
        things=(
            Thing(clusters.NODE_GROUP, name="nodes", sources={"subnetIds": ("inner",)}),
            Thing(routes.SUBNET, name="inner"),
            Thing(routes.SUBNET, name="outer"),
            Thing(routes.ASSOCIATION, name="association", sources={"subnetId": ("outer",), "routeTableId": ("table",)}),
            *internet_table("public"),
        ),
        broken=(),
        rewired=(({"subnetIds": ("inner", "outer")}, "it has public subnets: outer"),),
    ),
    "kms-policy-not-public": case(
        grants.KEYS[0],
        {"policy": NARROW},
        ({"policy": OPEN}, OPEN_TO_ALL),
        (
            {
                "policy": statement(
                    Principal="*", Condition={"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
                )
            },
            OPEN_TO_ALL,
        ),
        undecided=("policy",),
    ),
    "sns-policy-not-public": case(
        grants.TOPICS[0], {"policy": NARROW}, ({"policy": OPEN}, OPEN_TO_ALL), undecided=("policy",)
    ),
    "secret-policy-not-public": case(
        grants.SECRET_POLICY,
        {"policy": NARROW, "blockPublicPolicy": True},
        ({"policy": OPEN}, OPEN_TO_ALL),
        ({"blockPublicPolicy": ABSENT}, "blockPublicPolicy is not true"),
        undecided=("policy", "blockPublicPolicy"),
    ),
    "imdsv2-required": case(
        machines.TEMPLATE,
        {"metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required"}},
        ({"metadataOptions.httpTokens": "optional"}, "metadataOptions.httpTokens is not required"),
        ({"metadataOptions": ABSENT}, "metadataOptions.httpTokens is not required"),
        undecided=("metadataOptions.httpTokens",),
    ),
    "imds-hop-limit": case(
        machines.TEMPLATE,
        {"metadataOptions": {"httpPutResponseHopLimit": 1}},
        (
            {"metadataOptions.httpPutResponseHopLimit": 2},
            "metadataOptions.httpPutResponseHopLimit is above 1",
        ),
        undecided=("metadataOptions.httpPutResponseHopLimit",),
    ),
    "launch-template-no-public-ip": case(
        machines.TEMPLATE,
        {"networkInterfaces": [{"associatePublicIpAddress": "false"}]},
        (
            {"networkInterfaces.0.associatePublicIpAddress": "true"},
            "networkInterfaces[0].associatePublicIpAddress is true",
        ),
        undecided=("networkInterfaces.0.associatePublicIpAddress",),
    ),
    "lambda-in-vpc": case(
        functions.FUNCTION,
        {"vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}},
        ({"vpcConfig": ABSENT}, "vpcConfig has no subnets"),
        ({"vpcConfig.subnetIds": []}, "vpcConfig has no subnets"),
        given=("vpcConfig.subnetIds",),
    ),
}
