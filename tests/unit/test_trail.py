"""The trail: everything is recorded, no log is changed unseen, and the bucket takes logs of this trail only."""

import json
from collections.abc import Sequence

import pytest

from components.trail import Trail, TrailArgs
from core.aws.rules import violations
from core.sections.storage import BucketSettings
from tests.recording import Recording, record

TRAIL = "aws:cloudtrail/trail:Trail"
ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
TRAIL_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/shop-dev"


def recorded(
    data_bucket_arns: Sequence[str] = (), *, name: str = "shop-dev", protected: bool = False
) -> Recording[Trail]:
    args = TrailArgs(
        trail_name=name,
        bucket_name="shop-dev-trail",
        bucket=BucketSettings(noncurrent_days=30),
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        region="us-east-1",
        log_retention_days=90,
        data_bucket_arns=data_bucket_arns,
        protected=protected,
    )
    return record(lambda: Trail("shop-trail", args))


def selectors(recording: Recording[Trail]) -> list[dict[str, object]]:
    """Return each selector as its fields with what they are compared to."""
    listed = recording.one(TRAIL).inputs["advancedEventSelectors"]
    assert isinstance(listed, list)
    return [
        {field["field"]: field.get("equals") or field.get("startsWiths") for field in one["fieldSelectors"]}
        for one in listed
    ]


def test_all_calls_in_all_regions_are_recorded() -> None:
    recording = recorded()
    trail = recording.one(TRAIL).inputs

    assert trail["isMultiRegionTrail"] is True
    assert trail["includeGlobalServiceEvents"] is True
    assert trail["enableLogging"] is True
    assert selectors(recording) == [{"eventCategory": ["Management"]}]


def test_the_logs_are_signed_and_encrypted() -> None:
    trail = recorded().one(TRAIL).inputs

    assert trail["enableLogFileValidation"] is True
    assert trail["kmsKeyId"] == KEY


def test_objects_are_recorded_in_the_named_buckets_alone() -> None:
    data = selectors(recorded(["arn:aws:s3:::shop-users"]))[1]

    assert data == {
        "eventCategory": ["Data"],
        "resources.type": ["AWS::S3::Object"],
        "resources.ARN": ["arn:aws:s3:::shop-users/"],
    }


def test_the_bucket_takes_logs_of_this_trail_only() -> None:
    policy = json.loads(str(recorded().one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]))
    of_trail = {one["Sid"]: one for one in policy["Statement"] if one["Sid"].startswith("Trail")}

    assert {one["Condition"]["StringEquals"]["aws:SourceArn"] for one in of_trail.values()} == {TRAIL_ARN}
    assert of_trail["TrailLogs"]["Resource"] == f"arn:aws:s3:::shop-dev-trail/AWSLogs/{ACCOUNT}/*"
    assert of_trail["TrailLooksAtBucket"]["Action"] == ["s3:GetBucketAcl"]


def test_the_trail_waits_for_the_buckets_policy_and_its_role() -> None:
    recording = recorded()
    needed = {
        recording.one("aws:s3/bucketPolicy:BucketPolicy").urn,
        recording.one("aws:iam/rolePolicy:RolePolicy").urn,
    }

    assert needed <= set(recording.one(TRAIL).dependencies)


def test_events_can_be_searched_for_a_time_in_an_encrypted_log_group() -> None:
    recording = recorded()
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    policy = json.loads(str(recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]))

    assert group.inputs == {"kmsKeyId": KEY, "retentionInDays": 90}
    assert str(recording.one(TRAIL).inputs["cloudWatchLogsGroupArn"]).endswith(":*")
    assert policy["Statement"][0]["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert policy["Statement"][0]["Resource"].endswith(f":log-stream:{ACCOUNT}_CloudTrail_us-east-1*")


def test_protected_logs_outlive_the_stack() -> None:
    bucket = recorded(protected=True).one("aws:s3/bucket:Bucket")

    assert bucket.protect is True
    assert bucket.inputs["forceDestroy"] is False


def test_a_name_that_aws_refuses_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="shop--dev"):
        recorded(name="shop--dev")


def test_aws_accepts_every_part() -> None:
    for registered in recorded(["arn:aws:s3:::shop-users"]).resources:
        assert violations(registered.token, registered.inputs) == []
