"""What the simulated cloud has to know about one resource type: one `ResourceFacts` a type, all of it data.

The tables stand in `sandbox/aws/`, one module per AWS service family; a further type is one more entry there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long AWS takes, in seconds, and where the number is from (docs/creation-times.md explains the codes).

    `when` holds variants: an input path with its value ("multiAz=true"), or with "set" for any value
    ("replicateSourceDb=set"), to the times that then hold.
    """

    create: float
    update: float
    delete: float
    source: str
    when: Mapping[str, "Times"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Name:
    """The property that names the resource and how Pulumi's auto-naming fills it."""

    property: str
    maximum: int = 255
    lower: bool = False
    prefix: str = ""
    """What every name begins with ("alias/")."""
    automatic: bool = True
    """Whether the provider makes the name up if it is left out; only such a name must be free before a replacement."""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A type of which AWS keeps every version: `output` holds the number of the newest, from 1."""

    output: str
    not_by: tuple[str, ...] = ()
    """Inputs whose change makes no new version."""


@dataclass(frozen=True, kw_only=True)
class ResourceFacts:
    """One resource type.

    Templates (`id` and the values of `outputs`) may use `{region}`, `{account}`, `{partition}`, `{id}`, `{name}` (the
    naming property), `{count}` (how often the URN was created), `{revision}` (see `Revision`), `{hex8}` / `{hex17}` /
    `{HEX32}` / `{digits}` / `{uuid}` (deterministic from the URN and that count), `{issuer}` (the input `url` without
    `https://`) and `{inputs[path]}` for an input's value. A template that is only `{inputs[path]}`, `{count}` or
    `{revision}` keeps the value's type; a non-string output value is taken as it is. An output that is an object and an
    input too holds both, the input's parts first.
    """

    id: str
    times: Times
    name: Name | None = None
    outputs: Mapping[str, object] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Condition ("engine=mysql", "port=set") to the outputs that then differ; of several, the later wins."""
    defaults: Mapping[str, object] = field(default_factory=dict)
    """Inputs that the provider fills at Check when the program leaves them out."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Input path ("vpcId", "vpcConfig.subnetIds[]") to "token#property" of the thing that must exist.

    "token#arn|name" is for a thing that AWS takes by either.
    """
    unique: tuple[str, ...] = ()
    """Properties whose value must be unique in the account and region among this type."""
    globally_unique: bool = False
    secret_outputs: tuple[str, ...] = ()
    free_references: tuple[str, ...] = ()
    """Reference paths that do not keep AWS from deleting the target (a rule that goes with its group)."""
    revision: Revision | None = None
