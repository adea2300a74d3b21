"""Database settings refuse what RDS refuses, with the reason."""

import pytest
from pydantic import ValidationError

from core.sections.database import DatabaseSettings

GOOD: dict[str, object] = {
    "engine_version": "15",
    "instance_class": "db.t3.small",
    "database_name": "ims",
    "allocated_storage_gib": 100,
    "multi_az": True,
    "backup_retention_days": 30,
}


def settings(**changes: object) -> DatabaseSettings:
    return DatabaseSettings.model_validate({**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"engine_version": "15.4"}, "15 or 15.13 to 15.19"),
        ({"instance_class": "db.t3.tiny"}, "Sizes of db.t3"),
        ({"engine": "mysql", "engine_version": "15"}, "cannot create mysql 15"),
        ({"master_user": "admin"}, "reserved by postgres"),
        ({"engine": "mysql", "engine_version": "8.4", "master_user": "rdsadmin"}, "reserved by mysql"),
        ({"allocated_storage_gib": 19}, "greater than or equal to 20"),
        ({"max_allocated_storage_gib": 109}, "give 110 or more"),
        ({"backup_window": "03:00-03:20"}, "at least 30 minutes"),
        ({"maintenance_window": "sun:03:30-sun:04:30"}, "does not overlap maintenance_window"),
        ({"maintenance_window": "sun:05:00-sun:05:10"}, "at least 30 minutes"),
        ({"replicas": ["reader"]}, "set credentials to generated"),
        ({"replicas": ["reader", "reader"], "credentials": "generated"}, "a name of its own"),
        ({"replicas": ["reader"], "credentials": "generated", "backup_retention_days": 0}, "backup_retention_days"),
    ],
)
def test_what_rds_refuses_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        settings(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"max_allocated_storage_gib": 110},
        {"maintenance_window": "sun:04:00-sun:05:00"},
        {"engine": "mysql", "engine_version": "8.4", "master_user": "admin"},
        {"replicas": ["reader"], "credentials": "generated"},
    ],
)
def test_what_rds_accepts_is_accepted(changes: dict[str, object]) -> None:
    assert settings(**changes).allocated_storage_gib == 100
