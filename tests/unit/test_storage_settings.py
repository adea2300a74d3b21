"""Buckets' settings refuse what S3 refuses."""

import pytest
from pydantic import ValidationError

from core.sections.storage import BucketSettings, TransitionSettings


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"transitions": [{"days": 10, "storage_class": "STANDARD_IA"}]}, "after 30 days at the earliest"),
        (
            {
                "transitions": [
                    {"days": 90, "storage_class": "GLACIER"},
                    {"days": 60, "storage_class": "DEEP_ARCHIVE"},
                ]
            },
            "rising ages",
        ),
        (
            {"transitions": [{"days": 60, "storage_class": "GLACIER"}, {"days": 90, "storage_class": "GLACIER"}]},
            "each storage class once",
        ),
        ({"transitions": [{"days": 90, "storage_class": "GLACIER"}], "expire_days": 90}, "expire them later"),
    ],
)
def test_a_life_that_s3_refuses_is_refused_with_the_reason(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        BucketSettings.model_validate(wrong)


def test_objects_may_move_twice_and_then_expire() -> None:
    transitions = (
        TransitionSettings(days=30, storage_class="STANDARD_IA"),
        TransitionSettings(days=90, storage_class="GLACIER"),
    )

    assert BucketSettings(transitions=transitions, expire_days=365).transitions == transitions
