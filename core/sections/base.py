"""What every settings section has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A group of plain settings: immutable, refuses unknown keys, and every field says what it means.

    The descriptions are part of the product: docs/configuration.md is generated from them.
    """

    # `pulumi config set --path settings.database.engine_version 15` arrives as a number: versions are text.
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, coerce_numbers_to_str=True)
