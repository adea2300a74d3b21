"""A relational database on RDS."""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.aws.rds import check_engine_version, check_instance_class
from core.domain_types import ClockWindow, WeeklyWindow
from core.sections.base import Section, SettingError, concerning
from core.sections.restore import RestoreSettings
from core.sections.windows import check_windows

SqlName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
"""A name inside a database: lower-case letters, digits and underscores, a letter first."""

ReplicaName = Annotated[str, Field(pattern=r"^[a-z](?:-?[a-z0-9])*$", max_length=20)]

RESERVED_USERS = ("admin", "rdsadmin", "rdsrepladmin")
"""`admin` is taken on PostgreSQL alone; the rest belong to RDS."""

SHORTEST_WINDOW_MINUTES = 30
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""

STORAGE_HEADROOM_PERCENT = 10
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""


class DatabaseSettings(Section):
    """A PostgreSQL or MySQL instance, its standby and its read replicas."""

    engine: Literal["postgres", "mysql"] = Field(
        default="postgres", description="The database engine. Changing it replaces the database."
    )
    engine_version: str = Field(
        description="Major version, such as 15, whose minor version RDS chooses and upgrades; or one minor version, "
        "such as 15.19. A lower version than the running one is refused."
    )
    instance_class: str = Field(description="Instance class, such as db.t3.small. A change restarts the database.")
    database_name: SqlName = Field(description="The first database inside. Changing it replaces the instance.")
    master_user: SqlName = Field(
        default="dbadmin",
        description="The user that may do everything; applications have users of their own. Changing it replaces the "
        "instance.",
    )
    credentials: Literal["rds_managed", "generated"] = Field(
        default="rds_managed",
        description="Who keeps the master user's password: rds_managed (a secret of RDS, which changes it every seven "
        "days) or generated (a secret of ours, made once; AWS wants it for databases with replicas). Decide before the "
        "first deployment.",
    )
    storage_type: Literal["gp2", "gp3"] = Field(
        default="gp3", description="Kind of SSD: gp3 (3000 IOPS at any size) or gp2 (3 IOPS per GiB)."
    )
    allocated_storage_gib: int = Field(
        ge=20,
        le=65536,
        description="Storage in GiB. With max_allocated_storage_gib this is the size at creation: from then on RDS "
        "alone changes it.",
    )
    max_allocated_storage_gib: int | None = Field(
        default=None,
        le=65536,
        description="Size in GiB up to which RDS enlarges the storage by itself, at least 10 % above "
        "allocated_storage_gib; null for storage of a fixed size.",
    )
    multi_az: bool = Field(
        description="Whether a synchronous standby in another zone takes over when the instance fails. It serves no "
        "reads."
    )
    replicas: tuple[ReplicaName, ...] = Field(
        default=(),
        max_length=15,
        description="Names of the read replicas, asynchronous copies in the same region. The name is the replica's "
        "identity: changing it makes a new one. Needs credentials: generated.",
    )
    backup_retention_days: int = Field(
        ge=1, le=35, description="Days that daily backups are kept; the database can be restored to any minute of them."
    )
    restore: RestoreSettings | None = Field(
        default=None, description="What a new database is made from; null for an empty one."
    )
    backup_window: ClockWindow = Field(default="03:00-04:00", description="When the daily backup is taken, in UTC.")
    maintenance_window: WeeklyWindow = Field(
        default="sun:05:00-sun:06:00",
        description="When RDS upgrades the engine and applies changes that may interrupt, in UTC.",
    )

    @model_validator(mode="after")
    def _rds_offers_the_engine(self) -> Self:
        with concerning("engine_version"):
            check_engine_version(self.engine, self.engine_version)
        with concerning("instance_class"):
            check_instance_class(self.engine, self.instance_class)
        if self.master_user in RESERVED_USERS and (self.engine, self.master_user) != ("mysql", "admin"):
            raise SettingError(
                "master_user", f"{self.master_user!r} is reserved by {self.engine} on RDS: choose another"
            )
        return self

    @model_validator(mode="after")
    def _storage_can_grow(self) -> Self:
        limit = self.max_allocated_storage_gib
        least = math.ceil(self.allocated_storage_gib * (100 + STORAGE_HEADROOM_PERCENT) / 100)
        if limit is not None and limit < least:
            raise SettingError(
                "max_allocated_storage_gib",
                f"is {limit}, RDS needs {STORAGE_HEADROOM_PERCENT} % above "
                f"allocated_storage_gib {self.allocated_storage_gib}: give {least} or more, or null",
                mend=least,
            )
        return self

    @model_validator(mode="after")
    def _rds_accepts_the_windows(self) -> Self:
        check_windows(
            ("backup_window", self.backup_window),
            ("maintenance_window", self.maintenance_window),
            shortest=SHORTEST_WINDOW_MINUTES,
        )
        return self

    @model_validator(mode="after")
    def _replicas_can_be_made(self) -> Self:
        if self.replicas and self.credentials == "rds_managed":
            raise SettingError(
                "credentials",
                "RDS makes no replica of a database whose password it manages, and replicas names "
                f"{', '.join(self.replicas)}: set credentials to generated "
                "(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html)",
                mend="generated",
            )
        if len(set(self.replicas)) != len(self.replicas):
            raise SettingError("replicas", f"names {', '.join(self.replicas)}: give each replica a name of its own")
        return self
