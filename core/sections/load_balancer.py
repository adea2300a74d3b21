"""The public entrance of a stack: an application load balancer and the certificate of its name."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from core.aws.elb import TLS13_POLICIES, check_ssl_policy
from core.domain_types import Port
from core.sections.base import Section


def _ssl_policy(policy: str) -> str:
    check_ssl_policy(policy)
    if policy not in TLS13_POLICIES:
        raise ValueError(
            f"{policy} lacks TLS 1.3 or accepts TLS below 1.2. Allowed: {', '.join(sorted(TLS13_POLICIES))}"
        )
    return policy


SslPolicy = Annotated[str, AfterValidator(_ssl_policy)]
"""A TLS policy of Elastic Load Balancing that offers TLS 1.3 and nothing older than TLS 1.2."""


class LoadBalancerSettings(Section):
    """An application load balancer that serves HTTPS and redirects HTTP to it."""

    ssl_policy: SslPolicy = Field(
        default="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        description="TLS policy of the HTTPS listener. The default is what AWS recommends: TLS 1.3 and 1.2.",
    )
    desync_mitigation: Literal["defensive", "strictest"] = Field(
        default="strictest",
        description="What happens to requests that proxies could read in two ways: strictest refuses every request "
        "that breaks RFC 7230, defensive only those that are known to be dangerous.",
    )
    idle_timeout_seconds: int = Field(
        default=60, ge=1, le=4000, description="Seconds without data after which a connection is closed."
    )
    hsts_seconds: int = Field(
        default=31_536_000,
        ge=0,
        description="Seconds for which browsers are told to use HTTPS only (the header Strict-Transport-Security).",
    )
    test_port: Port | None = Field(
        default=None,
        description="Port of a second HTTPS listener, on which new versions can be tried before they get requests; "
        "null for none. Deployment strategies other than rolling need it.",
    )
    certificate_wait_minutes: int = Field(
        default=75,
        ge=1,
        le=4320,
        description="Minutes that `pulumi up` waits for the certificate to be issued. If the stack makes the DNS zone, "
        "the zone must be delegated within that time. ACM itself gives up after 72 hours (4320).",
    )
