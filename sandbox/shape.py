"""Are inputs of the right shape? Judged by the types of the installed Pulumi SDK, nothing is written down here.

Reading the SDK's classes costs up to two seconds for a whole architecture, so each type's shape is kept as JSON in the
user's cache folder, keyed by the SDK's version and by this file.
"""

import collections.abc
import functools
import hashlib
import importlib
import importlib.metadata
import inspect
import json
import keyword
import os
import tempfile
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from core.aws.rules import UNKNOWN
from sandbox.wire import SIGNATURE

ASSET_SIGNATURES = frozenset({"c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"})
_SCALARS: Mapping[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}
_SAID: Mapping[str, str] = {"str": "a string", "bool": "true or false", "int": "a whole number", "float": "a number"}


@dataclass(frozen=True)
class Shape:
    """A resource type: its inputs' types, which outputs it has, and the object types that its inputs use.

    A type is written as a scalar's name, "any", "asset", ["list", type], ["map", type] or ["object", name].
    """

    root: str
    objects: Mapping[str, Mapping[str, tuple[bool, object]]]
    outputs: frozenset[str]

    @property
    def inputs(self) -> Mapping[str, tuple[bool, object]]:
        """Input name to (required, type)."""
        return self.objects[self.root]


def problems(token: str, inputs: Mapping[str, object]) -> list[str]:
    """Return what is wrong with the shape of `inputs` (camelCase names), one sentence a problem."""
    return [f"{path}: {message}" for path, message in findings(token, inputs)]


def findings(token: str, inputs: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the problems of `problems` as pairs of property path and message."""
    shape = shape_of(token)
    if shape is None:
        return [("", f"{token} is not a resource type of the installed SDK")]
    return list(_object(shape, shape.root, inputs, ""))


def _object(shape: Shape, name: str, value: Mapping[str, object], path: str) -> Iterator[tuple[str, str]]:
    known = shape.objects[name]
    prefix = f"{path}." if path else ""
    for key, item in value.items():
        if key.startswith("__"):
            continue
        if key not in known:
            yield f"{prefix}{key}", f"no such property; there are {', '.join(sorted(known))}"
        elif item is not None:
            yield from _value(shape, known[key][1], item, f"{prefix}{key}")
    for key, (required, _) in known.items():
        if required and value.get(key) is None:
            yield f"{prefix}{key}", "required, but not given"


def _value(shape: Shape, spec: object, value: object, path: str) -> Iterator[tuple[str, str]]:
    if value is UNKNOWN or spec == "any":
        return
    if isinstance(spec, list):
        yield from _container(shape, str(spec[0]), spec[1], value, path)
    elif spec == "asset":
        signature = value.get(SIGNATURE) if isinstance(value, Mapping) else None
        if signature not in ASSET_SIGNATURES:
            yield path, f"{_short(value)} is given, an asset or archive is wanted"
    elif isinstance(value, bool) is not (spec == "bool") or not isinstance(value, _SCALARS[str(spec)]):
        yield path, f"{_short(value)} is given, {_SAID[str(spec)]} is wanted"


def _container(shape: Shape, kind: str, item: object, value: object, path: str) -> Iterator[tuple[str, str]]:
    if kind == "list":
        if not isinstance(value, list | tuple):
            yield path, f"{_short(value)} is given, a list is wanted"
            return
        for index, element in enumerate(value):
            yield from _value(shape, item, element, f"{path}[{index}]")
    elif not isinstance(value, Mapping):
        yield path, f"{_short(value)} is given, {'an object' if kind == 'object' else 'a map'} is wanted"
    elif kind == "object":
        yield from _object(shape, str(item), value, path)
    else:
        for key, element in value.items():
            yield from _value(shape, item, element, f'{path}["{key}"]')


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@functools.cache
def shape_of(token: str) -> Shape | None:
    """Return the shape of the resource type `token`, or None if the installed SDK has no such type."""
    file = _cache_folder(token.split(":", 1)[0]) / f"{token.replace(':', '_').replace('/', '_')}.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = _read_sdk(token)
        if data is None:
            return None
        _write(file, json.dumps(data))
    objects = {
        name: {key: (bool(required), spec) for key, (required, spec) in properties.items()}
        for name, properties in data["objects"].items()
    }
    return Shape(root=data["root"], objects=objects, outputs=frozenset(data["outputs"]))


def _cache_folder(package: str) -> Path:
    own = os.environ.get("AWS_ARCHITECTURES_CACHE")
    general = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = importlib.metadata.version(f"pulumi-{package}")
    base = Path(own) if own else general / "aws-architectures"
    return base / "shapes" / f"{package}-{version}-{_own_digest()}"


@functools.cache
def _own_digest() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def _write(file: Path, text: str) -> None:
    """Write `text` to `file` at once; a cache that cannot be written is done without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as part:
            part.write(text)
        Path(part.name).replace(file)
    except OSError:
        return


def _read_sdk(token: str) -> dict[str, typing.Any] | None:
    """Return the shape of `token` as JSON data, read from the SDK's classes."""
    from pulumi import _types

    package, path, name = token.split(":")
    folder = path.split("/")[0]
    if package == "kubernetes":  # kubernetes:helm.sh/v3:Release is in pulumi_kubernetes.helm.v3
        folder = f"{folder.split('.')[0]}.{path.split('/')[1]}"
    module_name = f"pulumi_{package}" if folder == "index" else f"pulumi_{package}.{folder}"
    try:
        module = importlib.import_module(f"{module_name}_" if keyword.iskeyword(folder) else module_name)
    except ModuleNotFoundError:
        return None
    resource = getattr(module, name, None)
    # The SDK calls the arguments XInitArgs where a nested type has taken the name XArgs.
    args = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args", None)
    if resource is None or args is None:
        return None
    objects: dict[str, dict[str, tuple[bool, object]]] = {}
    _describe_object(args, objects)
    return {"root": args.__name__, "objects": objects, "outputs": sorted(_types.resource_types(resource))}


def _describe_object(cls: type, objects: dict[str, dict[str, tuple[bool, object]]]) -> None:
    from pulumi import _types

    if cls.__name__ in objects:
        return
    properties = objects.setdefault(cls.__name__, {})
    python_names = {wire: python for python, wire in _types.input_type_py_to_pulumi_names(cls).items()}
    parameters = inspect.signature(cls).parameters
    for wire, annotation in _types.input_type_types(cls).items():
        parameter = parameters.get(python_names[wire])
        required = parameter is not None and parameter.default is inspect.Parameter.empty
        properties[wire] = (required, _describe(annotation, objects))


def _describe(annotation: object, objects: dict[str, dict[str, tuple[bool, object]]]) -> object:
    """Return our notation for an SDK type; of a union the first part that is neither None nor a wrapper."""
    from pulumi import Archive, Asset, Output, _types

    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        parts = [
            part
            for part in typing.get_args(annotation)
            if part is not type(None) and typing.get_origin(part) not in (Output, collections.abc.Awaitable)
        ]
        return _describe(parts[0], objects) if parts else "any"
    if origin in (collections.abc.Sequence, list):
        return ["list", _describe(typing.get_args(annotation)[0], objects)]
    if origin in (collections.abc.Mapping, dict):
        return ["map", _describe(typing.get_args(annotation)[1], objects)]
    if not isinstance(annotation, type):
        return "any"
    if issubclass(annotation, Asset | Archive):
        return "asset"
    if issubclass(annotation, Enum):
        return "str"
    if _types.is_input_type(annotation):
        _describe_object(annotation, objects)
        return ["object", annotation.__name__]
    return annotation.__name__ if annotation.__name__ in _SCALARS else "any"
