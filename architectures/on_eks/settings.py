"""The settings that every architecture on EKS has, under the same names."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from core.sections.base import Section
from core.sections.cluster import ClusterSettings
from core.sections.database import DatabaseSettings
from core.sections.firewall import FirewallSettings
from core.sections.ingress import IngressSettings
from core.sections.microservice import MicroserviceSettings
from core.sections.network import NetworkSettings
from core.sections.observability import ObservabilitySettings
from core.sections.platform import PlatformSettings

ServiceName = Annotated[str, Field(pattern=r"^[a-z](?:-?[a-z0-9]){0,30}$")]
"""1 to 31 lower-case letters, digits and single hyphens: a DNS label inside the cluster."""


class EksSettings(Section):
    """What may differ between two stacks of any architecture on EKS."""

    network: NetworkSettings = Field(description="VPC, subnets, way out.")
    load_balancer: IngressSettings = Field(
        default_factory=IngressSettings, description="The public entrance, which a controller in the cluster makes."
    )
    firewall: FirewallSettings = Field(
        default_factory=FirewallSettings, description="The web application firewall before it."
    )
    cluster: ClusterSettings = Field(description="The Kubernetes cluster and its node groups.")
    platform: PlatformSettings = Field(description="What runs in the cluster for every service.")
    services: Mapping[ServiceName, MicroserviceSettings] = Field(
        description="The services by name. A new name adds one; what it may use is in the architecture's access.py."
    )
    database: DatabaseSettings = Field(description="The PostgreSQL instance.")
    observability: ObservabilitySettings = Field(description="Logs, alarms, budget of what AWS runs.")
