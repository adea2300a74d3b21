"""For each rule of content delivery, routes and recovery one property that breaks it."""

import pytest

from core.aws.rules import violations
from tests.rule_cases import DROP, changed

_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
_WAY = "aws:cloudfront/vpcOrigin:VpcOrigin"
_CACHE = "aws:cloudfront/cachePolicy:CachePolicy"
_RULE = "aws:lb/listenerRule:ListenerRule"
_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_PARAMETER = "aws:ssm/parameter:Parameter"
_SERVICE = "aws:ecs/service:Service"
_CERTIFICATE = "viewerCertificate.acmCertificateArn"
_BLUE_GREEN = {"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "5"}}
_BALANCER = {"loadBalancers": [{"targetGroupArn": "arn", "containerName": "api", "containerPort": 8000}]}
_CANARY = {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 10}}
_LINEAR = {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10}}
_CONFIGURATION = "deploymentConfiguration"

# Type, what is changed (path: value), and the property that is refused.
CASES: list[tuple[str, dict[str, object], str]] = [
    (_DISTRIBUTION, {"priceClass": "PriceClass_300"}, "priceClass"),
    (_DISTRIBUTION, {"httpVersion": "http4"}, "httpVersion"),
    (
        _DISTRIBUTION,
        {"viewerCertificate.minimumProtocolVersion": "TLSv1.4"},
        "viewerCertificate.minimumProtocolVersion",
    ),
    (_DISTRIBUTION, {_CERTIFICATE: "arn:aws:acm:us-west-2:000000000000:certificate/1"}, _CERTIFICATE),
    (_DISTRIBUTION, {"viewerCertificate.sslSupportMethod": DROP}, "viewerCertificate.sslSupportMethod"),
    (_DISTRIBUTION, {"viewerCertificate": {"cloudfrontDefaultCertificate": True}}, _CERTIFICATE),
    (_DISTRIBUTION, {"webAclId": "arn:aws:wafv2:us-west-2:000000000000:regional/webacl/shop/1"}, "webAclId"),
    (_DISTRIBUTION, {"defaultCacheBehavior.targetOriginId": "elsewhere"}, "defaultCacheBehavior.targetOriginId"),
    (_DISTRIBUTION, {"defaultCacheBehavior.allowedMethods": ["GET"]}, "defaultCacheBehavior.allowedMethods"),
    (_DISTRIBUTION, {"defaultCacheBehavior.cachedMethods": ["PUT"]}, "defaultCacheBehavior.cachedMethods"),
    (_DISTRIBUTION, {"defaultCacheBehavior.cachePolicyId": DROP}, "defaultCacheBehavior.cachePolicyId"),
    (_DISTRIBUTION, {"defaultCacheBehavior.viewerProtocolPolicy": "http"}, "defaultCacheBehavior.viewerProtocolPolicy"),
    (_DISTRIBUTION, {"origins.1.originId": "files"}, "origins[1].originId"),
    (_DISTRIBUTION, {"origins.1.originAccessControlId": "E2"}, "origins[1].originAccessControlId"),
    (
        _DISTRIBUTION,
        {"origins.1.vpcOriginConfig.originReadTimeout": 121},
        "origins[1].vpcOriginConfig.originReadTimeout",
    ),
    (_DISTRIBUTION, {"comment": "x" * 129}, "comment"),
    (_WAY, {"vpcOriginEndpointConfig.name": "a b"}, "vpcOriginEndpointConfig.name"),
    (
        _WAY,
        {"vpcOriginEndpointConfig.originSslProtocols.quantity": 2},
        "vpcOriginEndpointConfig.originSslProtocols.quantity",
    ),
    (_WAY, {"vpcOriginEndpointConfig.originProtocolPolicy": "tls"}, "vpcOriginEndpointConfig.originProtocolPolicy"),
    ("aws:cloudfront/originAccessControl:OriginAccessControl", {"signingProtocol": "sigv2"}, "signingProtocol"),
    (_CACHE, {"maxTtl": 100}, "defaultTtl"),
    (_CACHE, {"minTtl": -1}, "minTtl"),
    (
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        {"securityHeadersConfig.frameOptions.frameOption": "ALLOW"},
        "securityHeadersConfig.frameOptions.frameOption",
    ),
    ("aws:cloudwatch/logDeliverySource:LogDeliverySource", {"name": "x" * 61}, "name"),
    ("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", {"outputFormat": "xml"}, "outputFormat"),
    ("aws:cloudwatch/logDelivery:LogDelivery", {"deliverySourceName": "a b"}, "deliverySourceName"),
    ("aws:shield/protection:Protection", {"resourceArn": "arn:aws:s3:::files"}, "resourceArn"),
    (_RULE, {"priority": 50001}, "priority"),
    (_RULE, {"actions.0.targetGroupArn": "arn"}, "actions[0].targetGroupArn"),
    (_RULE, {"actions.0.forward.targetGroups.0.weight": 0}, "actions[0].forward.targetGroups[0].weight"),
    (_RULE, {"actions.0.forward.targetGroups.0.weight": 1000}, "actions[0].forward.targetGroups[0].weight"),
    (_RULE, {"conditions.0.hostHeader": {"values": ["a.example.com"]}}, "conditions[0].pathPattern"),
    (_RULE, {"conditions.0.pathPattern.values": ["/a", "/b", "/c", "/d", "/e", "/f"]}, "conditions"),
    (
        _REPLICATION,
        {"rules.0.destination.replicationTime.time.minutes": 5},
        "rules[0].destination.replicationTime.time.minutes",
    ),
    (_REPLICATION, {"rules.0.destination.metrics": DROP}, "rules[0].destination.metrics"),
    (
        _REPLICATION,
        {"rules.0.destination.encryptionConfiguration": DROP},
        "rules[0].destination.encryptionConfiguration",
    ),
    (_REPLICATION, {"rules.0.deleteMarkerReplication": DROP}, "rules[0].deleteMarkerReplication"),
    (_REPLICATION, {"role": "replication"}, "role"),
    (
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        {"retentionPeriod": 36},
        "retentionPeriod",
    ),
    (_PARAMETER, {"name": "/aws/url"}, "name"),
    (_PARAMETER, {"value": "x" * 4097}, "value"),
    (_PARAMETER, {"insecureValue": "x"}, "insecureValue"),
    (_PARAMETER, {"type": "String"}, "keyId"),
    ("aws:resourcegroups/group:Group", {"name": "aws-shop"}, "name"),
    ("aws:resourcegroups/group:Group", {"resourceQuery.query": "all"}, "resourceQuery.query"),
    ("aws:applicationinsights/application:Application", {"resourceGroupName": "a b"}, "resourceGroupName"),
    (_SERVICE, {**_BLUE_GREEN, **_BALANCER}, "loadBalancers[0].advancedConfiguration"),
    (_SERVICE, {_CONFIGURATION: {"strategy": "CANARY"}}, f"{_CONFIGURATION}.canaryConfiguration"),
    (_SERVICE, {_CONFIGURATION: {"strategy": "LINEAR"}}, f"{_CONFIGURATION}.linearConfiguration"),
    (_SERVICE, {_CONFIGURATION: {**_CANARY, "strategy": "BLUE_GREEN"}}, f"{_CONFIGURATION}.canaryConfiguration"),
    (
        _SERVICE,
        {_CONFIGURATION: {**_LINEAR, "linearConfiguration": {"stepPercent": 2}}},
        f"{_CONFIGURATION}.linearConfiguration.stepPercent",
    ),
    (
        "aws:route53/record:Record",
        {
            "records": DROP,
            "ttl": DROP,
            "type": "A",
            "aliases": [{"name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": True}],
        },
        "aliases[0].evaluateTargetHealth",
    ),
]


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_what_aws_refuses_is_found_where_it_stands(token: str, changes: dict[str, object], refused: str) -> None:
    assert refused in {violation.property for violation in violations(token, changed(token, changes))}
