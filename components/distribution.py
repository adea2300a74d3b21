"""The content delivery network before a system: the one way in."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudfront, cloudwatch, shield

from components.distribution_policies import security_headers, static_cache
from components.private_load_balancer import PrivateLoadBalancer
from core.aws.cloudfront import ALL_VIEWER, CACHING_DISABLED, EDGE_REGION
from core.aws.names import check_name
from core.naming import type_token
from core.sections.distribution import DistributionSettings

EVERY_METHOD = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
READING_METHODS = ("GET", "HEAD", "OPTIONS")
CACHED_METHODS = ("GET", "HEAD")
VPC_ORIGIN_MINUTES = 30
"""CloudFront takes up to 15 minutes to enter a VPC:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
"""


@dataclass(frozen=True, kw_only=True)
class DistributionArgs:
    """What a distribution needs to know."""

    settings: DistributionSettings
    domain: str
    """The name that viewers ask for, and that the load balancer's certificate is for."""
    certificate_arn: pulumi.Input[str]
    """A certificate of `domain` in us-east-1 that is issued."""
    web_acl_arn: pulumi.Input[str]
    """A web ACL of scope CLOUDFRONT."""
    balancer: PrivateLoadBalancer
    """Answers every path but the static one. Its group must admit CloudFront's addresses."""
    physical_name: str
    """Name of the way into the VPC and of the log delivery, unique in the account."""
    files_domain: pulumi.Input[str]
    """Regional DNS name of the bucket of static files. Its policy must let this account's distributions read them."""
    log_bucket_arn: pulumi.Input[str]
    """The bucket for access logs; its policy must let log deliveries in."""
    zone_arn: pulumi.Input[str] | None
    """DNS zone that Shield Advanced protects as well; None if the stack has none of its own."""


class Distribution(pulumi.ComponentResource):
    """A CloudFront distribution before a private load balancer and a bucket, with its policies and access logs.

    It enters the VPC by a VPC origin, so the load balancer has no public address and nobody reaches it another way.
    Static paths come from the bucket and are cached; all others go to the load balancer with everything that the viewer
    sent, and are not cached.
    """

    arn: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    domain_name: pulumi.Output[str]

    def __init__(self, name: str, args: DistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "Distribution"), name, {}, opts)
        check_name("aws:cloudwatch/logDeliverySource:LogDeliverySource", args.physical_name)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._headers = security_headers(name, args.domain, args.settings.hsts_seconds, self._child)
        distribution = self._distribution()
        self._log(distribution)
        if args.settings.shield_advanced:
            self._put_under_shield(distribution)
        self.arn = distribution.arn
        self.distribution_id = distribution.id
        self.domain_name = distribution.domain_name
        self.register_outputs({"arn": self.arn, "domainName": self.domain_name})

    def _distribution(self) -> cloudfront.Distribution:
        args, settings = self._args, self._args.settings
        return cloudfront.Distribution(
            self._label,
            enabled=True,
            comment=args.domain,
            aliases=[args.domain],
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=settings.price_class,
            web_acl_id=args.web_acl_arn,
            viewer_certificate=cloudfront.DistributionViewerCertificateArgs(
                acm_certificate_arn=args.certificate_arn,
                minimum_protocol_version=settings.viewer_tls,
                ssl_support_method="sni-only",
            ),
            restrictions=cloudfront.DistributionRestrictionsArgs(
                geo_restriction=cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
            ),
            origins=[self._balancer_origin(), self._files_origin()],
            default_cache_behavior=cloudfront.DistributionDefaultCacheBehaviorArgs(
                target_origin_id="load-balancer",
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=list(EVERY_METHOD),
                cached_methods=list(CACHED_METHODS),
                cache_policy_id=CACHING_DISABLED,
                origin_request_policy_id=ALL_VIEWER,
                response_headers_policy_id=self._headers.id,
                compress=True,
            ),
            ordered_cache_behaviors=[self._static_behavior()],
            opts=self._child,
        )

    def _balancer_origin(self) -> cloudfront.DistributionOriginArgs:
        args = self._args
        way = cloudfront.VpcOrigin(
            self._label,
            vpc_origin_endpoint_config=cloudfront.VpcOriginVpcOriginEndpointConfigArgs(
                name=args.physical_name,
                arn=args.balancer.arn,
                http_port=80,
                https_port=443,
                origin_protocol_policy="https-only",
                origin_ssl_protocols=cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(
                    items=["TLSv1.2"], quantity=1
                ),
            ),
            timeouts=cloudfront.VpcOriginTimeoutsArgs(
                create=f"{VPC_ORIGIN_MINUTES}m", update=f"{VPC_ORIGIN_MINUTES}m", delete=f"{VPC_ORIGIN_MINUTES}m"
            ),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        return cloudfront.DistributionOriginArgs(
            origin_id="load-balancer",
            # CloudFront sends the viewer's Host header, so the certificate has to be for that name, not for this one.
            domain_name=args.balancer.dns_name,
            vpc_origin_config=cloudfront.DistributionOriginVpcOriginConfigArgs(
                vpc_origin_id=way.id, origin_read_timeout=args.settings.origin_timeout_seconds
            ),
        )

    def _files_origin(self) -> cloudfront.DistributionOriginArgs:
        control = cloudfront.OriginAccessControl(
            self._label,
            description=f"Static files of {self._args.domain}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self._child,
        )
        return cloudfront.DistributionOriginArgs(
            origin_id="files", domain_name=self._args.files_domain, origin_access_control_id=control.id
        )

    def _static_behavior(self) -> cloudfront.DistributionOrderedCacheBehaviorArgs:
        return cloudfront.DistributionOrderedCacheBehaviorArgs(
            path_pattern=self._args.settings.static_path,
            target_origin_id="files",
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=list(READING_METHODS),
            cached_methods=list(CACHED_METHODS),
            cache_policy_id=static_cache(
                f"{self._label}-static", self._args.domain, self._args.settings.static_ttl_seconds, self._child
            ).id,
            response_headers_policy_id=self._headers.id,
            compress=True,
        )

    def _log(self, distribution: cloudfront.Distribution) -> None:
        """Deliver access logs to the bucket, below `AWSLogs/<account>/CloudFront/`.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
        """
        args = self._args
        fixed = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        source = cloudwatch.LogDeliverySource(
            self._label,
            region=EDGE_REGION,
            name=args.physical_name,
            log_type="ACCESS_LOGS",
            resource_arn=distribution.arn,
            opts=fixed,
        )
        destination = cloudwatch.LogDeliveryDestination(
            self._label,
            region=EDGE_REGION,
            name=args.physical_name,
            output_format="json",
            delivery_destination_configuration=(
                cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                    destination_resource_arn=args.log_bucket_arn
                )
            ),
            opts=fixed,
        )
        cloudwatch.LogDelivery(
            self._label,
            region=EDGE_REGION,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            opts=fixed,
        )

    def _put_under_shield(self, distribution: cloudfront.Distribution) -> None:
        """Put distribution and zone under Shield Advanced, which the account must be subscribed to."""
        protected: Sequence[tuple[str, pulumi.Input[str] | None]] = (
            (self._label, distribution.arn),
            (f"{self._label}-zone", self._args.zone_arn),
        )
        for label, arn in protected:
            if arn is not None:
                shield.Protection(label, resource_arn=arn, opts=self._child)
