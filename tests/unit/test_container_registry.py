import json

import pytest

from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from tests.recording import Recording, record

REPOSITORY = "aws:ecr/repository:Repository"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"


def recorded(*, protected: bool = False) -> Recording[ContainerRegistry]:
    return record(lambda: ContainerRegistry("api", ContainerRegistryArgs(kms_key_arn=KEY, protected=protected)))


def test_a_tag_cannot_be_moved_and_images_are_scanned_and_encrypted() -> None:
    inputs = recorded().one(REPOSITORY).inputs

    assert inputs["imageTagMutability"] == "IMMUTABLE"
    assert inputs["imageScanningConfiguration"] == {"scanOnPush": True}
    assert inputs["encryptionConfigurations"] == [{"encryptionType": "KMS", "kmsKey": KEY}]


@pytest.mark.parametrize("protected", [True, False])
def test_images_in_production_outlive_a_destroy_by_mistake(protected: bool) -> None:
    assert recorded(protected=protected).one(REPOSITORY).inputs["forceDelete"] is not protected


def test_untagged_images_go_and_the_newest_stay() -> None:
    policy = json.loads(str(recorded().one("aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs["policy"]))

    untagged, oldest = sorted(policy["rules"], key=lambda rule: int(rule["rulePriority"]))
    assert (untagged["selection"]["tagStatus"], untagged["selection"]["countNumber"]) == ("untagged", 7)
    assert (oldest["selection"]["tagStatus"], oldest["selection"]["countType"]) == ("any", "imageCountMoreThan")


def test_a_stated_name_is_free_before_it_is_taken_again() -> None:
    args = ContainerRegistryArgs(kms_key_arn=KEY, physical_name="shop", protected=False)
    repository = record(lambda: ContainerRegistry("api", args)).one(REPOSITORY)

    assert repository.inputs["name"] == "shop"
    assert repository.delete_before_replace
