"""The plugin process for the package kubernetes: the provider protocol, answered from the simulated clusters."""

import json
from collections.abc import Mapping
from importlib import metadata

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from core.aws.rules import UNKNOWN
from sandbox import protocol
from sandbox.clock import Kind, seconds
from sandbox.errors import SandboxError
from sandbox.kubernetes import provider_config, schemas
from sandbox.kubernetes.api_server import ApiServer
from sandbox.kubernetes.changes import changes, deletes_first
from sandbox.kubernetes.check import check
from sandbox.kubernetes.contents import Contents, cluster_at
from sandbox.kubernetes.kinds import RELEASE, kind_of
from sandbox.kubernetes.times import times_of
from sandbox.kubernetes.values import mapping_at
from sandbox.messages import diff_response, token_of
from sandbox.operations import Operations
from sandbox.outputs import completed
from sandbox.paths import Paths
from sandbox.protocol import method
from sandbox.store import Operation, Store, Thing
from sandbox.wire import from_struct, to_struct


class KubernetesPlugin:
    """The calls of the provider protocol for one cluster."""

    def __init__(self, paths: Paths) -> None:
        self._store = Store(paths.cloud)
        self._operations = Operations(self._store, paths.faults)
        self._config = provider_config.read({})
        self._version = metadata.version("pulumi-kubernetes")

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
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": "kubernetes", "version": self._version}))

    def _check_config(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        response = provider_pb2.CheckResponse(inputs=request.news)
        for property_name, reason in provider_config.findings(from_struct(request.news)):
            response.failures.add(property=property_name, reason=reason)
        return response

    def _diff_config(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        changed, moves = provider_config.diff(from_struct(request.old_inputs), from_struct(request.news))
        kinds = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(
            changes=kinds.DIFF_SOME if changed else kinds.DIFF_NONE, diffs=changed, replaces=changed if moves else []
        )

    def _configure(self, request: provider_pb2.ConfigureRequest) -> provider_pb2.ConfigureResponse:
        self._config = provider_config.read(from_struct(request.args))
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def _cancel(self, _request: Empty) -> Empty:
        self._operations.cancel()
        return Empty()

    def _cluster(self) -> Contents | None:
        """Return the cluster that the kubeconfig leads to, None if it is not known yet or does not exist."""
        cluster = cluster_at(self._store, provider_config.server(self._config.kubeconfig))
        return None if cluster is None else Contents(self._store, cluster)

    def _reached(self) -> Contents:
        """Return the cluster; raise `SandboxError` if it does not exist."""
        cluster = self._cluster()
        if cluster is None:
            server = provider_config.server(self._config.kubeconfig)
            told = f"configured Kubernetes cluster is unreachable: no EKS cluster answers at {server}"
            raise SandboxError(told)
        return cluster

    # Planning.

    def _check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        token, name = token_of(request.urn), request.urn.rsplit("::", 1)[-1]
        olds, news = from_struct(request.olds), from_struct(request.news)
        result = check(token, name, olds, news, request.randomSeed, self._cluster_version(), self._config)
        response = provider_pb2.CheckResponse(inputs=to_struct(result.inputs))
        for property_name, reason in result.failures:
            response.failures.add(property=property_name, reason=reason)
        return response

    def _cluster_version(self) -> str:
        found = self._cluster()
        version = None if found is None else found.cluster.outputs.get("version")
        return version if isinstance(version, str) else schemas.DEFAULT_VERSION

    def _diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        token = token_of(request.urn)
        olds, news = from_struct(request.old_inputs), from_struct(request.news)
        found = changes(token, olds, news, self._config)
        return diff_response(found, delete_first=deletes_first(token, olds, news))

    # Doing.

    def _create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        token, inputs = token_of(request.urn), from_struct(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(_at_preview(token, inputs, {})))
        effect = self._operations.begin(request.urn, token, "create")
        thing = ApiServer(self._reached()).create(token, request.urn, inputs)
        self._settle(thing, "create", effect)
        return provider_pb2.CreateResponse(id=thing.id, properties=to_struct(thing.outputs))

    def _update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:
        token, inputs = token_of(request.urn), from_struct(request.news)
        if request.preview:
            ApiServer(self._reached()).check_step(token, request.id, inputs)
            properties = _at_preview(token, inputs, from_struct(request.olds))
            return provider_pb2.UpdateResponse(properties=to_struct(properties))
        effect = self._operations.begin(request.urn, token, "update")
        thing = ApiServer(self._reached()).update(token, request.id, inputs)
        self._settle(thing, "update", effect)
        return provider_pb2.UpdateResponse(properties=to_struct(thing.outputs))

    def _read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:
        token = token_of(request.urn)
        self._operations.begin(request.urn, token, "read")
        if self._config.delete_unreachable and self._cluster() is None:
            return provider_pb2.ReadResponse()
        thing = self._store.get(token, request.id, self._reached().place)
        if thing is None:
            return provider_pb2.ReadResponse()
        if thing.status == "creating":  # its creator was stopped while it waited; the cluster has gone on
            self._store.set_status(thing, "available")
        properties, inputs = to_struct(thing.outputs), to_struct(thing.inputs)
        return provider_pb2.ReadResponse(id=thing.id, properties=properties, inputs=inputs)

    def _delete(self, request: provider_pb2.DeleteRequest) -> Empty:
        token = token_of(request.urn)
        effect = self._operations.begin(request.urn, token, "delete")
        if self._config.delete_unreachable and self._cluster() is None:
            return Empty()
        server = ApiServer(self._reached())
        server.check_deletable(token, request.id)
        inputs = from_struct(request.old_inputs)
        deletion = Operation(request.urn, token, "delete", seconds(times_of(token), "delete", inputs))
        self._operations.delete(deletion, request.id, effect, lambda: server.delete(token, request.id))
        return Empty()

    def _settle(self, thing: Thing, kind: Kind, effect: str | None) -> None:
        self._operations.settle(thing, kind, seconds(times_of(thing.type), kind, thing.inputs), effect)


def _at_preview(token: str, inputs: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """Return a preview's outputs: the inputs, what is `known` from before, and unknown for what the cluster sets."""
    if token == RELEASE:
        return {"status": UNKNOWN, "resourceNames": UNKNOWN, **inputs}
    own: dict[str, object] = {"status": known.get("status", UNKNOWN if not known else None)}
    parts: dict[str, tuple[str, ...]] = {"metadata": ("uid", "creationTimestamp")}
    if kind_of(token).name == "Service":
        parts["spec"] = ("clusterIP",)
    for part, names in parts.items():
        before = mapping_at(known, part)
        own[part] = {name: before.get(name, UNKNOWN) for name in names}
    return completed(own, inputs)


def serve() -> None:
    """Serve on a free port, print it, and never return: the process ends with its engine."""
    protocol.serve(KubernetesPlugin(Paths.from_environment()).methods())
