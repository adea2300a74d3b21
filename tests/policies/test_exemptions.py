"""Exemptions: they hold for what they name until their day, and say so when they are wrong or of no use."""

import datetime

import pulumi
import pytest

from .driver import TODAY, Answer, Driver, Thing

BUCKET_RULE = "s3-bucket-kms-encryption"
CONFIGURATION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
PLAIN = {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]}
LOGS = Thing(CONFIGURATION, PLAIN, name="ims-logs")
FILES = Thing(CONFIGURATION, PLAIN, name="ims-files")
REASON = "load balancers write to SSE-S3 only"


def granted(**changes: object) -> dict[str, object]:
    return {"rule": BUCKET_RULE, "resource": "ims-logs*", "reason": REASON, "expires": "2027-11-20", **changes}


def run(*entries: object, things: tuple[Thing, ...] = (LOGS,), today: datetime.date = TODAY) -> Answer:
    return Driver("encryption", {"encryption-exemptions": {"granted": list(entries)}}, today).run(things)


def test_without_an_exemption_the_rule_speaks() -> None:
    assert run().of(BUCKET_RULE)


def test_an_exempt_resource_is_passed_over_with_the_reason_and_the_end() -> None:
    answer = run(granted())
    assert answer.said == []
    assert answer.not_applicable == {BUCKET_RULE: f"exempt until 2027-11-20: {REASON}"}


def test_an_exemption_holds_for_the_named_resource_alone() -> None:
    assert len(run(granted(), things=(LOGS, FILES)).of(BUCKET_RULE)) == 1


def test_an_exemption_holds_for_the_named_rule_alone() -> None:
    assert run(granted(rule="s3-bucket-cmk")).of(BUCKET_RULE)


def test_a_resource_can_be_named_by_urn() -> None:
    assert run(granted(resource=LOGS.urn)).said == []


def test_an_exemption_holds_on_its_last_day_and_not_on_the_next() -> None:
    last = datetime.date(2027, 11, 20)
    assert run(granted(), today=last).said == []
    answer = run(granted(), today=last + datetime.timedelta(days=1))
    assert answer.of(BUCKET_RULE)
    expired = f"exemption of ims-logs* from {BUCKET_RULE} expired on 2027-11-20"
    assert answer.of("encryption-exemptions") == [
        f"granted[0]: {expired}: mend the resource, or renew it with its reason"
    ]


@pytest.mark.parametrize("name", ["rule", "resource", "reason", "expires"])
@pytest.mark.parametrize("text", ["", "  ", None, 3])
def test_an_entry_that_lacks_something_exempts_nothing_and_is_reported(name: str, text: object) -> None:
    answer = run(granted(**{name: text}))
    assert answer.of(BUCKET_RULE)
    assert answer.of("encryption-exemptions") == [
        f"granted[0]: {name} missing; an exemption needs rule, resource, reason and expires"
    ]


@pytest.mark.parametrize("entry", [None, "text", [], {"rule": BUCKET_RULE}])
def test_an_entry_of_another_shape_is_reported(entry: object) -> None:
    assert len(run(entry).of("encryption-exemptions")) == 1


def test_a_day_that_is_none_is_reported() -> None:
    answer = run(granted(expires="2027-02-30"))
    assert answer.of(BUCKET_RULE)
    assert len(answer.of("encryption-exemptions")) == 1


def test_a_rule_that_is_none_is_reported() -> None:
    assert run(granted(rule="s3-bucket-kms")).of("encryption-exemptions") == [
        "granted[0]: this pack has no rule s3-bucket-kms"
    ]


def test_faults_are_reported_once_however_many_resources_there_are() -> None:
    assert len(run(granted(reason=""), things=(LOGS, FILES)).of("encryption-exemptions")) == 1


def test_faults_stop_the_run_and_the_list_of_the_useless_does_not() -> None:
    answer = run(granted(reason=""), granted(resource="gone"))
    levels = {item.policy: item.level for item in answer.said}
    assert levels["encryption-exemptions"] == "mandatory"
    assert levels["encryption-stack-exemptions"] == "advisory"


def test_an_exemption_that_matches_nothing_is_reported() -> None:
    assert run(granted(resource="ims-archive")).of("encryption-stack-exemptions") == [
        f"the exemption of ims-archive from {BUCKET_RULE} matches no resource: remove it"
    ]


def test_of_two_exemptions_that_excuse_one_resource_neither_is_called_useless() -> None:
    assert run(granted(), granted(resource="ims-logs")).said == []


def test_an_exemption_from_a_rule_that_is_switched_off_is_not_called_useless() -> None:
    exemptions = {"granted": [granted(resource="gone")]}
    off = {BUCKET_RULE: "disabled", "encryption-exemptions": exemptions}
    assert Driver("encryption", off).run((LOGS,)).said == []


def test_a_bracket_in_a_name_is_a_bracket() -> None:
    entry = granted(resource="logs[0]")
    assert run(entry, things=(Thing(CONFIGURATION, PLAIN, name="logs[0]"),)).said == []
    assert run(entry, things=(Thing(CONFIGURATION, PLAIN, name="logs0"),)).of(BUCKET_RULE)


def test_a_glob_that_is_no_urn_is_about_names_alone() -> None:
    assert run(granted(resource="*aws-architectures*")).of(BUCKET_RULE)


def test_a_resource_that_the_rule_does_not_look_at_is_no_match() -> None:
    other = Thing("aws:ec2/vpc:Vpc", name="ims-logs")
    assert len(run(granted(), things=(other,)).of("encryption-stack-exemptions")) == 1


def test_an_exemption_of_another_architecture_neither_holds_nor_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = granted(where={"aws-architectures:architecture": "ims"})
    config = {"architecture": "evaluation"}
    monkeypatch.setattr(pulumi.Config, "get", lambda _, key: config.get(key))
    answer = run(entry)
    assert answer.of(BUCKET_RULE)
    assert answer.of("encryption-stack-exemptions") == []
    config["architecture"] = "ims"
    assert run(entry).said == []


def test_a_rule_about_the_stack_can_be_exempt_as_well() -> None:
    bucket = Thing("aws:s3/bucket:Bucket", name="ims-logs")
    said = run(granted(rule="s3-bucket-has-policy"), things=(bucket,)).of("encryption-stack-s3")
    assert [text.partition(":")[0] for text in said] == ["s3-bucket-default-encryption"]
