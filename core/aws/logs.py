"""How long CloudWatch Logs can keep events.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

RETENTION_DAYS: tuple[int, ...] = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""The retention periods in days that CloudWatch Logs accepts. Without one, events are kept for ever."""


def check_retention(days: int) -> None:
    """Raise ValueError unless CloudWatch Logs can keep events for `days` days."""
    if days not in RETENTION_DAYS:
        nearest = min((allowed for allowed in RETENTION_DAYS if allowed >= days), default=RETENTION_DAYS[-1])
        raise ValueError(
            f"CloudWatch Logs cannot keep events for {days} days; the next allowed period is {nearest}. "
            f"Allowed: {', '.join(str(allowed) for allowed in RETENTION_DAYS)}"
        )
