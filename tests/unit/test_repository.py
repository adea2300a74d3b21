"""Rules of this repository that no linter knows."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ("architectures", "components", "core", "policies", "sandbox", "toolchain")
IGNORED = {".git", *(line.strip("/\n") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines())}
SDKS = ("aws", "eks", "k8s", "kubernetes", "pulumi_aws", "pulumi_eks", "pulumi_kubernetes")
INDEX_VARIABLES = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "GOPROXY",
    "NPM_CONFIG_REGISTRY",
)
MACHINE_PATH = re.compile(r"(?<![\w.~{}$<])/(?:home|Users|work)/[a-z][\w.-]*/|(?<![\w.~])/root/\.")


def files() -> Iterator[Path]:
    """Yield the files that are, or could be, committed."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in IGNORED]
        yield from (Path(folder) / name for name in names)


def modules(*folders: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_point_is_short_and_imports_the_architectures_only() -> None:
    text = (ROOT / "__main__.py").read_text(encoding="utf-8")
    imported = {root for node in ast.walk(ast.parse(text)) for root in _imported(node)}
    assert len(text.splitlines()) <= 20
    assert imported <= {"pulumi", "architectures"}


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {str(node.module).split(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(path)
        for path in modules(*PROGRAM, "docs")
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_no_file_of_the_program_is_long() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PROGRAM)}
    assert {name: length for name, length in lengths.items() if length > 350} == {}


def resources_in_callbacks(text: str) -> list[int]:
    """Return the lines on which a resource is created inside a function given to `apply`.

    Such a resource is missing from a preview whenever the value is unknown. Functions are followed by their name within
    the module.
    """
    tree = ast.parse(text)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    classes = {alias.asname or alias.name for node in ast.walk(tree) for alias in _components(node)}
    classes |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _is_component(node)}
    lines: list[int] = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "apply":
            for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
                lines += [node.lineno for node in _followed(argument, functions) if _creates(node, classes)]
    return lines


def _followed(argument: ast.expr, functions: dict[str, ast.FunctionDef]) -> list[ast.Call]:
    """Return all calls that run when the callback does."""
    callback = functions.get(_last_name(argument), argument)
    return [node for node in ast.walk(callback) if isinstance(node, ast.Call)]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _components(node: ast.AST) -> list[ast.alias]:
    """Return what an import takes from `components`, but for argument classes and functions."""
    if not (isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "components"):
        return []
    return [alias for alias in node.names if alias.name[:1].isupper() and not alias.name.endswith("Args")]


def _is_component(node: ast.ClassDef) -> bool:
    return any(_last_name(base) == "ComponentResource" for base in node.bases)


def _creates(call: ast.Call, classes: set[str]) -> bool:
    name = _last_name(call.func)
    root: ast.expr = call.func
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(call.func, ast.Name):
        return name in classes
    return _last_name(root) in SDKS and name[:1].isupper() and not name.endswith("Args")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("vpc.id.apply(lambda vpc_id: aws.ec2.Subnet('a', vpc_id=vpc_id))", [1]),
        ("vpc.id.apply(func=lambda vpc_id: aws.ec2.Subnet('a', vpc_id=vpc_id))", [1]),
        ("def make(i):\n    return aws.ec2.Subnet('a', vpc_id=i)\nvpc.id.apply(make)", [2]),
        ("from components.vpc import Vpc\nx.apply(lambda i: Vpc(i))", [2]),
        ("class Net(pulumi.ComponentResource): pass\nx.apply(lambda i: Net(i))", [2]),
        ("from components.vpc import VpcArgs\nx.apply(lambda i: VpcArgs(i))", []),
        ("aws.ec2.Subnet('a', vpc_id=vpc.id.apply(str))", []),
        ("x.apply(lambda i: aws.ec2.SubnetArgs(i))", []),
        ("x.apply(lambda i: aws.get_region())", []),
    ],
)
def test_a_resource_in_a_callback_is_found(source: str, lines: list[int]) -> None:
    assert resources_in_callbacks(source) == lines


def test_no_resource_is_created_inside_apply() -> None:
    hidden = {shown(path): resources_in_callbacks(path.read_text(encoding="utf-8")) for path in modules(*PROGRAM)}
    assert {name: lines for name, lines in hidden.items() if lines} == {}


def private_hosts() -> set[str]:
    """Return the hosts from which this machine takes packages."""
    values = ",".join(os.environ.get(name, "") for name in INDEX_VARIABLES).replace("|", ",").split(",")
    hosts = {urlsplit(value.strip()).hostname for value in values if "://" in value}
    return {host for host in hosts if host and "." in host}


@pytest.mark.parametrize("path", ["home/dev/project", "work/main/x", "root/.cache", "Users/me/x"])
def test_a_machine_path_is_found(path: str) -> None:
    assert MACHINE_PATH.search(f"in '/{path}'")


@pytest.mark.parametrize("before", ["api", "https://a.b", "~", "$HOME"])
def test_what_only_looks_like_a_machine_path_is_not(before: str) -> None:
    assert not MACHINE_PATH.search(f"{before}/{'work'}/items/")


def test_no_committed_file_names_this_machine_or_its_package_index() -> None:
    hosts = private_hosts()
    wrong = []
    for path in files():
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if str(ROOT) in text or MACHINE_PATH.search(text) or any(host in text for host in hosts):
            wrong.append(shown(path))
    assert wrong == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_files_hold_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index-url" not in text
