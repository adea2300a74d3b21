"""Being prepared for the loss of a region, and standing up in another one."""

from pydantic import Field

from core.domain_types import Arn
from core.sections.base import Section


class ReplicationSettings(Section):
    """Copies of the data in a second region, always up to date."""

    region: str = Field(
        pattern=r"^[a-z]{2}(-[a-z]+)+-\d$",
        description="The second region: files arrive there within 15 minutes, the database's transaction logs within "
        "some five.",
    )
    backup_retention_days: int = Field(
        ge=1, le=35, description="Days that the database's backups are kept in the second region."
    )


class RecoverySettings(Section):
    """What a stack in the second region takes over instead of making it.

    `pulumi stack output` of the lost stack names all of it; docs/recovery.md says how to go about it.
    """

    files_bucket: str = Field(description="Name of the bucket that holds the replica of the files.")
    files_key_arn: Arn = Field(description="Key that the replica is encrypted with.")
    cluster_name: str = Field(
        default="dr-cluster",
        pattern=r"^[A-Za-z0-9_-]{1,255}$",
        description="Name of the ECS cluster, for the commands of the recovery procedure.",
    )
