"""What every settings section has in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A group of plain settings: immutable, refuses unknown keys, and every field says what it means.

    The descriptions are part of the product: docs/configuration.md is generated from them.
    """

    # `pulumi config set --path settings.database.engine_version 15` arrives as a number: versions are text.
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, coerce_numbers_to_str=True)


class SettingError(ValueError):
    """A combination of settings is refused: the field to change, and what it could be changed to if that is clear."""

    def __init__(self, field: str, text: str, *, mend: object = None) -> None:
        super().__init__(text)
        self.field = field
        self.mend = mend


@contextmanager
def concerning(field: str, *, mend: object = None) -> Iterator[None]:
    """Name the field that a ValueError raised inside is about."""
    try:
        yield
    except ValueError as error:
        raise SettingError(field, str(error), mend=mend) from error
