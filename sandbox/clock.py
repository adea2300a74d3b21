"""How long AWS would take, and playing that time."""

import os
import threading
from collections.abc import Mapping
from typing import Literal

from sandbox.outputs import holds
from sandbox.resource_facts import Times

Kind = Literal["create", "update", "delete"]


def speed(text: str) -> float:
    """Return the factor in `text`: "real" is 1, "60" plays a minute in a second, "" or "0" plays no time at all.

    Raises ValueError for anything else.
    """
    if text == "real":
        return 1.0
    factor = float(text or 0)
    if factor < 0:
        raise ValueError(f"a speed must not be negative, {text} is given")
    return factor


class Clock:
    """Plays AWS's time at the speed in SANDBOX_SPEED; cancelling ends every wait."""

    def __init__(self) -> None:
        self._speed = speed(os.environ.get("SANDBOX_SPEED", ""))
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End all waits, now and later."""
        self._cancelled.set()

    def play(self, seconds: float) -> bool:
        """Wait as long as `seconds` of AWS take at this speed; return False if cancelled before the end."""
        return not (self._speed and self._cancelled.wait(seconds / self._speed))

    def hang(self) -> None:
        """Wait until cancelled."""
        self._cancelled.wait()


def seconds(times: Times, kind: Kind, inputs: Mapping[str, object]) -> float:
    """Return what AWS takes for an operation on a resource with `inputs`; of several variants, the slowest."""
    variants = [_of(variant, kind) for condition, variant in times.when.items() if holds(condition, inputs)]
    return max(variants, default=_of(times, kind))


def _of(times: Times, kind: Kind) -> float:
    return {"create": times.create, "update": times.update, "delete": times.delete}[kind]
