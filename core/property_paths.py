"""Reading values out of a resource's inputs by path, and comparing them with JSON literals.

A path is camelCase names joined by dots; `[0]` is an index and `[*]` any element. Where a step meets text it goes on in
that text read as JSON: `policy.Statement[0].Effect` and `containerDefinitions[0].name` work on inputs that are JSON.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

_STEP = re.compile(r"\[(\*|\d+)\]|([^.\[\]]+)")


def values_at(inputs: object, path: str) -> list[object]:
    """Return every value that `path` leads to, without nulls. No value where the path leads nowhere."""
    found = [inputs]
    for match in _STEP.finditer(path):
        index, name = match.groups()
        found = [after for before in found for after in _step(_inside(before), index, name)]
    return [value for value in found if value is not None]


def fits(expected: object, actual: object) -> bool:
    """Say whether `actual` is what a row's literal asks for.

    An object is a subset of what it is compared with. Elements of lists are compared in order. Numbers compare by value
    (80 is 80.0), and a number is neither its text nor a boolean: a row that says "256" wants text.
    """
    if isinstance(expected, Mapping):
        actual = _inside(actual)
        return isinstance(actual, Mapping) and all(
            key in actual and fits(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        actual = _inside(actual)
        return (
            isinstance(actual, Sequence)
            and not isinstance(actual, str)
            and len(actual) == len(expected)
            and all(fits(one, other) for one, other in zip(expected, actual, strict=True))
        )
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return expected == actual


def as_text(value: object) -> str:
    """Return text as it is and everything else as JSON, for patterns to search in."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


def _inside(value: object) -> object:
    """Return the content of JSON text; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            content: object = json.loads(value)
        except ValueError:
            return value
        return content
    return value


def _step(value: object, index: str | None, name: str | None) -> Iterable[object]:
    if name is not None:
        return [value[name]] if isinstance(value, Mapping) and name in value else []
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    if index == "*":
        return value
    position = int(index or 0)
    return value[position : position + 1]
