"""Fixtures of the toolchain's tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.toolchain.fakes import ENSURE, Machine, executable
from tests.toolchain.project import Project
from toolchain.pins import pulumi_pin


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, pulumi_pin())


@pytest.fixture(scope="session")
def cli_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # An official installation would bring its own language host: one that is too old makes it count as absent.
    old = executable(tmp_path_factory.mktemp("old") / "pulumi", "#!/bin/sh\necho v0.0.0\n").parent
    environment = {**os.environ, "PATH": f"{old}{os.pathsep}{os.environ['PATH']}"}
    answer = subprocess.run(
        [sys.executable, str(ENSURE)], stdout=subprocess.PIPE, text=True, check=True, env=environment
    )
    return Path(answer.stdout.strip())


@pytest.fixture
def project(tmp_path: Path, cli_folder: Path) -> Project:
    return Project(tmp_path, cli_folder)
