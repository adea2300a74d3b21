"""The public entrance of a cluster: a load balancer that a controller in the cluster makes from an ingress."""

from typing import Literal

from pydantic import Field

from core.sections.load_balancer import LoadBalancerSettings


class IngressSettings(LoadBalancerSettings):
    """An application load balancer before services in a cluster."""

    backend_protocol: Literal["HTTP", "HTTPS"] = Field(
        default="HTTP",
        description="What the load balancer and the pods speak to each other: HTTP inside private subnets, or HTTPS "
        "once the services' own images serve it. The load balancer does not check the pods' certificates.",
    )
