"""What a rule is: a small check with everything a reader of its violations needs.

A check yields one message for each thing that is wrong, and never a property's value: validation sees secrets as
plain text, and messages end up in logs.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pulumi_policy import EnforcementLevel, Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.values import Value
from policies.lib.view import Undecided, View

Setting = Mapping[str, object]
"""The JSON schema of one configurable value, with its `default`."""


class Properties(Protocol):
    """A resource's inputs where they may be changed.

    Secrets read as plain values and stay secret only if they are changed in place: a copy of the whole loses the mark.
    """

    def __getitem__(self, name: str, /) -> "Properties": ...
    def __setitem__(self, name: str, value: object, /) -> None: ...


Mend = Callable[[Resource, Properties], list[str]]
"""Mends a resource in place and returns the names of what it added, none if there was nothing to do."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is told about a rule, apart from its check."""

    name: str
    description: str
    severity: Severity
    remedy: str
    controls: tuple[str, ...]
    """Ids of the public controls that the rule answers: Security Hub (`RDS.3`), CIS, Checkov, cdk-nag."""
    types: Container[str]
    """The type tokens that the rule looks at."""

    @property
    def level(self) -> EnforcementLevel:
        """The level without configuration: what is severe stops the run, the rest is said."""
        return default_level(self.severity)


@dataclass(frozen=True, kw_only=True)
class Rule(Facts):
    """A rule about one resource. It runs before the resource is created or changed, so it can stop that."""

    check: Callable[[Resource], Iterator[str]]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    mend: Mend | None = None
    """What the level `remediate` does before the check; without it that level is as mandatory."""


@dataclass(frozen=True, kw_only=True)
class StackRule(Facts):
    """A rule about a resource and its neighbours: that something belongs to it, or where a value comes from.

    Its facts exist only when the whole stack is known. At `up` that is after the changes: the preview before it is the
    gate.
    """

    check: Callable[[StackResource, Stack], Iterator[str]]


def default_level(severity: Severity) -> EnforcementLevel:
    """Return the level that a severity has where the configuration says nothing."""
    severe = severity in (Severity.HIGH, Severity.CRITICAL)
    return EnforcementLevel.MANDATORY if severe else EnforcementLevel.ADVISORY


def rule(
    name: str,
    description: str,
    *,
    severity: Severity,
    remedy: str,
    types: Container[str],
    controls: tuple[str, ...] = (),
    settings: Mapping[str, Setting] | None = None,
    mend: Mend | None = None,
) -> Callable[[Callable[[Resource], Iterator[str]]], Rule]:
    """Make a rule of the decorated check."""
    return lambda check: Rule(
        name=name,
        description=description,
        severity=severity,
        remedy=remedy,
        controls=controls,
        types=types,
        check=check,
        settings=settings or {},
        mend=mend,
    )


def stack_rule(
    name: str,
    description: str,
    *,
    severity: Severity,
    remedy: str,
    types: Container[str],
    controls: tuple[str, ...] = (),
) -> Callable[[Callable[[StackResource, Stack], Iterator[str]]], StackRule]:
    """Make a rule about a resource within its stack of the decorated check."""
    return lambda check: StackRule(
        name=name,
        description=description,
        severity=severity,
        remedy=remedy,
        controls=controls,
        types=types,
        check=check,
    )


def configured(settings: Mapping[str, Setting], config: Mapping[str, object]) -> dict[str, object]:
    """Return the configuration with the schema's defaults: the engine adds them, other callers do not."""
    defaults = {name: schema["default"] for name, schema in settings.items() if "default" in schema}
    return defaults | dict(config)


def strings(value: Value) -> list[str]:
    """Return the texts of a list, or of a single text.

    Leaves out what is unknown in the list. Where that would change the verdict, ask `some` of `entries`.
    """
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def whole_numbers(value: Value) -> list[int]:
    """Return the whole numbers of a list."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, int) and not isinstance(item, bool)]


def number(value: Value) -> float:
    """Return a number, or a text that is one, as a float; 0 for everything else."""
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except ValueError:
        return 0.0


def entries(view: View, path: str) -> list[View]:
    """Return a view of each entry of the list at `path`, or of the single value there; unknown ones are among them."""
    value = view.peek(path)
    if isinstance(value, list):
        return view.items(path)
    return [] if value is None else [View(value, ".".join(part for part in (view.path, path) if part))]


def some(views: Iterable[View], wanted: Callable[[View], bool]) -> bool:
    """Say whether one of the views is wanted. Raises the first Undecided if no known one is."""
    undecided: Undecided | None = None
    for view in views:
        try:
            if wanted(view):
                return True
        except Undecided as error:
            undecided = undecided or error
    if undecided is not None:
        raise undecided
    return False
