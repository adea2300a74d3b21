"""Network settings: what AWS would refuse is refused as a configuration error."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from core.sections.network import NetworkSettings

GOOD: Mapping[str, object] = {
    "cidr": "10.0.0.0/16",
    "zone_count": 2,
    "nat": "single",
    "flow_logs": {"retention_days": 30},
}


def test_a_plain_network_is_accepted_with_safe_defaults() -> None:
    settings = NetworkSettings.model_validate(GOOD)
    assert settings.tiers == ("public", "private", "data")
    assert settings.public_ips_on_launch is False
    assert settings.gateway_endpoints == ("s3", "dynamodb")
    assert settings.flow_logs.interval_seconds == 600


def test_every_field_is_described() -> None:
    assert all(field.description for field in NetworkSettings.model_fields.values())


def test_regional_nat_needs_no_public_tier() -> None:
    settings = NetworkSettings.model_validate({**GOOD, "nat": "regional", "tiers": ["private"]})
    assert settings.nat == "regional"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cidr": "10.0.0.0/24"}, "needs /19 or more"),
        ({"cidr": "10.0.0.1/16"}, "no IPv4 range"),
        ({"zone_count": 1}, "greater than or equal to 2"),
        ({"zone_count": 9}, "less than or equal to 8"),
        ({"subnets": {"public": ["10.0.1.0/24"]}}, "states 1 ranges for 2 zones"),
        ({"subnets": {"public": ["10.0.1.0/24", "10.0.2.0/24"]}}, "overlaps"),
        ({"subnets": {"intra": ["10.0.1.0/24", "10.0.2.0/24"]}}, "add the tier or remove its ranges"),
        ({"tiers": ["public", "data"]}, "no private tier to use it"),
        ({"tiers": ["private", "data"]}, "which needs public subnets"),
        ({"tiers": ["private"], "nat": "none", "public_ips_on_launch": True}, "needs the public tier"),
        ({"flow_logs": {"retention_days": 31}}, "cannot keep events for 31 days"),
        ({"flow_logs": {"retention_days": 30, "interval_seconds": 300}}, "60 or 600"),
    ],
)
def test_what_aws_refuses_is_a_settings_error(change: Mapping[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NetworkSettings.model_validate({**GOOD, **change})
