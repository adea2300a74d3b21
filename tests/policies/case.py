"""What a test knows about a rule: things that comply, the ways to break them, and what an unknown value does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.aws.rules import UNKNOWN

from .driver import Thing

ABSENT = object()
"""Stands for a property that is taken away."""

KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
AWS_KEY = "arn:aws:kms:us-east-1:000000000000:alias/aws/service"

Change = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`things[0]` is the one that the rule judges; the others are its neighbours.

    `broken` maps what is changed in it to what the rule says, without the remedy. `undecided` are properties whose
    unknown value must be told; those in `given` are references, which count as set.
    """

    things: tuple[Thing, ...]
    broken: tuple[tuple[Change, str], ...]
    undecided: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    config: Mapping[str, object] = field(default_factory=dict)
    """The rule's own settings, where the defaults make it silent."""
    lonely: str = ""
    """What the rule says when the neighbours are taken away."""
    rewired: tuple[tuple[Mapping[str, tuple[str, ...]], str], ...] = ()
    """Other sources for properties of the first thing, each with what the rule says of it."""
    beside: tuple[tuple[tuple[Thing, ...], str], ...] = ()
    """Other neighbours in place of those, each set with what the rule says of the first thing."""

    def changed(self, change: Change) -> tuple[Thing, ...]:
        return (altered(self.things[0], change), *self.things[1:])


def case(token: str, inputs: Mapping[str, object], *broken: tuple[Change, str], **unknown: tuple[str, ...]) -> Case:
    """Return the case of a rule about one resource."""
    return Case(
        things=(Thing(token, inputs),),
        broken=broken,
        undecided=unknown.get("undecided", ()),
        given=unknown.get("given", ()),
    )


def altered(thing: Thing, change: Change) -> Thing:
    """Return the thing with some properties set or, with ABSENT, taken away. Paths lead into maps and lists.

    `(protect)` and `(delete_before_replace)` are the resource options of these names.
    """
    inputs: object = thing.inputs
    for path, value in change.items():
        if path == "(protect)":
            thing = replace(thing, protect=bool(value))
            continue
        if path == "(delete_before_replace)":
            thing = replace(thing, delete_before_replace=bool(value))
            continue
        inputs = _with(inputs, path.split("."), value)
    assert isinstance(inputs, Mapping)
    return replace(thing, inputs=inputs)


def unknown(thing: Thing, path: str) -> Thing:
    return altered(thing, {path: UNKNOWN})


def _with(node: object, path: list[str], value: object) -> object:
    head, *rest = path
    if isinstance(node, list | tuple):
        return [_with(item, rest, value) if rest else value for item in node] if head == "*" else _at(node, path, value)
    below = dict(node) if isinstance(node, Mapping) else {}
    if rest:
        below[head] = _with(below.get(head, {}), rest, value)
    elif value is ABSENT:
        below.pop(head, None)
    else:
        below[head] = value
    return below


def _at(node: list[object] | tuple[object, ...], path: list[str], value: object) -> list[object]:
    index, rest = int(path[0]), path[1:]
    items = list(node)
    items[index] = _with(items[index], rest, value) if rest else value
    return items
