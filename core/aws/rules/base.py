"""What a rule is, and how it reads the inputs of a resource.

A rule is a function of a resource's inputs (camelCase, plain Python) that yields a `Violation` for everything AWS would
refuse. Values that are not known yet are `UNKNOWN` and are never judged: a rule says nothing rather than guess.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias


class Unknown(Enum):
    """The type of UNKNOWN, for annotations."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
"""Stands for a value that is known only once another resource exists."""

Inputs: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Violation:
    """One thing that AWS refuses: the property's path, the value given, and what is allowed in its place.

    With `by_aws` off AWS may take it, and the facts kept here do not say: the sandbox refuses what it cannot imitate,
    and policies are silent.
    """

    property: str
    value: str
    allowed: str
    by_aws: bool = True


Rule: TypeAlias = Callable[[Inputs], Iterator[Violation]]
Rules: TypeAlias = Mapping[str, Sequence[Rule]]


def found(inputs: object, path: str) -> Iterator[tuple[str, object]]:
    """Yield the known values at `path` ("rules[].priority") with the path of each ("rules[1].priority")."""
    head, _, rest = path.partition(".")
    key = head.removesuffix("[]")
    value = inputs.get(key) if isinstance(inputs, Mapping) else None
    if value is None or value is UNKNOWN:
        return
    steps = [(key, value)]
    if head.endswith("[]"):
        items = value if isinstance(value, list | tuple) else []
        steps = [(f"{key}[{index}]", item) for index, item in enumerate(items) if item is not UNKNOWN]
    for name, step in steps:
        if not rest:
            yield name, step
        else:
            yield from ((f"{name}.{below}", item) for below, item in found(step, rest))


def objects(inputs: object, path: str) -> list[tuple[str, Inputs]]:
    """Return the known objects at `path`, each with its own path."""
    return [(where, item) for where, item in found(inputs, path) if isinstance(item, Mapping)]


def is_set(inputs: Inputs, key: str) -> bool:
    """Say whether the program gives a value for `key`, known or not."""
    return inputs.get(key) is not None


def is_known(inputs: Inputs, *keys: str) -> bool:
    """Say whether none of `keys` has a value that is only known later."""
    return all(inputs.get(key) is not UNKNOWN for key in keys)


def text(inputs: Inputs, key: str) -> str | None:
    """Return the string at `key`, or None if it is absent, unknown or no string."""
    value = inputs.get(key)
    return value if isinstance(value, str) else None


def number(inputs: Inputs, key: str) -> float | None:
    """Return the number at `key`, which may be given as text as AWS does; None if absent, unknown or no number."""
    return as_number(inputs.get(key))


def as_number(value: object) -> float | None:
    """Return `value` as a number, or None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def is_true(inputs: Inputs, key: str) -> bool:
    """Say whether the flag at `key` is known to be on."""
    return inputs.get(key) in (True, "true")


def shown(value: object) -> str:
    """Return a value as a reader would write it, cut to 80 characters."""
    if value is None:
        return "not set"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = value if isinstance(value, str) else json.dumps(value, default=str)
    return written if len(written) <= 80 else f"{written[:77]}..."
