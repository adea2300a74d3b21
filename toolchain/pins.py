"""Which releases are needed, read from the files that pin them."""

import hashlib
import platform
import re
import sys
import tomllib
from pathlib import Path

from toolchain.errors import ToolchainError

SOURCES = Path(__file__).resolve().parent
PYPROJECT = SOURCES.parent / "pyproject.toml"


def parse_version(text: str) -> tuple[int, ...]:
    """Return the numbers of `v3.259.0` or `3.259.0-alpha.1`; none, which is below any version, for another text."""
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text)
    return tuple(int(number) for number in match.groups()) if match else ()


def pulumi_pin(pyproject: Path = PYPROJECT) -> str:
    """Return the release of Pulumi's Python SDK in pyproject.toml, which the CLI has to match: `3.259.0`."""
    dependencies = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    for dependency in dependencies:
        if match := re.fullmatch(r"pulumi\s*==\s*(\d+\.\d+\.\d+)", dependency):
            return match[1]
    raise ToolchainError(f"{pyproject} has no dependency of the form pulumi==X.Y.Z")


def go_pin(sources: Path = SOURCES) -> str:
    """Return the oldest Go release that builds these modules, from the `go` line of go.mod."""
    match = re.search(r"^go (\S+)$", (sources / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise ToolchainError(f"{sources / 'go.mod'} has no go line")
    return match[1]


def build_key(version: str, sources: Path = SOURCES) -> str:
    """Return the name of a build: the release and a hash of all that goes into it, machine type included."""
    digest = hashlib.sha256(f"{sys.platform} {platform.machine()}".encode())
    hosts = (file for file in (sources / "language-python").glob("*.go") if not file.stem.endswith("_test"))
    for file in (sources / "go.mod", sources / "go.sum", *sorted(hosts)):
        digest.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return f"{version}-{digest.hexdigest()[:12]}"
