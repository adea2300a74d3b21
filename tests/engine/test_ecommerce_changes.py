"""A user changes `ecommerce` as docs/kubernetes.md says: a node group, a service, the version; and makes mistakes."""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sandbox.outputs import value_at
from sandbox.paths import REPOSITORY
from sandbox.store import Thing
from tests.engine.conftest import lines_with
from tests.engine.deployed import Deployed, changes, own_sandbox

PAGE = REPOSITORY / "docs" / "kubernetes.md"
SOURCES = ("architectures", "components", "core")
MOST_LINES = 15
NODES = "eks/nodeGroup:NodeGroup"
CLUSTER = "eks/cluster:Cluster"
POLICY = "iam/rolePolicy:RolePolicy"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
REVIEW = {
    DEPLOYMENT,
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:policy/v1:PodDisruptionBudget",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "ecr/repository:Repository",
    "iam/role:Role",
}
FOLLOWS_THE_VERSION = {
    "ecommerce-cluster-eksCluster",
    "ecommerce-cluster-kube-proxy",
    "ecommerce-cluster-coredns",
    "ecommerce-cluster-general",
    "ecommerce-cluster-spot",
    "ecommerce-controllers-cluster-autoscaler",
}
VERSION = "settings.cluster.version"
GROUPS = {
    "lone": {"capacity_type": "SPOT", "instance_types": ["t3.large"], "minimum": 0, "maximum": 2},
    "large": {"instance_types": ["t3.large"], "minimum": 5, "maximum": 2},
    "mixed": {"instance_types": ["m6g.large", "m6i.large"], "minimum": 0, "maximum": 2},
    "wrong": {"instance_types": ["m5.larg"], "minimum": 0, "maximum": 2},
    "Big.1": {"instance_types": ["t3.large"], "minimum": 0, "maximum": 2},
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """Give a sandbox with a copy of the program, in which the user may change the code too."""
    program = tmp_path / "program"
    for folder in SOURCES:
        shutil.copytree(REPOSITORY / folder, program / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (REPOSITORY / "__main__.py", *REPOSITORY.glob("Pulumi*.yaml")):
        shutil.copy(file, program)
    (program / ".venv").symlink_to(REPOSITORY / ".venv")
    for sandbox in own_sandbox(tmp_path, monkeypatch, "ecommerce"):
        sandbox.program = program
        yield sandbox


def shown(section: str, language: str) -> list[str]:
    """Return the lines of the page's first block in a language below a heading."""
    _, found, text = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")
    block = re.search(rf"^```{language}\n(.*?)^```$", text.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
    assert found
    assert block, f"{PAGE} shows no {language} for {section!r}"
    return block[1].splitlines()


def made(shop: Deployed) -> set[tuple[str, str, int]]:
    """Return everything that there is, with how often it has been made."""
    shop.assert_settled()
    return {(thing.urn, thing.id, thing.count) for thing in shop.things()}


def paths_of(ingress: Thing) -> Sequence[object]:
    rules = value_at(ingress.inputs, "spec.rules")
    assert isinstance(rules, list)
    return [path["path"] for rule in rules for path in rule["http"]["paths"]]


def policy_of(shop: Deployed, service: str) -> str:
    """Return what a service may do in AWS."""
    (found,) = (one for name, one in shop.of(POLICY).items() if name.startswith(f"ecommerce-{service}"))
    return str(found.inputs["policy"])


def test_a_group_and_a_service_come_as_the_page_says_and_nothing_is_replaced(shop: Deployed) -> None:
    shop.succeed("up")
    before = made(shop)

    group, service = shown("Adding a node group", "console"), shown("Adding a service", "console")
    entry = shown("Adding a service", "python")
    assert len(group) <= MOST_LINES
    assert len(service) + len(entry) <= MOST_LINES
    access = shop.program / "architectures" / "ecommerce" / "access.py"
    code, end, rest = access.read_text(encoding="utf-8").rpartition("\n}\n")
    access.write_text("\n".join([code, *entry]) + end + rest, encoding="utf-8")
    shop.type_into_shell(*group, *service)
    added = shop.succeed("up")
    assert before < made(shop), "nothing is replaced"
    assert not lines_with(added, " delet")
    assert shop.of(NODES)["ecommerce-cluster-memory"].inputs["instanceTypes"] == ["r6i.large"]
    assert [kind for kind in REVIEW if "ecommerce-review" not in shop.of(kind)] == []
    assert "/api/v1/reviews" in paths_of(shop.of(INGRESS)["ecommerce-ingress"])
    assert "rds-db:connect" in policy_of(shop, "review")
    assert "s3:GetObject" not in policy_of(shop, "review")
    shop.up_changes_nothing()


def test_a_version_comes_one_minor_at_a_time_as_the_page_says_and_nothing_is_replaced(shop: Deployed) -> None:
    shop.succeed("up")
    before = made(shop)
    steps = shown("Upgrading Kubernetes", "console")
    for version, reason, mend in (
        ("1.34", "the cluster runs 1.35, and EKS does not take a cluster down to 1.34", "1.35"),
        ("1.37", "Allowed: 1.34, 1.35, 1.36", "VALUE"),
    ):
        shop.type_into_shell(f"pulumi config set --path {VERSION} {version}")
        refused = shop.fail("up")
        assert lines_with(refused, reason)
        assert lines_with(refused, f"mend: pulumi config set --path {VERSION} {mend}")
        assert not lines_with(refused, "updating (")
    shop.type_into_shell(*(step for step in steps if "config set" in step))
    preview = shop.succeed("preview")
    assert {line.split()[2] for line in lines_with(preview, " ~ ", " update ")} == FOLLOWS_THE_VERSION
    assert changes(preview)[0] == f"~ {len(FOLLOWS_THE_VERSION)} to update"
    shop.succeed("up")
    assert made(shop) == before
    assert {thing.outputs["version"] for thing in (*shop.of(NODES).values(), *shop.of(CLUSTER).values())} == {"1.36"}
    shop.up_changes_nothing()

    cluster = shop.of(CLUSTER)["ecommerce-cluster-eksCluster"]
    shop.succeed("drift", cluster.urn, "version=1.34")
    refused = shop.fail("preview")
    assert lines_with(refused, "one minor at a time: bring it to 1.35 first, then on to 1.36")
    assert lines_with(refused, f"mend: pulumi config set --path {VERSION} 1.35")


def test_every_mistake_in_node_groups_is_named_with_its_mend_and_nothing_is_made(shop: Deployed) -> None:
    shop.configure({"settings": {"cluster": {"node_groups": GROUPS}}})
    refused = shop.fail("up")
    groups = "settings.cluster.node_groups"
    expected = (
        "5 mistakes in this stack's configuration; nothing was created",
        f"{groups}.lone.instance_types",
        "Give two types or more of the same size, or set capacity_type to ON_DEMAND",
        f"{groups}.large.minimum = 5",
        f"mend: pulumi config set --path {groups}.large.minimum 2",
        f"{groups}.mixed.instance_types",
        "mixes processor architectures: m6g.large (ARM_64) with m6i.large (x86_64)",
        f'{groups}.wrong.instance_types[0] = "m5.larg"',
        "Did you mean m5.large?",
        f"mend: pulumi config set --path '{groups}.wrong.instance_types[0]' m5.large",
        "is not a usable name",
        f"mend: pulumi config rm --path '{groups}[\"Big.1\"]'",
    )
    assert [text for text in expected if text not in refused] == [], refused
    assert shop.store.things() == []
