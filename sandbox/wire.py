"""Property values as the engine sends them, turned into plain Python and back.

The engine strips secrets before it calls us (we do not accept them) and marks an output as secret again where the input
of the same name was; only outputs that are secret by themselves are wrapped here.
"""

from collections.abc import Collection, Mapping

from google.protobuf.struct_pb2 import Struct, Value

from core.aws.rules import UNKNOWN

_UNKNOWN_ON_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    {
        _UNKNOWN_ON_WIRE,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's mark of a secret value, not a secret


def from_struct(struct: Struct) -> dict[str, object]:
    """Return the properties of `struct`; unknown values become `UNKNOWN`, whole numbers become int."""
    return {key: _from_value(value) for key, value in struct.fields.items()}


def _from_value(value: Value) -> object:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value == _SECRET:  # in a provider's own configuration
            return _from_value(fields["value"])
        return from_struct(value.struct_value)
    if kind == "list_value":
        return [_from_value(item) for item in value.list_value.values]
    return None


def to_struct(properties: Mapping[str, object], secrets: Collection[str] = ()) -> Struct:
    """Return `properties` as the engine wants them, those named in `secrets` marked as secret."""
    struct = Struct()
    for key, value in properties.items():
        wrapped = {SIGNATURE: _SECRET, "value": value} if key in secrets else value
        _to_value(wrapped, struct.fields[key])
    return struct


def _to_value(value: object, target: Value) -> None:
    if value is UNKNOWN:
        target.string_value = _UNKNOWN_ON_WIRE
    elif value is None:
        target.null_value = 0  # type: ignore[assignment] # the stub's enum has no plain 0
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        for key, item in value.items():
            _to_value(item, target.struct_value.fields[str(key)])
    elif isinstance(value, list | tuple):
        target.list_value.SetInParent()
        for item in value:
            _to_value(item, target.list_value.values.add())
    else:
        raise TypeError(f"cannot send a {type(value).__name__} to the engine")


def contains_unknown(value: object) -> bool:
    """Return whether any part of `value` is unknown."""
    if isinstance(value, Mapping):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(contains_unknown(item) for item in value)
    return value is UNKNOWN
