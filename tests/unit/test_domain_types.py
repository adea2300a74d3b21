"""Values with a form: what is accepted, what is refused, and that the refusal shows the expected form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from core import domain_types
from core.domain_types import windows_overlap

GOOD = {
    "Cidr": ["10.0.0.0/16", "192.168.4.0/24"],
    "DomainName": ["api.shop.org", "a-b.c1.shop.co"],
    "Email": ["ops@shop.org"],
    "PhoneNumber": ["+15550100100"],
    "HttpsUrl": ["https://pager.shop.org", "https://pager.shop.org/hook?key=1"],
    "Arn": ["arn:aws:iam::000000000000:role/admin", "arn:aws-cn:s3:::bucket"],
    "ImageReference": ["python:3.13-alpine", "registry.shop.org/team/api@sha256:abc"],
    "ZoneName": ["us-east-1a", "ap-southeast-2c"],
    "ClockWindow": ["03:00-04:00", "23:45-00:15"],
    "WeeklyWindow": ["sun:05:00-sun:06:00"],
}
BAD = {
    "Cidr": ["10.0.0.1/16", "10.0.0.0/33", "network"],
    "DomainName": ["shop", "Shop.org", "-a.org", "a..org", "api.shop.org."],
    "Email": ["ops", "ops@shop"],
    "PhoneNumber": ["5550100", "+0123456789"],
    "HttpsUrl": ["http://pager.shop.org", "https://"],
    "Arn": ["role/admin", "arn:aws:iam"],
    "ImageReference": ["Python latest", ""],
    "ZoneName": ["us-east-1", "use1-az1"],
    "ClockWindow": ["03:00-03:29", "3:00-4:00", "25:00-26:00"],
    "WeeklyWindow": ["05:00-06:00", "son:05:00-son:06:00"],
}


def adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(domain_types, name))


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_a_well_formed_value_is_accepted_as_it_is(name: str, value: str) -> None:
    assert adapter(name).validate_python(value) == value


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_malformed_value_is_refused_and_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=r"Expected|30 minutes") as refusal:
        adapter(name).validate_python(value)
    assert repr(value) in str(refusal.value)


@pytest.mark.parametrize(
    ("daily", "weekly", "overlap"),
    [
        ("03:00-04:00", "sun:04:00-sun:05:00", False),
        ("03:00-04:00", "sun:03:30-sun:05:00", True),
        ("03:00-04:00", "sun:02:00-sun:03:00", False),
        ("23:30-00:30", "sun:00:10-sun:01:00", True),
        ("23:30-00:30", "sun:23:45-mon:00:45", True),
        ("03:00-04:00", "sat:23:00-sun:03:30", True),
    ],
)
def test_daily_and_weekly_windows_are_compared_over_the_whole_week(daily: str, weekly: str, overlap: bool) -> None:
    assert windows_overlap(daily, weekly) is overlap


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


@given(st.integers(0, 1439), st.integers(30, 600), st.integers(0, 6), st.integers(0, 1439), st.integers(30, 600))
def test_windows_overlap_exactly_when_they_share_a_minute(
    opens: int, lasts: int, day: int, starts: int, length: int
) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    first = day * 1440 + starts
    last = first + length
    weekly = f"{days[day]}:{clock(starts)}-{days[last // 1440 % 7]}:{clock(last)}"
    in_window = {minute % 1440 for minute in range(opens, opens + lasts)}
    shared = any(minute % 1440 in in_window for minute in range(first, last))
    assert windows_overlap(f"{clock(opens)}-{clock(opens + lasts)}", weekly) is shared
