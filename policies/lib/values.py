"""Resource properties as plain Python.

The policy SDK hands out mappings and sequences that are no dict and no list, raise when an unknown value is read (even by
`in` and `get`), and carry every number as a float. Rules see none of this: they get dicts, lists, ints, and UNKNOWN.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, Union

import pulumi
from pulumi_policy.proxy import UnknownValueError


class Unknown(Enum):
    """The type of UNKNOWN: a value that the engine learns only when it creates what the value comes from."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

Value: TypeAlias = Union[None, bool, int, float, str, Unknown, "list[Value]", "dict[str, Value]"]  # noqa: UP007 - a
# quoted part of a recursive alias cannot be joined with `|`
"""A property's value. An asset or an archive is the name of its class in angle brackets: no rule reads file contents."""


def plain(value: object) -> Value:
    """Turn a value as the SDK hands it out into plain Python, with UNKNOWN for what cannot be read yet."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else float(value)
    if isinstance(value, Mapping):
        return {str(key): _read(value, key) for key in value}
    if isinstance(value, Sequence):
        return [_read(value, index) for index in range(len(value))]
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return f"<{type(value).__name__}>"
    raise TypeError(f"a property holds a {type(value).__name__}, which no policy SDK value is")


def _read(container: Mapping[object, object] | Sequence[object], key: object) -> Value:
    try:
        return plain(container[key])  # type: ignore[index,call-overload]  # the key comes from this very container
    except UnknownValueError:
        return UNKNOWN
