"""What the simulated cloud refuses of content delivery, routes and copies because of other things."""

from pathlib import Path

import pytest

from sandbox.aws import FACTS
from sandbox.cloud import Cloud
from sandbox.errors import CloudError
from sandbox.store import Store, Thing

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
RULE = "aws:lb/listenerRule:ListenerRule"
BUCKET, VERSIONING = "aws:s3/bucket:Bucket", "aws:s3/bucketVersioning:BucketVersioning"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
DATABASE = "aws:rds/instance:Instance"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
KEY = "arn:aws:kms:us-west-2:111111111111:key/1"


class Account:
    """A simulated cloud in which things are made with few words."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(Store(folder / "cloud.db"), FACTS)

    def make(self, token: str, logical: str, /, region: str = "us-east-1", **inputs: object) -> Thing:
        return self.cloud.create(token, f"urn:pulumi:shop::project::{token}::{logical}", inputs, region)

    def bucket(self, name: str, *, versioning: str = "Enabled") -> Thing:
        bucket = self.make(BUCKET, name, bucket=name)
        self.make(VERSIONING, name, bucket=name, versioningConfiguration={"status": versioning})
        return bucket

    def database(self, name: str, *, region: str = "us-east-1", **more: object) -> Thing:
        inputs = {"identifier": name, "instanceClass": "db.t4g.micro", "engine": "postgres", **more}
        return self.make(DATABASE, name, region=region, **inputs)

    def copied(self) -> Thing:
        source = self.database("main", username="master", backupRetentionPeriod=7)
        arn = source.outputs["arn"]
        return self.make(BACKUPS, "copy", region="us-west-2", sourceDbInstanceArn=arn, kmsKeyId=KEY)


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path)


def test_a_name_belongs_to_one_distribution(account: Account) -> None:
    first = account.make(DISTRIBUTION, "first", aliases=["shop.example.com"])
    with pytest.raises(CloudError, match=r"CNAMEAlreadyExists.*shop.example.com"):
        account.make(DISTRIBUTION, "second", aliases=["shop.example.com", "www.example.com"])
    account.cloud.update(DISTRIBUTION, first.id, {"aliases": ["old.example.com"]})
    account.make(DISTRIBUTION, "second", aliases=["shop.example.com"])


def test_a_listener_has_one_rule_of_a_priority(account: Account) -> None:
    elsewhere = "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/{}/1/2"
    account.make(RULE, "a", listenerArn=elsewhere.format("one"), priority=1)
    account.make(RULE, "b", listenerArn=elsewhere.format("other"), priority=1)
    with pytest.raises(CloudError, match="PriorityInUse"):
        account.make(RULE, "c", listenerArn=elsewhere.format("one"), priority=1)


@pytest.mark.parametrize(("source", "target"), [("Disabled", "Enabled"), ("Enabled", "Disabled")])
def test_replication_needs_versions_on_both_sides(account: Account, source: str, target: str) -> None:
    account.bucket("files", versioning=source)
    account.bucket("replica", versioning=target)
    rules = [{"destination": {"bucket": "arn:aws:s3:::replica"}}]
    with pytest.raises(CloudError, match="versioning is not Enabled"):
        account.make(REPLICATION, "copy", bucket="files", rules=rules)


def test_backups_are_copied_from_a_database_that_takes_some_to_another_region(account: Account) -> None:
    idle = account.database("idle", username="master")
    with pytest.raises(CloudError, match="automated backups are off"):
        account.make(BACKUPS, "copy", region="us-west-2", sourceDbInstanceArn=idle.outputs["arn"])
    busy = account.database("busy", username="master", backupRetentionPeriod=7)
    with pytest.raises(CloudError, match="name another region"):
        account.make(BACKUPS, "copy", sourceDbInstanceArn=busy.outputs["arn"])
    account.make(BACKUPS, "copy", region="us-west-2", sourceDbInstanceArn=busy.outputs["arn"])


def test_copied_backups_are_restored_where_they_are_and_under_their_key(account: Account) -> None:
    moment = {"sourceDbInstanceAutomatedBackupsArn": account.copied().id, "useLatestRestorableTime": True}

    with pytest.raises(CloudError, match="is in us-west-2, the new database in us-east-1"):
        account.database("near", restoreToPointInTime=moment, kmsKeyId=KEY)
    with pytest.raises(CloudError, match="what is restored keeps its key"):
        account.database("other", region="us-west-2", restoreToPointInTime=moment, kmsKeyId=f"{KEY}0")
    restored = account.database("main", region="us-west-2", restoreToPointInTime=moment, kmsKeyId=KEY)
    assert restored.region == "us-west-2"


def test_a_moment_of_a_database_that_is_not_there_cannot_be_restored(account: Account) -> None:
    moment = {"sourceDbInstanceIdentifier": "gone", "useLatestRestorableTime": True}
    with pytest.raises(CloudError, match="there is no Instance 'gone'"):
        account.database("new", restoreToPointInTime=moment)
