"""Certificates, names and firewalls in the places where AWS looks for them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.feasibility.refusals import rest
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CERTIFICATE = "aws:acm/certificate:Certificate"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
RECORD = "aws:route53/record:Record"
ZONE = "aws:route53/zone:Zone"
GLOBAL_REGION = "us-east-1"
"""Where CloudFront takes its certificates and firewalls from.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
"""

OTHER = rest("edge", "Firewalls, certificates and DNS are such as AWS takes", "Set the property to what AWS allows")


@rule(
    "feasible-distribution-certificate",
    "Distributions with names of their own have a certificate for them",
    severity=Severity.HIGH,
    remedy=f"Give viewerCertificate.acmCertificateArn, a certificate of {GLOBAL_REGION}",
    types=(DISTRIBUTION,),
)
def alias_certificate(distribution: Resource) -> Iterator[str]:
    """CloudFront's own certificate is for its own names only."""
    own = any(distribution.given(f"viewerCertificate.{key}") for key in ("acmCertificateArn", "iamCertificateId"))
    if distribution.given("aliases") and not own:
        yield "aliases are given and no certificate is"


@stack_rule(
    "feasible-distribution-certificate-region",
    f"Certificates of distributions are in {GLOBAL_REGION}",
    severity=Severity.HIGH,
    remedy=f"Set the certificate's region to {GLOBAL_REGION}",
    types=(CERTIFICATE,),
)
def certificate_region(certificate: StackResource, stack: Stack) -> Iterator[str]:
    """Look at the certificate's region, or that in its ARN."""
    for distribution in stack.of((DISTRIBUTION,)):
        if distribution.comes_from("viewerCertificate", certificate) and _region(certificate) not in (
            None,
            GLOBAL_REGION,
        ):
            yield f"{distribution.name} is a distribution and the certificate is in another region"


@rule(
    "feasible-firewall-region",
    f"Firewalls of distributions are in {GLOBAL_REGION}",
    severity=Severity.HIGH,
    remedy=f"Set region to {GLOBAL_REGION}",
    types=(WEB_ACL,),
)
def firewall_region(firewall: Resource) -> Iterator[str]:
    """Take the provider's region where the firewall states none."""
    if firewall.value("scope") == "CLOUDFRONT":
        region = firewall.value("region") or firewall.provider.value("region")
        if region is not None and region != GLOBAL_REGION:
            yield "scope is CLOUDFRONT and the region is another"


@stack_rule(
    "feasible-distribution-firewall",
    "Firewalls of distributions have the scope CLOUDFRONT",
    severity=Severity.HIGH,
    remedy="Set scope to CLOUDFRONT, or name another firewall",
    types=(WEB_ACL,),
)
def firewall_scope(firewall: StackResource, stack: Stack) -> Iterator[str]:
    """Look at the firewall that a distribution names."""
    for distribution in stack.of((DISTRIBUTION,)):
        if distribution.comes_from("webAclId", firewall) and firewall.value("scope") != "CLOUDFRONT":
            yield f"{distribution.name} is a distribution and the scope is not CLOUDFRONT"


@stack_rule(
    "feasible-record-at-apex",
    "The name of a zone itself is no CNAME",
    severity=Severity.HIGH,
    remedy="Make it an alias record of type A or AAAA",
    types=(RECORD,),
)
def apex(record: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the zone of the stack; DNS has no CNAME beside the zone's own records."""
    for zone in stack.of((ZONE,)):
        if record.value("type") == "CNAME" and record.comes_from("zoneId", zone):
            name = str(record.value("name") or "").rstrip(".")
            if name in ("", str(zone.value("name")).rstrip(".")):
                yield "it is a CNAME at the zone's own name"


def _region(certificate: StackResource) -> str | None:
    region, arn = certificate.peek("region"), certificate.peek("arn")
    if isinstance(region, str):
        return region
    return arn.split(":")[3] if isinstance(arn, str) and arn.count(":") > 3 else None
