"""What is wrong with a Helm release by itself, and what the provider says of one that is there.

No chart is fetched or rendered: whether a chart takes the values is not known here.
"""

import math
import re
from collections.abc import Iterator, Mapping

from core.aws.rules import UNKNOWN
from sandbox import shape
from sandbox.kubernetes.kinds import RELEASE
from sandbox.kubernetes.values import mapping_at, text_at

_VERSION = re.compile(r"v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
# Helm's own rule, and its limit of 53: charts add to the name, and names of DNS have 63.
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LONGEST_NAME = 53


def findings(inputs: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what is wrong with a release's inputs as pairs of property path and message."""
    wrong_shape = [(path, text) for path, text in shape.findings(RELEASE, inputs) if not path.startswith("values")]
    wrong_values = _value(inputs.get("values"), "values", may_be_null=inputs.get("allowNullValues") is True)
    return wrong_shape or [*_findings(inputs), *wrong_values]


def _findings(inputs: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    version, name = inputs.get("version"), inputs.get("name")
    if version is None or (isinstance(version, str) and not _VERSION.fullmatch(version)):
        given = "no version is given" if version is None else f"{version!r} is given"
        yield "version", f"{given}; an exact version such as 1.2.3 is wanted, so that every run installs the same chart"
    if isinstance(name, str) and (len(name) > _LONGEST_NAME or not _NAME.fullmatch(name)):
        yield "name", f"{name!r} is given; allowed are {_LONGEST_NAME} small letters, digits, '-' and '.'"
    chart, repository = inputs.get("chart"), mapping_at(inputs, "repositoryOpts").get("repo")
    if isinstance(repository, str) and not repository.startswith(("https://", "http://")):
        yield "repositoryOpts.repo", f"{repository!r} is given; an address that begins with https:// is wanted"
    if repository is None and isinstance(chart, str) and not chart.startswith(("oci://", "./", "/")):
        yield "repositoryOpts.repo", f"required for {chart!r}, which is neither an oci:// address nor a path"


def _value(value: object, path: str, *, may_be_null: bool) -> Iterator[tuple[str, str]]:
    """Yield what in the values could not stand in a YAML file of values, or would be dropped on the way."""
    if isinstance(value, Mapping):
        if shape.ASSET_SIGNATURES & {item for item in value.values() if isinstance(item, str)}:
            yield path, "a file is given; it belongs into valueYamlFiles"
            return
        for key, item in value.items():
            if isinstance(key, str):
                place = f"{path}.{key}" if "." not in key else f'{path}["{key}"]'
                yield from _value(item, place, may_be_null=may_be_null)
            else:
                yield path, f"the key {key!r} is not text"
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _value(item, f"{path}[{index}]", may_be_null=may_be_null)
    elif value is None and path != "values" and not may_be_null:
        yield path, "null is given, which the provider drops unless allowNullValues is true"
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, f"{value} is given, which YAML values cannot hold"
    elif value is not UNKNOWN and not isinstance(value, str | bool | int | float | None):
        yield path, f"a {type(value).__name__} is given; text, numbers, true, false, lists and objects are allowed"


def outputs(inputs: Mapping[str, object], revision: int) -> dict[str, object]:
    """Return what the provider says of a release that is there; which objects its chart makes is not known here."""
    status = {
        "name": inputs.get("name"),
        "namespace": inputs.get("namespace"),
        "chart": inputs.get("chart"),
        "version": inputs.get("version"),
        "revision": revision,
        "status": "deployed",
    }
    given = {key: value for key, value in inputs.items() if not key.startswith("__")}
    return {**given, "status": status, "resourceNames": {}}


def revision_of(outputs: Mapping[str, object]) -> int:
    """Return how often a release has been installed or upgraded."""
    found = mapping_at(outputs, "status").get("revision")
    return found if isinstance(found, int) else 0


def texts(inputs: Mapping[str, object]) -> frozenset[str]:
    """Return the release's name and every text in its values: what it makes is mostly named after one of them."""
    name = text_at(inputs, "name")
    return frozenset({*_leaves(inputs.get("values")), *([name] if name else [])}) - {""}


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
