"""A VPN by which people reach the private network, one at a time and on record."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2clientvpn

from core.aws.vpn import resolver
from core.naming import type_token
from core.sections.vpn import ClientVpnSettings


@dataclass(frozen=True, kw_only=True)
class ClientVpnArgs:
    """What a VPN needs to know."""

    settings: ClientVpnSettings
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: Mapping[str, pulumi.Input[str]]
    """Private subnets by zone. The VPN ends in the first of them, in as many as `settings.zones` says."""
    security_group_id: pulumi.Input[str]
    """What people may reach: the rules of this group."""
    kms_key_arn: pulumi.Input[str]
    log_retention_days: int


class ClientVpn(pulumi.ComponentResource):
    """An endpoint of AWS Client VPN that leads to the VPC alone, with a log of every connection.

    People's other traffic does not go through it. Names inside the VPC, the cluster's private address among them, are
    answered by the VPC's own resolver.
    """

    dns_name: pulumi.Output[str]
    """Name of the endpoint, once it leads somewhere; its configuration file comes from the console or the AWS CLI."""

    def __init__(self, name: str, args: ClientVpnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("network", "ClientVpn"), name, {}, opts)
        self._label, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        endpoint = self._endpoint()
        associations = [
            ec2clientvpn.NetworkAssociation(
                f"{name}-{zone}", client_vpn_endpoint_id=endpoint.id, subnet_id=subnet_id, opts=self._child
            )
            for zone, subnet_id in list(args.subnet_ids.items())[: args.settings.zones]
        ]
        ec2clientvpn.AuthorizationRule(
            name,
            client_vpn_endpoint_id=endpoint.id,
            target_network_cidr=args.vpc_cidr,
            authorize_all_groups=True,
            description="Whoever signs in reaches the VPC",
            opts=self._child,
        )
        self.dns_name = pulumi.Output.all(endpoint.dns_name, *(one.urn for one in associations)).apply(
            lambda known: str(known[0])
        )
        self.register_outputs({"dnsName": self.dns_name})

    def _endpoint(self) -> ec2clientvpn.Endpoint:
        args, settings, name = self._args, self._args.settings, self._label
        logs = cloudwatch.LogGroup(
            name,
            kms_key_id=args.kms_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self._child,
        )
        return ec2clientvpn.Endpoint(
            name,
            description=f"Way into {name} for administrators",
            client_cidr_block=settings.client_cidr,
            server_certificate_arn=settings.server_certificate_arn,
            authentication_options=[_sign_in(settings)],
            connection_log_options=ec2clientvpn.EndpointConnectionLogOptionsArgs(
                enabled=True, cloudwatch_log_group=logs.name
            ),
            dns_servers=[resolver(args.vpc_cidr)],
            vpc_id=args.vpc_id,
            security_group_ids=[args.security_group_id],
            split_tunnel=True,
            session_timeout_hours=settings.session_hours,
            disconnect_on_session_timeout=True,
            transport_protocol="udp",
            tags={"Name": name},
            opts=self._child,
        )


def _sign_in(settings: ClientVpnSettings) -> ec2clientvpn.EndpointAuthenticationOptionArgs:
    if settings.saml_provider_arn is not None:
        return ec2clientvpn.EndpointAuthenticationOptionArgs(
            type="federated-authentication", saml_provider_arn=settings.saml_provider_arn
        )
    return ec2clientvpn.EndpointAuthenticationOptionArgs(
        type="certificate-authentication", root_certificate_chain_arn=settings.client_certificate_arn
    )


def _check(name: str, args: ClientVpnArgs) -> None:
    if len(args.subnet_ids) < args.settings.zones:
        raise ValueError(
            f"ClientVpn {name}: settings.zones is {args.settings.zones}, but subnet_ids has {len(args.subnet_ids)}"
        )
