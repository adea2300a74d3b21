"""Ranges of addresses that stand for the whole internet, and those that have an owner."""

import pytest

from policies.lib.ranges import is_internet
from policies.lib.values import UNKNOWN, Value


@pytest.mark.parametrize(
    "range_", ["0.0.0.0/0", " 0.0.0.0/0", "10.0.0.1/0", "128.0.0.0/1", "::/0", "0::/0", "2000::/3"]
)
def test_the_internet_is_known_in_one_piece_and_in_parts(range_: str) -> None:
    assert is_internet(range_)


@pytest.mark.parametrize(
    "range_", ["10.0.0.0/8", "203.0.113.0/24", "203.0.113.9", "2001:db8::/32", "fc00::/7", "fd00::/8", "::1"]
)
def test_a_range_with_an_owner_is_not_the_internet(range_: str) -> None:
    assert not is_internet(range_)


@pytest.mark.parametrize("value", ["", "*", "anywhere/0", None, 0, [], UNKNOWN])
def test_what_is_no_range_is_not_the_internet(value: Value) -> None:
    assert not is_internet(value)
