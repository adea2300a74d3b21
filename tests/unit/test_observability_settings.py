"""Observability settings: receivers name existing topics, retention and budgets are what AWS takes."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from core.sections.observability import (
    AlarmSettings,
    AlertSettings,
    BudgetSettings,
    ObservabilitySettings,
    SlackSettings,
)

GOOD: Mapping[str, object] = {
    "log_retention_days": 90,
    "alarms": {"database_connections": 80},
    "budget": {"limit_usd": 350},
}


def test_defaults_are_what_ims_documents() -> None:
    settings = ObservabilitySettings.model_validate(GOOD)
    assert settings.scrape_interval_seconds == 15
    assert settings.alerts.severities == ("warning", "error", "critical")
    assert (settings.alerts.texted, settings.alerts.paged) == (("error", "critical"), ("critical",))
    assert (settings.alarms.service_cpu_percent, settings.alarms.service_memory_percent) == (70, 80)
    assert settings.budget.actual_percent == (50, 80, 100)


def test_every_field_is_described() -> None:
    for section in (ObservabilitySettings, AlertSettings, SlackSettings, AlarmSettings, BudgetSettings):
        assert all(field.description for field in section.model_fields.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"log_retention_days": 31}, "cannot keep events for 31 days"),
        ({"alerts": {"severities": ["warning"], "texted": [], "paged": ["critical"]}}, "paged names critical"),
        ({"alerts": {"severities": ["warning"]}}, "texted names error, critical"),
        (
            {
                "alerts": {
                    "severities": ["critical"],
                    "texted": [],
                    "slack": {"workspace_id": "T0123456", "channel_id": "C0123456"},
                }
            },
            "slack.severities names warning, error",
        ),
        ({"alerts": {"slack": {"workspace_id": "ops", "channel_id": "C0123456"}}}, "workspace_id"),
        ({"budget": {"limit_usd": 0}}, "greater than or equal to 1"),
        ({"budget": {"limit_usd": 5, "actual_percent": [], "forecast_percent": []}}, "0 notifications: give 1 to 10"),
        ({"budget": {"limit_usd": 5, "actual_percent": list(range(1, 11))}}, "11 notifications: give 1 to 10"),
    ],
)
def test_what_aws_refuses_is_a_settings_error(change: Mapping[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ObservabilitySettings.model_validate({**GOOD, **change})
