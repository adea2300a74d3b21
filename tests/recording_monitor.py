"""The engine's side of a recorded program: answers what the SDK asks and keeps the requests."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import alias_pb2, callback_pb2, resource_pb2

from core.aws.rules import UNKNOWN

from .computed_outputs import REGION, Reference, call_result, computed_outputs, kubernetes_metadata, physical_id

STACK = "pulumi:pulumi:Stack"
Inputs = Mapping[str, object]
Transform = Callable[[pulumi.ResourceTransformArgs], object]


class DuplicateUrnError(AssertionError):
    """Two resources were registered under one URN; the engine would stop the update."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One registration. `inputs` is plain Python in camelCase: whole numbers are int, secrets are unwrapped."""

    token: str
    name: str
    urn: str
    custom: bool
    remote: bool
    """A component that its provider builds, such as `eks:index:Cluster`."""
    inputs: Inputs
    secrets: frozenset[str]
    """Paths of the inputs that are secret, such as `secretString` or `parameters[0].value`."""
    parent: str
    provider: str
    """URN of the provider that was given or inherited, or the empty string."""
    protect: bool
    retain_on_delete: bool
    delete_before_replace: bool
    dependencies: frozenset[str]
    """URNs, explicit (`depends_on`) and through inputs."""
    property_dependencies: Mapping[str, tuple[str, ...]]
    """Input to the URNs that it was computed from."""
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    additional_secret_outputs: tuple[str, ...]
    aliases: tuple[str, ...]
    """Earlier URNs, or the earlier name where the alias gives no URN."""
    deleted_with: str
    custom_timeouts: Mapping[str, str]
    transforms: tuple[Transform, ...]
    outputs: Inputs | None
    """What a component passed to `register_outputs`; None if it never called it."""
    secret_outputs: frozenset[str]


class Transforms:
    """Stands where the SDK's callback server does: keeps transforms, so that tests can call them."""

    def __init__(self) -> None:
        self.known: dict[str, Transform] = {}

    def register_transform(self, transform: Transform) -> callback_pb2.Callback:
        """Keep a transform and return the token under which a registration names it."""
        token = str(len(self.known))
        self.known[token] = transform
        return callback_pb2.Callback(target="recording", token=token)


