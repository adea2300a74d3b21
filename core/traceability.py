"""Which resource carries which requirement: the rows of the source documents, evaluated on registered resources.

The rows stand in data/requirements.csv. A row of kind `infra` holds when at least one resource fits it, a row of kind
`policy` when every resource that it applies to does. Rows of the other kinds (ops, app, target) are not about
resources.
"""

import csv
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.property_paths import fits, values_at
from core.refinements import NONE, Refinement, holds, refinements

REQUIREMENTS = Path(__file__).parent / "data" / "requirements.csv"
EVALUATED_KINDS = ("infra", "policy")
Status = Literal["met", "deviation", "open"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One factual statement of a source document."""

    id: str
    architecture: str
    seed_file: str
    section: str
    requirement: str
    environment: str
    """`all`, `dev` or `prod`."""
    value: str
    """As the document writes it."""
    token: str
    property: str
    """A path (core.property_paths), `(inputs)` for several inputs of one resource, `(count)`, or blank: it exists."""
    expected: str
    """A JSON literal, or blank: the property is present."""
    kind: str
    note: str

    def applies_to(self, environment: str) -> bool:
        """Say whether the row speaks of `dev` or `prod`."""
        return self.environment in ("all", environment)


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Where an architecture leaves its document on purpose."""

    rows: tuple[str, ...]
    documented: str
    built: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A registered resource as the evaluator sees it; `inputs` in camelCase."""

    token: str
    name: str
    inputs: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a row."""

    status: Status
    carriers: tuple[str, ...]
    """Logical names of the resources that carry the row."""
    property: str
    detail: str


@functools.cache
def load_rows() -> tuple[Row, ...]:
    """Return all rows, in the order of the documents."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        records = csv.DictReader(file)
        return tuple(
            Row(**{("token" if key == "aws_or_k8s_resource" else key): value.strip() for key, value in record.items()})
            for record in records
        )


def rows_of(architecture: str, environment: str) -> tuple[Row, ...]:
    """Return the rows of an architecture that resources can carry in an environment."""
    return tuple(
        row
        for row in load_rows()
        if row.architecture == architecture and row.kind in EVALUATED_KINDS and row.applies_to(environment)
    )


def evaluate(row: Row, resources: Sequence[Resource], deviations: Sequence[Deviation] = ()) -> Verdict:
    """Judge one row. A row that a deviation names is a deviation, whether resources fit it or not."""
    carriers, problem = _judge(row, _refinement(row), resources)
    deviation = next((deviation for deviation in deviations if row.id in deviation.rows), None)
    if deviation is not None:
        detail = f"{deviation.built} instead of {deviation.documented}: {deviation.reason}"
        return Verdict(status="deviation", carriers=carriers, property=row.property, detail=detail)
    status: Status = "open" if problem else "met"
    return Verdict(status=status, carriers=carriers, property=row.property, detail=problem)


def _refinement(row: Row) -> Refinement:
    known = refinements(row.architecture)
    default = known.tokens.get(row.token, NONE) if row.kind == "infra" else NONE
    return known.rows.get(row.id, default)


def _judge(row: Row, refinement: Refinement, resources: Sequence[Resource]) -> tuple[tuple[str, ...], str]:
    """Return the names of the resources that fit and what is wrong, or an empty text."""
    candidates = [one for one in resources if one.token == row.token and holds(refinement.where, one.name, one.inputs)]
    fitting = [one for one in candidates if _fits(row, refinement, one)]
    names = tuple(sorted(one.name for one in fitting))
    if not candidates and refinement.vacuous:
        return (), ""
    if row.property == "(count)" or refinement.count is not None:
        return names, _count_problem(row, refinement, len(fitting))
    if not candidates:
        return (), f"no resource {row.token or 'is named'}{' of which the row speaks' if refinement.where else ''}"
    if row.kind == "policy" or refinement.every:
        others = sorted(one.name for one in candidates if one not in fitting)
        return names, f"does not hold of {', '.join(others)}" if others else ""
    if not fitting:
        found = {one.name: values_at(one.inputs, row.property) for one in candidates}
        return (), f"expected {row.expected or 'a value'} at {row.property or 'a resource'}, found {found}"
    for conditions in refinement.each_of:
        if not any(holds(conditions, one.name, one.inputs) for one in fitting):
            return names, f"no resource has {', '.join(conditions)} as asked for: {refinement.reason}"
    return names, ""


def _count_problem(row: Row, refinement: Refinement, number: int) -> str:
    if refinement.count is not None:
        return "" if refinement.count.holds([number]) else f"{number} resources fit: {refinement.reason}"
    expected: object = json.loads(row.expected)
    return "" if number == expected else f"{number} resources fit, not {expected}"


def _fits(row: Row, refinement: Refinement, resource: Resource) -> bool:
    """Say whether one resource is what the row asks for."""
    if any(holds(conditions, resource.name, resource.inputs) for conditions in refinement.never):
        return False
    if not holds(refinement.expect, resource.name, resource.inputs):
        return False
    if refinement.instead is not None:
        return holds(refinement.instead, resource.name, resource.inputs)
    return _literal_fits(row, resource)


def _literal_fits(row: Row, resource: Resource) -> bool:
    if row.property in ("", "(count)"):
        return True
    expected: object = json.loads(row.expected) if row.expected else None
    if row.property == "(inputs)":
        return fits(expected, resource.inputs)
    values = values_at(resource.inputs, row.property)
    return any(fits(expected, value) for value in values) if row.expected else bool(values)
