"""The encryption pack: what a launch template says of its disks, and a bucket of itself."""

import pytest

from core.aws.rules import UNKNOWN
from policies.encryption.clusters import TEMPLATE

from .driver import Driver, Thing

CLEAR = {"deviceName": "/dev/sdb", "ebs": {"encrypted": "false"}}
ROOT = {"deviceName": "/dev/xvda", "ebs": {"encrypted": "true"}}


@pytest.fixture(scope="module")
def pack() -> Driver:
    return Driver("encryption")


def said(pack: Driver, *mappings: object) -> list[str]:
    answer = pack.resource(Thing(TEMPLATE, {"blockDeviceMappings": list(mappings)}))
    return answer.of("launch-template-ebs-encrypted")


@pytest.mark.parametrize("unknown", [UNKNOWN, {"deviceName": UNKNOWN, "ebs": {"encrypted": "true"}}])
def test_an_unknown_disk_hides_no_known_one_beside_it(pack: Driver, unknown: object) -> None:
    assert any("blockDeviceMappings[1].ebs.encrypted is not true" in text for text in said(pack, unknown, CLEAR))


def test_a_disk_inside_the_machine_may_stand_beside_the_root_disk(pack: Driver) -> None:
    assert said(pack, {"deviceName": "/dev/sdc", "virtualName": "ephemeral0"}, ROOT) == []


@pytest.mark.parametrize("name", ["/dev/xvda", "/dev/sda1"])
def test_a_root_disk_is_known_by_the_names_that_images_give_it(pack: Driver, name: str) -> None:
    assert said(pack, {**ROOT, "deviceName": name}) == []


def test_encryption_that_only_aws_could_fill_in_counts_as_absent(pack: Driver) -> None:
    bucket = Thing("aws:s3/bucket:Bucket", {"serverSideEncryptionConfiguration": UNKNOWN})
    said = [item.text for item in pack.stack([bucket]).said]
    assert any(text.startswith("s3-bucket-default-encryption: the bucket has no encryption") for text in said)
