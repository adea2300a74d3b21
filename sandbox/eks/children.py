"""What the components have in common: their children, and reading inputs that the engine passed on."""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata

import pulumi
from pulumi.errors import InputPropertyError

AWS_VERSION = metadata.version("pulumi-aws")


class Child(pulumi.CustomResource):
    """A resource of AWS with inputs and outputs by their names in the protocol (camelCase)."""

    def __init__(
        self,
        token: str,
        name: str,
        inputs: Mapping[str, object],
        opts: pulumi.ResourceOptions,
        outputs: Iterable[str] = (),
    ) -> None:
        given = {key: value for key, value in inputs.items() if value is not None}
        versioned = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(version=AWS_VERSION))
        super().__init__(token, name, {**dict.fromkeys(outputs), **given}, versioned)

    def output(self, key: str) -> pulumi.Output[object]:
        """Return the output `key`, which must be an input or be named in `outputs`."""
        found: pulumi.Output[object] = pulumi.get(self, key)
        return found


def then(value: object, step: Callable[[object], object]) -> pulumi.Output[object]:
    """Return what `step` makes of `value`, which may be an output and may hold outputs; so may what it makes."""
    return pulumi.Output.from_input(value).apply(step)


def plain(inputs: Mapping[str, object], key: str) -> object:
    """Return an input that decides which children there are, so that it must be known; None if it is not given."""
    value = inputs.get(key)
    if isinstance(value, pulumi.Output):
        raise InputPropertyError(key, "the value must be a plain one, not the output of another resource")
    return value


def group(inputs: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return an input that is an object or a map with plain keys, empty if it is not given."""
    value = plain(inputs, key)
    return value if isinstance(value, Mapping) else {}


def compact(value: object, *, ordered: bool = True) -> str:
    """Return `value` as JSON without spaces, whole numbers as such."""
    return json.dumps(whole(value), separators=(",", ":"), sort_keys=ordered)


def whole(value: object) -> object:
    """Return `value` with every number that is whole as an int; the protocol knows floats only."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): whole(item) for key, item in value.items()}
    return [whole(item) for item in value] if isinstance(value, list | tuple) else value


def tagged(name: str | None, *tags: object) -> pulumi.Output[object]:
    """Return tag maps laid over each other, the later ones on top, with a `Name` beneath them."""

    def merged(known: list[object]) -> dict[str, object]:
        parts = [part for part in known if isinstance(part, Mapping)]
        base: dict[str, object] = {} if name is None else {"Name": name}
        return base | {str(key): value for part in parts for key, value in part.items()}

    return pulumi.Output.all(*tags).apply(merged)
