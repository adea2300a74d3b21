"""The budget: what counts, what is reported, and to whom."""

import pytest

from components.budget import Budget, BudgetArgs
from core.sections.observability import BudgetSettings
from tests.recording import Inputs, record

TOPIC = "arn:aws:sns:us-east-1:111111111111:warning"
TAGS = {"Environment": "prod", "Architecture": "ims"}


def inputs(settings: BudgetSettings, *, emails: tuple[str, ...] = (), tags: dict[str, str] | None = None) -> Inputs:
    args = BudgetArgs(settings=settings, tags=TAGS if tags is None else tags, topic_arn=TOPIC, emails=emails)
    return record(lambda: Budget("budget", args)).one("aws:budgets/budget:Budget").inputs


def notifications(settings: BudgetSettings, emails: tuple[str, ...] = ()) -> list[dict[str, object]]:
    found = inputs(settings, emails=emails)["notifications"]
    assert isinstance(found, list)
    return found


def test_the_limit_is_monthly_and_in_dollars() -> None:
    budget = inputs(BudgetSettings(limit_usd=350))
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == ("350", "USD", "MONTHLY")


def test_half_most_and_all_of_it_are_reported_and_a_forecast_of_all() -> None:
    assert [
        (each["notificationType"], each["threshold"], each["thresholdType"])
        for each in notifications(BudgetSettings(limit_usd=350))
    ] == [
        ("ACTUAL", 50, "PERCENTAGE"),
        ("ACTUAL", 80, "PERCENTAGE"),
        ("ACTUAL", 100, "PERCENTAGE"),
        ("FORECASTED", 100, "PERCENTAGE"),
    ]


def test_amounts_are_reported_where_a_document_states_them() -> None:
    settings = BudgetSettings(limit_usd=150, actual_percent=(), forecast_percent=(), actual_usd=(50, 100, 150))
    reported = notifications(settings)
    assert [each["threshold"] for each in reported] == [50, 100, 150]
    assert {each["thresholdType"] for each in reported} == {"ABSOLUTE_VALUE"}


def test_the_topic_and_the_addresses_are_told_everything() -> None:
    for each in notifications(BudgetSettings(limit_usd=350), ("ops@shop.org",)):
        assert each["subscriberSnsTopicArns"] == [TOPIC]
        assert each["subscriberEmailAddresses"] == ["ops@shop.org"]


def test_only_what_carries_all_tags_counts() -> None:
    budget = inputs(BudgetSettings(limit_usd=350))
    assert budget["filterExpression"] == {
        "ands": [
            {"tags": {"key": "Architecture", "values": ["ims"]}},
            {"tags": {"key": "Environment", "values": ["prod"]}},
        ]
    }
    assert budget["metrics"] == "UnblendedCost"


def test_one_tag_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="tags names 1"):
        inputs(BudgetSettings(limit_usd=350), tags={"Environment": "prod"})


def test_more_addresses_than_aws_takes_are_refused() -> None:
    emails = tuple(f"ops{number}@shop.org" for number in range(11))
    with pytest.raises(ValueError, match="emails names 11, AWS takes 10"):
        inputs(BudgetSettings(limit_usd=350), emails=emails)
