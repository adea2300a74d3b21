"""Resource properties as plain Python.

The policy SDK hands out mappings and sequences that are no dict and no list, raise when an unknown value is read
(even by `in` and `get`), and carry every number as a float. Rules see none of this: they get dicts, lists, ints, and
UNKNOWN.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

import pulumi
from pulumi_policy import proxy
from pulumi_policy.proxy import UnknownValueError

from core.aws.rules.base import UNKNOWN, Unknown

__all__ = ["UNKNOWN", "Value", "plain"]

Value: TypeAlias = Union[bool, int, float, str, Unknown, "list[Value]", "dict[str, Value]", None]
"""A property's value. An asset or an archive is its class's name in angle brackets: no rule reads file contents."""


_UNKNOWN_TEXTS = frozenset(
    {
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
    }
)
"""What stands for unknown values on the wire; where a resource is mended, the SDK hands it out as it is."""


def plain(value: object) -> Value:
    """Turn a value as the SDK hands it out into plain Python, with UNKNOWN for what cannot be read yet."""
    if isinstance(value, bool | str) or value is None:
        return UNKNOWN if isinstance(value, str) and value in _UNKNOWN_TEXTS else value
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
        return plain(container[key])  # type: ignore[call-overload]  # the key comes from this very container
    except UnknownValueError:
        return UNKNOWN
