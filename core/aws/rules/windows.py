"""The daily and weekly windows of RDS and ElastiCache: their form, their length, and that they do not overlap.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html#USER_WorkingWithAutomatedBackups.BackupWindow,
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
"""

import re
from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rule, Violation, text
from core.aws.rules.kinds import matches

_DAY = 24 * 60
_WEEK = 7 * _DAY
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_DAILY = rf"{_CLOCK}-{_CLOCK}"
_WEEKLY = rf"(?i:({'|'.join(_DAYS)}):{_CLOCK}-({'|'.join(_DAYS)}):{_CLOCK})"


def window_rules(daily: str, weekly: str, shortest: int) -> tuple[Rule, ...]:
    """Return the rules for a daily and a weekly window in UTC, each of at least `shortest` minutes."""

    def lengths(inputs: Inputs) -> Iterator[Violation]:
        for key, form in ((daily, _DAILY), (weekly, _WEEKLY)):
            given = text(inputs, key)
            if given is not None and re.fullmatch(form, given) and _span(given)[1] < shortest:
                yield Violation(key, given, f"a window of at least {shortest} minutes")

    def apart(inputs: Inputs) -> Iterator[Violation]:
        day, week = text(inputs, daily), text(inputs, weekly)
        if day is None or week is None or not re.fullmatch(_DAILY, day) or not re.fullmatch(_WEEKLY, week):
            return
        if _overlap(day, week):
            yield Violation(daily, day, f"a window that does not overlap {weekly}, which is {week}")

    return (
        matches(daily, _DAILY, "a daily window in UTC such as 03:00-04:00"),
        matches(weekly, _WEEKLY, "a weekly window in UTC such as sun:05:00-sun:06:00"),
        lengths,
        apart,
    )


def _minute(moment: str) -> int:
    """Return the minute of the day of "03:00", or of the week of "sun:03:00"."""
    *days, hours, minutes = moment.lower().split(":")
    return (_DAYS.index(days[0]) * _DAY if days else 0) + int(hours) * 60 + int(minutes)


def _span(window: str) -> tuple[int, int]:
    """Return the first minute of a window and its length."""
    opens, closes = (_minute(moment) for moment in window.split("-"))
    return opens, (closes - opens) % (_DAY if window[0].isdigit() else _WEEK)


def _overlap(daily: str, weekly: str) -> bool:
    start, length = _span(weekly)
    opens, lasts = _span(daily)
    starts = [day * _DAY + opens for day in range(7)]
    return any((begin - start) % _WEEK < length or (start - begin) % _WEEK < lasts for begin in starts)
