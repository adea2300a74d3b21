"""The SDK's analyzer, made fit for hundreds of rules.

The SDK asks every policy of a pack about every resource, and decodes the resource and its provider anew for each of
them, the whole stack for each policy about the stack. With hundreds of rules that is most of a pack's time. Here a
resource is shown to the policies that look at its type, and each message is decoded once per request. Decoding is a
pure function of the message and rules only read the result, so it may be shared. Remediation, which changes what it is
given, is left as it is.
"""

import copy
import threading
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import SimpleNamespace

from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import proto
from pulumi_policy import Policy, ResourceValidationPolicy
from pulumi_policy import policy as sdk
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.policy import _PolicyAnalyzerServicer as SdkAnalyzer
from pulumi_policy.proxy import unknown_checking_proxy

STACK = "pulumi:pulumi:Stack"
"""The type of a stack's root resource, of which every run has exactly one. Every policy is shown it."""

_POLICIES = "_PolicyAnalyzerServicer__policies"
"""The SDK's private list, by the name that Python gives it."""


class ResourcePolicy(ResourceValidationPolicy):
    """A policy about resources of some types."""

    types: Container[str] | None = None
    """The types; None stands for every type."""
    on_levels: Callable[[Mapping[str, str]], None] | None = None
    """Told the level of every policy that is served, when the engine has settled them."""

    def looks_at(self, token: str) -> bool:
        """Say whether the policy is to be shown resources of this type."""
        return self.types is None or token in self.types or token == STACK


class Once(threading.local):
    """A function of one argument that remembers its results by the argument's identity, until it is told to forget."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function
        self._results: dict[int, tuple[object, object]] = {}

    def __call__(self, argument: object, *more: object) -> object:
        """Return the function's result; calls with more arguments are passed on."""
        if more:
            return self._function(argument, *more)
        known = self._results.get(id(argument))
        # The argument is kept with its result, so its identity cannot pass to another object.
        if known is None:
            known = self._results[id(argument)] = (argument, self._function(argument))
        return known[1]

    def forget(self) -> None:
        """Forget the results of this thread."""
        self._results.clear()


def _as_dict(message: Struct) -> object:
    return json_format.MessageToDict(message)


_AS_DICT = Once(_as_dict)
_DESERIALIZE = Once(deserialize_properties)
_PROXY = Once(unknown_checking_proxy)


@contextmanager
def _one_request() -> Iterator[None]:
    """Forget afterwards what was decoded."""
    try:
        yield
    finally:
        for decode in (_AS_DICT, _DESERIALIZE, _PROXY):
            decode.forget()


class Analyzer(SdkAnalyzer):
    """Answers the engine's requests about one pack."""

    def Analyze(self, request: proto.AnalyzeRequest, context: object) -> proto.AnalyzeResponse:  # noqa: N802  # gRPC's
        """Judge one resource by the policies that look at its type."""
        concerned = copy.copy(self)
        vars(concerned)[_POLICIES] = self._policies_for(request.type)
        with _one_request():
            answer: proto.AnalyzeResponse = SdkAnalyzer.Analyze(concerned, request, context)  # type: ignore[no-untyped-call]  # the SDK's
        return answer

    def AnalyzeStack(self, request: proto.AnalyzeStackRequest, context: object) -> proto.AnalyzeResponse:  # noqa: N802
        """Judge all resources together."""
        with _one_request():
            answer: proto.AnalyzeResponse = super().AnalyzeStack(request, context)  # type: ignore[no-untyped-call]  # the SDK's
        return answer

    def Remediate(self, request: proto.AnalyzeRequest, context: object) -> proto.RemediateResponse:  # noqa: N802
        """Mend one resource."""
        with _one_request():
            answer: proto.RemediateResponse = super().Remediate(request, context)  # type: ignore[no-untyped-call]  # the SDK's
        return answer

    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: object) -> Empty:  # noqa: N802
        """Take over levels and properties."""
        answer: Empty = super().Configure(request, context)  # type: ignore[no-untyped-call]  # the SDK's
        policies: list[Policy] = vars(self)[_POLICIES]
        levels = {policy.name: self._get_enforcement_level(policy).value for policy in policies}
        for policy in policies:
            if isinstance(policy, ResourcePolicy) and policy.on_levels is not None:
                policy.on_levels(levels)
        return answer

    @cached_property
    def _by_type(self) -> dict[str, list[Policy]]:
        return {}

    def _policies_for(self, token: str) -> list[Policy]:
        found = self._by_type.get(token)
        if found is None:
            found = [
                policy
                for policy in vars(self)[_POLICIES]
                if not isinstance(policy, ResourcePolicy) or policy.looks_at(token)
            ]
            self._by_type[token] = found
        return found


def put_in_place() -> None:
    """Have the SDK's policy packs use this analyzer, and have it decode once."""
    names = vars(sdk)
    names["json_format"] = SimpleNamespace(MessageToDict=_AS_DICT)
    names["deserialize_properties"] = _DESERIALIZE
    names["unknown_checking_proxy"] = _PROXY
    names["_PolicyAnalyzerServicer"] = Analyzer
