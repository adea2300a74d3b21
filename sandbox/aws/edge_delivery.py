"""CloudFront with its policies, its way into a VPC and its access logs; Shield."""

from collections.abc import Mapping

from sandbox.aws.common import BALANCER, CERTIFICATE, arn, global_arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
_VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
_ACCESS = "aws:cloudfront/originAccessControl:OriginAccessControl"
_CACHE = "aws:cloudfront/cachePolicy:CachePolicy"
_HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"

FACTS: Mapping[str, ResourceFacts] = {
    _DISTRIBUTION: ResourceFacts(
        id="E{digits}",
        times=took(190, 180, 223, "M16"),
        defaults={"retainOnDelete": False, "staging": False, "waitForDeployment": True},
        outputs={
            "arn": global_arn("cloudfront", "distribution/{id}"),
            "domainName": "d{hex17:.13}.cloudfront.net",
            "hostedZoneId": "Z2FDTNDATAQYW2",
            "status": "Deployed",
            "etag": "E{hex8}",
        },
        references={
            "viewerCertificate.acmCertificateArn": CERTIFICATE,
            "webAclId": "aws:wafv2/webAcl:WebAcl#arn",
            "origins[].originAccessControlId": f"{_ACCESS}#id",
            "origins[].vpcOriginConfig.vpcOriginId": f"{_VPC_ORIGIN}#id",
            "orderedCacheBehaviors[].cachePolicyId": f"{_CACHE}#id",
            "defaultCacheBehavior.responseHeadersPolicyId": f"{_HEADERS}#id",
            "orderedCacheBehaviors[].responseHeadersPolicyId": f"{_HEADERS}#id",
        },
    ),
    _VPC_ORIGIN: ResourceFacts(
        id="vo_{hex17}",
        times=took(600, 600, 600, "E"),
        outputs={"arn": global_arn("cloudfront", "vpcorigin/{id}"), "etag": "E{hex8}"},
        references={"vpcOriginEndpointConfig.arn": BALANCER},
    ),
    _ACCESS: ResourceFacts(
        id="E{digits}",
        times=instant("M1"),
        name=named(_ACCESS),
        defaults={"description": "Managed by Pulumi"},
        outputs={"arn": global_arn("cloudfront", "origin-access-control/{id}"), "etag": "E{hex8}"},
        unique=("name",),
    ),
    _CACHE: ResourceFacts(
        id="{uuid}",
        times=instant("M1"),
        name=named(_CACHE),
        outputs={"arn": global_arn("cloudfront", "cache-policy/{id}"), "etag": "E{hex8}"},
        unique=("name",),
    ),
    _HEADERS: ResourceFacts(
        id="{uuid}",
        times=instant(),
        name=named(_HEADERS),
        outputs={"arn": global_arn("cloudfront", "response-headers-policy/{id}"), "etag": "E{hex8}"},
        unique=("name",),
    ),
    _SOURCE: ResourceFacts(
        id="{inputs[name]}",
        times=instant(),
        outputs={"arn": arn("logs", "delivery-source:{inputs[name]}"), "service": "cloudfront"},
        references={"resourceArn": f"{_DISTRIBUTION}#arn"},
        unique=("name",),
    ),
    _DESTINATION: ResourceFacts(
        id="{inputs[name]}",
        times=instant(),
        outputs={"arn": arn("logs", "delivery-destination:{inputs[name]}"), "deliveryDestinationType": "S3"},
        unique=("name",),
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": ResourceFacts(
        id="{hex17:.16}",
        times=instant(),
        outputs={"arn": arn("logs", "delivery:{id}")},
        references={"deliverySourceName": f"{_SOURCE}#name", "deliveryDestinationArn": f"{_DESTINATION}#arn"},
    ),
    "aws:shield/protection:Protection": ResourceFacts(
        id="{uuid}",
        times=took(2, 1, 1, "E"),
        name=named("aws:shield/protection:Protection"),
        outputs={"arn": global_arn("shield", "protection/{id}")},
        unique=("resourceArn",),
    ),
}
