"""Runs a command in the foreground: its output is the user's, and so are Ctrl-C and its exit code."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import FrameType


def say(text: str) -> None:
    """Write a line for the user."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` to its end and return its exit code.

    Ctrl-C reaches it from the terminal, so it is not forwarded; a request to terminate is forwarded as one.
    """
    sys.stdout.flush()
    child = subprocess.Popen(command, env=environment)

    def terminate(_number: int, _frame: FrameType | None) -> None:
        child.send_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, lambda _number, _frame: None), signal.signal(signal.SIGTERM, terminate)
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
