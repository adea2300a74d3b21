"""The content delivery network before a system."""

from typing import Literal

from pydantic import Field

from core.sections.base import Section


class DistributionSettings(Section):
    """A CloudFront distribution: what it serves from where, what it keeps, which TLS it asks of viewers."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = Field(
        description="Edge locations to use: PriceClass_100 (North America, Europe, Israel), PriceClass_200 or "
        "PriceClass_All (everywhere)."
    )
    viewer_tls: Literal["TLSv1.3_2025", "TLSv1.2_2025", "TLSv1.2_2021"] = Field(
        default="TLSv1.3_2025",
        description="Security policy towards viewers: TLSv1.3_2025 takes TLS 1.3 alone, the others TLS 1.2 too.",
    )
    static_path: str = Field(
        default="/static/*",
        pattern=r"^/[A-Za-z0-9._-]+/\*$",
        description="Paths that are served from the bucket of files and cached. The objects' keys begin like the path.",
    )
    static_ttl_seconds: int = Field(
        default=86400, ge=0, description="Seconds for which static files without a word of their own are cached."
    )
    origin_timeout_seconds: int = Field(
        default=30, ge=1, le=120, description="Seconds that CloudFront waits for an answer of the load balancer."
    )
    hsts_seconds: int = Field(
        default=31_536_000,
        ge=0,
        description="Seconds for which browsers are told to use HTTPS only (the header Strict-Transport-Security).",
    )
    shield_advanced: bool = Field(
        default=False,
        description="Whether AWS Shield Advanced protects the distribution and the DNS zone. Needs a subscription of "
        "the account: 3000 USD a month for at least a year, whatever becomes of this stack. Shield Standard always "
        "protects, at no charge.",
    )
