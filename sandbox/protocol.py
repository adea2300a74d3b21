"""Serving a provider plugin over gRPC: errors as the engine understands them, and ending when the engine is gone."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent import futures
from typing import TypeVar

import grpc  # type: ignore[import-untyped] # the package has no type information
from google.protobuf.message import Message
from pulumi.runtime.proto import provider_pb2, status_pb2

from sandbox.errors import PartialError, SandboxError
from sandbox.wire import to_struct

_SERVICE = "pulumirpc.ResourceProvider"
_WATCH = 0.3  # seconds between two looks at whether the engine still lives
LARGEST = 400 * 1024 * 1024  # bytes in a message, as the engine's own limit
_UNKNOWN_CODE = 2  # google.rpc.Code.UNKNOWN, what the engine expects of a provider that failed

Request = TypeVar("Request", bound=Message)


def method(request: type[Request], answer: Callable[[Request], Message]) -> object:
    """Return the gRPC handler of one call of the protocol."""

    def call(message: Request, context: grpc.ServicerContext) -> Message:
        try:
            return answer(message)
        except SandboxError as error:
            if isinstance(error, PartialError):
                context.set_trailing_metadata((("grpc-status-details-bin", _details(error)),))
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
            raise  # abort raises by itself

    return grpc.unary_unary_rpc_method_handler(
        call, request_deserializer=request.FromString, response_serializer=_serialize
    )


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()


def _details(error: PartialError) -> bytes:
    """Return the error detail by which the engine learns that the resource exists."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=error.identifier,
        properties=to_struct(error.outputs),
        inputs=to_struct(error.inputs),
        reasons=[str(error)],
    )
    status = status_pb2.Status(code=_UNKNOWN_CODE, message=str(error))
    status.details.add().Pack(detail)
    return status.SerializeToString()


def serve(handlers: Mapping[str, object]) -> None:
    """Serve the calls in `handlers` on a free port, print it, and never return: the process ends with its engine."""
    # The engine's way to end a plugin; Ctrl-C does not come here, because the engine gives each plugin its own group.
    signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(0))
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=64),
        options=[("grpc.max_receive_message_length", LARGEST), ("grpc.max_send_message_length", LARGEST)],
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    threading.Thread(target=end_with_engine, args=(os.getppid(),), daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def end_with_engine(engine: int) -> None:
    """End this process once its parent is another one: the engine is gone, however it ended."""
    while os.getppid() == engine:
        time.sleep(_WATCH)
    os._exit(0)
