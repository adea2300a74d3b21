"""The kinds of rule that recur, each a function that returns a rule for one path or for a few inputs.

`words` and `why` end up in the message: they say what AWS allows, in terms of the property.
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from core.aws.names import NAME_RULES, name_problem
from core.aws.rules.base import UNKNOWN, Inputs, Rule, Violation, as_number, found, is_set, objects, shown, text


def one_of(path: str, allowed: Collection[str]) -> Rule:
    """Return the rule that the text at `path` is one of an enumeration."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, str) and value not in allowed:
                yield Violation(where, value, f"one of {', '.join(sorted(allowed))}")

    return rule


def between(path: str, lowest: float, highest: float, unit: str = "", *, also: Collection[float] = ()) -> Rule:
    """Return the rule that the number lies between two limits, both allowed, or is one of `also`."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            given = as_number(value)
            if given is not None and not lowest <= given <= highest and given not in also:
                words = [f"{lowest:g} to {highest:g}", *(f"{one:g}" for one in also)]
                yield Violation(where, shown(value), f"{' or '.join(words)} {unit}".rstrip())

    return rule


def among(path: str, allowed: Sequence[float], unit: str = "") -> Rule:
    """Return the rule that the number at `path` is one of a few."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            given = as_number(value)
            if given is not None and given not in allowed:
                yield Violation(where, shown(value), f"{', '.join(f'{one:g}' for one in allowed)} {unit}".rstrip())

    return rule


def matches(path: str, pattern: str, words: str) -> Rule:
    """Return the rule that the whole text fits a pattern, which `words` puts in words."""
    compiled = re.compile(pattern, re.DOTALL)

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, str) and not compiled.fullmatch(value):
                yield Violation(where, shown(value), words)

    return rule


def at_most(path: str, limit: int, what: str) -> Rule:
    """Return the rule that the list at `path` has at most `limit` items."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, value in found(inputs, path):
            if isinstance(value, list | tuple) and len(value) > limit:
                yield Violation(where, f"{len(value)} {what}", f"at most {limit} {what}")

    return rule


def exactly_one(*keys: str, why: str = "") -> Rule:
    """Return the rule that just one of several inputs is given, known or not."""

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
    """Return the rule that a value for `key`, known or not, wants `other` too: a value, or a flag that is on."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        if inputs.get(key) in (None, False, "") or inputs.get(other) not in (None, False, ""):
            return
        yield Violation(other, shown(inputs.get(other)), f"a value, since {key} is set: {why}")

    return rule


def not_together(key: str, other: str, why: str) -> Rule:
    """Return the rule that the two inputs exclude each other; a flag that is off does not count."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        if inputs.get(key) not in (None, False) and inputs.get(other) not in (None, False, UNKNOWN):
            yield Violation(other, "given", f"{other} only without {key}: {why}")

    return rule


def within(path: str, *rules: Rule) -> Rule:
    """Return the rule that each object at `path` keeps `rules`, which name properties as the object does."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        for where, item in objects(inputs, path):
            for own in rules:
                for one in own(item):
                    yield replace(one, property=f"{where}.{one.property}")

    return rule


def unique(path: str) -> Rule:
    """Return the rule that the values at `path` differ from each other."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        seen: dict[str, str] = {}
        for where, value in found(inputs, path):
            first = seen.setdefault(shown(value), where)
            if first != where:
                yield Violation(where, shown(value), f"a value of its own, {first} has it already")

    return rule


def range_address(path: str, longest_prefix: int = 32, shortest_prefix: int = 0) -> Rule:
    """Return the rule that the text is an IPv4 range, host bits zero, with a prefix length between two limits."""

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
    """Return the rule that `check` raises no ValueError for the texts at `keys`."""

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
