"""CloudFront distributions with their policies, and Shield protections.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html,
https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html
"""

from collections.abc import Iterator

from core.aws.cloudfront import PRICE_CLASSES, VIEWER_TLS
from core.aws.rules.base import (
    Inputs,
    Rules,
    Violation,
    as_number,
    found,
    is_known,
    is_set,
    is_true,
    number,
    objects,
    shown,
    text,
)
from core.aws.rules.kinds import at_most, between, exactly_one, matches, one_of, unique, within

_OLDER_TLS = {"SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019"}
_METHODS = (
    {"GET", "HEAD"},
    {"GET", "HEAD", "OPTIONS"},
    {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"},
)
"""The three sets of methods that a behavior may allow."""


def _certificate(inputs: Inputs) -> Iterator[Violation]:
    """Check that names of one's own come with a certificate of us-east-1, and TLS policies with a certificate."""
    for where, viewer in objects(inputs, "viewerCertificate"):
        own = is_set(viewer, "acmCertificateArn") or is_set(viewer, "iamCertificateId")
        certificate = text(viewer, "acmCertificateArn")
        if certificate is not None and certificate.split(":")[3:4] != ["us-east-1"]:
            yield Violation(f"{where}.acmCertificateArn", certificate, "a certificate of us-east-1")
        if own and not is_set(viewer, "sslSupportMethod"):
            yield Violation(f"{where}.sslSupportMethod", "not set", "sni-only, since a certificate is given")
        if not own and inputs.get("aliases"):
            yield Violation(f"{where}.acmCertificateArn", "not set", "a certificate for the aliases")
        if not own and text(viewer, "minimumProtocolVersion") not in (None, "TLSv1"):
            yield Violation(f"{where}.minimumProtocolVersion", "given", "none: CloudFront's own certificate has TLSv1")


def _origins(inputs: Inputs) -> Iterator[Violation]:
    """Check that every behavior leads to an origin of the distribution, or to a group of them."""
    if not is_known(inputs, "origins", "originGroups"):
        return
    present = [value for path in ("origins[]", "originGroups[]") for _, value in found(inputs, f"{path}.originId")]
    for path in ("defaultCacheBehavior.targetOriginId", "orderedCacheBehaviors[].targetOriginId"):
        for where, value in found(inputs, path):
            if value not in present:
                yield Violation(where, shown(value), f"one of the origins {shown(present)}")


def _one_kind(inputs: Inputs) -> Iterator[Violation]:
    """Check that an origin is of one kind. One without any is a bucket, which no VPC origin is."""
    kinds = [key for key in ("customOriginConfig", "s3OriginConfig", "vpcOriginConfig") if is_set(inputs, key)]
    if len(kinds) > 1:
        yield Violation(kinds[1], "given", f"none: {kinds[0]} is given")
    if is_set(inputs, "originAccessControlId") and "vpcOriginConfig" in kinds:
        yield Violation("originAccessControlId", "given", "none: a load balancer does not check signatures")


def _behavior(inputs: Inputs) -> Iterator[Violation]:
    """Check a behavior's methods, and that its cache is told by a policy or in place, not both."""
    allowed, cached = inputs.get("allowedMethods"), inputs.get("cachedMethods")
    if isinstance(allowed, list | tuple) and {str(one) for one in allowed} not in _METHODS:
        yield Violation("allowedMethods", shown(sorted(map(str, allowed))), "GET and HEAD, with OPTIONS, or all seven")
    if isinstance(cached, list | tuple) and {str(one) for one in cached} not in _METHODS[:2]:
        yield Violation("cachedMethods", shown(sorted(map(str, cached))), "GET and HEAD, or with OPTIONS")
    if is_set(inputs, "cachePolicyId") and is_set(inputs, "forwardedValues"):
        yield Violation("forwardedValues", "given", "none: cachePolicyId is given")
    if not is_set(inputs, "cachePolicyId") and not is_set(inputs, "forwardedValues"):
        yield Violation("cachePolicyId", "not set", "a cache policy, or forwardedValues in its place")
    if is_set(inputs, "originRequestPolicyId") and not is_set(inputs, "cachePolicyId"):
        yield Violation("cachePolicyId", "not set", "a cache policy, since originRequestPolicyId is given")


def _web_acl(inputs: Inputs) -> Iterator[Violation]:
    acl = text(inputs, "webAclId")
    if acl is not None and acl.startswith("arn:") and ":us-east-1:" not in acl:
        yield Violation("webAclId", acl, "a web ACL of scope CLOUDFRONT in us-east-1")
    if acl is not None and ":regional/" in acl:
        yield Violation("webAclId", acl, "a web ACL of scope CLOUDFRONT, not a regional one")


def _ttls(inputs: Inputs) -> Iterator[Violation]:
    """Check that the three times of a cache policy rise, and that it compresses only if it caches."""
    times = [number(inputs, key) for key in ("minTtl", "defaultTtl", "maxTtl")]
    known = [one for one in times if one is not None]
    if is_known(inputs, "minTtl", "defaultTtl", "maxTtl") and known != sorted(known):
        yield Violation("defaultTtl", shown(times[1]), "at least minTtl and at most maxTtl")
    key = inputs.get("parametersInCacheKeyAndForwardedToOrigin")
    for flag in ("enableAcceptEncodingBrotli", "enableAcceptEncodingGzip"):
        if times[2] == 0 and any(is_true(item, flag) for item in (key,) if isinstance(item, dict)):
            yield Violation(f"parametersInCacheKeyAndForwardedToOrigin.{flag}", "true", "false, since maxTtl is 0")


def _vpc_origin(inputs: Inputs) -> Iterator[Violation]:
    for where, config in objects(inputs, "vpcOriginEndpointConfig"):
        protocols = [value for _, value in found(config, "originSslProtocols.items[]")]
        quantity = next((as_number(value) for _, value in found(config, "originSslProtocols.quantity")), None)
        if quantity is not None and protocols and quantity != len(protocols):
            yield Violation(f"{where}.originSslProtocols.quantity", f"{quantity:g}", f"{len(protocols)}, as listed")


def _not_internal(inputs: Inputs) -> Iterator[Violation]:
    """Shield Advanced protects what is on the internet."""
    resource = text(inputs, "resourceArn")
    services = ("cloudfront", "route53", "globalaccelerator", "elasticloadbalancing", "ec2")
    if resource is not None and resource.split(":")[2:3] not in [[service] for service in services]:
        yield Violation("resourceArn", resource, f"a resource of {', '.join(services)}")


_BEHAVIOR = (
    one_of("viewerProtocolPolicy", {"allow-all", "https-only", "redirect-to-https"}),
    _behavior,
)

RULES: Rules = {
    "aws:cloudfront/distribution:Distribution": (
        one_of("priceClass", set(PRICE_CLASSES)),
        one_of("httpVersion", {"http1.1", "http2", "http2and3", "http3"}),
        one_of("viewerCertificate.minimumProtocolVersion", {*VIEWER_TLS, *_OLDER_TLS}),
        one_of("viewerCertificate.sslSupportMethod", {"sni-only", "vip", "static-ip"}),
        one_of("restrictions.geoRestriction.restrictionType", {"none", "whitelist", "blacklist"}),
        matches("comment", r".{0,128}", "at most 128 characters"),
        at_most("aliases", 100, "aliases"),
        at_most("origins", 100, "origins"),
        unique("origins[].originId"),
        between("origins[].vpcOriginConfig.originReadTimeout", 1, 120, "seconds"),
        between("origins[].customOriginConfig.originReadTimeout", 1, 120, "seconds"),
        within("origins[]", _one_kind),
        within("defaultCacheBehavior", *_BEHAVIOR),
        within("orderedCacheBehaviors[]", *_BEHAVIOR),
        unique("orderedCacheBehaviors[].pathPattern"),
        _certificate,
        _origins,
        _web_acl,
    ),
    "aws:cloudfront/vpcOrigin:VpcOrigin": (
        one_of("vpcOriginEndpointConfig.originProtocolPolicy", {"http-only", "https-only", "match-viewer"}),
        one_of("vpcOriginEndpointConfig.originSslProtocols.items[]", {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"}),
        matches("vpcOriginEndpointConfig.name", r"[\w-]{1,64}", "at most 64 letters, digits, hyphens, underscores"),
        between("vpcOriginEndpointConfig.httpPort", 1, 65535),
        between("vpcOriginEndpointConfig.httpsPort", 1, 65535),
        _vpc_origin,
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (
        one_of("originAccessControlOriginType", {"s3", "mediastore", "mediapackagev2", "lambda"}),
        one_of("signingBehavior", {"always", "never", "no-override"}),
        one_of("signingProtocol", {"sigv4"}),
        matches("description", r".{0,256}", "at most 256 characters"),
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": (
        between("minTtl", 0, 3153600000, "seconds"),
        between("defaultTtl", 0, 3153600000, "seconds"),
        between("maxTtl", 0, 3153600000, "seconds"),
        matches("comment", r".{0,128}", "at most 128 characters"),
        within(
            "parametersInCacheKeyAndForwardedToOrigin",
            one_of("cookiesConfig.cookieBehavior", {"none", "whitelist", "allExcept", "all"}),
            one_of("headersConfig.headerBehavior", {"none", "whitelist"}),
            one_of("queryStringsConfig.queryStringBehavior", {"none", "whitelist", "allExcept", "all"}),
        ),
        _ttls,
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (
        matches("comment", r".{0,128}", "at most 128 characters"),
        one_of("securityHeadersConfig.frameOptions.frameOption", {"DENY", "SAMEORIGIN"}),
        between("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec", 0, 2147483647, "seconds"),
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": (
        one_of("logType", {"ACCESS_LOGS", "APPLICATION_LOGS", "CONNECTION_LOGS", "EVENT_LOGS"}),
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (
        one_of("outputFormat", {"json", "plain", "w3c", "raw", "parquet"}),
        exactly_one("deliveryDestinationConfiguration", "deliveryDestinationType"),
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": (
        matches("deliverySourceName", r"[\w-]{1,60}", "at most 60 letters, digits, hyphens and underscores"),
    ),
    "aws:shield/protection:Protection": (_not_internal,),
}
