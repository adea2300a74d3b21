"""Resources that AWS accepts but for one property, for the tests of its rules."""

from collections.abc import Mapping, Sequence

from core.aws.rules import violations
from sandbox.shape import findings
from tests.aws_resources import ACCEPTED

DROP = object()
"""Takes a property away."""


def _with(value: object, steps: Sequence[str], new: object) -> object:
    """Return a copy of `value` in which the place at `steps` has the value `new`."""
    if not steps:
        return new
    head, rest = steps[0], steps[1:]
    if isinstance(value, list):
        return [_with(item, rest, new) if str(index) == head else item for index, item in enumerate(value)]
    changed = dict(value) if isinstance(value, Mapping) else {}
    changed[head] = _with(changed.get(head), rest, new)
    return {key: item for key, item in changed.items() if item is not DROP}


def changed(token: str, changes: Mapping[str, object]) -> Mapping[str, object]:
    """Return the accepted resource of a type with changes, each a path (`rules.0.name`) and its new value."""
    inputs: object = ACCEPTED[token]
    for path, value in changes.items():
        inputs = _with(inputs, path.split("."), value)
    assert isinstance(inputs, Mapping)
    return inputs


def assert_refused(token: str, inputs: Mapping[str, object], refused: str) -> None:
    """The property `refused` is among those that AWS would refuse, and of each it is said what is allowed."""
    found = violations(token, inputs)
    assert refused in [violation.property for violation in found]
    assert all(violation.allowed for violation in found)


def assert_shape(token: str, inputs: Mapping[str, object]) -> None:
    """The properties are those of the type, so that a rule is what refuses them; some may be left out."""
    assert [message for _, message in findings(token, inputs) if "required" not in message] == []
