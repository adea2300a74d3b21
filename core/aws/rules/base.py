"""The words in which the rules of AWS are written: how to read inputs, and the few kinds of rule that recur.

A rule is a function of a resource's inputs (camelCase, plain Python) that yields a `Violation` for everything AWS would
refuse. Values that are not known yet are `UNKNOWN` and are never judged: a rule says nothing rather than guess.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from core.aws.names import NAME_RULES, name_problem


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN
"""Stands for a value that is known only once another resource exists."""

Inputs: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Violation:
    """One thing that AWS refuses: the property's path, the value given, and what is allowed in its place."""

    property: str
    value: str
    allowed: str


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


def one_of(path: str, allowed: Collection[str]) -> Rule:
    """The value is one of an enumeration."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, str) and value not in allowed:
                yield Violation(where, value, f"one of {', '.join(sorted(allowed))}")

    return rule


def between(path: str, lowest: float, highest: float, unit: str = "", *, also: Collection[float] = ()) -> Rule:
    """The number lies between two limits, both allowed, or is one of `also`."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            given = as_number(value)
            if given is not None and not lowest <= given <= highest and given not in also:
                words = [f"{lowest:g} to {highest:g}", *(f"{one:g}" for one in also)]
                yield Violation(where, shown(value), f"{' or '.join(words)} {unit}".rstrip())

    return rule


def matches(path: str, pattern: str, words: str) -> Rule:
    """The whole text fits a pattern, which `words` puts in words."""
    compiled = re.compile(pattern, re.DOTALL)

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, str) and not compiled.fullmatch(value):
                yield Violation(where, shown(value), words)

    return rule


def at_most(path: str, limit: int, what: str) -> Rule:
    """The list has at most `limit` items."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, list | tuple) and len(value) > limit:
                yield Violation(where, f"{len(value)} {what}", f"at most {limit} {what}")

    return rule


def exactly_one(*keys: str, why: str = "") -> Rule:
    """Just one of several inputs is given."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        given = [key for key in keys if is_set(inputs, key)]
        if len(given) != 1:
            yield Violation(
                given[1] if given else keys[0],
                f"{' and '.join(given) or 'none'} given",
                f"exactly one of {', '.join(keys)}{why and f' ({why})'}",
            )

    return rule


def needs(key: str, other: str, why: str) -> Rule:
    """If the flag or value `key` is on, `other` must be given, and a flag `other` must not be off."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        value = inputs.get(key)
        if value in (None, False, "", UNKNOWN) or inputs.get(other) not in (None, False, ""):
            return
        yield Violation(other, shown(inputs.get(other)), f"a value, since {key} is set: {why}")

    return rule


def not_together(key: str, other: str, why: str) -> Rule:
    """The two inputs exclude each other; a flag that is off does not count."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        if inputs.get(key) not in (None, False) and inputs.get(other) not in (None, False, UNKNOWN):
            yield Violation(other, "given", f"{other} only without {key}: {why}")

    return rule


def unique(path: str) -> Rule:
    """No two items of a list have the same value."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        seen: dict[str, str] = {}
        for where, value in found(inputs, path):
            first = seen.setdefault(shown(value), where)
            if first != where:
                yield Violation(where, shown(value), f"a value of its own, {first} has it already")

    return rule


def range_address(path: str, longest_prefix: int = 32, shortest_prefix: int = 0) -> Rule:
    """An IPv4 range with host bits zero and a prefix length between two limits."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if not isinstance(value, str):
                continue
            try:
                length = ipaddress.IPv4Network(value).prefixlen
            except ValueError as error:
                yield Violation(where, value, f"an IPv4 range with host bits zero ({error})")
                continue
            if not shortest_prefix <= length <= longest_prefix:
                yield Violation(where, value, f"a range between /{shortest_prefix} and /{longest_prefix}")

    return rule


def checked(check: Callable[..., None], *keys: str) -> Rule:
    """The facts' own check, which raises ValueError, holds for the values of `keys`, all of them texts."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        values = [text(inputs, key) for key in keys]
        if None in values:
            return
        try:
            check(*values)
        except ValueError as error:
            yield Violation(keys[-1], shown(values[-1]), str(error))

    return rule


def name_rule(token: str) -> Sequence[Rule]:
    """Return the rule for the names of a type, if AWS has one."""
    limits = NAME_RULES.get(token)
    if limits is None:
        return ()

    def rule(inputs: Inputs) -> Iterator[Violation]:
        name = text(inputs, limits.property)
        allowed = None if name is None else name_problem(limits, name)
        if allowed is not None:
            yield Violation(limits.property, shown(name), allowed)

    return (rule,)
