"""Each policy pack on the real engine: a broken program is stopped before anything is created, or mended if asked."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.paths import REPOSITORY
from tests.engine.conftest import Sandbox, lines_with

PACKS = sorted(file.parent for file in REPOSITORY.glob("policies/*/PulumiPolicy.yaml"))

HEAD = """\
import json
import pulumi
import pulumi_aws as aws

TAGS = {"Environment": "prod", "Project": "demo", "Owner": "platform", "Architecture": "small"}
provider = aws.Provider("aws", region="us-east-1", default_tags={"tags": TAGS})
options = pulumi.ResourceOptions(provider=provider)
"""
DATABASE = """
database = dict(
    engine="postgres", engine_version="15.13", instance_class="db.t4g.micro", allocated_storage=20,
    username="master", manage_master_user_password=True, skip_final_snapshot=True, opts=options,
)
aws.rds.Instance("broken", **database | dict({broken}))
"""
UNTAGGED = """
import pulumi
import pulumi_aws as aws

provider = aws.Provider("aws", region="us-east-1")
options = pulumi.ResourceOptions(provider=provider)
"""


@dataclass(frozen=True)
class Broken:
    """A small program with one fault, the rule that finds it, and what is said."""

    program: str
    rule: str
    says: str
    environment: str = "prod"
    """Whose settings the pack is run with."""


BROKEN = {
    "encryption": Broken(
        HEAD + DATABASE.format(broken="storage_encrypted=False"),
        "rds-storage-encrypted",
        "storageEncrypted is not true",
    ),
    "tagging": Broken(
        UNTAGGED + 'aws.sns.Topic("broken", tags={"Owner": "platform"}, opts=options)',
        "required-tags",
        "without Environment, Project, Architecture",
        environment="dev",  # in prod the provider without default tags is stopped already
    ),
    "network": Broken(
        HEAD + DATABASE.format(broken="publicly_accessible=True"),
        "rds-not-public",
        "publiclyAccessible is true",
    ),
    "resilience": Broken(
        HEAD + DATABASE.format(broken="backup_retention_period=0"),
        "rds-backup-retention",
        "backupRetentionPeriod",
    ),
    "identity": Broken(
        HEAD
        + """
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
aws.iam.Policy("broken", policy=json.dumps(everything), opts=options)
""",
        "iam-no-admin-statement",
        "allows",
    ),
    "feasibility": Broken(
        HEAD
        + """
aws.cloudwatch.MetricAlarm(
    "broken", namespace="AWS/RDS", metric_name="CPUUtilisation", statistic="Average", period=60, evaluation_periods=1,
    comparison_operator="GreaterThanThreshold", threshold=80, dimensions={"DBInstanceIdentifier": "main"}, opts=options,
)
""",
        "feasible-alarm-metric",
        "CPUUtilisation",
    ),
    "cost": Broken(
        HEAD + DATABASE.format(broken='instance_class="db.m5.24xlarge"'), "allowed-db-classes", "instanceClass"
    ),
    "workloads": Broken(
        """
import json
import pulumi
import pulumi_kubernetes as kubernetes

