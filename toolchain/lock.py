"""A lock between processes, so that one build is made where several are asked for."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

from toolchain.report import duration, say

# Seconds between two tries, and between two lines that say that the wait goes on.
RETRY_INTERVAL = 0.2
REPORT_INTERVAL = 15.0


@contextlib.contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold the lock `file` inside the block; waits for another holder. The system frees it with the process."""
    with file.open("w", encoding="utf-8") as handle:
        start = reported = time.monotonic()
        waited = False
        while not _try_lock(handle.fileno()):
            if not waited:
                say("another process is building the same toolchain: waiting for it")
                waited = True
            if time.monotonic() - reported >= REPORT_INTERVAL:
                reported = time.monotonic()
                say(f"  waiting, {duration(reported - start)}")
            time.sleep(RETRY_INTERVAL)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
