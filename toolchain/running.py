"""Runs a long command: its output goes to a log, its duration to the user, and it never outlives this process."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from toolchain.report import duration, say

# Seconds between two lines that say that a command goes on, and that a command may take to end when told to.
REPORT_INTERVAL = 15.0
STOP_GRACE = 5.0

# What asks this program to stop: Ctrl-C, the system, a terminal that is closed.
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_logged(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    report_interval: float = REPORT_INTERVAL,
) -> int:
    """Run a command in a process group of its own and return its exit code; appends its output to `log`."""
    start = time.monotonic()
    with log.open("ab") as output, _started(command, folder, environment, output) as process:
        while True:
            try:
                return process.wait(timeout=report_interval)
            except subprocess.TimeoutExpired:
                say(f"  still building, {duration(time.monotonic() - start)}")


@contextlib.contextmanager
def _started(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], output: BinaryIO
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a command and see to its end with the block.

    Signals wait until the process is known here: one that came in between would leave it running.
    """
    held = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    process = None
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, held),
        )
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        yield process
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        if process is not None:
            _stop_group(process)


def _stop_group(process: "subprocess.Popen[bytes]") -> None:
    """End a command that still runs, with all that it has started."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=STOP_GRACE)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
