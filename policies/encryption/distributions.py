"""CloudFront: TLS from the visitor to the edge, and from the edge to the origin."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import entries, number, rule, some
from policies.lib.view import View, each

HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
YEAR = 31_536_000
"""Seconds."""

OLD_PROTOCOLS = ("SSLv3", "TLSv1", "TLSv1.1")
MODERN = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html"""


@rule(
    "cloudfront-viewer-https",
    "Visitors reach distributions through TLS",
    severity=Severity.HIGH,
    remedy="Set viewerProtocolPolicy to redirect-to-https or https-only in every behaviour",
    types=(DISTRIBUTION,),
    controls=("CloudFront.3", "CKV_AWS_34"),
)
def viewer_https(distribution: Resource) -> Iterator[str]:
    """Look at the default behaviour and at each of the others."""

    def check(behaviour: View) -> Iterator[str]:
        if behaviour.value("viewerProtocolPolicy") not in ("redirect-to-https", "https-only"):
            yield f"{behaviour.path}.viewerProtocolPolicy takes plain HTTP"

    yield from each([*distribution.items("defaultCacheBehavior"), *distribution.items("orderedCacheBehaviors")], check)


@rule(
    "cloudfront-viewer-tls12",
    "Visitors get no TLS older than 1.2",
    severity=Severity.HIGH,
    remedy="Set viewerCertificate.minimumProtocolVersion to TLSv1.2_2021 or newer",
    types=(DISTRIBUTION,),
    controls=("CloudFront.15", "CKV_AWS_174", "AwsSolutions-CFR4"),
)
def viewer_tls(distribution: Resource) -> Iterator[str]:
    """Count an absent value as TLSv1, which is AWS's default."""
    if distribution.value("viewerCertificate.minimumProtocolVersion") not in MODERN:
        yield "viewerCertificate.minimumProtocolVersion is old or not set"


@rule(
    "cloudfront-custom-certificate",
    "Distributions have a certificate of their own name",
    severity=Severity.MEDIUM,
    remedy="Set viewerCertificate.acmCertificateArn to a certificate in us-east-1",
    types=(DISTRIBUTION,),
    controls=("CloudFront.7", "CKV2_AWS_42"),
)
def own_certificate(distribution: Resource) -> Iterator[str]:
    """Look for either store of certificates."""
    if not any(distribution.given(f"viewerCertificate.{key}") for key in ("acmCertificateArn", "iamCertificateId")):
        yield "viewerCertificate names no certificate"


@rule(
    "cloudfront-sni-only",
    "Distributions serve certificates by name, not by an address that is paid for",
    severity=Severity.LOW,
    remedy="Set viewerCertificate.sslSupportMethod to sni-only",
    types=(DISTRIBUTION,),
    controls=("CloudFront.8",),
)
def sni(distribution: Resource) -> Iterator[str]:
    """Look at distributions with a certificate: a dedicated address costs 600 USD a month."""
    if distribution.value("viewerCertificate.sslSupportMethod") not in (None, "sni-only"):
        yield "viewerCertificate.sslSupportMethod is not sni-only"


@rule(
    "cloudfront-origin-https",
    "Distributions reach their origins through TLS",
    severity=Severity.HIGH,
    remedy="Set customOriginConfig.originProtocolPolicy to https-only",
    types=(DISTRIBUTION,),
    controls=("CloudFront.9", "CKV2_AWS_72"),
)
def origin_https(distribution: Resource) -> Iterator[str]:
    """Look at origins that are not buckets; those are reached by signed requests."""

    def check(origin: View) -> Iterator[str]:
        config = origin.value("customOriginConfig")
        if config is not None and origin.value("customOriginConfig.originProtocolPolicy") != "https-only":
            yield f"{origin.path}.customOriginConfig.originProtocolPolicy is not https-only"

    yield from each(distribution.items("origins"), check)


@rule(
    "cloudfront-origin-tls12",
    "Origins are spoken to in no TLS older than 1.2",
    severity=Severity.HIGH,
    remedy="Set customOriginConfig.originSslProtocols to TLSv1.2 alone",
    types=(DISTRIBUTION,),
    controls=("CloudFront.10", "CKV2_AWS_54", "AwsSolutions-CFR5"),
)
def origin_tls(distribution: Resource) -> Iterator[str]:
    """Look at origins that are not buckets."""

    def check(origin: View) -> Iterator[str]:
        if origin.value("customOriginConfig") is not None:
            protocols = entries(origin, "customOriginConfig.originSslProtocols")
            if some(protocols, lambda protocol: protocol.value() in OLD_PROTOCOLS):
                yield f"{origin.path}.customOriginConfig.originSslProtocols has old ones"

    yield from each(distribution.items("origins"), check)


@rule(
    "cloudfront-hsts",
    "Browsers are told to come back through TLS alone",
    severity=Severity.MEDIUM,
    remedy="Set securityHeadersConfig.strictTransportSecurity with a year or more",
    types=(HEADERS,),
)
def strict_transport(headers: Resource) -> Iterator[str]:
    """Ask for a year, below which browsers do not preload a name."""
    if number(headers.value("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec")) < YEAR:
        yield "securityHeadersConfig.strictTransportSecurity holds for less than a year"
