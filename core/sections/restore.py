"""What a new database is made from: nothing, a snapshot, or a moment of another database."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.domain_types import Arn
from core.sections.base import Section, SettingError

Moment = Literal["latest"] | Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""`latest`, or a moment in UTC such as 2026-01-31T23:45:00Z."""

SnapshotName = Annotated[str, Field(pattern=r"^(arn:aws[a-z-]*:rds:\S+|[A-Za-z](-?[A-Za-z0-9])*)$", max_length=255)]


class RestoreSettings(Section):
    """Where the data of a new database comes from, and under which key it stays. Set it before the database is made.

    RDS restores into a new instance, never into one that exists: on a live stack, setting or changing this replaces the
    database, and a protected one refuses that. Leave it in place afterwards: it belongs to the database.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
    """

    snapshot: SnapshotName | None = Field(
        default=None, description="Name (or ARN) of a snapshot in the stack's region."
    )
    instance: str | None = Field(
        default=None,
        pattern=r"^[a-z](-?[a-z0-9])*$",
        max_length=63,
        description="Identifier of a database in the stack's region that is still there, to take a moment of.",
    )
    backups_arn: Arn | None = Field(
        default=None,
        description="ARN of the automated backups of a database, to take a moment of: kept after its deletion, or "
        "replicated from another region.",
    )
    moment: Moment = Field(
        default="latest",
        description="The moment, for instance and backups_arn: latest, or one in UTC such as 2026-01-31T23:45:00Z.",
    )
    kms_key_arn: Arn | None = Field(
        default=None,
        description="Key that the snapshot or the backups are encrypted with; the new database keeps it. null if it is "
        "the stack's own key.",
    )

    @model_validator(mode="after")
    def _there_is_one_source(self) -> Self:
        sources = ("snapshot", "instance", "backups_arn")
        given = [name for name in sources if getattr(self, name) is not None]
        if len(given) != 1:
            raise SettingError(
                given[1] if given else "snapshot",
                f"{' and '.join(given) or 'nothing'} is given: name exactly one of {', '.join(sources)}",
                mend="--json null" if given else None,
            )
        if self.snapshot is not None and self.moment != "latest":
            raise SettingError("moment", "a snapshot is of one moment already: set it to latest", mend="latest")
        return self
