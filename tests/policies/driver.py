"""Runs a pack as the engine does: requests in protobuf, through the SDK's analyzer, with its configuration reconciled.

Hand-made dicts would hide what rules meet in a run: proxies instead of dicts, floats instead of ints, secrets as plain
text, and values that raise when they are read.
"""

import datetime
import importlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Protocol

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Policy, ResourceValidationPolicy
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from core.aws.rules import UNKNOWN
from policies.lib.analyzer import STACK, Analyzer
from policies.lib.pack import policies_of
from policies.lib.record import Record
from policies.lib.serving import Configuration

FOLDER = Path(__file__).resolve().parents[2] / "policies"
PACKS = sorted(path.parent.name for path in FOLDER.glob("*/PulumiPolicy.yaml"))
TODAY = datetime.date(2026, 11, 21)

_LEVELS = {
    proto.ADVISORY: "advisory",
    proto.MANDATORY: "mandatory",
    proto.DISABLED: "disabled",
    proto.REMEDIATE: "remediate",
}
_SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


@dataclass(frozen=True)
class Secret:
    """A value that the engine marks as secret."""

    value: object


@dataclass(frozen=True)
class Said:
    """One line of a policy: which one, what, at which level, about which resource."""

    policy: str
    text: str
    level: str
    urn: str = ""


@dataclass(frozen=True)
class Answer:
    said: list[Said] = field(default_factory=list)
    not_applicable: dict[str, str] = field(default_factory=dict)

    def of(self, policy: str) -> list[str]:
        return [item.text for item in self.said if item.policy == policy]


@dataclass(frozen=True)
class Thing:
    """A resource as the engine describes it. `sources` names, per property, the things it was computed from."""

    token: str
    inputs: Mapping[str, object] = field(default_factory=dict)
    name: str = "thing"
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: Mapping[str, object] | None = None
    protect: bool = False
    delete_before_replace: bool = False

    @property
    def urn(self) -> str:
        return f"urn:pulumi:dev::aws-architectures::{self.token}::{self.name}"


def package(pack: str) -> ModuleType:
    return importlib.import_module(f"policies.{pack}")


def config_file(pack: str, environment: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((FOLDER / pack / f"{environment}.json").read_text())
    return read


class Servicer(Protocol):
    """What answers the engine's calls, as far as it is used here; the SDK's own methods have no annotations."""

    def GetAnalyzerInfo(self, request: None, context: None) -> proto.AnalyzerInfo: ...  # noqa: N802  # gRPC's names
    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: None) -> object: ...  # noqa: N802
    def Analyze(self, request: proto.AnalyzeRequest, context: None) -> proto.AnalyzeResponse: ...  # noqa: N802
    def AnalyzeStack(self, request: proto.AnalyzeStackRequest, context: None) -> proto.AnalyzeResponse: ...  # noqa: N802
    def Remediate(self, request: proto.AnalyzeRequest, context: None) -> proto.RemediateResponse: ...  # noqa: N802


