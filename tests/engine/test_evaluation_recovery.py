"""Recovery on the real engine: `evaluation` in its second region, and a database restored in any architecture."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.engine.deployed import Deployed, own_sandbox

DATABASE = "rds/instance:Instance"
SNAPSHOT_SETTINGS = {"settings": {"database": {"restore": {"snapshot": "ims-before-the-mistake"}}}}


@pytest.fixture
def evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "evaluation")


@pytest.fixture
def ims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ims")


def recovery_settings(outputs: Mapping[str, object]) -> dict[str, object]:
    """Return what docs/recovery.md tells to set, from the outputs of the lost stack."""
    key = outputs["recoveryKeyArn"]
    return {
        "hostedZoneId": outputs["zoneId"],
        "settings": {
            "replication": None,
            "recovery": {"files_bucket": outputs["recoveryFilesBucket"], "files_key_arn": key},
            "database": {"restore": {"backups_arn": outputs["recoveryBackupsArn"], "kms_key_arn": key}},
        },
    }


def test_the_system_stands_up_in_the_second_region_from_the_copies(evaluation: Deployed) -> None:
    evaluation.succeed("up", environment="prod")
    lost = evaluation.outputs("prod")

    evaluation.configure(recovery_settings(lost), "recovery")
    evaluation.succeed("up", environment="recovery")
    evaluation.assert_settled("recovery")
    outputs = evaluation.outputs("recovery")
    assert outputs["clusterName"] == "dr-cluster"
    assert outputs["filesBucket"] == lost["recoveryFilesBucket"]
    buckets = evaluation.of("s3/bucket:Bucket", "recovery")
    assert set(buckets) == {"evaluation-logs"}

    database = evaluation.of(DATABASE, "recovery")["evaluation-database"]
    assert database.region == "us-west-2"
    moment = {"sourceDbInstanceAutomatedBackupsArn": lost["recoveryBackupsArn"], "useLatestRestorableTime": True}
    assert database.inputs["restoreToPointInTime"] == moment
    assert database.inputs["kmsKeyId"] == lost["recoveryKeyArn"]

    (distribution,) = evaluation.of("cloudfront/distribution:Distribution", "recovery").values()
    origins = distribution.inputs["origins"]
    assert isinstance(origins, list)
    assert f"{lost['recoveryFilesBucket']}.s3.us-west-2.amazonaws.com" in {one["domainName"] for one in origins}
    evaluation.up_changes_nothing("recovery")

    # The setting belongs to the database: without it nothing is lost either, the database is protected.
    values = recovery_settings(lost)
    settings = values["settings"]
    assert isinstance(settings, dict)
    evaluation.configure({**values, "settings": {**settings, "database": {}}}, "recovery")
    assert "evaluation-database" in evaluation.fail("up", environment="recovery")
    assert evaluation.of(DATABASE, "recovery")["evaluation-database"] == database


def test_copies_of_another_region_or_key_are_refused(evaluation: Deployed) -> None:
    evaluation.succeed("up", environment="prod")
    values = recovery_settings(evaluation.outputs("prod"))
    settings = values["settings"]
    assert isinstance(settings, dict)
    restore = dict(settings["database"]["restore"])
    del restore["kms_key_arn"]
    evaluation.configure({**values, "settings": {**settings, "database": {"restore": restore}}}, "recovery")
    assert "what is restored keeps its key" in evaluation.fail("up", environment="recovery")


def test_any_architecture_restores_its_database_from_a_snapshot(ims: Deployed) -> None:
    ims.succeed("up")
    before = ims.of(DATABASE)["ims-database"]

    ims.configure(SNAPSHOT_SETTINGS)
    ims.succeed("up")
    restored = ims.of(DATABASE)["ims-database"]
    assert restored.id != before.id
    assert restored.inputs["snapshotIdentifier"] == "ims-before-the-mistake"
    assert restored.outputs["address"] != ""
    ims.assert_settled()
    ims.up_changes_nothing()


def test_a_protected_database_is_replaced_only_after_its_protection_was_taken_away(ims: Deployed) -> None:
    ims.configure({"protectData": True})
    ims.succeed("up")
    before = ims.of(DATABASE)["ims-database"]
    ims.configure(SNAPSHOT_SETTINGS)
    assert "ims-database" in ims.fail("up")
    assert ims.of(DATABASE)["ims-database"] == before

    ims.configure({"protectData": False, "settings": {}})
    ims.succeed("up")
    assert ims.of(DATABASE)["ims-database"].id == before.id
    ims.configure(SNAPSHOT_SETTINGS)
    ims.succeed("up")
    ims.configure({"protectData": True})
    ims.succeed("up")
    restored = ims.of(DATABASE)["ims-database"]
    assert restored.inputs["snapshotIdentifier"] == "ims-before-the-mistake"
    assert restored.inputs["deletionProtection"] is True
    ims.up_changes_nothing()
