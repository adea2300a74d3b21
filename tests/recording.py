"""Run a piece of the program against mocks and keep every registration as the engine would have seen it.

The SDK's `Mocks` see a resource's type, name and inputs only. This monitor takes the whole request, so options, parents,
dependencies and the outputs of components can be asserted as well, and it refuses what the engine refuses: the same URN
twice. Each call of `record` runs in its own event loop and its own context, so nothing is left behind for the next test.
"""

import asyncio
import contextvars
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import pulumi
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks, rpc, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.proto import callback_pb2, resource_pb2
from pulumi.runtime.stack import run_in_stack

from core.aws.rules import UNKNOWN
from core.naming import PROJECT

from .computed_outputs import ACCOUNT_ID, REGION, computed_outputs, physical_id

Result = TypeVar("Result")
Inputs = Mapping[str, object]
Transform = Callable[[pulumi.ResourceTransformArgs], object]


class DuplicateUrnError(AssertionError):
    """Two resources were registered under one URN; the engine would stop the update."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One registration. `inputs` is plain Python in camelCase: integers are int, secrets are unwrapped."""

    token: str
    name: str
    urn: str
    custom: bool
    remote: bool
    """A component that its provider builds, such as `eks:index:Cluster`."""
    inputs: Inputs
    secrets: frozenset[str]
    """Paths of the inputs that were secret, such as `secretString` or `parameters[0].value`."""
    parent: str
    provider: str
    """URN of the provider that was given or inherited, or the empty string."""
    protect: bool
    retain_on_delete: bool
    delete_before_replace: bool
    dependencies: frozenset[str]
    """URNs, explicit (`depends_on`) and through inputs."""
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    additional_secret_outputs: tuple[str, ...]
    aliases: tuple[str, ...]
    """Earlier URNs, or earlier names where the alias gives a name only."""
    deleted_with: str
    custom_timeouts: Mapping[str, str]
    transforms: tuple[Transform, ...]
    outputs: Inputs | None = None
    """What a component passed to `register_outputs`; None if it never called it."""
    secret_outputs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recording(Generic[Result]):
    """All registrations of one run, in the order of their URNs."""

    resources: tuple[Registered, ...]
    result: Result | None
    """What the recorded function returned; an Output is resolved."""
    exports: Inputs = field(default_factory=dict)
    secret_exports: frozenset[str] = frozenset()
    calls: tuple[str, ...] = ()
    """Tokens of the functions that were invoked."""

    def of(self, token: str) -> list[Registered]:
        """Return all resources of a type."""
        return [resource for resource in self.resources if resource.token == token]

    def one(self, token: str) -> Registered:
        """Return the only resource of a type."""
        found = self.of(token)
        assert len(found) == 1, f"{len(found)} resources of {token}: {[resource.name for resource in found]}"
        return found[0]

    def named(self, token: str, name: str) -> Registered:
        """Return the resource of a type with this logical name."""
        found = [resource for resource in self.of(token) if resource.name == name]
        assert found, f"no {token} named {name}, only {[resource.name for resource in self.of(token)]}"
        return found[0]

    def by_urn(self, urn: str) -> Registered:
        """Return the resource with this URN."""
        return next(resource for resource in self.resources if resource.urn == urn)


def record(
    fn: Callable[[], Result],
    *,
    preview: bool = False,
    project: str = PROJECT,
    stack: str = "dev",
    config: Mapping[str, object] | None = None,
) -> "Recording[Result]":
    """Run `fn` as a Pulumi program with mocks, wait for all it started, and return what it registered.

    With `preview`, what a provider computes (ids, ARNs, endpoints) is unknown, as in `pulumi preview`. Raises whatever the
    program raised, in an `apply` too, and DuplicateUrnError.
    """
    monitor = RecordingMonitor(preview=preview)

    async def main() -> Result | None:
        mocks.set_mocks(_NoMocks(), project=project, stack=stack, preview=preview, monitor=monitor, organization="test")
        settings.ROOT.set(None)  # run_in_stack makes the stack resource itself, and registers its exports at the end
        settings.SETTINGS.outputs = set()
        settings.SETTINGS.lock = threading.Lock()
        settings.SETTINGS.callbacks = monitor.callbacks
        set_all_config({key: _config_text(value) for key, value in (config or {}).items()}, [])
        returned: list[pulumi.Output[Result] | Result] = []
        await run_in_stack(lambda: returned.append(fn()))
        value: object = await pulumi.Output.from_input(returned[0]).future()
        return value  # type: ignore[return-value]  # the type of an awaited Output is not told by the SDK

    with asyncio.Runner() as runner:
        result = runner.run(main(), context=contextvars.copy_context())
    if monitor.errors:
        raise monitor.errors[0]
    return monitor.recording(result)


def _config_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


class _NoMocks(mocks.Mocks):
    """RecordingMonitor answers every request itself."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, object], None]:
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, object]]:
        raise NotImplementedError(args.typ)


class _Transforms:
    """Takes the place of the SDK's callback server: keeps transforms so that tests can call them."""

    def __init__(self) -> None:
        self.known: dict[str, Transform] = {}

    def register_transform(self, transform: Transform) -> callback_pb2.Callback:
        token = str(len(self.known))
        self.known[token] = transform
        return callback_pb2.Callback(target="recording", token=token)


class RecordingMonitor(mocks.MockMonitor):
    """The engine's side of a program: answers registrations and calls, and keeps them."""

    def __init__(self, *, preview: bool) -> None:
        super().__init__(_NoMocks())
        self.preview = preview
        self.callbacks = _Transforms()
        self.errors: list[Exception] = []
        self._lock = threading.Lock()
        self._requests: dict[str, resource_pb2.RegisterResourceRequest] = {}
        self._outputs: dict[str, struct_pb2.Struct] = {}
        self._regions: dict[str, str] = {}
        self._calls: list[str] = []

    def RegisterResource(  # noqa: N802  # gRPC's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Keep the request and answer with its inputs and plausible computed outputs."""
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._lock:
            if urn in self._requests:
                error = DuplicateUrnError(f"registered twice: {urn}")
                self.errors.append(error)
                raise error
            self._requests[urn] = request
        if not request.custom and not request.remote:
            return resource_pb2.RegisterResourceResponse(urn=urn, object=request.object)
        inputs = decode_struct(request.object)[0]
        if request.type.startswith("pulumi:providers:"):
            self._regions[urn] = str(inputs.get("region", REGION))
        if self.preview:
            return resource_pb2.RegisterResourceResponse(urn=urn, object=request.object)
        region = str(inputs.get("region") or self._regions.get(_provider_urn(request.provider), REGION))
        answer = struct_pb2.Struct()
        answer.update(self._with_references(urn, computed_outputs(request.type, request.name, inputs, region)))
        for key, value in request.object.fields.items():
            answer.fields[key].CopyFrom(value) if key not in answer.fields else None
        identity = "" if request.remote else physical_id(request.type, request.name, inputs, region)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=answer)
