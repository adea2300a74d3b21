"""The real program with one architecture on the real engine: one sandbox of its own, watched from outside."""

import base64
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from core.naming import PROJECT
from sandbox.paths import REPOSITORY
from sandbox.state import State
from sandbox.store import Thing
from tests.engine.conftest import Sandbox, lines_with

_SECRETS = ("secretString", "authToken", "password", "clientSecret")


class Deployed(Sandbox):
    """A sandbox that runs the repository's own program with one architecture."""

    def __init__(self, root: Path, architecture: str) -> None:
        super().__init__(root, REPOSITORY, architecture)
        self.name = architecture

    def stack(self, environment: str = "dev") -> State:
        """Return the state of the architecture in an environment."""
        return self.state(PROJECT, f"{self.architecture}-{environment}")

    def configure(self, values: Mapping[str, object], environment: str = "dev") -> None:
        """Set keys of the project's configuration in the sandbox's copy of the stack file, as the user may."""
        file = self.root / "project" / f"Pulumi.{self.architecture}-{environment}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        own = REPOSITORY / f"Pulumi.{self.architecture}-{environment}.yaml"
        committed = own if own.exists() else REPOSITORY / f"Pulumi.{environment}.yaml"
        source = file if file.exists() else committed
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
        chosen = {"architecture": self.name, **values}
        content["config"] |= {f"{PROJECT}:{key}": value for key, value in chosen.items()}
        file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def type_into_shell(self, *lines: str) -> str:
        """Type lines into `make shell` of the architecture's dev stack, and return what is on the screen then."""
        process = self.start("shell", "--architecture", self.name, stdin=subprocess.PIPE)
        output, _ = process.communicate("\n".join([*lines, "exit", ""]), timeout=240)
        assert process.returncode == 0, output
        return output

    def things(self, environment: str = "dev") -> list[Thing]:
        """Return what the stack has in the simulated cloud."""
        return [thing for thing in self.store.things() if thing.stack == f"{self.architecture}-{environment}"]

    def of(self, kind: str, environment: str = "dev") -> dict[str, Thing]:
        """Return the stack's things of a type by their names in the program.

        `kind` is a type of AWS such as `rds/instance:Instance`, or in full `kubernetes:helm.sh/v3:Release`.
        """
        found = [thing for thing in self.things(environment) if thing.type in (kind, f"aws:{kind}")]
        return {thing.urn.rsplit("::", 1)[-1]: thing for thing in found}

    def assert_nothing_is_twice(self, environment: str = "dev") -> None:
        """Fail if the cloud holds two things of one resource."""
        count = Counter(thing.urn for thing in self.things(environment))
        assert [urn for urn, number in count.items() if number > 1] == []

    def assert_settled(self, environment: str = "dev") -> None:
        """Fail unless cloud and state hold the same things, each once and in working order."""
        self.assert_nothing_is_twice(environment)
        things = self.things(environment)
        known = {known for known in self.stack(environment).known_ids() if known[0].startswith(("aws:", "kubernetes:"))}
        assert known == {(thing.type, thing.id) for thing in things}
        assert {thing.status for thing in things} == {"available"}
        assert self.stack(environment).pending_creations() == []
        assert self.stack(environment).holders() == []

    def up_changes_nothing(self, environment: str = "dev") -> None:
        """Run `up`, and fail if it does anything."""
        before = self.things(environment)
        assert changes(self.succeed("up", environment=environment)) == []
        assert self.things(environment) == before

    def preview_passes(self, environment: str = "dev") -> str:
        """Preview with the policy packs; fail unless all their rules had their turn and none found anything wrong.

        What a rule cannot decide before `up` is no fault. Returns the output.
        """
        output = self.succeed("preview", environment=environment)
        file = self.root / f"{self.architecture}-{environment}.policies" / "report.json"
        report = json.loads(file.read_text(encoding="utf-8"))
        packs = {file.parent.name for file in REPOSITORY.glob("policies/*/PulumiPolicy.yaml")}
        assert {pack["name"] for pack in report["packs"]} == packs
        assert (report["complete"], report["environment"]) == (True, environment)
        skipped = [rule["name"] for rule in report["rules"] if not rule["ran"] and rule["level"] != "disabled"]
        assert skipped == []
        assert report["violations"] == []
        said = [*lines_with(output, "[mandatory]"), *lines_with(output, "[advisory]")]
        assert len(said) == len(lines_with(output, "cannot be decided at preview")), output
        return output

    def outputs(self, environment: str = "dev") -> Mapping[str, object]:
        """Return the stack's outputs as they are in the state file."""
        file = self.root / "state" / ".pulumi" / "stacks" / PROJECT / f"{self.architecture}-{environment}.json"
        for resource in json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"]["resources"]:
            if resource["type"] == "pulumi:pulumi:Stack":
                found: Mapping[str, object] = resource["outputs"]
                return found
        pytest.fail("the state has no stack")

    def secrets(self) -> set[str]:
        """Return every secret value that the simulated cloud holds."""
        values = [
            str(thing.outputs[key]) for thing in self.store.things() for key in _SECRETS if thing.outputs.get(key)
        ]
        inside = [json.loads(value).get("password") for value in values if value.startswith("{")]
        return {*values, *(value for value in inside if value)}

    def leaks(self, text: str) -> list[str]:
        """Return where a secret stands in clear: in `text`, or in a file of the sandbox other than the cloud itself."""
        texts = {"output": text.encode()}
        for file in self.root.rglob("*"):
            if file.is_file() and not file.name.startswith("cloud.db"):
                texts[str(file.relative_to(self.root))] = file.read_bytes()
        forms = [form for secret in self.secrets() for form in _forms(secret)]
        return [place for place, content in texts.items() if any(form in content for form in forms)]


def changes(output: str) -> list[str]:
    """Return the lines of the CLI's summary that name a change; fail if there is no summary."""
    _, found, summary = output.rpartition("Resources:\n")
    assert found, output
    lines = [line.strip() for line in summary.split("\n\n", 1)[0].splitlines()]
    return [line for line in lines if not line.endswith("unchanged") or " changes" in line]


def _forms(secret: str) -> Sequence[bytes]:
    """Return how `secret` looks in clear and inside base64, whatever stands before and after it."""
    forms = [secret.encode()]
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + secret.encode())
        forms.append(coded[4 if shift else 0 : len(coded) - 4])
    return forms


def own_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str) -> Iterator[Deployed]:
    """Yield an empty sandbox, on a machine whose user has a Pulumi of their own, which must not be touched."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PULUMI_HOME", str(home / ".pulumi"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://pulumi.invalid")
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("HISTFILE", os.devnull)  # a shell's history would be a file in the home folder
    sandbox = Deployed(tmp_path / "sandbox", architecture)
    yield sandbox
    sandbox.stop()
    assert list(home.iterdir()) == [], "the user's own files were touched"
