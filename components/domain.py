"""The DNS name that a stack serves."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import acm, route53

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
        self._domain = args.domain
        self.name_servers = None
        if args.hosted_zone_id is None:
            zone = self._zone(args)
            self.zone_id = zone.zone_id
            self.name_servers = zone.name_servers
        else:
            self.zone_id = pulumi.Output.from_input(args.hosted_zone_id)
        self.certificate_arn = self._certificate(args)
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

    def _certificate(self, args: DomainArgs) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        certificate = acm.Certificate(self._label, domain_name=args.domain, validation_method="DNS", opts=child)
        option = certificate.domain_validation_options[0]  # one name, so one record proves it
        record = route53.Record(
            f"{self._label}-validation",
            zone_id=self.zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=300,
            # ACM asks for the same record for every certificate of a name in an account: an earlier one may be there.
            allow_overwrite=True,
            opts=child,
        )
        validation = acm.CertificateValidation(
            self._label,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            opts=pulumi.ResourceOptions(
                parent=self, custom_timeouts=pulumi.CustomTimeouts(create=f"{args.validation_minutes}m")
            ),
        )
        return validation.certificate_arn

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
