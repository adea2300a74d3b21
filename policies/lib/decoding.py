"""Decoding a resource once for all policies of a pack.

The SDK decodes the properties of a resource, and those of its provider, anew for every policy: with a hundred rules
that is most of a pack's time. Its three steps are pure functions of what they are given, and rules only read the
result, so the last results are kept here. Remediation, which changes what it is given, is left as it is.
"""

from collections import OrderedDict
from collections.abc import Callable
from types import SimpleNamespace

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi_policy import policy as sdk

KEPT = 4
"""A resource and its provider, each as a message and as a dict."""


class Once:
    """A function of one argument that remembers its last results by the argument's identity."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function
        self._results: OrderedDict[int, tuple[object, object]] = OrderedDict()

    def __call__(self, argument: object, *more: object) -> object:
        """Return the function's result; calls with more arguments are passed on."""
        if more:
            return self._function(argument, *more)
        known = self._results.get(id(argument))
        # The argument is kept with its result, so its identity cannot pass to another object.
        if known is None:
            known = self._results[id(argument)] = (argument, self._function(argument))
            if len(self._results) > KEPT:
                self._results.popitem(last=False)
        return known[1]


def _plain(message: Struct) -> object:
    return json_format.MessageToDict(message)


def decode_once() -> None:
    """Put the remembering functions in the place of the SDK's own."""
    names = vars(sdk)
    names["json_format"] = SimpleNamespace(MessageToDict=Once(_plain))
    names["deserialize_properties"] = Once(names["deserialize_properties"])
    names["unknown_checking_proxy"] = Once(names["unknown_checking_proxy"])
