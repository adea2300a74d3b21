"""Providers that our Python language host runs from a folder."""

import json
import signal

from tests.toolchain.project import PATIENCE, PYTHON_RUNTIME, Project, outputs, wait_for

# Serves one resource type; says when a creation begins, and takes a second for it.
SLOW_PROVIDER = """
    import pathlib
    import time
    from concurrent.futures import ThreadPoolExecutor

    import grpc
    from google.protobuf.empty_pb2 import Empty
    from pulumi.runtime.proto.plugin_pb2 import PluginInfo
    from pulumi.runtime.proto.provider_pb2 import CheckResponse, ConfigureResponse, CreateResponse, DiffResponse
    from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer, add_ResourceProviderServicer_to_server

    class Slow(ResourceProviderServicer):
        def GetPluginInfo(self, request, context): return PluginInfo(version="1.0.0")
        def CheckConfig(self, request, context): return CheckResponse(inputs=request.news)
        def DiffConfig(self, request, context): return DiffResponse()
        def Configure(self, request, context): return ConfigureResponse()
        def Check(self, request, context): return CheckResponse(inputs=request.news)
        def Cancel(self, request, context): return Empty()

        def Create(self, request, context):
            pathlib.Path("started").touch()
            time.sleep(1)
            return CreateResponse(id="made", properties=request.properties)

    server = grpc.server(ThreadPoolExecutor())
    add_ResourceProviderServicer_to_server(Slow(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port)
    server.wait_for_termination()
"""


def add_provider(project: Project, program: str) -> None:
    """Give the project a provider `small` that runs from a folder."""
    project.write("small/PulumiPlugin.yaml", json.dumps({"runtime": PYTHON_RUNTIME}))
    project.write("small/__main__.py", program)
    plugins = {"providers": [{"name": "small", "path": "small"}]}
    project.write("Pulumi.yaml", json.dumps({"name": "tiny", "runtime": PYTHON_RUNTIME, "plugins": plugins}))


def test_a_provider_runs_from_a_folder(project: Project) -> None:
    add_provider(
        project,
        """
        import os, sys
        from pulumi import ComponentResource
        from pulumi.provider import ConstructResult, Provider, main

        class Small(Provider):
            def construct(self, name, resource_type, inputs, options=None):
                made = ComponentResource(resource_type, name, {}, options)
                return ConstructResult(made.urn, {"doubled": inputs["size"] * 2, "folder": os.getcwd()})

        main(Small("1.0.0"), sys.argv[1:])
        """,
    )
    project.program("""
        import pulumi

        class Thing(pulumi.ComponentResource):
            doubled: pulumi.Output[float]
            folder: pulumi.Output[str]

        inputs = {"size": 21, "doubled": None, "folder": None}
        thing = Thing("small:index:Thing", "thing", inputs, remote=True)
        pulumi.export("doubled", thing.doubled)
        pulumi.export("folder", thing.folder)
    """)
    project.ok("up", "--yes", "--skip-preview")
    assert outputs(project) == {"doubled": 42, "folder": str(project.folder)}


def test_an_interrupt_lets_a_provider_finish_what_it_creates(project: Project) -> None:
    add_provider(project, SLOW_PROVIDER)
    project.program("import pulumi; pulumi.CustomResource('small:index:Thing', 'thing')")
    process = project.start("up", "--yes", "--skip-preview")
    wait_for(project.folder / "started", process)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, output
    state = json.loads(project.ok("stack", "export"))["deployment"]
    assert [made["id"] for made in state["resources"] if made["type"] == "small:index:Thing"] == ["made"]
    assert not state.get("pending_operations")
