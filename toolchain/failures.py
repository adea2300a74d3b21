"""Turns the output of a failed Go build into a short message that says what to do."""

import re
from pathlib import Path

from toolchain.pins import go_pin

INSTALLER = "https://www.pulumi.com/docs/iac/download-install/"

# A pattern in Go's output, and what it means. The first that matches counts.
CAUSES = (
    (
        r"no space left on device|disk quota exceeded",
        "the disk is full: modules, build cache and executables take about 4 GB",
    ),
    (
        r"requires go >= |invalid go version|unknown directive: (tool|toolchain)|toolchain not available",
        "this Go is too old: Go {go} or newer is needed",
    ),
    (
        (
            r"dial tcp|no such host|i/o timeout|connection (refused|reset)|TLS handshake|proxyconnect"
            r"|module lookup disabled|x509:|network is unreachable"
        ),
        "Go modules could not be downloaded: check the network, or GOPROXY if you are behind a proxy",
    ),
    (r"signal: killed|cannot allocate memory|out of memory", "the machine ran out of memory (about 3 GB needed)"),
)


def explain(title: str, exit_code: int, log: Path) -> str:
    """Return the message for a build step that ended with an exit code other than 0."""
    output = log.read_text(encoding="utf-8", errors="replace")
    cause = next(
        (text.format(go=go_pin()) for pattern, text in CAUSES if re.search(pattern, output, re.IGNORECASE)),
        f"go ended with exit code {exit_code}",
    )
    last = [line for line in output.splitlines() if line.strip()][-3:]
    return "\n".join(
        (f"building {title} failed: {cause}", *(f"  {line}" for line in last), f"whole log: {log}", alternative())
    )


def alternative() -> str:
    """Return what a user can do instead of building."""
    return f"Or install Pulumi itself: {INSTALLER}"


def nothing_there(version: str) -> str:
    """Return the message for a machine that has neither Pulumi nor Go."""
    return "\n".join(
        (
            f"Pulumi {version} or newer is not installed, and neither is Go, which could build it.",
            f"Install Pulumi: {INSTALLER}",
            f"or Go {go_pin()} or newer, and run the same command again.",
        )
    )