kubeconfig = {
    "current-context": "demo",
    "contexts": [{"name": "demo", "context": {"cluster": "demo", "user": "demo"}}],
    "clusters": [{"name": "demo", "cluster": {"server": "https://demo.invalid"}}],
}
provider = kubernetes.Provider("kubernetes", kubeconfig=json.dumps(kubeconfig))
kubernetes.core.v1.Pod(
    "broken",
    metadata={"namespace": "default"},
    spec={"containers": [{"name": "app", "image": "nginx:1.27", "securityContext": {"privileged": True}}]},
    opts=pulumi.ResourceOptions(provider=provider),
)
""",
        "k8s-no-privileged",
        "is privileged",
    ),
}


def write(sandbox: Sandbox, program: str) -> None:
    (sandbox.program / "__main__.py").write_text(program, encoding="utf-8")


def with_pack(pack: Path, config: Path) -> tuple[str, ...]:
    return ("--", "--policy-pack", str(pack), "--policy-pack-config", str(config))


def test_every_pack_has_a_broken_program() -> None:
    assert {pack.name for pack in PACKS} == set(BROKEN)


@pytest.mark.parametrize("pack", [pack for pack in PACKS if pack.name in BROKEN], ids=lambda pack: pack.name)
def test_a_broken_program_is_stopped_before_anything_is_created(pack: Path, small_sandbox: Sandbox) -> None:
    broken = BROKEN[pack.name]
    write(small_sandbox, broken.program)
    for command in ("preview", "up"):
        output = small_sandbox.fail(command, *with_pack(pack, pack / f"{broken.environment}.json"))
        assert lines_with(output, "[mandatory]", broken.rule, "broken"), output
        assert lines_with(output, broken.says), output
        assert small_sandbox.store.things() == []


ROTATION = "aws.kms.Key('broken', enable_key_rotation=False, opts=options)"
ALL = REPOSITORY / "policies"


def test_all_packs_run_as_one_with_the_settings_for_the_environment_of_the_stack(small_sandbox: Sandbox) -> None:
    write(small_sandbox, HEAD + ROTATION)
    stack_file = small_sandbox.program / "Pulumi.dev.yaml"
    without = stack_file.read_text(encoding="utf-8")
    output = small_sandbox.succeed("preview", "--", "--policy-pack", str(ALL))
    assert lines_with(output, "[advisory]", "kms-key-rotation", "broken"), output
    stack_file.write_text(f"{without}  aws-architectures:environment: prod\n", encoding="utf-8")
    for command in ("up", "preview"):
        output = small_sandbox.fail(command, "--", "--policy-pack", str(ALL))
        assert lines_with(output, "[mandatory]", "kms-key-rotation", "broken"), output
        assert lines_with(output, "[mandatory]", "stateful-resources-protected", "broken"), "another pack speaks too"
        assert small_sandbox.store.things() == []
    page = next(iter(lines_with(output, "Policy report:"))).removeprefix("Policy report: ")
    report = json.loads(Path(page).with_suffix(".json").read_text(encoding="utf-8"))
    assert [pack["name"] for pack in report["packs"]] == [pack.name for pack in PACKS]
    assert report["environment"] == "prod"


def test_a_file_named_for_all_packs_goes_before_their_own_settings(small_sandbox: Sandbox) -> None:
    write(small_sandbox, HEAD + ROTATION)
    with (small_sandbox.program / "Pulumi.dev.yaml").open("a", encoding="utf-8") as stack_file:
        stack_file.write("  aws-architectures:environment: prod\n")
    config = small_sandbox.program / "own.json"
    config.write_text(json.dumps({"kms-key-rotation": "disabled"}), encoding="utf-8")
    output = small_sandbox.fail("preview", *with_pack(ALL, config))
    assert not lines_with(output, "kms-key-rotation"), output
    assert lines_with(output, "[mandatory]", "stateful-resources-protected", "broken"), output


UNTAGGED_SECRET = """
topic = aws.sns.Topic("topic", display_name=pulumi.Output.secret("correct-horse"), opts=options)
aws.sns.Topic("other", tags={"Owner": "other", "Name": topic.arn}, opts=options)
"""
ADDED = {"Environment": "dev", "Project": "demo", "Owner": "platform", "Architecture": "small"}


@pytest.fixture
def mending(small_sandbox: Sandbox) -> tuple[str, ...]:
    """A program that lacks tags and holds secrets, and the options by which the pack adds the tags."""
    write(small_sandbox, UNTAGGED + UNTAGGED_SECRET)
    config = small_sandbox.program / "tagging.json"
    config.write_text(json.dumps({"required-tags": {"enforcementLevel": "remediate", "addTags": ADDED}}))
    return with_pack(REPOSITORY / "policies" / "tagging", config)


def test_missing_tags_are_added_and_secrets_stay_secret(small_sandbox: Sandbox, mending: tuple[str, ...]) -> None:
    small_sandbox.succeed("preview", *mending)
    output = small_sandbox.succeed("up", *mending)
    topic, other = small_sandbox.named("topic")[0], small_sandbox.named("other")[0]
    assert topic.outputs["displayName"] == "correct-horse"
    assert topic.outputs["tags"] == ADDED
    assert topic.outputs["tagsAll"] == ADDED
    assert other.outputs["tags"] == ADDED | {"Owner": "other", "Name": topic.id}
    assert other.outputs["tagsAll"] == ADDED | {"Owner": "other", "Name": topic.id}
    files = [file for file in small_sandbox.root.rglob("*") if file.is_file() and not file.name.startswith("cloud.db")]
    written = [output, *(file.read_bytes().decode(errors="replace") for file in files)]
    assert not [text for text in written if "correct-horse" in text]
    small_sandbox.succeed("up", *mending, "--expect-no-changes")


def test_a_run_with_packs_leaves_a_report(small_sandbox: Sandbox, mending: tuple[str, ...]) -> None:
    output = small_sandbox.succeed("preview", *mending)
    page = next(iter(lines_with(output, "Policy report:"))).removeprefix("Policy report: ")
    assert "| `tagging`/`required-tags` | `topic` (aws:sns/topic:Topic) | Environment, Project, Owner" in Path(
        page
    ).read_text(encoding="utf-8")
    report = json.loads(Path(page).with_suffix(".json").read_text(encoding="utf-8"))
    assert report["verdict"] == "passed"
    assert report["preview"]
    assert report["resources"]["types"]["aws:sns/topic:Topic"] == 2


def test_a_stopped_run_leaves_a_report_of_the_violation(small_sandbox: Sandbox) -> None:
    pack, broken = REPOSITORY / "policies" / "encryption", BROKEN["encryption"]
    write(small_sandbox, broken.program)
    output = small_sandbox.fail("preview", *with_pack(pack, pack / "dev.json"))
    page = Path(next(iter(lines_with(output, "Policy report:"))).removeprefix("Policy report: "))
    report = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert report["verdict"] == "stopped"
    found = [(item["rule"], item["level"], item["urn"].rpartition("::")[2]) for item in report["violations"]]
    assert (broken.rule, "mandatory", "broken") in found
