"""Tells the user what goes on, on standard error."""

import sys


def say(text: str) -> None:
    """Write a message, each of its lines marked as coming from here."""
    for line in text.splitlines():
        sys.stderr.write(f"toolchain: {line}\n")
    sys.stderr.flush()


def duration(seconds: float) -> str:
    """Return a duration as people say it: `45 s`, `3 min 05 s`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
