"""Load balancers, distributions, firewalls and certificates: more than one zone, logged, protected, renewed."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LOG_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
CERTIFICATE = "aws:acm/certificate:Certificate"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


@rule(
    "lb-deletion-protection",
    "Load balancers are protected from deletion",
    severity=Severity.MEDIUM,
    remedy="Set enableDeletionProtection to true",
    types=BALANCERS,
    controls=("ELB.6", "CKV_AWS_150", "ELBDeletionProtectionEnabled"),
)
def deletion_protection(balancer: Resource) -> Iterator[str]:
    """Expect it in so many words: a new load balancer has another address."""
    if balancer.value("enableDeletionProtection") is not True:
        yield "enableDeletionProtection is not true"


@rule(
    "lb-multi-az",
    "Load balancers stand in two zones at least",
    severity=Severity.HIGH,
    remedy="Give subnets in two or more zones",
    types=BALANCERS,
    controls=("ELB.13",),
)
def several_zones(balancer: Resource) -> Iterator[str]:
    """Count the subnets: AWS takes one of each zone."""
    if len(balancer.items("subnets")) + len(balancer.items("subnetMappings")) < 2:
        yield "it has fewer than two subnets"


@rule(
    "lb-cross-zone",
    "Network load balancers spread over the zones evenly",
    severity=Severity.LOW,
    remedy="Set enableCrossZoneLoadBalancing to true",
    types=BALANCERS,
    controls=("CKV_AWS_152",),
)
def cross_zone(balancer: Resource) -> Iterator[str]:
    """Pass over application load balancers, which always do."""
    kind = balancer.value("loadBalancerType")
    if kind in ("network", "gateway") and balancer.value("enableCrossZoneLoadBalancing") is not True:
        yield "enableCrossZoneLoadBalancing is not true"


@rule(
    "lb-access-logs",
    "Load balancers log their requests",
    severity=Severity.MEDIUM,
    remedy="Set accessLogs.enabled to true and accessLogs.bucket",
    types=BALANCERS,
    controls=("ELB.5", "CKV_AWS_91", "AwsSolutions-ELB2", "ELBLoggingEnabled"),
)
def access_logs(balancer: Resource) -> Iterator[str]:
    """Ask for the switch too: the provider's default is off. Gateway load balancers have no such logs."""
    logged = balancer.value("accessLogs.enabled") is True and balancer.given("accessLogs.bucket")
    if not logged and balancer.value("loadBalancerType") != "gateway":
        yield "access logs are not switched on"


@rule(
    "target-group-health-check",
    "Load balancers ask a path of its own whether a target is well",
    severity=Severity.MEDIUM,
    remedy="Set healthCheck.path",
    types=TARGET_GROUPS,
    controls=("CKV_AWS_261",),
)
def health_check(group: Resource) -> Iterator[str]:
    """Look at HTTP alone; the default path is the home page."""
    if group.value("protocol") in ("HTTP", "HTTPS") and not group.given("healthCheck.path"):
        yield "healthCheck.path is not set"


@stack_rule(
    "cloudfront-access-logs",
    "Distributions log their requests",
    severity=Severity.MEDIUM,
    remedy="Add a LogDeliverySource for it with a LogDelivery, or set loggingConfig.bucket",
    types=(DISTRIBUTION,),
    controls=("CloudFront.5", "CKV_AWS_86", "AwsSolutions-CFR3"),
)
def distribution_logs(distribution: StackResource, stack: Stack) -> Iterator[str]:
    """Take either way: deliveries of CloudWatch Logs, or the older logs into a bucket."""
    if any(source.comes_from("resourceArn", distribution) for source in stack.of((LOG_SOURCE,))):
        return
    if not distribution.given("loggingConfig.bucket"):
        yield "the distribution has no access log"


@rule(
    "cloudfront-origin-failover",
    "Distributions have a second origin to turn to",
    severity=Severity.LOW,
    remedy="Add originGroups with failoverCriteria and two members",
    types=(DISTRIBUTION,),
    controls=("CloudFront.4", "CKV_AWS_310"),
)
def origin_failover(distribution: Resource) -> Iterator[str]:
    """Look for a group with two members."""
    if not any(len(group.items("members")) > 1 for group in distribution.items("originGroups")):
        yield "no origin group has two members"


@rule(
    "cloudfront-enabled",
    "Distributions are switched on",
    severity=Severity.LOW,
    remedy="Set enabled to true, or remove the distribution",
    types=(DISTRIBUTION,),
    controls=("CKV_AWS_216",),
)
def distribution_enabled(distribution: Resource) -> Iterator[str]:
    """Refuse what is paid for in care and serves nobody."""
    if distribution.value("enabled") is not True:
        yield "enabled is not true"


@stack_rule(
    "waf-logging",
    "Firewalls log what they let through and refuse",
    severity=Severity.MEDIUM,
    remedy="Add a WebAclLoggingConfiguration for it",
    types=(WEB_ACL,),
    controls=("WAF.11", "CKV2_AWS_31", "WAFv2LoggingEnabled"),
)
def firewall_logs(firewall: StackResource, stack: Stack) -> Iterator[str]:
    """Look for the configuration, a resource of its own."""
    if not any(item.comes_from("resourceArn", firewall) for item in stack.of((WEB_ACL_LOGGING,))):
        yield "the firewall has no log"


@rule(
    "acm-managed-renewal",
    "Certificates renew themselves",
    severity=Severity.HIGH,
    remedy="Have ACM issue it: give domainName and validationMethod DNS",
    types=(CERTIFICATE,),
    controls=("ACM.1",),
)
def managed_renewal(certificate: Resource) -> Iterator[str]:
    """Refuse what somebody must remember: imported certificates and mails that ask for a click.

    What a private authority issues is renewed without a validation.
    """
    if certificate.given("certificateBody"):
        yield "the certificate is imported, so nobody renews it"
    elif not certificate.given("certificateAuthorityArn") and certificate.value("validationMethod") != "DNS":
        yield "validationMethod is not DNS"


@rule(
    "acm-create-before-destroy",
    "A new certificate is there before the old one goes",
    severity=Severity.MEDIUM,
    remedy="Remove the resource option delete_before_replace",
    types=(CERTIFICATE,),
    controls=("CKV_AWS_233",),
)
def create_before_destroy(certificate: Resource) -> Iterator[str]:
    """Refuse the other order: a certificate in use cannot be deleted."""
    if certificate.delete_before_replace:
        yield "the option delete_before_replace is set"
