"""Copies in a second region, and databases that are made from them."""

import json

import pytest
from pydantic import ValidationError

from components.bucket import Bucket, BucketArgs
from components.database import Database, DatabaseArgs
from components.kms_key import KmsKey, KmsKeyArgs
from components.recovery_copy import RecoveryCopy, RecoveryCopyArgs
from core.aws.rules import violations
from core.property_paths import values_at
from core.sections.database import DatabaseSettings
from core.sections.restore import RestoreSettings
from core.sections.storage import BucketSettings
from tests.recording import Inputs, Recording, record

ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
COPY_KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/2"
BACKUPS = f"arn:aws:rds:us-west-2:{ACCOUNT}:auto-backup:ab-1"
INSTANCE = "aws:rds/instance:Instance"


def settings(restore: RestoreSettings | None = None) -> DatabaseSettings:
    return DatabaseSettings(
        engine_version="16",
        instance_class="db.t3.micro",
        database_name="shop",
        credentials="generated",
        allocated_storage_gib=20,
        multi_az=False,
        backup_retention_days=30,
        restore=restore,
    )


def database(restore: RestoreSettings | None = None) -> Database:
    return Database(
        "shop-database",
        DatabaseArgs(
            settings=settings(restore),
            identifier="shop-database",
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-1",
            kms_key_arn=KEY,
            account_id=ACCOUNT,
            region="us-east-1",
            log_retention_days=30,
            protected=False,
        ),
    )


def bucket(name: str, region: str | None = None) -> Bucket:
    args = BucketArgs(bucket_name=name, settings=BucketSettings(), kms_key_arn=COPY_KEY, region=region, protected=False)
    return Bucket(name, args)


def copies() -> RecoveryCopy:
    return RecoveryCopy(
        "shop-copies",
        RecoveryCopyArgs(
            region="us-west-2",
            kms_key_arn=COPY_KEY,
            files=bucket("files"),
            files_name="files",
            files_key_arn=KEY,
            files_region="us-east-1",
            replica=bucket("replica", "us-west-2"),
            replica_name="replica",
            database=database(),
            backup_retention_days=30,
        ),
    )


@pytest.fixture(scope="module")
def recording() -> Recording[RecoveryCopy]:
    return record(copies)


def restored(restore: RestoreSettings) -> Inputs:
    found = record(lambda: database(restore)).one(INSTANCE)
    assert violations(found.token, found.inputs) == []
    return found.inputs


def test_aws_accepts_every_part(recording: Recording[RecoveryCopy]) -> None:
    for one in recording.resources:
        assert violations(one.token, one.inputs) == [], one.urn


def test_files_arrive_within_fifteen_minutes_under_the_second_regions_key(recording: Recording[RecoveryCopy]) -> None:
    inputs = recording.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs

    assert values_at(inputs, "rules[*].destination.replicationTime.time.minutes") == [15]
    assert values_at(inputs, "rules[*].destination.encryptionConfiguration.replicaKmsKeyId") == [COPY_KEY]
    assert values_at(inputs, "rules[*].sourceSelectionCriteria.sseKmsEncryptedObjects.status") == ["Enabled"]
    assert values_at(inputs, "rules[*].deleteMarkerReplication.status") == ["Enabled"]


def test_every_part_of_the_replica_lies_in_the_second_region(recording: Recording[RecoveryCopy]) -> None:
    parts = [one for one in recording.resources if one.custom and one.name == "replica"]

    assert len(parts) >= 6
    assert {one.inputs["region"] for one in parts} == {"us-west-2"}


def test_replication_waits_until_both_buckets_are_settled(recording: Recording[RecoveryCopy]) -> None:
    replication = recording.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig")
    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

    for name in ("files", "replica"):
        assert recording.named(token, name).urn in replication.dependencies


def test_the_role_uses_each_key_for_its_bucket_alone(recording: Recording[RecoveryCopy]) -> None:
    policy = json.loads(str(recording.named("aws:iam/rolePolicy:RolePolicy", "shop-copies").inputs["policy"]))
    keys = {one["Resource"]: one for one in policy["Statement"] if str(one["Resource"]).startswith("arn:aws:kms")}

    assert keys[KEY]["Action"] == ["kms:Decrypt"]
    assert keys[COPY_KEY]["Action"] == ["kms:Encrypt", "kms:GenerateDataKey"]
    assert keys[KEY]["Condition"]["StringEquals"] == {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert keys[COPY_KEY]["Condition"]["StringEquals"] == {"kms:ViaService": "s3.us-west-2.amazonaws.com"}


def test_the_databases_backups_are_copied_to_the_second_region(recording: Recording[RecoveryCopy]) -> None:
    token = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    inputs = recording.one(token).inputs

    assert (inputs["region"], inputs["kmsKeyId"], inputs["retentionPeriod"]) == ("us-west-2", COPY_KEY, 30)


def test_a_database_comes_from_a_named_snapshot() -> None:
    inputs = restored(RestoreSettings(snapshot="shop-2024-01-01"))

    assert inputs["snapshotIdentifier"] == "shop-2024-01-01"
    assert "dbName" not in inputs
    assert "username" not in inputs
    assert inputs["password"]
    assert inputs["kmsKeyId"] == KEY


def test_a_database_comes_from_the_latest_moment_of_copied_backups_and_keeps_their_key() -> None:
    inputs = restored(RestoreSettings(backups_arn=BACKUPS, kms_key_arn=COPY_KEY))

    expected = {"sourceDbInstanceAutomatedBackupsArn": BACKUPS, "useLatestRestorableTime": True}
    assert inputs["restoreToPointInTime"] == expected
    assert inputs["kmsKeyId"] == COPY_KEY


def test_a_database_comes_from_a_named_moment_of_another_one() -> None:
    moment = "2026-01-31T23:45:00Z"

    inputs = restored(RestoreSettings(instance="shop-old", moment=moment))
    assert inputs["restoreToPointInTime"] == {"sourceDbInstanceIdentifier": "shop-old", "restoreTime": moment}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "name exactly one of"),
        ({"snapshot": "one", "instance": "other"}, "name exactly one of"),
        ({"snapshot": "one", "moment": "2026-01-31T23:45:00Z"}, "of one moment already"),
        ({"instance": "other", "moment": "yesterday"}, "moment"),
        ({"backups_arn": "ab-1"}, "ARN"),
    ],
)
def test_a_source_that_is_none_is_refused(given: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        RestoreSettings.model_validate(given)


def test_a_key_elsewhere_is_made_elsewhere_and_distributions_of_the_account_may_use_it() -> None:
    args = KmsKeyArgs(
        alias="shop-copies",
        description="Copies",
        account_id=ACCOUNT,
        region="us-west-2",
        elsewhere=True,
        services=("cloudfront",),
        protected=False,
    )
    recording = record(lambda: KmsKey("shop-copies", args))

    assert {one.inputs["region"] for one in recording.resources if one.custom} == {"us-west-2"}
    policy = json.loads(str(recording.one("aws:kms/key:Key").inputs["policy"]))
    (statement,) = [one for one in policy["Statement"] if one["Sid"] == "Cloudfront"]
    assert statement["Action"] == ["kms:Decrypt"]
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}}
