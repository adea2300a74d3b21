"""The plugin process for the package eks: it serves the components to the engine."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import metadata

import grpc.aio  # type: ignore[import-untyped] # the package has no type information
import pulumi
import pulumi_aws  # noqa: F401 # makes references to resources of this package more than bare URNs
import pulumi_kubernetes  # noqa: F401 # as above
from pulumi.errors import InputPropertyError
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.eks.cluster import Cluster
from sandbox.eks.node_group import Addon, ManagedNodeGroup
from sandbox.protocol import LARGEST, end_with_engine


class EksProvider(Provider):
    """Makes each component out of the inputs that the program gave it."""

    def __init__(self) -> None:
        super().__init__(metadata.version("pulumi-eks"))

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: Mapping[str, object],
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Register the component and its children, and return what the program sees of it."""
        made = _made(name, resource_type, inputs, options or pulumi.ResourceOptions())
        return ConstructResult(made.urn, made.state)


def _made(
    name: str, token: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions
) -> Cluster | ManagedNodeGroup | Addon:
    if token == "eks:index:Cluster":  # noqa: S105 # a resource type
        return Cluster(name, inputs, opts)
    if token == "eks:index:ManagedNodeGroup":  # noqa: S105 # a resource type
        return ManagedNodeGroup(name, inputs, opts)
    if token == "eks:index:Addon":  # noqa: S105 # a resource type
        return Addon(name, inputs, opts)
    raise InputPropertyError("", f"the sandbox has no {token}; it has Cluster, ManagedNodeGroup and Addon")


def serve() -> None:
    """Serve on a free port, print it, and never return: the process ends with its engine."""
    # The engine's way to end a plugin; without it each run would wait for the engine's patience to end.
    signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(0))
    threading.Thread(target=end_with_engine, args=(os.getppid(),), daemon=True).start()
    asyncio.run(_serve(sys.argv[2] if len(sys.argv) > 2 else ""))


async def _serve(engine: str) -> None:
    limits = [("grpc.max_receive_message_length", LARGEST), ("grpc.max_send_message_length", LARGEST)]
    server = grpc.aio.server(options=limits)
    servicer = ProviderServicer(EksProvider(), [], engine_address=engine)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()
