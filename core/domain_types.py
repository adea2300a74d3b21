"""The words of the settings language: values with a form, each declared once and used everywhere.

Every check says what was given and what is expected; pydantic adds the key's path.
"""

import ipaddress
import re
from typing import Annotated

from pydantic import AfterValidator, Field


def _cidr(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no IPv4 range: {error}. Expected a form such as 10.0.0.0/16") from error
    return str(network)


def _matching(pattern: str, expected: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"{value!r} is no {expected}")
        return value

    return AfterValidator(check)


def _clock_minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock_window(value: str) -> str:
    start, end = value.split("-")
    length = (_clock_minutes(end) - _clock_minutes(start)) % (24 * 60)
    if length < 30:
        raise ValueError(f"{value!r} lasts {length} minutes, AWS needs at least 30 minutes")
    return value


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"

Cidr = Annotated[str, AfterValidator(_cidr)]
"""An IPv4 range whose host bits are zero, such as 10.0.0.0/16."""

DomainName = Annotated[
    str,
    Field(max_length=253),
    _matching(
        r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
        "DNS name. Expected a form such as api.shop.org, in lower case",
    ),
]
"""A DNS name of at least two labels, lower case."""

Email = Annotated[str, _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "e-mail address. Expected a form such as ops@shop.org")]

PhoneNumber = Annotated[
    str, _matching(r"\+[1-9]\d{6,14}", "phone number in E.164 form. Expected a form such as +15550100100")
]

HttpsUrl = Annotated[
    str,
    _matching(r"https://[^\s/]+(?:/\S*)?", "https URL. Expected a form such as https://pager.shop.org/hook"),
]

Arn = Annotated[
    str,
    _matching(
        r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:\S+",
        "ARN. Expected a form such as arn:aws:iam::000000000000:role/admin",
    ),
]

ImageReference = Annotated[
    str, _matching(r"[a-z0-9][\w./:@-]*[\w]", "container image. Expected a form such as registry/name:tag")
]

ZoneName = Annotated[
    str, _matching(r"[a-z]{2}(?:-[a-z]+)+-\d[a-z]", "availability zone. Expected a form such as us-east-1a")
]

RegionName = Annotated[str, _matching(r"[a-z]{2}(?:-[a-z]+)+-\d", "region. Expected a form such as us-west-2")]

ClockWindow = Annotated[
    str,
    _matching(rf"{_CLOCK}-{_CLOCK}", "daily window in UTC. Expected a form such as 03:00-04:00"),
    AfterValidator(_clock_window),
]
"""A daily window in UTC of at least 30 minutes, such as 03:00-04:00."""

WeeklyWindow = Annotated[
    str,
    _matching(
        rf"{_DAY}:{_CLOCK}-{_DAY}:{_CLOCK}",
        "weekly window in UTC. Expected a form such as sun:05:00-sun:06:00",
    ),
]
"""A weekly window in UTC, such as sun:05:00-sun:06:00."""

Port = Annotated[int, Field(ge=1, le=65535)]
Percent = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=0)]


def windows_overlap(daily: str, weekly: str) -> bool:
    """Say whether a daily window and a weekly window have a minute in common. Both are in UTC."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    week = 7 * 24 * 60
    begin, finish = weekly[:9], weekly[10:]
    start = days.index(begin[:3]) * 1440 + _clock_minutes(begin[4:])
    length = (days.index(finish[:3]) * 1440 + _clock_minutes(finish[4:]) - start) % week
    opens, closes = daily.split("-")
    daily_length = (_clock_minutes(closes) - _clock_minutes(opens)) % 1440
    for day in range(7):
        daily_start = day * 1440 + _clock_minutes(opens)
        if (daily_start - start) % week < length or (start - daily_start) % week < daily_length:
            return True
    return False
