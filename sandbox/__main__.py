"""The sandbox's command line: `python -m sandbox up`, and so on; the Makefile has a target for each."""

import argparse
import os
import shutil
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from sandbox import driver, show
from sandbox.clock import speed
from sandbox.errors import SandboxError
from sandbox.paths import REPOSITORY, Paths
from sandbox.running import say
from sandbox.store import Store
from sandbox.workspace import Choice, Workspace


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; everything after `--` goes to the Pulumi CLI."""
    split = list(arguments).index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:split])
    try:
        return _run(options, arguments[split + 1 :])
    except SandboxError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _run(options: argparse.Namespace, extra: Sequence[str]) -> int:
    paths = Paths.from_environment()
    if options.command == "reset":
        return _reset(paths, confirmed=options.yes)
    if options.command == "show":
        return show.show(Store(paths.cloud), options.thing, as_json=options.json)
    if options.command == "drift":
        return show.drift(Store(paths.cloud), options.thing, options.assignment, deleted=options.delete)
    choice = Choice(options.environment, options.architecture, options.speed, uuid.uuid4().hex)
    workspace = Workspace(paths, Path(os.environ.get("SANDBOX_PROGRAM") or REPOSITORY), choice)
    workspace.prepare()
    if options.command == "shell":
        return driver.shell(workspace)
    if options.command == "destroy":
        return driver.destroy(workspace, extra, unprotect=options.unprotect)
    return {"up": driver.up, "preview": driver.preview, "refresh": driver.refresh}[options.command](workspace, extra)


def _reset(paths: Paths, *, confirmed: bool) -> int:
    """Remove the whole sandbox after asking."""
    if not paths.root.exists():
        say("There is no sandbox.")
        return 0
    if not confirmed:
        say(f"This removes {paths.root}: the simulated cloud and the state of all its stacks. Type yes to go on.")
        if sys.stdin.readline().strip() != "yes":
            say("Nothing was removed.")
            return 1
    shutil.rmtree(paths.root)
    say(f"{paths.root} is removed.")
    return 0


def _speed(text: str) -> str:
    try:
        speed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor `real`") from error
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "preview", "refresh", "destroy", "shell"):
        command = commands.add_parser(name, help=(getattr(driver, name).__doc__ or "").partition("\n")[0])
        command.add_argument(
            "--environment",
            default="dev",
            help="the stack file to use: Pulumi.<architecture>-<environment>.yaml, or Pulumi.<environment>.yaml",
        )
        command.add_argument("--architecture", help="default: what the stack file says")
        command.add_argument("--speed", type=_speed, default="", help="play AWS's times: real, or n times faster")
        if name == "destroy":
            command.add_argument("--unprotect", action="store_true", help="destroy protected data too")
    command = commands.add_parser("show", help="list what the simulated cloud holds")
    command.add_argument("thing", nargs="?", help="an id, a URN or a name: show this one in full")
    command.add_argument("--json", action="store_true")
    command = commands.add_parser("drift", help="change the simulated cloud by hand")
    command.add_argument("thing", help="an id, a URN or a name")
    command.add_argument("assignment", nargs="?", help="property=value")
    command.add_argument("--delete", action="store_true", help="delete the thing")
    command = commands.add_parser("reset", help="forget the simulated cloud and every sandbox stack")
    command.add_argument("--yes", action="store_true", help="do not ask")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
