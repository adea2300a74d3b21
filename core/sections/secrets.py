"""Secrets: how often they change, and where copies of them are."""

from pydantic import Field

from core.domain_types import RegionName
from core.sections.base import Section


class SecretsSettings(Section):
    """The secrets that the stack makes itself."""

    rotation_days: int = Field(
        default=30,
        ge=1,
        le=1000,
        description="Days between two rotations of a secret whose value AWS makes. The value before the current one "
        "stays readable as AWSPREVIOUS until the next rotation.",
    )
    replica_region: RegionName | None = Field(
        default=None,
        description="Another region that holds a copy of each secret, for recovery there; null for none.",
    )
