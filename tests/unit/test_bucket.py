"""A bucket is closed, encrypted, has one policy, and is configured one step at a time."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest

from components.bucket import Bucket, BucketArgs, Classification
from core import bucket_policy
from core.aws.rules import violations
from core.iam import Statement
from core.sections.storage import BucketSettings, CorsSettings, TransitionSettings
from tests.recording import Recording, record

NAME = "ims-dev-logs-000000000000-us-east-1"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
CHAIN = (
    BUCKET,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    VERSIONING,
    ENCRYPTION,
    POLICY,
    LIFECYCLE,
    "aws:s3/bucketLogging:BucketLogging",
)


def recorded(
    *,
    settings: BucketSettings | None = None,
    kms_key_arn: str | None = KEY,
    statements: Sequence[Statement] = (),
    access_log_bucket: str | None = "other-logs",
    classification: Classification | None = None,
    protected: bool = False,
) -> Recording[Bucket]:
    args = BucketArgs(
        bucket_name=NAME,
        settings=settings or BucketSettings(),
        kms_key_arn=kms_key_arn,
        statements=statements,
        access_log_bucket=access_log_bucket,
        classification=classification,
        protected=protected,
    )
    return record(lambda: Bucket("logs", args))


def policy_of(recording: Recording[Bucket]) -> list[dict[str, object]]:
    statements: list[dict[str, object]] = json.loads(str(recording.one(POLICY).inputs["policy"]))["Statement"]
    return statements


def rules_of(recording: Recording[Bucket]) -> list[dict[str, object]]:
    rules = recording.one(LIFECYCLE).inputs["rules"]
    assert isinstance(rules, list)
    return rules


def test_each_step_waits_for_the_one_before() -> None:
    recording = recorded()

    for before, after in pairwise(CHAIN):
        assert recording.one(before).urn in recording.one(after).dependencies, f"{after} does not wait for {before}"


def test_all_resources_belong_to_the_component_and_pass_the_rules_of_aws() -> None:
    recording = recorded(settings=BucketSettings(transitions=(TransitionSettings(days=90, storage_class="GLACIER"),)))
    component = recording.one("aws-architectures:storage:Bucket")

    for registered in recording.resources:
        assert violations(registered.token, registered.inputs) == []
        assert registered is component or registered.parent == component.urn


def test_nobody_outside_the_account_gets_in_and_the_account_owns_what_is_inside() -> None:
    recording = recorded()
    block = recording.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs
    ownership = recording.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs

    for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"):
        assert block[key] is True
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_objects_are_encrypted_with_the_given_key_through_a_bucket_key() -> None:
    assert recorded().one(ENCRYPTION).inputs["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
            "bucketKeyEnabled": True,
            "blockedEncryptionTypes": ["SSE-C"],
        }
    ]


def test_without_a_key_s3_encrypts_with_its_own() -> None:
    assert recorded(kms_key_arn=None).one(ENCRYPTION).inputs["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
            "bucketKeyEnabled": False,
            "blockedEncryptionTypes": ["SSE-C"],
        }
    ]


def test_the_one_policy_joins_tls_and_what_others_contribute() -> None:
    contributed = bucket_policy.load_balancer_logs(NAME, "000000000000")

    sids = [statement["Sid"] for statement in policy_of(recorded(statements=[contributed]))]

    assert sids == ["RefusePlainText", "RefuseOldTls", "LoadBalancerLogs"]


def test_the_name_that_is_given_out_waits_for_the_policy() -> None:
    def use() -> None:
        args = BucketArgs(bucket_name=NAME, settings=BucketSettings(), kms_key_arn=None, protected=False)
        logs = Bucket("logs", args)
        Bucket(
            "backups",
            BucketArgs(
                bucket_name="ims-dev-backups",
                settings=BucketSettings(),
                kms_key_arn=KEY,
                access_log_bucket=logs.name,
                protected=False,
            ),
        )

    recording = record(use)
    logging = recording.one("aws:s3/bucketLogging:BucketLogging")
    assert recording.named(POLICY, "logs").urn in logging.dependencies
    assert (logging.inputs["targetBucket"], logging.inputs["targetPrefix"]) == (NAME, "access/ims-dev-backups/")


def test_no_access_log_is_asked_for_without_a_place_for_it() -> None:
    assert recorded(access_log_bucket=None).of("aws:s3/bucketLogging:BucketLogging") == []


def test_old_objects_move_and_expire_and_leftovers_are_cleared() -> None:
    settings = BucketSettings(
        transitions=(TransitionSettings(days=90, storage_class="GLACIER"),), expire_days=365, noncurrent_days=14
    )

    age, clear = rules_of(recorded(settings=settings))

    assert age["transitions"] == [{"days": 90, "storageClass": "GLACIER"}]
    assert age["expiration"] == {"days": 365}
    assert clear["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert clear["noncurrentVersionExpiration"] == {"noncurrentDays": 14}
    assert clear["expiration"] == {"expiredObjectDeleteMarker": True}


def test_rules_are_in_the_order_of_their_ids_and_each_says_that_it_is_for_every_object() -> None:
    rules = rules_of(recorded(settings=BucketSettings(expire_days=30)))

    ids = [str(rule["id"]) for rule in rules]
    assert ids == sorted(ids)
    assert all(rule["filter"] == {"prefix": ""} for rule in rules)


@pytest.mark.parametrize(("versioning", "status"), [(True, "Enabled"), (False, "Disabled")])
def test_versions_are_kept_as_set_and_old_ones_expire_only_where_there_are_any(versioning: bool, status: str) -> None:
    recording = recorded(settings=BucketSettings(versioning=versioning))

    assert recording.one(VERSIONING).inputs["versioningConfiguration"] == {"status": status}
    assert ("noncurrentVersionExpiration" in rules_of(recording)[-1]) is versioning


@pytest.mark.parametrize("protected", [True, False])
def test_a_protected_bucket_is_kept_with_its_objects(protected: bool) -> None:
    bucket = recorded(protected=protected).one(BUCKET)

    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (protected, not protected)
    assert bucket.delete_before_replace


def test_what_resources_of_their_own_configure_is_ignored_on_the_bucket_after_a_refresh() -> None:
    ignored = recorded().one(BUCKET).ignore_changes

    assert {"lifecycleRules", "serverSideEncryptionConfiguration", "versioning", "policy", "logging"} <= set(ignored)


def test_a_name_that_s3_refuses_is_refused_before_anything_is_made() -> None:
    args = BucketArgs(bucket_name="Logs_", settings=BucketSettings(), kms_key_arn=None, protected=False)
    with pytest.raises(ValueError, match="lower-case letters"):
        record(lambda: Bucket("logs", args))


def images(settings: BucketSettings, origins: Sequence[str] = ()) -> Recording[Bucket]:
    args = BucketArgs(bucket_name=NAME, settings=settings, kms_key_arn=None, cors_origins=origins, protected=False)
    return record(lambda: Bucket("images", args))


def test_pages_of_the_given_origins_may_do_what_the_settings_say() -> None:
    recording = images(BucketSettings(cors=CorsSettings(methods=("PUT",))), ["https://shop.org"])
    cors = recording.one("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")

    assert cors.inputs["corsRules"] == [
        {
            "id": "pages",
            "allowedMethods": ["PUT"],
            "allowedOrigins": ["https://shop.org"],
            "allowedHeaders": ["*"],
            "exposeHeaders": ["ETag"],
            "maxAgeSeconds": 3600,
        }
    ]
    assert recording.one(LIFECYCLE).urn in cors.dependencies


@pytest.mark.parametrize(("cors", "origins"), [(CorsSettings(), []), (None, ["https://shop.org"])])
def test_origins_and_what_they_may_do_go_together(cors: CorsSettings | None, origins: list[str]) -> None:
    with pytest.raises(ValueError, match=r"cors_origins and settings\.cors go together"):
        images(BucketSettings(cors=cors), origins)


def test_a_bucket_without_anything_to_clear_has_no_lifecycle() -> None:
    assert images(BucketSettings(versioning=False, abort_uploads=False)).of(LIFECYCLE) == []
    assert [rule["id"] for rule in rules_of(images(BucketSettings(versioning=False)))] == ["clear"]


def test_old_versions_go_although_broken_uploads_stay() -> None:
    (rule,) = rules_of(images(BucketSettings(abort_uploads=False)))

    assert "abortIncompleteMultipartUpload" not in rule
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 30}


def test_a_bucket_key_can_be_set_without_a_key() -> None:
    rules = images(BucketSettings(bucket_key=True)).one(ENCRYPTION).inputs["rules"]

    assert isinstance(rules, list)
    assert rules[0]["bucketKeyEnabled"] is True


def test_a_bucket_bears_how_sensitive_its_objects_are() -> None:
    assert recorded(classification="confidential").one(BUCKET).inputs["tags"] == {"DataClassification": "confidential"}
    assert "tags" not in recorded().one(BUCKET).inputs
