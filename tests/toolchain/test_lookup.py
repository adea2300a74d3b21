"""Where `ensure.py` takes the CLI from."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toolchain.fakes import ENSURE, Machine, executable
from toolchain.pins import build_key, go_pin, parse_version, pulumi_pin

NEWER = "v999.0.0"
OLDER = "v3.1.0"


@pytest.mark.parametrize("answer", [NEWER, f"v{pulumi_pin()}"])
def test_a_new_enough_pulumi_on_the_path_is_used_and_nothing_is_built(machine: Machine, answer: str) -> None:
    machine.add_go()
    machine.add_pulumi(answer)
    assert machine.ensure() == (0, f"{machine.bin}\n", "")
    assert machine.builds() == 0


@pytest.mark.parametrize("answer", [OLDER, "", "unknown"])
def test_a_pulumi_that_is_too_old_is_named_and_another_is_built(machine: Machine, answer: str) -> None:
    machine.add_go()
    machine.add_pulumi(answer)
    code, output, errors = machine.ensure()
    assert code == 0
    assert Path(output.strip()).parent == machine.cache / "toolchain"
    assert f"{machine.bin / 'pulumi'} is {answer or 'of an unknown version'}; {pulumi_pin()} or newer" in errors
    assert machine.builds() == 2


def test_a_pulumi_without_a_language_host_is_not_used(machine: Machine) -> None:
    machine.add_go()
    machine.add_pulumi(NEWER, language_host=False)
    _, output, errors = machine.ensure()
    assert output.strip() != str(machine.bin)
    assert "has no pulumi-language-python" in errors


def test_a_finished_build_is_used_again(machine: Machine) -> None:
    machine.add_go()
    first = machine.ensure()[1]
    assert machine.ensure() == (0, first, "")
    assert machine.builds() == 2


def test_a_build_on_the_path_does_not_hide_that_its_sources_have_changed(machine: Machine) -> None:
    machine.add_go()
    stale = machine.cache / "toolchain" / f"{pulumi_pin()}-0123456789ab"
    for name in ("pulumi", "pulumi-language-python"):
        executable(stale / name, f"#!/bin/sh\necho {NEWER}\n")
    machine.environment["PATH"] = f"{stale}:{machine.environment['PATH']}"
    assert machine.ensure()[1].strip() != str(stale)


def test_without_pulumi_and_go_the_message_says_what_to_install(machine: Machine) -> None:
    code, output, errors = machine.ensure()
    assert (code, output) == (1, "")
    assert "https://www.pulumi.com/docs/iac/download-install/" in errors
    assert f"Go {go_pin()} or newer" in errors


def test_check_builds_nothing(machine: Machine) -> None:
    machine.add_go()
    code, output, errors = machine.ensure("--check")
    assert (code, output) == (1, "")
    assert "would be built" in errors
    assert machine.builds() == 0
    assert not machine.cache.exists()


def test_a_python_that_is_too_old_is_told_so(machine: Machine) -> None:
    # The version is made up, because an old Python is not at hand everywhere.
    code = "import runpy, sys; sys.version_info = (3, 6, 15); runpy.run_path(sys.argv[1], run_name='__main__')"
    answer = subprocess.run(
        [sys.executable, "-c", code, str(ENSURE)], capture_output=True, text=True, check=False, env=machine.environment
    )
    assert answer.returncode == 1
    assert "3.11 or newer" in answer.stderr
    assert "3.6" in answer.stderr
    assert "make up PYTHON=python3.12" in answer.stderr


@pytest.mark.parametrize(
    ("text", "version"),
    [("v3.259.0", (3, 259, 0)), ("3.260.0-alpha.1", (3, 260, 0)), ("", ()), ("version 3", ())],
)
def test_versions_are_read_as_numbers(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


def test_the_go_modules_are_of_the_release_that_the_python_sdk_has() -> None:
    modules = (ENSURE.parent / "go.mod").read_text(encoding="utf-8")
    for module in ("pkg", "sdk"):
        assert f"github.com/pulumi/pulumi/{module}/v3 v{pulumi_pin()}" in modules


def test_a_build_is_named_after_its_sources_but_not_their_tests(tmp_path: Path) -> None:
    hosts = tmp_path / "language-python"
    hosts.mkdir()
    for name in ("go.mod", "go.sum", "language-python/main.go", "language-python/main_test.go"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    first = build_key("1.2.3", tmp_path)
    (hosts / "main_test.go").write_text("changed", encoding="utf-8")
    assert build_key("1.2.3", tmp_path) == first
    (hosts / "main.go").write_text("changed", encoding="utf-8")
    assert build_key("1.2.3", tmp_path) != first
