"""What is wrong with an object by itself: judged by the API schemas of a Kubernetes version and by the API's own rules.

The schemas are those of the package kubernetes-validate. Its own validator is not used: it reads megabytes at every
call, and a value that is not known yet would be an error to it.
"""

import base64
import binascii
import functools
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.aws.rules import UNKNOWN
from sandbox.kubernetes import object_rules, releases
from sandbox.kubernetes.kinds import RELEASE, Kind, kind_of

DEFAULT_VERSION = "1.35"
"""What counts while the cluster's version is not known: its kubeconfig comes only when the cluster is made."""

_Schema = Mapping[str, object]
_Findings = Iterator[tuple[str, str]]

_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_QUANTITY = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
    "null": (type(None),),
}
_SAID: Mapping[str, str] = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}
_LARGEST: Mapping[object, int] = {"int32": 2**31 - 1, "int64": 2**63 - 1}


def problems(token: str, inputs: Mapping[str, object], version: str) -> list[str]:
    """Return what a cluster of `version` (such as 1.35) would find wrong with an object, one sentence a problem."""
    return [f"{path}: {message}" for path, message in findings(token, inputs, version)]


def findings(token: str, inputs: Mapping[str, object], version: str) -> list[tuple[str, str]]:
    """Return the problems of `problems` as pairs of property path and message."""
    if token == RELEASE:
        return releases.findings(inputs)
    kind, definitions = kind_of(token), _definitions(_newest_until(version))
    name = _names(_newest_until(version)).get((kind.api_version, kind.name))
    if name is not None:
        found = list(_value(definitions, {"$ref": f"#/$defs/{name}"}, inputs, ""))
        return found or list(object_rules.findings(kind, inputs))
    if kind.group in _groups():
        return [("apiVersion", no_match(kind, f"Kubernetes {version} does not have it"))]
    return list(_custom(definitions, inputs)) or list(object_rules.findings(kind, inputs))


def no_match(kind: Kind, why: str) -> str:
    """Return the API server's word for a kind that a cluster does not know."""
    return f'no matches for kind "{kind.name}" in version "{kind.api_version}": {why}'


def is_custom(kind: Kind) -> bool:
    """Return whether a kind must be defined in the cluster before it can be used."""
    return kind.group not in _groups()


def _custom(definitions: Mapping[str, _Schema], inputs: Mapping[str, object]) -> _Findings:
    """Yield what is wrong with a custom resource, of which only the metadata is known here."""
    yield from _value(definitions, {"$ref": f"#/$defs/{_META}"}, inputs.get("metadata") or {}, "metadata")


def _folder() -> Path:
    """Return the folder of the schemas, without running the package's code."""
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("kubernetes-validate is not installed; `make install` does it")
    return Path(spec.submodule_search_locations[0]) / "kubernetes-json-schema"


@functools.cache
def versions() -> tuple[str, ...]:
    """Return the Kubernetes versions whose schemas are there, such as 1.35, oldest first."""
    found = {file.name[1:].rsplit(".", 1)[0] for file in _folder().glob("v*-local-strict")}
    return tuple(sorted(found, key=_parts))


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")[:2]]


@functools.cache
def _newest_until(version: str) -> str:
    """Return the newest version with schemas that is not newer than `version`."""
    return max((known for known in versions() if _parts(known) <= _parts(version)), key=_parts, default=versions()[0])


@functools.cache
def _definitions(version: str) -> Mapping[str, _Schema]:
    file = _folder() / f"v{version}.0-local-strict" / "_definitions.json"
    found: Mapping[str, _Schema] = json.loads(file.read_text(encoding="utf-8"))["$defs"]
    return found


@functools.cache
def _names(version: str) -> Mapping[tuple[str, str], str]:
    """Return apiVersion and kind to the name of the definition."""
    found = {}
    for name, definition in _definitions(version).items():
        kinds = definition.get("x-kubernetes-group-version-kind")
        for item in kinds if isinstance(kinds, list) and "metadata" in _part(definition, "properties") else []:
            group = f"{item['group']}/" if item["group"] else ""
            found[f"{group}{item['version']}", str(item["kind"])] = name
    return found


@functools.cache
def _groups() -> frozenset[str]:
    """Return the API groups that Kubernetes itself has; the versions at hand are few enough to ask only one."""
    return frozenset(api_version.rpartition("/")[0] for api_version, _ in _names(_newest_until(DEFAULT_VERSION)))


def _part(schema: _Schema, key: str) -> Mapping[str, _Schema]:
    found = schema.get(key)
    return found if isinstance(found, Mapping) else {}


def _value(definitions: Mapping[str, _Schema], schema: _Schema, value: object, path: str) -> _Findings:
    if value is UNKNOWN or value is None:
        return  # the provider drops what is null
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        if name.endswith(".Quantity") and isinstance(value, str) and not _QUANTITY.fullmatch(value):
            yield path, f"{_short(value)} is given, a quantity such as 500m or 1Gi is wanted"
        yield from _value(definitions, definitions[name], value, path)
        return
    wanted = _wanted(schema)
    if wanted and not any(_is(value, name) for name in wanted):
        said = " or ".join(_SAID[name] for name in wanted if name != "null")
        yield path, f"{_short(value)} is given, {said} is wanted"
        return
    yield from _limits(schema, value, path)
    if isinstance(value, Mapping):
        yield from _object(definitions, schema, value, path)
    elif isinstance(value, list | tuple) and isinstance(items := schema.get("items"), Mapping):
        for index, item in enumerate(value):
            yield from _value(definitions, items, item, f"{path}[{index}]")


def _wanted(schema: _Schema) -> list[str]:
    """Return the type names that a schema allows, none if it allows all."""
    if isinstance(choices := schema.get("oneOf"), list):
        return [name for choice in choices for name in _wanted(choice)]
    names = schema.get("type", [])
    return [str(name) for name in names] if isinstance(names, list) else [str(names)]


def _is(value: object, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _limits(schema: _Schema, value: object, path: str) -> _Findings:
    allowed, form = schema.get("enum"), schema.get("format")
    if isinstance(allowed, list) and value not in allowed:
        yield path, f"{_short(value)} is given, allowed is {', '.join(str(item) for item in allowed)}"
    if isinstance(value, int) and abs(value) > _LARGEST.get(form, abs(value)):
        yield path, f"{value} is given, which is more than {form} holds"
    if form == "byte" and isinstance(value, str) and not _is_base64(value):
        yield path, "the value is not base64"


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except binascii.Error:
        return False
    return True


def _object(definitions: Mapping[str, _Schema], schema: _Schema, value: Mapping[str, object], path: str) -> _Findings:
    known, others = _part(schema, "properties"), schema.get("additionalProperties", True)
    prefix = f"{path}." if path else ""
    for key, item in value.items():
        if key in known:
            yield from _value(definitions, known[key], item, f"{prefix}{key}")
        elif isinstance(others, Mapping):
            yield from _value(definitions, others, item, f'{path}["{key}"]')
        elif others is False and item is not None and not key.startswith("__"):
            yield f"{prefix}{key}", f"no such property; there are {', '.join(sorted(known))}"
    required = schema.get("required", [])
    for key in required if isinstance(required, list) else []:
        if value.get(key) is None:
            yield f"{prefix}{key}", "required, but not given"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
