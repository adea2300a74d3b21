"""What is watched, who hears of it, and what it may cost."""

from collections.abc import Collection
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from core.aws.logs import check_retention
from core.domain_types import Percent
from core.sections.base import Section

Severity: TypeAlias = Literal["warning", "error", "critical"]


def _log_days(days: int) -> int:
    check_retention(days)
    return days


LogDays = Annotated[int, AfterValidator(_log_days)]
"""A retention time of CloudWatch Logs, in days."""


class SlackSettings(Section):
    """The Slack channel that gets alerts.

    A person must first let AWS into the Slack workspace, once, in the console of Amazon Q Developer in chat
    applications:
    https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
    """

    workspace_id: str = Field(
        pattern=r"^T[A-Z0-9]{6,20}$", description="Id of the Slack workspace, such as T07EA123LEP."
    )
    channel_id: str = Field(pattern=r"^[CG][A-Z0-9]{6,20}$", description="Id of the channel, such as C07EZ1ABC23.")
    severities: tuple[Severity, ...] = Field(
        default=("warning", "error", "critical"), description="Alerts that the channel gets."
    )


class AlertSettings(Section):
    """Who hears of which alerts. The addresses are stack configuration: alertEmails, alertPhones, pagerEndpoint."""

    severities: tuple[Severity, ...] = Field(
        default=("warning", "error", "critical"),
        min_length=1,
        description="Grades of alert. Each has its own topic, and alertEmails get them all.",
    )
    texted: tuple[Severity, ...] = Field(
        default=("error", "critical"), description="Alerts that alertPhones get as text messages."
    )
    paged: tuple[Severity, ...] = Field(default=("critical",), description="Alerts that pagerEndpoint gets.")
    slack: SlackSettings | None = Field(
        default=None, description="The Slack channel that gets alerts, if there is one."
    )

    @model_validator(mode="after")
    def _receivers_name_existing_topics(self) -> Self:
        self._check("texted", self.texted)
        self._check("paged", self.paged)
        if self.slack is not None:
            self._check("slack.severities", self.slack.severities)
        return self

    def _check(self, key: str, wanted: Collection[Severity]) -> None:
        missing = [severity for severity in wanted if severity not in self.severities]
        if missing:
            raise ValueError(
                f"{key} names {', '.join(missing)}, which is not among severities ({', '.join(self.severities)}): "
                "add it there or remove it here"
            )


class AlarmSettings(Section):
    """Thresholds of the alarms. Each holds over the time the alarm's description gives."""

    service_cpu_percent: Percent = Field(default=70, description="CPU of a service, average over its tasks.")
    service_memory_percent: Percent = Field(default=80, description="Memory of a service, average over its tasks.")
    service_period_seconds: Literal[60, 300] = Field(
        default=60, description="Seconds over which CPU and memory of a service are averaged: 60 or 300."
    )
    service_periods: int = Field(
        default=5, ge=1, le=60, description="Such periods in a row after which CPU and memory of a service alarm."
    )
    server_errors: int = Field(default=10, ge=0, description="Responses of 5xx from the targets in five minutes.")
    latency_seconds: float = Field(
        default=0.5, gt=0, description="95th percentile of the targets' response time, in seconds."
    )
    database_cpu_percent: Percent = Field(default=80, description="CPU of the database instance.")
    database_free_storage_gib: float = Field(
        default=10, gt=0, description="Least free storage of the database, in GiB."
    )
    database_connections: int = Field(
        ge=1,
        description="Open connections of the database. RDS for PostgreSQL allows about 112 for each GiB of memory by "
        "default, so the figure goes with the instance class.",
    )
    replica_lag_seconds: int = Field(default=60, ge=1, description="How far a read replica may be behind, in seconds.")
    cache_cpu_percent: Percent = Field(
        default=80, description="CPU of the cache engine's own thread, whatever the number of cores of the node."
    )
    cache_memory_percent: Percent = Field(default=80, description="Share of a cache node's data memory in use.")
    cache_hit_rate_percent: Percent | None = Field(
        default=None,
        description="Least share of the cache's lookups that find their key, over all nodes; null for no such alarm. "
        "It depends on the application, so watch the rate for a while before choosing.",
    )


class BudgetSettings(Section):
    """The monthly cost of the stack that somebody is told about. A budget stops nothing."""

    limit_usd: int = Field(ge=1, description="Monthly limit in US dollars.")
    actual_percent: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(
        default=(50, 80, 100), description="Shares of the limit, in percent, that are reported once spent."
    )
    forecast_percent: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(
        default=(100,), description="Shares of the limit, in percent, that are reported once AWS expects them."
    )
    actual_usd: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        default=(), description="Amounts in US dollars that are reported once spent."
    )

    @model_validator(mode="after")
    def _aws_accepts_the_notifications(self) -> Self:
        count = len(self.actual_percent) + len(self.forecast_percent) + len(self.actual_usd)
        if not 1 <= count <= 10:
            raise ValueError(
                f"{count} notifications: give 1 to 10 in actual_percent, forecast_percent and actual_usd "
                "(https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html)"
            )
        return self


class ObservabilitySettings(Section):
    """Logs, metrics, alarms, alerts and the budget of a stack."""

    log_retention_days: LogDays = Field(
        description="Days that application logs are kept, one of the values CloudWatch Logs takes."
    )
    scrape_interval_seconds: int = Field(
        default=15, ge=1, le=300, description="Seconds between two collections of application metrics by Prometheus."
    )
    alarms: AlarmSettings = Field(description="Thresholds of the alarms.")
    alerts: AlertSettings = Field(default_factory=AlertSettings, description="Who hears of alarms.")
    budget: BudgetSettings = Field(description="The monthly cost that is watched.")
