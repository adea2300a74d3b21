"""The report of a run: what the packs wrote down is all there, and nothing of a resource's values is."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from core.aws.rules import UNKNOWN
from core.tags import stack_tags
from policies.lib.record import FOLDER, Record
from policies.lib.serving import record_of
from policies.report.__main__ import main
from policies.report.comment import MARK, comment
from policies.report.comment import main as print_comment
from policies.report.coverage import CATALOGUE, coverage, framework_of, load_catalogue
from policies.report.document import document
from policies.report.events import read
from policies.report.markdown import markdown, resource_name, table

from .driver import PACKS, TODAY, Driver, Secret, Thing, package

HIDDEN = "hunter2-hunter2-hunter2"
KEY = "aws:kms/key:Key"
TOPIC = "aws:sns/topic:Topic"
DATABASE = "aws:rds/instance:Instance"
CONFIGURATION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
PLAIN = {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]}
EXEMPTION = {
    "rule": "s3-bucket-kms-encryption",
    "resource": "logs*",
    "reason": "load balancers write to SSE-S3 only",
    "expires": "2026-12-01",
}
GRANTED = {
    "encryption-exemptions": {"granted": [EXEMPTION, {**EXEMPTION, "resource": "gone"}, {**EXEMPTION, "reason": ""}]}
}
THINGS = (
    Thing(KEY, {"enableKeyRotation": False}, name="key"),
    Thing(CONFIGURATION, PLAIN, name="logs"),
    Thing(DATABASE, {"storageEncrypted": False, "password": Secret(HIDDEN), "engine": UNKNOWN}, name="database"),
    Thing(TOPIC, {"kmsMasterKeyId": UNKNOWN}, name="topic"),
    Thing("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, name="net"),
)

Report = Mapping[str, object]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the packs write, as the engine's environment tells them."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "report"))
    monkeypatch.setenv("PULUMI_DRY_RUN", "true")
    return tmp_path / "report"


def run(pack: str, things: Sequence[Thing] = THINGS, config: Mapping[str, object] | None = None) -> None:
    """Run one pack as its process would, up to the moment in which the engine ends it."""
    with record_of(package(pack)) as record:
        Driver(pack, config or {}, record=record).run(things)


def report_of(folder: Path) -> Report:
    runs = read(folder)
    return document(runs, coverage(runs, load_catalogue()), TODAY)


def objects(report: Report, name: str) -> Iterator[Report]:
    found = report[name]
    assert isinstance(found, list)
    yield from found


def one(report: Report, part: str, **facts: object) -> Report:
    (found,) = (item for item in objects(report, part) if facts.items() <= item.items())
    return found


def test_nothing_is_written_unless_the_environment_names_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.chdir(tmp_path)
    run("encryption")
    assert list(tmp_path.iterdir()) == []


def test_every_event_is_in_the_file_at_once(folder: Path) -> None:
    with Record.of("some") as record:
        record.write("first", number=1)
        record.once("ran", "rule")
        record.once("ran", "rule")
        lines = [json.loads(line) for line in (folder / "some.jsonl").read_text().splitlines()]
    assert lines == [{"event": "first", "number": 1}, {"event": "ran", "name": "rule"}]


def test_a_pack_that_starts_again_begins_anew(folder: Path) -> None:
    run("encryption")
    run("encryption", things=())
    resources = report_of(folder)["resources"]
    assert isinstance(resources, Mapping)
    assert resources["total"] == 1


def test_violations_are_told_with_their_levels_the_mandatory_first(folder: Path) -> None:
    run("encryption")
    report = report_of(folder)
    found = one(report, "violations", rule="rds-storage-encrypted")
    assert found["level"] == "mandatory"
    assert str(found["urn"]).endswith("::database")
    assert one(report, "violations", rule="kms-key-rotation")["level"] == "advisory"
    levels = [str(item["level"]) for item in objects(report, "violations")]
    assert levels == sorted(levels, reverse=True)
    assert report["verdict"] == "stopped"


def test_the_levels_are_those_that_the_engine_has_settled(folder: Path) -> None:
    run("encryption", things=THINGS[:1])
    assert report_of(folder)["verdict"] == "passed"
    run("encryption", things=THINGS[:1], config={"kms-key-rotation": "mandatory", "encryption-stack-s3": "disabled"})
    report = report_of(folder)
    assert one(report, "violations", rule="kms-key-rotation")["level"] == "mandatory"
    assert one(report, "rules", name="s3-bucket-has-policy")["level"] == "disabled"
    assert report["verdict"] == "stopped"


def test_packs_run_as_one_name_the_environment_whose_settings_they_have(folder: Path) -> None:
    with record_of(package("encryption"), "prod") as record:
        Driver("encryption", record=record).run(THINGS[:1])
    report = report_of(folder)
    assert report["environment"] == "prod"
    assert "Preview with the settings for `prod`." in markdown(report)


def test_a_policy_of_several_rules_has_the_level_of_the_most_severe(folder: Path) -> None:
    run("encryption", things=(Thing("aws:s3/bucket:Bucket", name="files"),))
    assert one(report_of(folder), "violations", rule="s3-bucket-has-policy")["level"] == "mandatory"


def test_what_is_unknown_is_told_with_the_property(folder: Path) -> None:
    things = (Thing("aws:rds/parameterGroup:ParameterGroup", {"family": UNKNOWN}, name="group"),)
    run("encryption", things=things)
    assert one(report_of(folder), "undecided", rule="rds-force-tls")["property"] == "family"


def test_exemptions_are_told_with_their_end_and_what_uses_them(folder: Path) -> None:
    run("encryption", config=GRANTED)
    report = report_of(folder)
    used = one(report, "exemptions", resource="logs*")
    assert used["expires"] == "2026-12-01"
    assert used["days_left"] == (datetime.date(2026, 12, 1) - TODAY).days
    assert used["used_by"] == [THINGS[1].urn]
    assert used["unmatched"] is False
    assert one(report, "exemptions", resource="gone")["unmatched"] is True
    assert "granted[2]: reason missing" in str(one(report, "violations", rule="encryption-exemptions")["message"])


def test_rules_that_are_switched_off_are_told_as_not_run(folder: Path) -> None:
    run("encryption", config={"kms-key-rotation": "disabled", "encryption-stack-s3": "disabled"})
    report = report_of(folder)
    assert one(report, "rules", name="kms-key-rotation")["ran"] is False
    assert one(report, "rules", name="s3-bucket-has-policy")["ran"] is False
    assert one(report, "rules", name="rds-storage-encrypted")["ran"] is True
    pack = one(report, "packs", name="encryption")
    assert 0 < int(str(pack["ran"])) < int(str(pack["rules"]))


def test_a_run_that_was_stopped_says_so(folder: Path) -> None:
    with record_of(package("encryption")) as record:
        Driver("encryption", record=record).resource(THINGS[0])
    with (folder / "encryption.jsonl").open("a") as file:
        file.write('{"event": "jud')
    report = report_of(folder)
    assert report["complete"] is False
    assert report["verdict"] == "not finished"
    assert "1 of 1 previews did not finish" in comment({"dev": report}, "https://example.invalid/1")
    assert "before the rules about the whole stack" in markdown(report)


def test_a_pack_that_was_ended_at_once_is_told_as_having_seen_nothing(folder: Path) -> None:
    run("network", things=())
    (folder / "encryption.jsonl").write_text('{"event": "pack", "na')
    report = report_of(folder)
    assert one(report, "packs", name="encryption")["rules"] == 0
    assert (report["stack"], report["verdict"]) == ("stack", "not finished")


def test_runs_of_several_stacks_in_one_folder_are_no_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("encryption", things=())
    run("network", things=())
    file = folder / "network.jsonl"
    file.write_text(file.read_text().replace('"stack": "stack"', '"stack": "other"'))
    assert main([str(folder)]) == 1
    assert "runs of several stacks (other, stack): empty it" in capsys.readouterr().err


def test_faults_of_the_exemptions_have_the_levels_that_the_engine_has_settled(folder: Path) -> None:
    gone = {"granted": [{**EXEMPTION, "resource": "gone"}]}
    run("encryption", things=(), config={"encryption-exemptions": gone, "encryption-stack-exemptions": "mandatory"})
    report = report_of(folder)
    assert one(report, "violations", rule="encryption-stack-exemptions")["level"] == "mandatory"
    assert report["verdict"] == "stopped"
    faulty = {"granted": [{**EXEMPTION, "expires": "2026-01-01"}]}
    run("encryption", things=(), config={"all": "advisory", "encryption-exemptions": faulty})
    assert report_of(folder)["verdict"] == "passed"


def test_a_framework_without_checks_about_the_run_is_not_told(folder: Path) -> None:
    run("encryption", things=(Thing("random:index/randomId:RandomId"),))
    assert report_of(folder)["coverage"] == []


def test_a_resource_is_counted_once_however_many_packs_see_it(folder: Path) -> None:
    run("encryption")
    run("network")
    resources = report_of(folder)["resources"]
    assert isinstance(resources, Mapping)
    assert resources["total"] == len(THINGS) + 1
    assert "pulumi:pulumi:Stack" in resources["types_not_looked_at"]
    assert DATABASE not in resources["types_not_looked_at"]


def test_what_was_mended_is_told_by_its_keys(folder: Path) -> None:
    config = {"required-tags": {"enforcementLevel": "remediate", "addTags": {"Owner": HIDDEN}}}
    with record_of(package("tagging")) as record:
        Driver("tagging", config, record=record).mend(Thing("aws:ec2/vpc:Vpc", name="net"))
    report = report_of(folder)
    assert one(report, "mended", rule="required-tags")["added"] == ["Owner"]
    assert HIDDEN not in json.dumps(report)


@pytest.mark.parametrize("pack", PACKS)
def test_no_value_of_a_property_is_written(pack: str, folder: Path) -> None:
    secrets = {name: Secret(f"{HIDDEN}-{name}") for name in ("password", "authToken", "secretString", "policy", "name")}
    tokens = (DATABASE, "aws:secretsmanager/secretVersion:SecretVersion", "aws:s3/bucketPolicy:BucketPolicy", TOPIC)
    config_map = Thing("kubernetes:core/v1:ConfigMap", {"data": {"password": HIDDEN}}, name="settings")
    run(pack, things=(*(Thing(token, secrets, name=f"t{number}") for number, token in enumerate(tokens)), config_map))
    assert main([str(folder)]) == 0
    for file in folder.iterdir():
        assert HIDDEN not in file.read_text()


def test_coverage_counts_the_public_checks_about_types_of_the_run(folder: Path) -> None:
    run("encryption", things=(THINGS[0],))
    catalogue = [
        {"rule": "rotation", "types": [KEY], "controls": ["SH:KMS.4", "CKV_AWS_7", "AS-KMS5", "CKV_AWS_999"]},
        {"rule": "other", "types": [DATABASE], "controls": ["RDS.3"]},
    ]
    found = {item.framework: item for item in coverage(read(folder), catalogue)}
    assert found["AWS Security Hub"].known == {"KMS.4"}
    assert found["AWS Security Hub"].answered == {"KMS.4"}
    assert found["AWS Security Hub"].violated >= {"KMS.4"}
    assert found["Checkov"].open == ["CKV_AWS_999"]
    assert found["cdk-nag AwsSolutions"].answered == {"AwsSolutions-KMS5"}
    assert found["CIS"].known == set()
    assert found["CIS"].answered


def test_a_rule_that_did_not_run_answers_nothing(folder: Path) -> None:
    run("encryption", things=(THINGS[0],), config={"kms-key-rotation": "disabled"})
    catalogue = [{"rule": "rotation", "types": [KEY], "controls": ["CKV_AWS_7"]}]
    found = {item.framework: item for item in coverage(read(folder), catalogue)}
    assert found["Checkov"].open == ["CKV_AWS_7"]


def test_every_id_of_the_catalogue_belongs_to_a_framework() -> None:
    assert CATALOGUE.exists()
    ids = {str(name) for entry in load_catalogue() for name in _list(entry["controls"])}
    assert [name for name in sorted(ids) if framework_of(name) is None] == []
    assert framework_of("CIS 3.0 2.1.1") == "CIS"
    assert framework_of("AWS Resource Tagging Standard") is None


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def test_the_page_shows_all_parts(folder: Path) -> None:
    run("encryption", config=GRANTED)
    page = markdown(report_of(folder))
    assert "Preview. 6 resources," in page
    assert "stopped by a violation" in page
    assert "| `encryption`/`rds-storage-encrypted` | mandatory | `database` (aws:rds/instance:Instance) |" in page
    assert "| `encryption`/`s3-bucket-kms-encryption` | `logs*` | 2026-12-01 (10 days) | 1 |" in page
    assert "nothing: remove it" in page
    assert "### Control frameworks" in page


def test_no_text_breaks_a_table(folder: Path) -> None:
    config = {"tag-values-allowed": {"patterns": {"Owner": "a|b"}}}
    tags = stack_tags(environment="dev", project="ims", owner="platform", architecture="ims")
    run("tagging", things=(Thing("aws:ec2/vpc:Vpc", {"tagsAll": tags}),), config=config)
    assert "has not the form a\\|b" in markdown(report_of(folder))


def test_without_packs_there_is_no_report_and_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 0
    assert "no policy pack was started" in capsys.readouterr().err


def test_a_comment_tells_all_previews_and_fits(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("encryption", things=[Thing(DATABASE, {"storageEncrypted": False}, name=f"db-{n}") for n in range(60)])
    main([str(folder)])
    artifact = tmp_path / "reports" / "policies-sandbox-ims-prod"
    artifact.mkdir(parents=True)
    (folder / "report.json").rename(artifact / "report.json")
    capsys.readouterr()
    assert print_comment([str(tmp_path / "reports"), "--run", "https://example.invalid/1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{MARK}\n")
    assert "1 of 1 previews stopped" in text
    assert "| sandbox-ims-prod | stopped | 61 |" in text
    assert "These are 40 of" in text
    assert "https://example.invalid/1" in text
    assert len(text) < 65536


def test_a_comment_shows_what_stopped_a_preview_before_all_else(folder: Path) -> None:
    run("encryption", things=[Thing(KEY, {"enableKeyRotation": False}, name=f"key-{n}") for n in range(60)])
    advisory = report_of(folder)
    run("encryption", things=[Thing(DATABASE, {"storageEncrypted": False}, name="open")])
    text = comment({"a-dev": advisory, "z-prod": report_of(folder)}, "https://example.invalid/1")
    assert "`rds-storage-encrypted`" in text


def test_a_comment_fits_however_long_the_names_are(folder: Path) -> None:
    names = ("|" * 2000 + str(number) for number in range(60))
    run("encryption", things=[Thing(DATABASE, {"storageEncrypted": False}, name=name) for name in names])
    report = report_of(folder)
    wordy = [{**item, "message": "|" * 2000} for item in objects(report, "violations")]
    text = comment({"dev": {**report, "violations": wordy}}, "https://example.invalid/1")
    assert 45_000 < len(text) < 65_536
    assert "These are 40 of" not in text


def test_a_name_may_hold_what_urns_and_tables_are_made_of() -> None:
    item = {"urn": "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::team::logs"}
    assert resource_name(item) == "`team::logs` (aws:s3/bucket:Bucket)"
    assert list(table(["a"], [["x\r\ny|z"]]))[2] == "| x y\\|z |"


def test_a_comment_says_when_no_preview_came_so_far() -> None:
    assert "no preview came as far as the policies" in comment({}, "https://example.invalid/1")
