"""The workflows: who may do what, what they run exists, and nothing in them belongs to a real account."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from architectures import names
from policies.report.comment import MARK
from sandbox.paths import REPOSITORY

FOLDER = REPOSITORY / ".github"
FILES = sorted((FOLDER / "workflows").glob("*.yaml"))
ACTIONS = sorted((FOLDER / "actions").glob("*/action.yaml"))
WRITES = {
    ("preview", "aws"): {"id-token"},
    ("preview", "comment"): {"pull-requests"},
    ("deploy", "stack"): {"id-token"},
    ("drift", "stack"): {"id-token", "issues"},
}
"""All that any job may change, and getting a token for AWS."""

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)

Node = Mapping[object, object]


def read(file: Path) -> Node:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(content, Mapping)
    return content


def mapping(value: object) -> Node:
    assert isinstance(value, Mapping)
    return value


def jobs(file: Path) -> Iterator[tuple[str, Node]]:
    for name, job in mapping(read(file)["jobs"]).items():
        yield str(name), mapping(job)


def steps(node: Node) -> Iterator[Node]:
    found = node["steps"]
    assert isinstance(found, list)
    yield from (mapping(step) for step in found)


def commands(file: Path) -> Iterator[str]:
    for _, job in jobs(file):
        yield from (str(step["run"]) for step in steps(job) if "run" in step)


def test_there_is_a_workflow_for_each_occasion() -> None:
    assert {file.stem for file in FILES} >= {"ci", "preview", "deploy", "drift"}


@each_file
def test_a_workflow_may_read_and_a_job_write_only_what_it_must(file: Path) -> None:
    assert read(file)["permissions"] == {"contents": "read"}
    for name, job in jobs(file):
        given = mapping(job.get("permissions", {}))
        writes = {key for key, value in given.items() if value == "write"}
        assert writes == WRITES.get((file.stem, name), set()), name
        assert set(given.values()) <= {"read", "write"}


@each_file
def test_no_workflow_hands_its_secrets_to_code_of_a_fork(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "pull_request_target" not in text
    for name, job in jobs(file):
        if "pull_request" in mapping(read(file)[True]) and "secrets." in str(job):  # YAML reads `on` as true
            assert "head.repo.full_name == github.repository" in str(job["if"]), name


@each_file
def test_every_job_ends_some_time(file: Path) -> None:
    assert [name for name, job in jobs(file) if "timeout-minutes" not in job] == []


def test_every_action_is_pinned_to_one_major_version_everywhere() -> None:
    nodes = [job for file in FILES for _, job in jobs(file)] + [mapping(read(file)["runs"]) for file in ACTIONS]
    used = {str(step["uses"]) for node in nodes for step in steps(node) if "uses" in step}
    pinned = {name for name in used if not name.startswith("./")}
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", name) for name in pinned), pinned
    assert len({name.partition("@")[0] for name in pinned}) == len(pinned)
    assert all((REPOSITORY / name / "action.yaml").exists() for name in used - pinned)


@pytest.mark.parametrize("file", [*FILES, *ACTIONS], ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_no_account_role_or_key_is_written_down(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\d{12}|arn:aws|AKIA|aws-access-key|aws-secret", text)


@each_file
def test_no_text_from_outside_is_put_into_a_script(file: Path) -> None:
    """An expression is replaced before the shell reads the line, so only what we name ourselves may stand there."""
    found = {one for text in commands(file) for one in re.findall(r"\$\{\{\s*(.+?)\s*\}\}", text)}
    assert {one.partition(".")[0] for one in found} <= {"matrix"}


@each_file
def test_every_make_target_exists(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {target for text in commands(file) for target in re.findall(r"\bmake ([a-z-]+)", text)}
    assert used <= targets | {"up", "refresh", "destroy"}


def test_pull_requests_preview_every_architecture_in_both_environments() -> None:
    script = FOLDER / "architectures.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert tuple(json.loads(done.stdout)) == names()
    sandbox = dict(jobs(FOLDER / "workflows" / "preview.yaml"))["sandbox"]
    assert mapping(mapping(sandbox["strategy"])["matrix"])["environment"] == ["dev", "prod"]


def test_every_workflow_is_about_the_same_stacks_and_each_has_its_file() -> None:
    found = {
        tuple(stacks)
        for name in ("preview", "deploy", "drift")
        for _, job in jobs(FOLDER / "workflows" / f"{name}.yaml")
        if isinstance(stacks := mapping(mapping(job.get("strategy", {})).get("matrix", {})).get("stack"), list)
    }
    assert len(found) == 1
    assert all((REPOSITORY / f"Pulumi.{stack}.yaml").exists() for stack in found.pop())


def test_each_stack_is_deployed_with_the_role_of_its_environment() -> None:
    """A stack may be called otherwise than its environment."""
    matrix = mapping(mapping(dict(jobs(FOLDER / "workflows" / "deploy.yaml"))["stack"]["strategy"])["matrix"])
    assert isinstance(matrix["include"], list)
    environments = {mapping(one)["stack"]: mapping(one)["environment"] for one in matrix["include"]}
    assert list(environments) == matrix["stack"]
    for stack, environment in environments.items():
        config = mapping(yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"])
        assert config["aws-architectures:environment"] == environment


def test_nothing_is_deployed_before_the_packs_have_seen_it_and_prod_comes_last() -> None:
    job = dict(jobs(FOLDER / "workflows" / "deploy.yaml"))["stack"]
    runs = [str(step["run"]) for step in steps(job) if "run" in step]
    assert [text.split()[1] for text in runs if text.startswith("make ")] == ["preview", "up"]
    strategy = mapping(job["strategy"])
    assert (strategy["max-parallel"], strategy["fail-fast"]) == (1, True)
    matrix = mapping(strategy["matrix"])
    assert isinstance(matrix["include"], list)
    environments = [str(mapping(one)["environment"]) for one in matrix["include"]]
    assert {"dev", "prod"} <= set(environments)
    assert environments == sorted(environments)


def test_a_comment_is_found_again_by_its_first_line() -> None:
    text = next(text for text in commands(FOLDER / "workflows" / "preview.yaml") if "PATCH" in text)
    assert "head -n 1 comment.md" in text
    assert '"' not in MARK


def test_the_pinned_pulumi_is_the_one_of_the_requirements() -> None:
    pinned = re.search(r"pulumi-version: (.+)", (FOLDER / "actions/prepare/action.yaml").read_text(encoding="utf-8"))
    assert pinned is not None
    assert f"pulumi=={pinned[1]}" in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


def test_make_lint_runs_actionlint_on_all_of_them() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert "go tool actionlint" in makefile
    assert {file.suffix for file in (FOLDER / "workflows").iterdir()} == {".yaml"}
