"""What each operation of a stand-in goes through: the fault plan before it, and the time that it takes after it."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Never

from sandbox.clock import Clock, Kind
from sandbox.errors import CloudError, PartialError, SandboxError
from sandbox.faults import read_plan, strike
from sandbox.store import Operation, Store, Thing

_TRIES = 5  # how often a throttled call is tried, with growing pauses, as the AWS SDK does
_PAUSE = 0.05  # seconds before the second try
_CRASHED = 70


class Operations:
    """The operations of one plugin on the things of a store, as the fault plan in a file wants them."""

    def __init__(self, store: Store, faults: Path) -> None:
        self._store = store
        self._faults = faults
        self._clock = Clock()
        self._run = os.environ.get("SANDBOX_RUN", "")

    def cancel(self) -> None:
        """End every wait, now and later."""
        self._clock.cancel()

    def begin(self, urn: str, token: str, operation: str) -> str | None:
        """Do what the fault plan says must happen before the operation; return the effect that is for later."""
        plan = read_plan(self._faults)
        for attempt in range(_TRIES):
            effect = strike(self._store, plan, urn, token, operation)
            if effect == "crash":
                os._exit(_CRASHED)
            if effect == "fail":
                raise CloudError("InternalFailure", f"the fault plan lets this {operation} fail")
            if effect != "throttle":
                return effect
            time.sleep(_PAUSE * 2**attempt)
        raise CloudError("ThrottlingException", f"Rate exceeded; given up after {_TRIES} tries")

    def settle(self, thing: Thing, kind: Kind, duration: float, effect: str | None) -> None:
        """Wait the seconds until `thing` has come up, and let it fail if the fault plan says so."""
        if effect == "reply_lost":
            raise SandboxError("the connection to AWS was lost before the answer came")
        if not self._wait(duration, effect):
            fail(thing, f"cancelled while waiting for {thing.label} to become available")
        if effect == "fail_after_create":
            self._store.set_status(thing, "failed")
            fail(thing, f"{thing.label} was made, but it came up broken")
        self._store.set_status(thing, "available")
        self._store.record(self._run, Operation(thing.urn, thing.type, kind, duration))

    def delete(self, deletion: Operation, identifier: str, effect: str | None, delete: Callable[[], None]) -> None:
        """Wait as long as `deletion` takes, then let `delete` do it."""
        if not self._wait(deletion.seconds, effect):
            raise SandboxError(f"cancelled while waiting for {identifier} to be deleted")
        delete()
        if effect is not None:
            raise SandboxError(f"the answer to the deletion of {identifier} was lost")
        self._store.record(self._run, deletion)

    def _wait(self, duration: float, effect: str | None) -> bool:
        """Wait so many seconds, or for ever; return False if cancelled before the end."""
        if effect == "hang":
            self._clock.hang()
        return effect != "hang" and self._clock.play(duration)


def fail(thing: Thing, reason: str) -> Never:
    """Tell the engine that `thing` was made, but that something is wrong with it."""
    raise PartialError(reason, thing.id, thing.inputs, thing.outputs)