class NoMocks(mocks.Mocks):
    """Required by MockMonitor; never asked, for RecordingMonitor answers everything itself."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, object], None]:
        """Refuse."""
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, object]]:
        """Refuse."""
        raise NotImplementedError(args.typ)


class RecordingMonitor(mocks.MockMonitor):
    """Answers registrations and calls, refuses a URN that is taken, keeps everything. Called from several threads."""

    def __init__(self, *, project: str, stack: str, preview: bool) -> None:
        super().__init__(NoMocks())
        self.transforms = Transforms()
        self.calls: list[str] = []
        self._project = project
        self._stack = stack
        self._preview = preview
        self._lock = threading.Lock()
        self._requests: dict[str, resource_pb2.RegisterResourceRequest] = {}
        self._outputs: dict[str, struct_pb2.Struct] = {}
        self._regions: dict[str, str] = {}
        self._references: dict[str, Reference] = {}
        self._answers: dict[str, resource_pb2.RegisterResourceResponse] = {}

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802  # gRPC's name
        """Keep the request; answer with its inputs and, unless in preview, plausible computed outputs."""
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._lock:
            if urn in self._requests:
                raise DuplicateUrnError(f"registered twice: {urn}")
            self._requests[urn] = request
        answer = self._answers[urn] = self._answer(request, urn)
        return answer

    def _answer(self, request: resource_pb2.RegisterResourceRequest, urn: str) -> resource_pb2.RegisterResourceResponse:
        if self._preview or not (request.custom or request.remote):
            return resource_pb2.RegisterResourceResponse(urn=urn, object=_named(request))
        inputs, _ = decode(request.object)
        if request.type.startswith("pulumi:providers:"):
            self._regions[urn] = str(inputs.get("region", REGION))
        region = str(inputs.get("region") or self._regions.get(_urn_of(request.provider), REGION))
        answer = struct_pb2.Struct()
        answer.CopyFrom(request.object)
        for key, value in computed_outputs(request.type, request.name, inputs, region).items():
            answer.fields[key].CopyFrom(self._encode(urn, value))
        identity = "" if request.remote else physical_id(request.type, request.name, inputs, region)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=answer)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802  # gRPC's name
        """Keep what a component, or the stack, gives out."""
        with self._lock:
            self._outputs[request.urn] = request.outputs
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802  # gRPC's name
        """Answer the few look-ups that a program may make; any other raises."""
        arguments, _ = decode(request.args)
        response = resource_pb2.ResourceInvokeResponse()
        if request.tok == "pulumi:pulumi:getResource":
            result = self._resource(str(arguments["urn"]))
        else:
            with self._lock:
                self.calls.append(request.tok)
            region = self._regions.get(_urn_of(request.provider), REGION)
            result = _struct(call_result(request.tok, arguments, region))
        getattr(response, "return").CopyFrom(result)  # the field's name is a keyword of Python
        return response

    def _resource(self, urn: str) -> struct_pb2.Struct:
        """Return what a reference stands for: a resource in a remote component, or one that was passed to it."""
        if (reference := self._references.get(urn)) is not None:
            return _struct({"urn": urn, "id": reference.id, "state": reference.state})
        answer = self._answers[urn]
        result = _struct({"urn": urn, "id": answer.id})
        result.fields["state"].struct_value.CopyFrom(answer.object)
        return result

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802  # gRPC's name
        """Refuse: a program that reads existing resources depends on what is not in its configuration."""
        raise AssertionError(f"{request.type}.get({request.name!r}) reads a resource that the program does not own")

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return a URN as the engine makes it; the SDK's own reads the project from a context that threads lack."""
        parent_type = parent.split("::")[2] if parent else ""
        qualified = type_ if parent_type in ("", STACK) else f"{parent_type}${type_}"
        return f"urn:pulumi:{self._stack}::{self._project}::{qualified}::{name}"

    def registrations(self) -> list[Registered]:
        """Return everything registered so far, by URN."""
        return [self._registered(urn, self._requests[urn]) for urn in sorted(self._requests)]

    def _encode(self, owner: str, value: object) -> struct_pb2.Value:
        return _struct({"value": self._with_references(owner, value)}).fields["value"]

    def _with_references(self, owner: str, value: object) -> object:
        """Write references to resources, wherever they stand in a value, as the engine does."""
        if isinstance(value, Reference):
            urn = self.make_urn(owner, value.token, value.name)
            self._references[urn] = value
            return {rpc._special_sig_key: rpc._special_resource_sig, "urn": urn, "id": value.id}
        if isinstance(value, Mapping):
            return {key: self._with_references(owner, item) for key, item in value.items()}
        return value

    def _registered(self, urn: str, request: resource_pb2.RegisterResourceRequest) -> Registered:
        inputs, secrets = decode(request.object)
        outputs, secret_outputs = decode(self._outputs[urn]) if urn in self._outputs else (None, frozenset())
        timeouts = request.customTimeouts
        return Registered(
            token=request.type,
            name=request.name,
            urn=urn,
            custom=request.custom,
            remote=request.remote,
            inputs=inputs,
            secrets=secrets,
            parent=request.parent,
            provider=_urn_of(request.provider),
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace,
            dependencies=frozenset(request.dependencies),
            property_dependencies={name: tuple(sources.urns) for name, sources in request.propertyDependencies.items()},
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            aliases=tuple(_aliases(request.aliases)),
            deleted_with=request.deletedWith,
            custom_timeouts={
                name: value for name in ("create", "update", "delete") if (value := getattr(timeouts, name))
            },
            transforms=tuple(self.transforms.known[callback.token] for callback in request.transforms),
            outputs=outputs,
            secret_outputs=secret_outputs,
        )


def _struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def decode(struct: struct_pb2.Struct) -> tuple[dict[str, object], frozenset[str]]:
    """Return a message of properties as plain Python, and the paths that were secret. Unknown values become UNKNOWN."""
    secrets: set[str] = set()
    return {key: _plain(value, key, secrets) for key, value in struct.fields.items()}, frozenset(secrets)


def _plain(value: struct_pb2.Value, path: str, secrets: set[str]) -> object:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _plain_object(value.struct_value, path, secrets)
    if kind == "list_value":
        return [_plain(item, f"{path}[{index}]", secrets) for index, item in enumerate(value.list_value.values)]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    return value.bool_value if kind == "bool_value" else None


def _plain_object(struct: struct_pb2.Struct, path: str, secrets: set[str]) -> object:
    signature = struct.fields[rpc._special_sig_key].string_value if rpc._special_sig_key in struct.fields else ""
    if signature == rpc._special_secret_sig:
        secrets.add(path)
        return _plain(struct.fields["value"], path, secrets)
    return {
        key: _plain(value, f"{path}.{key}", secrets)
        for key, value in struct.fields.items()
        if key != rpc._special_sig_key or signature in (rpc._special_asset_sig, rpc._special_archive_sig)
    }


def _aliases(aliases: Iterable[alias_pb2.Alias]) -> Iterable[str]:
    return (alias.urn or alias.spec.name for alias in aliases)


def _urn_of(provider: str) -> str:
    """Return the URN part of a provider reference, `<urn>::<id>`."""
    return provider.rpartition("::")[0]


def _named(request: resource_pb2.RegisterResourceRequest) -> struct_pb2.Struct:
    """Return a request's inputs; those of a Kubernetes object have its name, which a preview knows as well."""
    given = struct_pb2.Struct()
    given.CopyFrom(request.object)
    # A secret is a map too, and is left as it is.
    metadata = given.fields.get("metadata")
    if request.type.startswith("kubernetes:") and metadata is not None and metadata.HasField("struct_value"):
        names = metadata.struct_value.fields
        if "name" not in names:
            names["name"].string_value = str(kubernetes_metadata(request.name, {})["name"])
    return given
