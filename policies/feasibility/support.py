"""Ends of support: said some months ahead, the number of days is configuration."""

import datetime
from collections.abc import Iterator, Mapping

from policies.lib.rule import Setting, number
from policies.lib.view import View

DAYS: Mapping[str, Setting] = {"warningDays": {"type": "integer", "minimum": 0, "default": 60}}


def today() -> datetime.date:
    """Return the date, in UTC."""
    return datetime.datetime.now(tz=datetime.UTC).date()


def ending(path: str, end: datetime.date | None, config: View) -> Iterator[str]:
    """Yield a message if support ends within the configured days or has ended. Unknown versions pass."""
    if end is not None and end <= today() + datetime.timedelta(days=int(number(config.value("warningDays")))):
        yield f"{path} is supported until {end}"
