"""What the provider does to inputs before anything is planned: defaults, names, tags, and reasons to refuse them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.aws.rules import UNKNOWN, violations
from sandbox.resource_facts import ResourceFacts
from sandbox.shape import findings, shape_of
from sandbox.wire import contains_unknown

DEFAULTED = "__defaults"
"""The input that lists what the provider filled in by itself, as the real provider writes it."""

_RANDOM_LENGTH = 7


@dataclass(frozen=True)
class Checked:
    """The inputs as the provider completes them, and what is wrong with them as pairs of property and reason."""

    inputs: dict[str, object]
    failures: list[tuple[str, str]] = field(default_factory=list)


def check(
    token: str,
    facts: ResourceFacts,
    name: str,
    olds: Mapping[str, object],
    news: Mapping[str, object],
    seed: bytes,
    default_tags: object,
) -> Checked:
    """Complete and judge the inputs `news` of the resource called `name` in the program.

    `olds` are the completed inputs of the time before, so that a generated name stays; `seed` is the engine's.
    """
    given = {key: value for key, value in news.items() if value is not None and key != DEFAULTED}
    wrong_shape = findings(token, given)
    if wrong_shape:
        return Checked(dict(given), wrong_shape)
    inputs = {key: value for key, value in facts.defaults.items() if key not in given} | given
    failures = _fill_name(facts, name, olds, inputs, seed)
    inputs[DEFAULTED] = sorted(set(inputs) - set(given) - {DEFAULTED})
    shape = shape_of(token)
    if shape is not None and {"tags", "tagsAll"} <= {*shape.inputs, *shape.outputs}:
        inputs["tagsAll"] = _all_tags(given.get("tags"), default_tags)
    failures += [(item.property, f"{item.value} is given; {item.allowed}") for item in violations(token, inputs)]
    return Checked(inputs, failures)


def _fill_name(
    facts: ResourceFacts, name: str, olds: Mapping[str, object], inputs: dict[str, object], seed: bytes
) -> list[tuple[str, str]]:
    """Fill the naming property if the program leaves it to the provider; return what is wrong with the result."""
    rule = facts.name
    if rule is None or rule.property in inputs or f"{rule.property}Prefix" in inputs:
        return []
    defaulted = olds.get(DEFAULTED)
    if isinstance(defaulted, list) and rule.property in defaulted and rule.property in olds:
        inputs[rule.property] = olds[rule.property]
        return []
    stem = rule.prefix + (name.lower() if rule.lower else name)
    limit = rule.maximum - _RANDOM_LENGTH - 1
    if len(stem) > limit:
        reason = (
            f"the name {stem!r} has {len(stem)} characters and gets {_RANDOM_LENGTH + 1} more; AWS allows "
            f"{rule.maximum} in all, so the resource's name in the program may have {limit - len(rule.prefix)}"
        )
        return [(rule.property, reason)]
    inputs[rule.property] = f"{stem}-{hashlib.sha256(seed).hexdigest()[:_RANDOM_LENGTH]}"
    return []


def _all_tags(tags: object, default_tags: object) -> object:
    """Return the provider's default tags overlaid with the resource's; unknown as a whole if a part is unknown."""
    if contains_unknown([tags, default_tags]):
        return UNKNOWN
    parts = [part for part in (default_tags, tags) if isinstance(part, Mapping)]
    return {key: value for part in parts for key, value in part.items()}
