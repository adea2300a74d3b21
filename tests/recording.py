"""Run a piece of the program against mocks and keep every registration as the engine would have seen it.

The SDK's `Mocks` see a resource's type, name and inputs only. Here the whole request is kept, so options, parents,
dependencies and the outputs of components can be asserted as well. Each call of `record` runs in its own event loop and
its own context, so nothing is left behind for the next test.
"""

import asyncio
import contextvars
import json
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import pulumi
from pulumi.runtime import mocks, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.stack import run_in_stack

from core.naming import PROJECT

from .recording_monitor import STACK, Inputs, RecordingMonitor, Registered

__all__ = ["Inputs", "Recording", "Registered", "record"]

Result = TypeVar("Result")
_NO_ROOT = object.__new__(pulumi.ComponentResource)


@dataclass(frozen=True)
class Recording(Generic[Result]):
    """All registrations of one run but the stack's own, in the order of their URNs."""

    resources: tuple[Registered, ...]
    result: Result | None
    """What the recorded function returned; an Output is resolved, and None if it is unknown."""
    exports: Inputs
    """The stack's outputs."""
    secret_exports: frozenset[str]
    calls: tuple[str, ...]
    """Tokens of the functions that were invoked, such as aws:index/getRegion:getRegion."""

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
        found = [resource for resource in self.resources if resource.urn == urn]
        assert found, f"nothing is registered as {urn}"
        return found[0]


def record(
    fn: Callable[[], Result],
    *,
    preview: bool = False,
    project: str = PROJECT,
    stack: str = "dev",
    config: Mapping[str, object] | None = None,
    secret_keys: Collection[str] = (),
) -> Recording[Result]:
    """Run `fn` as a Pulumi program with mocks, wait for all that it started, and return what it registered.

    With `preview`, what a provider computes (ids, ARNs, endpoints) is unknown, as in `pulumi preview`. Raises whatever
    the program raised, in an `apply` too, and DuplicateUrnError where the engine would stop.
    """
    monitor = RecordingMonitor(project=project, stack=stack, preview=preview)

    async def main() -> Result | None:
        settings.ROOT.set(_NO_ROOT)  # keeps set_mocks from making the stack's resource: run_in_stack does, and exports
        mocks.set_mocks(monitor.mocks, project, stack, preview, monitor=monitor, organization="test")
        settings.ROOT.set(None)
        settings.SETTINGS.outputs = set()
        settings.SETTINGS.lock = threading.Lock()
        settings.SETTINGS.callbacks = monitor.transforms
        set_all_config({key: _config_text(value) for key, value in (config or {}).items()}, list(secret_keys))
        returned: list[Result] = []
        await run_in_stack(lambda: returned.append(fn()))
        return await _resolved(returned[0])

    try:
        with asyncio.Runner() as runner:
            result = runner.run(main(), context=contextvars.copy_context())
    except Exception as error:
        if error.__cause__ is error:  # the SDK chains an error to itself, which no traceback printer survives
            error.__cause__ = None
        raise
    everything = monitor.registrations()
    stack_outputs = next((one for one in everything if one.token == STACK), None)
    return Recording(
        resources=tuple(one for one in everything if one.token != STACK),
        result=result,
        exports=(stack_outputs.outputs if stack_outputs else None) or {},
        secret_exports=stack_outputs.secret_outputs if stack_outputs else frozenset(),
        calls=tuple(monitor.calls),
    )


async def _resolved(value: Result) -> Result | None:
    return await pulumi.Output.from_input(value).future() if isinstance(value, pulumi.Output) else value


def _config_text(value: object) -> str:
    """Return a configuration value as the engine passes it on: everything but text as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
