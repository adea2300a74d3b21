"""A key that rotates, and a policy that lets in no more than was asked for."""

import json

import pytest

from components.kms_key import KeyService, KmsKey, KmsKeyArgs
from core.aws.rules import violations
from tests.recording import Recording, record

KEY, ALIAS = "aws:kms/key:Key", "aws:kms/alias:Alias"
ACCOUNT = "000000000000"


def recorded(*services: KeyService, protected: bool = False, elsewhere: bool = False) -> Recording[KmsKey]:
    args = KmsKeyArgs(
        alias="ims-dev",
        description="Data of ims-dev",
        account_id=ACCOUNT,
        region="us-east-1",
        services=services,
        elsewhere=elsewhere,
        protected=protected,
    )
    return record(lambda: KmsKey("ims-data", args))


def statements(*services: KeyService) -> dict[str, dict[str, object]]:
    document = json.loads(str(recorded(*services).one(KEY).inputs["policy"]))
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_the_key_rotates_and_has_a_readable_name() -> None:
    recording = recorded("logs")
    alias = recording.one(ALIAS)

    assert recording.one(KEY).inputs["enableKeyRotation"] is True
    assert alias.inputs["name"] == "alias/ims-dev"
    assert recording.one(KEY).urn in alias.dependencies


def test_without_services_the_account_alone_decides_by_iam() -> None:
    (account,) = statements().values()

    assert account["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert account["Action"] == ["kms:*"]


def test_cloudwatch_logs_uses_the_key_for_log_groups_of_this_account_and_region_alone() -> None:
    logs = statements("logs")["Logs"]

    assert logs["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*"}
    }


@pytest.mark.parametrize("service", ["cloudwatch", "budgets"])
def test_publishers_to_encrypted_topics_use_the_key_for_this_account_alone(service: KeyService) -> None:
    publisher = statements(service)[service.capitalize()]

    assert publisher["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert publisher["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert publisher["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_trails_of_this_account_use_the_key() -> None:
    trails = statements("cloudtrail")["Trails"]

    assert trails["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    assert trails["Condition"] == {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/*"}}


def test_event_rules_use_the_key_without_a_condition_that_they_could_not_meet() -> None:
    events = statements("events")["Events"]

    assert events["Principal"] == {"Service": "events.amazonaws.com"}
    assert "Condition" not in events


def test_auto_scaling_of_this_account_uses_the_key_for_disks() -> None:
    assert statements("autoscaling")["Autoscaling"]["Condition"] == {
        "StringEquals": {"kms:CallerAccount": ACCOUNT},
        "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/*"},
    }


def test_a_key_for_copies_is_made_in_their_region() -> None:
    recording = recorded(elsewhere=True)

    assert {one.inputs.get("region") for one in recording.resources if one.custom} == {"us-east-1"}
    assert "region" not in recorded().one(KEY).inputs


def test_the_policy_does_not_depend_on_the_order_of_the_services() -> None:
    policies = {
        str(recorded(*services).one(KEY).inputs["policy"])
        for services in (("logs", "budgets", "cloudwatch"), ("cloudwatch", "logs", "budgets"))
    }

    assert len(policies) == 1


@pytest.mark.parametrize(("protected", "days"), [(True, 30), (False, 7)])
def test_a_protected_key_is_kept_and_takes_longest_to_die(protected: bool, days: int) -> None:
    key = recorded(protected=protected).one(KEY)

    assert (key.protect, key.inputs["deletionWindowInDays"]) == (protected, days)


def test_aws_accepts_the_key() -> None:
    for registered in recorded("autoscaling", "budgets", "cloudtrail", "cloudwatch", "events", "logs").resources:
        assert violations(registered.token, registered.inputs) == []
