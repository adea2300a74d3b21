"""Buckets: what is kept of them, for how long, and where old objects go."""

from typing import Literal, Self

from pydantic import Field, model_validator

from core.sections.base import Section

StorageClass = Literal["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
INFREQUENT_ACCESS = ("STANDARD_IA", "ONEZONE_IA")
INFREQUENT_ACCESS_DAYS = 30
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"""


class TransitionSettings(Section):
    """A move of old objects to cheaper storage. S3 leaves objects below 128 KB where they are."""

    days: int = Field(ge=0, description="Age in days at which objects move.")
    storage_class: StorageClass = Field(
        description="Where they move: STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER (restored "
        "within hours before they can be read) or DEEP_ARCHIVE."
    )

    @model_validator(mode="after")
    def _s3_accepts_the_age(self) -> Self:
        if self.storage_class in INFREQUENT_ACCESS and self.days < INFREQUENT_ACCESS_DAYS:
            raise ValueError(
                f"days is {self.days}, S3 moves objects to {self.storage_class} after "
                f"{INFREQUENT_ACCESS_DAYS} days at the earliest"
            )
        return self


class CorsSettings(Section):
    """What pages in a browser may do with a bucket. From which origins, the architecture says."""

    methods: tuple[Literal["GET", "HEAD", "PUT", "POST", "DELETE"], ...] = Field(
        default=("GET", "HEAD", "PUT"), min_length=1, description="HTTP methods that a page may use."
    )
    headers: tuple[str, ...] = Field(default=("*",), description="Headers that a page may send; * for any.")
    exposed_headers: tuple[str, ...] = Field(
        default=("ETag",), description="Headers of the answer that a page may read; ETag proves an upload."
    )
    max_age_seconds: int = Field(
        default=3600, ge=0, le=86400, description="Seconds for which browsers remember the permission."
    )


class BucketSettings(Section):
    """One bucket."""

    versioning: bool = Field(
        default=True,
        description="Whether overwritten and deleted objects stay as noncurrent versions. Once on it can only be "
        "suspended.",
    )
    noncurrent_days: int = Field(
        default=30, ge=1, description="Days that noncurrent versions are kept. Without versioning there are none."
    )
    transitions: tuple[TransitionSettings, ...] = Field(
        default=(), description="Moves to cheaper storage, youngest age first."
    )
    expire_days: int | None = Field(
        default=None, ge=1, description="Age in days at which objects are deleted; null keeps them for ever."
    )
    abort_uploads: bool = Field(
        default=True,
        description="Whether the parts of uploads that were never completed are deleted after a week. They are paid "
        "for and nobody sees them.",
    )
    bucket_key: bool = Field(
        default=False,
        description="Whether a bucket key is set without a KMS key too, where S3 takes it and it has no effect. With a "
        "KMS key there always is one.",
    )
    cors: CorsSettings | None = Field(
        default=None, description="What pages in a browser may do with the bucket; null for nothing."
    )

    @model_validator(mode="after")
    def _objects_move_in_order_and_before_they_expire(self) -> Self:
        ages = [transition.days for transition in self.transitions]
        if ages != sorted(set(ages)):
            raise ValueError(f"transitions are at {ages} days: give rising ages, each once")
        classes = [transition.storage_class for transition in self.transitions]
        if len(set(classes)) != len(classes):
            raise ValueError(f"transitions name {', '.join(classes)}: name each storage class once")
        if self.expire_days is not None and ages and self.expire_days <= ages[-1]:
            raise ValueError(
                f"expire_days is {self.expire_days} but objects still move at {ages[-1]} days: expire them later"
            )
        return self


class StorageSettings(Section):
    """The buckets of a stack."""

    logs: BucketSettings = Field(description="Logs of the load balancer and of access to other buckets.")
    backups: BucketSettings = Field(
        default=BucketSettings(), description="Backups that the application or its operators make."
    )
