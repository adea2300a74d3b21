"""How administrators come in: the VPN, if it is wanted."""

from architectures.context import StackContext
from architectures.on_eks.cluster import Platform
from components.client_vpn import ClientVpn, ClientVpnArgs
from components.security_group import SecurityGroup, SecurityGroupArgs

from .data import PORT, Data
from .foundation import Foundation
from .settings import ScalableSettings

API_PORT = 443


def build_administration(
    stack: StackContext, settings: ScalableSettings, foundation: Foundation, platform: Platform, data: Data
) -> ClientVpn | None:
    """Make the VPN. It leads to the cluster's API and to the database, and to nothing else."""
    if settings.vpn is None:
        return None
    network = foundation.network
    group = SecurityGroup(
        stack.name("vpn"),
        SecurityGroupArgs(vpc_id=network.vpc_id, description="VPN: administrators"),
        stack.opts,
    )
    group.open_to_group("to-cluster", platform.cluster.security_group_id, API_PORT, "Kubernetes API of the cluster")
    group.connect_to(data.database_group, PORT, "Administration of the database")
    return ClientVpn(
        stack.name("client-vpn"),
        ClientVpnArgs(
            settings=settings.vpn,
            vpc_id=network.vpc_id,
            vpc_cidr=settings.network.cidr,
            subnet_ids=network.subnet_ids("private"),
            security_group_id=group.security_group_id,
            kms_key_arn=foundation.key.arn,
            log_retention_days=settings.observability.log_retention_days,
        ),
        stack.opts,
    )
