"""Looks for a Pulumi CLI that is already there: on PATH, then in the user's cache."""

import os
import shutil
import subprocess
from pathlib import Path

from toolchain.errors import ToolchainError
from toolchain.pins import parse_version
from toolchain.report import say

CLI = "pulumi"
LANGUAGE_HOST = "pulumi-language-python"
SHIM = "pulumi-language-python-exec"

# Seconds. The CLI answers in well under one; a first start from a slow disk may take several.
VERSION_TIMEOUT = 60


def cache_folder() -> Path:
    """Return the folder of all builds of this user, shared by all clones of the repository."""
    own = os.environ.get("AWS_ARCHITECTURES_CACHE")
    if own:
        return Path(own).expanduser().absolute() / "toolchain"
    general = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(general).expanduser().absolute() / "aws-architectures" / "toolchain"


def cli_version(executable: Path) -> str:
    """Return what `pulumi version` prints; raises ToolchainError if it cannot be run."""
    try:
        answer = subprocess.run(
            [executable, "version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=VERSION_TIMEOUT,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolchainError(f"{executable} does not run: {error}") from error
    return answer.stdout.strip()


def on_path(pin: str, cache: Path) -> Path | None:
    """Return the folder of the `pulumi` on PATH if that is new enough and has a language host; says why if not.

    A build of ours does not count here: it may be one of other sources than the present ones.
    """
    found = shutil.which(CLI)
    if found is None or Path(found).resolve().is_relative_to(cache.resolve()):
        return None
    try:
        answer = cli_version(Path(found))
    except ToolchainError as error:
        say(str(error))
        return None
    if parse_version(answer) < parse_version(pin):
        say(f"{found} is {answer or 'of an unknown version'}; {pin} or newer is needed: not used")
        return None
    if not has_language_host(Path(found)):
        say(f"{found} has no {LANGUAGE_HOST} beside it or on PATH: not used")
        return None
    return Path(found).parent.absolute()


def has_language_host(cli: Path) -> bool:
    """Tell whether the CLI would find a Python language host: beside its executable or on PATH."""
    beside = (cli.parent, cli.resolve().parent)
    return any((folder / LANGUAGE_HOST).is_file() for folder in beside) or shutil.which(LANGUAGE_HOST) is not None


def is_finished(build: Path) -> bool:
    """Tell whether a folder of the cache holds a whole build. Builds appear there in one step."""
    return all((build / name).is_file() for name in (CLI, LANGUAGE_HOST, SHIM))
