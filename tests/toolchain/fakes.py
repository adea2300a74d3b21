"""Executables that stand in for `pulumi` and `go`, and `ensure.py` run among them."""

import shutil
import subprocess
import sys
from pathlib import Path

from toolchain.pins import SOURCES

ENSURE = SOURCES / "ensure.py"

# A `go` that notes its arguments and "builds" a shell script. FAKE_GO_SLEEP makes each build take that many seconds;
# FAKE_GO_FAIL makes it end with that text and exit code 1.
FAKE_GO = """#!/bin/sh
echo "$*" >> "$FAKE_GO_CALLS"
case "$1" in
list) echo "$FAKE_SDK" ;;
build)
    if [ -n "$FAKE_GO_FAIL" ]; then echo "$FAKE_GO_FAIL"; exit 1; fi
    sleep "${FAKE_GO_SLEEP:-0}"
    while [ "$1" != "-o" ]; do shift; done
    printf '#!/bin/sh\\necho v%s\\n' "$FAKE_VERSION" > "$2"
    chmod +x "$2"
    ;;
esac
"""


def executable(file: Path, content: str) -> Path:
    """Write an executable script."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    file.chmod(0o755)
    return file


class Machine:
    """A machine with its own PATH and cache, on which `ensure.py` is run."""

    def __init__(self, folder: Path, version: str) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in ("chmod", "sleep"):  # what the scripts need; nothing else may be found
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.cache = folder / "cache"
        self.go_calls = folder / "go-calls"
        sdk = folder / "sdk"
        executable(sdk / "python" / "cmd" / "pulumi-language-python-exec", "#!/usr/bin/env python\n")
        self.environment = {
            "PATH": str(self.bin),
            "HOME": str(folder),
            "AWS_ARCHITECTURES_CACHE": str(self.cache),
            "FAKE_GO_CALLS": str(self.go_calls),
            "FAKE_SDK": str(sdk),
            "FAKE_VERSION": version,
        }

    def add_pulumi(self, answer: str, *, language_host: bool = True) -> None:
        """Install a `pulumi` that says it is this version."""
        executable(self.bin / "pulumi", f"#!/bin/sh\necho {answer}\n")
        if language_host:
            executable(self.bin / "pulumi-language-python", "#!/bin/sh\n")

    def add_go(self) -> None:
        """Install the `go` that builds shell scripts."""
        executable(self.bin / "go", FAKE_GO)

    def start(self, *arguments: str, python: str = sys.executable, **extra: str) -> "subprocess.Popen[str]":
        """Start `ensure.py`; `extra` are further environment variables."""
        return subprocess.Popen(
            [python, str(ENSURE), *arguments],
            env={**self.environment, **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ensure(self, *arguments: str, python: str = sys.executable, **extra: str) -> tuple[int, str, str]:
        """Run `ensure.py`; returns exit code, standard output and standard error."""
        process = self.start(*arguments, python=python, **extra)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def builds(self) -> int:
        """Return how many executables `go` was asked to build."""
        if not self.go_calls.exists():
            return 0
        return sum(line.startswith("build ") for line in self.go_calls.read_text(encoding="utf-8").splitlines())

    def cached(self) -> list[str]:
        """Return the names in the cache, without those of locks."""
        return sorted(file.name for file in self.cache.glob("toolchain/*") if not file.name.startswith(".lock"))
