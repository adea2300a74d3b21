"""Names and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.naming import physical_name, type_token
from core.tags import REQUIRED_TAGS, stack_tags

BUCKET = "aws:s3/bucket:Bucket"


def test_a_type_token_begins_with_the_project() -> None:
    assert type_token("network", "Vpc") == "aws-architectures:network:Vpc"


def test_parts_are_joined_in_lower_case_and_empty_ones_left_out() -> None:
    assert physical_name(BUCKET, "IMS-dev", "", "logs") == "ims-dev-logs"


def test_a_name_that_is_too_long_is_refused_with_the_limit() -> None:
    with pytest.raises(ValueError, match="63"):
        physical_name(BUCKET, "a" * 60, "logs")


@given(st.lists(st.from_regex(r"[a-z0-9]{1,15}", fullmatch=True), min_size=1, max_size=8))
def test_a_bucket_name_is_either_within_the_limits_or_refused(parts: list[str]) -> None:
    try:
        name = physical_name(BUCKET, *parts)
    except ValueError:
        assert not 3 <= len("-".join(parts)) <= 63 or "-".join(parts).startswith(("xn--", "sthree-"))
    else:
        assert 3 <= len(name) <= 63
        assert name == "-".join(parts)


def test_the_stack_tags_hold_every_required_key() -> None:
    tags = stack_tags(environment="dev", project="p", owner="o", architecture="ims")
    assert set(REQUIRED_TAGS) <= set(tags)
    assert (tags["Environment"], tags["Owner"], tags["Architecture"]) == ("dev", "o", "ims")
