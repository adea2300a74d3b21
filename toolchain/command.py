"""The command `ensure.py`: lookup order, messages and exit codes."""

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from toolchain.build import build
from toolchain.errors import StoppedError, ToolchainError
from toolchain.failures import nothing_there
from toolchain.lock import exclusive
from toolchain.lookup import cache_folder, is_finished, on_path
from toolchain.pins import build_key, pulumi_pin
from toolchain.report import say
from toolchain.running import STOP_SIGNALS


def ensure(*, may_build: bool) -> Path:
    """Return the folder that holds `pulumi`, to put first on PATH.

    Raises ToolchainError if there is none and none may or can be built.
    """
    version = pulumi_pin()
    cache = cache_folder()
    if installed := on_path(version, cache):
        return installed
    target = cache / build_key(version)
    if is_finished(target):
        return target
    go = shutil.which("go")
    if go is None:
        raise ToolchainError(nothing_there(version))
    if not may_build:
        raise ToolchainError(f"Pulumi {version} would be built with {go} into {target}")
    cache.mkdir(parents=True, exist_ok=True)
    with exclusive(cache / f".lock-{target.name}"):
        if not is_finished(target):
            build(go, version, target)
    return target


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="ensure.py", description="Find or build the Pulumi CLI and print the folder to put first on PATH."
    )
    parser.add_argument("--check", action="store_true", help="build nothing; exit code 1 if a build is needed")
    check = parser.parse_args(arguments).check
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        folder = ensure(may_build=not check)
    except ToolchainError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"the toolchain's cache {cache_folder()} cannot be used: {error}")
        return 1
    except StoppedError as error:
        say("stopped; nothing half built is left, and what Go has compiled is kept for the next start")
        return error.exit_code
    sys.stdout.write(f"{folder}\n")
    return 0


def _stop(number: int, _frame: FrameType | None) -> None:
    """End the build in an orderly way. Further signals must not disturb that."""
    for further in STOP_SIGNALS:
        signal.signal(further, signal.SIG_IGN)
    raise StoppedError(number)
