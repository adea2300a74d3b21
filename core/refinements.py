"""What a requirement row means where its literal does not say it all.

A row such as "maxCapacity must be at least 5" or "no ingress rule may open port 22" has no JSON literal. Its meaning is
data in data/refinements/<architecture>.json, each entry with its reason; this module gives the entries their types.
"""

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from core.property_paths import as_text, fits, values_at

DATA = Path(__file__).parent / "data" / "refinements"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Data):
    """What a value must be. Everything that is given must hold of one value; `absent` holds where there is none."""

    equals: object = None
    one_of: tuple[object, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    matches: tuple[str, ...] = ()
    """Regular expressions that are all found in the value, or in its JSON."""
    mismatches: tuple[str, ...] = ()
    absent: bool = False

    def holds(self, values: list[object]) -> bool:
        """Say whether the condition holds of the values at a path."""
        return not values if self.absent else any(self._holds_of(value) for value in values)

    def _holds_of(self, value: object) -> bool:
        text = as_text(value)
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        return (
            (self.equals is None or fits(self.equals, value))
            and (self.one_of is None or any(fits(one, value) for one in self.one_of))
            and (self.minimum is None or (number is not None and number >= self.minimum))
            and (self.maximum is None or (number is not None and number <= self.maximum))
            and all(re.search(pattern, text) for pattern in self.matches)
            and not any(re.search(pattern, text) for pattern in self.mismatches)
        )


Conditions = Mapping[str, Condition]
"""Path -> condition. `(name)` is the resource's logical name, `(inputs)` are all its inputs as one JSON."""


class Refinement(_Data):
    """What a row asks for beyond its literal."""

    reason: str
    where: Conditions = {}
    """Of which resources of its token the row speaks."""
    expect: Conditions = {}
    """What must hold of a resource besides the row's literal."""
    instead: Conditions | None = None
    """What must hold of a resource in place of the row's literal."""
    never: tuple[Conditions, ...] = ()
    """What must hold of no resource that fits."""
    each_of: tuple[Conditions, ...] = ()
    """Every one of these must hold of some resource that fits."""
    every: bool = False
    """An infra row that all the resources it speaks of must fit, not just one."""
    count: Condition | None = None
    """How many resources must fit, in place of a literal number."""
    vacuous: bool = False
    """A policy row that is met where there is nothing it applies to."""


class Refinements(_Data):
    """One architecture's refinements."""

    tokens: Mapping[str, Refinement] = {}
    """For infra rows of a token that have no entry of their own."""
    rows: Mapping[str, Refinement] = {}


NONE = Refinement(reason="the literal says it all")


def holds(conditions: Conditions, name: str, inputs: Mapping[str, object]) -> bool:
    """Say whether all conditions hold of a resource."""
    special: Mapping[str, list[object]] = {"(name)": [name], "(inputs)": [inputs]}
    return all(condition.holds(special.get(path) or values_at(inputs, path)) for path, condition in conditions.items())


@functools.cache
def refinements(architecture: str) -> Refinements:
    """Return an architecture's refinements; none where it has no file."""
    path = DATA / f"{architecture}.json"
    if not path.is_file():
        return Refinements()
    return TypeAdapter(Refinements).validate_python(json.loads(path.read_text(encoding="utf-8")))
