"""The DNS name that a stack serves."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import acm, route53

from core.aws.cloudfront import EDGE_REGION, HOSTED_ZONE_ID
from core.naming import type_token

MAX_CERTIFICATE_NAME = 64
"""Longest first name of a certificate (the common name of X.509):
https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
"""


@dataclass(frozen=True, kw_only=True)
class DomainArgs:
    """What a domain needs to know."""

    domain: str
    hosted_zone_id: str | None
    """An existing public zone that holds `domain`, or None to make a zone of that name."""
    wildcard: bool = False
    """Whether the certificate is for all names one label below `domain` too; the same record proves both."""
    key_algorithm: str | None = None
    """Kind of key, such as RSA_2048, which is what ACM takes by itself too."""
    validation_minutes: int
    """How long to wait for ACM to issue the certificate."""
    protected: bool


class Domain(pulumi.ComponentResource):
    """A certificate for one DNS name, proved to ACM by a DNS record, and the DNS zone unless there is one already.

    A zone made here answers nobody until its parent zone delegates to it, and the certificate waits for that: the first
    `pulumi up` shows the name servers while it waits. If the wait runs out, delegate and run `pulumi up` again; it goes
    on where it stopped.
    """

    certificate_arn: pulumi.Output[str]
    """ARN of the certificate, known once it is issued."""
    zone_id: pulumi.Output[str]
    zone_arn: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]] | None
    """Name servers of the zone made here, to be entered at the parent zone."""

    def __init__(self, name: str, args: DomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "Domain"), name, {}, opts)
        if len(args.domain) > MAX_CERTIFICATE_NAME:
            raise ValueError(
                f"Domain {name}: domain {args.domain} has {len(args.domain)} characters; ACM issues certificates for "
                f"names of at most {MAX_CERTIFICATE_NAME}"
            )
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._domain = args.domain
        self.name_servers = None
        if args.hosted_zone_id is None:
            zone = self._zone(args)
            self.zone_id = zone.zone_id
            self.name_servers = zone.name_servers
        else:
            self.zone_id = pulumi.Output.from_input(args.hosted_zone_id)
        self.zone_arn = pulumi.Output.concat("arn:aws:route53:::hostedzone/", self.zone_id)
        certificate = self._certificate(None)
        self._proof = self._validation_record(certificate)
        self.certificate_arn = self._issued(certificate, None)
        self.register_outputs(
            {"certificateArn": self.certificate_arn, "zoneId": self.zone_id, "nameServers": self.name_servers}
        )

    def _zone(self, args: DomainArgs) -> route53.Zone:
        # A zone that is made again gets other name servers, and the delegation would point nowhere.
        zone = route53.Zone(
            self._label,
            name=args.domain,
            comment=f"Zone of {args.domain}",
            force_destroy=not args.protected,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        # Shown while the update runs, and not kept among its diagnostics.
        zone.name_servers.apply(
            lambda servers: pulumi.info(f"delegate {args.domain} to {', '.join(servers)}", self, ephemeral=True)
        )
        return zone

    def _certificate(self, region: str | None) -> acm.Certificate:
        args, label = self._args, self._label if region is None else f"{self._label}-edge"
        return acm.Certificate(
            label,
            region=region,
            domain_name=args.domain,
            subject_alternative_names=[f"*.{args.domain}"] if args.wildcard else None,
            key_algorithm=args.key_algorithm,
            validation_method="DNS",
            opts=self._child,
        )

    def _validation_record(self, certificate: acm.Certificate) -> route53.Record:
        # One name, so one record proves it: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
        option = certificate.domain_validation_options[0]
        return route53.Record(
            f"{self._label}-validation",
            zone_id=self.zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=300,
            # ACM asks for the same record for every certificate of a name in an account: an earlier one may be there.
            allow_overwrite=True,
            opts=self._child,
        )

    def _issued(self, certificate: acm.Certificate, region: str | None) -> pulumi.Output[str]:
        validation = acm.CertificateValidation(
            self._label if region is None else f"{self._label}-edge",
            region=region,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[self._proof.fqdn],
            opts=pulumi.ResourceOptions(
                parent=self, custom_timeouts=pulumi.CustomTimeouts(create=f"{self._args.validation_minutes}m")
            ),
        )
        return validation.certificate_arn

    def edge_certificate(self) -> pulumi.Output[str]:
        """Make a further certificate of the name for CloudFront, proved by the same record, and return its ARN.

        CloudFront takes certificates of us-east-1 alone. ACM asks for one record per name and account, whatever the
        region: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
        """
        return self._issued(self._certificate(EDGE_REGION), EDGE_REGION)

    def point_to(self, dns_name: pulumi.Input[str], zone_id: pulumi.Input[str]) -> None:
        """Make the domain an alias of a load balancer or distribution: its DNS name and the zone of that name."""
        route53.Record(
            self._label,
            zone_id=self.zone_id,
            name=self._domain,
            type="A",
            aliases=[route53.RecordAliasArgs(name=dns_name, zone_id=zone_id, evaluate_target_health=True)],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def point_to_distribution(self, dns_name: pulumi.Input[str]) -> None:
        """Make the domain an alias of a CloudFront distribution, for IPv4 and IPv6.

        Route 53 does not look at a distribution's health, and refuses to be asked:
        https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
        """
        for label, kind in ((self._label, "A"), (f"{self._label}-ipv6", "AAAA")):
            route53.Record(
                label,
                zone_id=self.zone_id,
                name=self._domain,
                type=kind,
                aliases=[route53.RecordAliasArgs(name=dns_name, zone_id=HOSTED_ZONE_ID, evaluate_target_health=False)],
                opts=self._child,
            )
