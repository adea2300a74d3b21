"""The provider plugins: `python -m sandbox.plugin PACKAGE`, started by the Pulumi engine; here is the one for AWS."""

import importlib
import json
import sys
from collections.abc import Mapping
from importlib import metadata

from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from core.aws.rules import UNKNOWN
from sandbox.aws import FACTS
from sandbox.check import DEFAULTED, check
from sandbox.clock import Kind, seconds
from sandbox.cloud import Cloud, counted
from sandbox.diff import changes, revises, rules_of
from sandbox.eks_addons import await_nodes
from sandbox.errors import SandboxError
from sandbox.invokes import invoke
from sandbox.lookups import look_up
from sandbox.messages import diff_response, token_of
from sandbox.operations import Operations
from sandbox.outputs import at_preview
from sandbox.paths import Paths
from sandbox.protocol import method, serve
from sandbox.resource_facts import ResourceFacts
from sandbox.store import Operation, Store, Thing
from sandbox.wire import from_struct, to_struct

_OTHERS = {"eks": "sandbox.eks.plugin", "kubernetes": "sandbox.kubernetes.plugin"}  # each has a `serve`


class AwsPlugin:
    """The calls of the provider protocol, each answered from the simulated cloud."""

    def __init__(self, paths: Paths) -> None:
        self._cloud = Cloud(Store(paths.cloud), FACTS)
        self._operations = Operations(self._cloud.store, paths.faults)
        self._region = ""
        self._default_tags: object = {}
        self._version = metadata.version("pulumi-aws")

    def methods(self) -> dict[str, object]:
        """Return the protocol's calls by name; one that is missing here is unimplemented to the engine."""
        provider = provider_pb2
        return {
            "GetPluginInfo": method(Empty, lambda _: plugin_pb2.PluginInfo(version=self._version)),
            # Neither secrets nor outputs are accepted: the engine strips them and puts the marks back.
            "Handshake": method(provider.ProviderHandshakeRequest, lambda _: provider.ProviderHandshakeResponse()),
            "Attach": method(plugin_pb2.PluginAttach, lambda _: Empty()),
            "GetSchema": method(provider.GetSchemaRequest, self._schema),
            "CheckConfig": method(provider.CheckRequest, self._check_config),
            "DiffConfig": method(provider.DiffRequest, self._diff_config),
            "Configure": method(provider.ConfigureRequest, self._configure),
            "Invoke": method(provider.InvokeRequest, self._invoke),
            "Check": method(provider.CheckRequest, self._check),
            "Diff": method(provider.DiffRequest, self._diff),
            "Create": method(provider.CreateRequest, self._create),
            "Read": method(provider.ReadRequest, self._read),
            "Update": method(provider.UpdateRequest, self._update),
            "Delete": method(provider.DeleteRequest, self._delete),
            "Cancel": method(Empty, self._cancel),
        }

    # The provider itself.

    def _schema(self, _request: provider_pb2.GetSchemaRequest) -> provider_pb2.GetSchemaResponse:
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": "aws", "version": self._version}))

    def _check_config(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        response = provider_pb2.CheckResponse(inputs=request.news)
        if "region" not in request.news.fields:
            reason = "no region is given; set it with `pulumi config set aws:region us-east-1`"
            response.failures.add(property="region", reason=reason)
        return response

    def _diff_config(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        changed = from_struct(request.old_inputs) != from_struct(request.news)
        kinds = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(changes=kinds.DIFF_SOME if changed else kinds.DIFF_NONE)

    def _configure(self, request: provider_pb2.ConfigureRequest) -> provider_pb2.ConfigureResponse:
        """Take region and default tags; the account is always the sandbox's, so account ids are not compared."""
        settings = from_struct(request.args)
        self._region = str(settings.get("region", ""))
        tags = settings.get("defaultTags", {})
        tags = json.loads(tags) if isinstance(tags, str) else tags
        self._default_tags = tags.get("tags", {}) if isinstance(tags, Mapping) else tags
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def _invoke(self, request: provider_pb2.InvokeRequest) -> provider_pb2.InvokeResponse:
        response = provider_pb2.InvokeResponse()
        arguments = from_struct(request.args)
        answer = look_up(self._cloud.store, request.tok, arguments, self._region)
        if answer is None:
            answer = invoke(request.tok, arguments, self._region)
        getattr(response, "return").CopyFrom(to_struct(answer))  # the field's name is a keyword of Python
        return response

    def _cancel(self, _request: Empty) -> Empty:
        self._operations.cancel()
        return Empty()

    # Planning.

    def _check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        token, name = token_of(request.urn), request.urn.rsplit("::", 1)[-1]
        facts = _facts(token)
        olds, news = from_struct(request.olds), from_struct(request.news)
        result = check(token, facts, name, olds, news, request.randomSeed, self._default_tags)
        response = provider_pb2.CheckResponse(inputs=to_struct(result.inputs))
        for property_name, reason in result.failures:
            response.failures.add(property=property_name, reason=reason)
        return response

    def _diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        token = token_of(request.urn)
        olds, news = from_struct(request.old_inputs), from_struct(request.news)
        keeps_name = _keeps_its_name(_facts(token), olds, news)
        return diff_response(changes(token, olds, news), delete_first=keeps_name)

    # Doing.

    def _create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        token, inputs = token_of(request.urn), from_struct(request.properties)
        if request.preview:
            properties = at_preview(_facts(token), _computed(token), _without_write_only(token, inputs), {})
            return provider_pb2.CreateResponse(properties=_struct(token, properties))
        effect = self._operations.begin(request.urn, token, "create")
        thing = self._cloud.create(token, request.urn, inputs, str(inputs.get("region") or self._region))
        await_nodes(self._cloud.store, thing)
        self._settle(thing, "create", effect)
        return provider_pb2.CreateResponse(id=thing.id, properties=_struct(token, thing.outputs))

    def _update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:
        token, inputs = token_of(request.urn), from_struct(request.news)
        if request.preview:
            self._cloud.check_step(token, request.id, inputs)
            known = _still_known(token, from_struct(request.olds), from_struct(request.old_inputs), inputs)
            properties = at_preview(_facts(token), _computed(token), _without_write_only(token, inputs), known)
            return provider_pb2.UpdateResponse(properties=_struct(token, properties))
        effect = self._operations.begin(request.urn, token, "update")
        thing = self._cloud.update(token, request.id, inputs)
        self._settle(thing, "update", effect)
        return provider_pb2.UpdateResponse(properties=_struct(token, thing.outputs))

    def _read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:
        token = token_of(request.urn)
        self._operations.begin(request.urn, token, "read")
        thing = self._cloud.store.get(token, request.id)
        if thing is None:
            return provider_pb2.ReadResponse()
        if thing.status == "creating":  # its creator was stopped while it waited; AWS has gone on
            self._cloud.store.set_status(thing, "available")
        properties, inputs = _struct(token, thing.outputs), _struct(token, thing.inputs)
        return provider_pb2.ReadResponse(id=thing.id, properties=properties, inputs=inputs)

    def _delete(self, request: provider_pb2.DeleteRequest) -> Empty:
        token = token_of(request.urn)
        effect = self._operations.begin(request.urn, token, "delete")
        self._cloud.check_deletable(token, request.id)
        inputs = from_struct(request.old_inputs)
        deletion = Operation(request.urn, token, "delete", seconds(_facts(token).times, "delete", inputs))
        self._operations.delete(deletion, request.id, effect, lambda: self._cloud.delete(token, request.id))
        return Empty()

    def _settle(self, thing: Thing, kind: Kind, effect: str | None) -> None:
        self._operations.settle(thing, kind, seconds(_facts(thing.type).times, kind, thing.inputs), effect)


def _facts(token: str) -> ResourceFacts:
    facts = FACTS.get(token)
    if facts is None:
        raise SandboxError(f"the sandbox does not know {token} yet; docs/sandbox.md says how to add a type")
    return facts


def _struct(token: str, properties: Mapping[str, object]) -> Struct:
    secrets = {*_facts(token).secret_outputs, *rules_of(token).sensitive}
    return to_struct(properties, secrets)


def _computed(token: str) -> frozenset[str]:
    rules = rules_of(token)
    top_level = {name for name in rules.optional_computed if "." not in name and "[" not in name}
    return rules.computed | top_level | _facts(token).outputs.keys()


def _without_write_only(token: str, inputs: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in inputs.items() if key not in rules_of(token).write_only}


def _still_known(
    token: str, outputs: Mapping[str, object], olds: Mapping[str, object], news: Mapping[str, object]
) -> dict[str, object]:
    """Return the outputs that an update from the inputs `olds` to `news` leaves as they are."""
    found, facts = changes(token, olds, news), _facts(token)
    changed = [f"{{inputs[{change.top}" for change in found]
    moving = counted(facts) if revises(facts.revision, found) else frozenset()
    return {
        key: value
        for key, value in outputs.items()
        if key in _computed(token) - moving and not any(start in str(facts.outputs.get(key)) for start in changed)
    }


def _keeps_its_name(facts: ResourceFacts, olds: Mapping[str, object], news: Mapping[str, object]) -> bool:
    """Return whether old and new would have the same name, so that the old one must go first."""
    if facts.name is None or not facts.name.automatic:
        return False
    name, defaulted = facts.name.property, news.get(DEFAULTED)
    generated = isinstance(defaulted, list) and name in defaulted
    return not generated and news.get(name) is not None and olds.get(name) == news[name] is not UNKNOWN


def main(arguments: list[str]) -> int:
    """Serve the plugin for the package named in `arguments`; each loads only what it needs itself."""
    package = arguments[0] if arguments else ""
    if package == "aws":
        serve(AwsPlugin(Paths.from_environment()).methods())
    elif package in _OTHERS:
        importlib.import_module(_OTHERS[package]).serve()
    else:
        sys.stderr.write(f"the sandbox has no stand-in for {package!r} yet\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