class Driver:
    """One pack process. `config` is what a file for `--policy-pack-config` holds."""

    def __init__(
        self,
        pack: str | ModuleType,
        config: Mapping[str, object] | None = None,
        today: datetime.date = TODAY,
        record: Record | None = None,
    ) -> None:
        self.policies = policies_of(package(pack) if isinstance(pack, str) else pack, lambda: today, record)
        name = pack if isinstance(pack, str) else pack.__name__
        self._servicer = servicer_of(name, self.policies)
        self.info = self._servicer.GetAnalyzerInfo(None, None)
        self._servicer.Configure(self.configuration(config or {}), None)

    def resource(self, thing: Thing) -> Answer:
        return _answer(self._servicer.Analyze(request_for(thing), None))

    def mend(self, thing: Thing) -> tuple[list[dict[str, object]], list[str]]:
        """Return the inputs after each policy that changed them, as they go over the wire, and what was not mended."""
        mended = self._servicer.Remediate(request_for(thing), None).remediations
        inputs = [json_format.MessageToDict(item.properties) for item in mended if not item.diagnostic]
        return inputs, [item.diagnostic for item in mended if item.diagnostic]

    def stack(self, things: Iterable[Thing]) -> Answer:
        request = proto.AnalyzeStackRequest()
        found = list(things)
        known = {thing.name: thing.urn for thing in found}
        for thing in found:
            item = request.resources.add(
                type=thing.token, urn=thing.urn, name=thing.name, properties=_struct(thing.inputs)
            )
            for name, sources in thing.sources.items():
                item.propertyDependencies[name].urns.extend(known.get(source, source) for source in sources)
        return _answer(self._servicer.AnalyzeStack(request, None))

    def run(self, things: Iterable[Thing]) -> Answer:
        """Analyze each resource, the root first, then the stack."""
        found = [Thing(STACK, name="dev"), *things]
        answers = [*(self.resource(thing) for thing in found), self.stack(found)]
        not_applicable = {policy: why for answer in answers for policy, why in answer.not_applicable.items()}
        return Answer([said for answer in answers for said in answer.said], not_applicable)

    def named(self, name: str) -> Policy:
        return next(policy for policy in self.policies if policy.name == name)

    def configuration(self, config: Mapping[str, object]) -> proto.ConfigureAnalyzerRequest:
        """Reconcile as pkg/resource/analyzer/config.go does: schema defaults, then `all`, then each policy's own."""
        request = proto.ConfigureAnalyzerRequest()
        for info in self.info.policies:
            schemas = json_format.MessageToDict(info.configSchema.properties)
            properties = {name: schema["default"] for name, schema in schemas.items() if "default" in schema}
            level = _level(config.get("all"), info.enforcementLevel)
            own = config.get(info.name)
            level = _level(own, level)
            if isinstance(own, Mapping):
                properties |= {name: value for name, value in own.items() if name != "enforcementLevel"}
            request.policyConfig[info.name].enforcementLevel = level
            request.policyConfig[info.name].properties.update(properties)
        return request


def servicer_of(name: str, policies: list[Policy], brought: Configuration | None = None) -> Servicer:
    """Return what answers for a pack that brings the configuration along."""
    return Analyzer(name, "0.0.1", policies, EnforcementLevel.ADVISORY, brought)


def is_about_resources(policy: Policy) -> bool:
    return isinstance(policy, ResourceValidationPolicy)


def _level(given: object, otherwise: proto.EnforcementLevel.ValueType) -> proto.EnforcementLevel.ValueType:
    text = given.get("enforcementLevel") if isinstance(given, Mapping) else given
    return next((level for level, name in _LEVELS.items() if name == text), otherwise)


def request_for(thing: Thing) -> proto.AnalyzeRequest:
    request = proto.AnalyzeRequest(type=thing.token, urn=thing.urn, name=thing.name, properties=_struct(thing.inputs))
    _set_provider(request, thing)
    request.options.protect = thing.protect
    request.options.deleteBeforeReplace = thing.delete_before_replace
    request.options.deleteBeforeReplaceDefined = True
    return request


def _set_provider(request: proto.AnalyzeRequest, thing: Thing) -> None:
    if thing.provider is not None:
        request.provider.type = "pulumi:providers:aws"
        request.provider.urn = "urn:pulumi:dev::aws-architectures::pulumi:providers:aws::aws"
        request.provider.name = "aws"
        request.provider.properties.CopyFrom(_struct(thing.provider))


def _struct(inputs: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict({name: wire(value) for name, value in inputs.items()}, struct_pb2.Struct())


def wire(value: object) -> object:
    if value is UNKNOWN:
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Secret):
        return _SECRET | {"value": wire(value.value)}
    if isinstance(value, Mapping):
        return {str(key): wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [wire(item) for item in value]
    return value


def _answer(response: proto.AnalyzeResponse) -> Answer:
    said = [
        Said(item.policyName, item.message.partition("\n")[2] or item.message, _LEVELS[item.enforcementLevel], item.urn)
        for item in response.diagnostics
    ]
    return Answer(said, {item.policy_name: item.reason for item in response.not_applicable})
