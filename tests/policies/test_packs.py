"""Packs as a whole: how they are put together, what they let out, and what the configuration files may say."""

import datetime
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from google.protobuf import json_format
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Severity

from core.aws.rules import UNKNOWN
from policies.lib.pack import modules_of, rules_of
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.serving import together

from .case import KEY
from .driver import (
    FOLDER,
    PACKS,
    Driver,
    Secret,
    Thing,
    config_file,
    is_about_resources,
    package,
    request_for,
    servicer_of,
)

ENVIRONMENTS = ("dev", "prod")
FILES = [pytest.param(pack, environment, id=f"{pack}-{environment}") for pack in PACKS for environment in ENVIRONMENTS]
HIDDEN = "hunter2-hunter2-hunter2"


def a_rule(name: str, **attributes: object) -> object:
    """Return a rule that fails on any resource by reading a property as what it is not."""

    @rule(name, "d", severity=Severity.HIGH, remedy="r", types=("a:b:C",))
    def check(resource: Resource) -> Iterator[str]:
        yield f"{attributes['text']}" if attributes else str(int(str(resource.value("secret"))))

    return check


def pack_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, **rules: object) -> ModuleType:
    """Return a package with one module that holds the given rules."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / name / "only.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    module = __import__(f"{name}.only", fromlist=["only"])
    for attribute, value in rules.items():
        setattr(module, attribute, value)
    return sys.modules[name]


@pytest.mark.parametrize(("pack", "at_least"), [("encryption", 25), ("tagging", 6)])
def test_a_pack_has_the_rules_it_promises(pack: str, at_least: int) -> None:
    assert len(rules_of(package(pack))) >= at_least


def test_two_rules_with_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    double = pack_of(tmp_path, monkeypatch, "double_pack", first=a_rule("same"), second=a_rule("same"))
    with pytest.raises(ValueError, match="more than one rule with the name same"):
        rules_of(double)


def test_a_rule_that_fails_is_reported_as_such_and_the_others_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = pack_of(tmp_path, monkeypatch, "failing_pack", bad=a_rule("bad"), good=a_rule("good", text="seen"))
    answer = Driver(pack).resource(Thing("a:b:C", {"secret": HIDDEN}))
    assert answer.of("good") == ["seen. r"]
    assert len(answer.of("bad")) == 1
    assert answer.of("bad")[0].startswith("the rule bad itself failed (ValueError in test_packs.py:")
    assert {item.level for item in answer.said} == {"mandatory"}


def test_the_report_of_a_failing_rule_quotes_no_property(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = pack_of(tmp_path, monkeypatch, "quoting_pack", bad=a_rule("bad"))
    answer = Driver(pack).resource(Thing("a:b:C", {"secret": Secret(HIDDEN)}))
    assert answer.said
    assert HIDDEN not in str(answer)


def test_a_failing_rule_about_the_stack_names_the_resource(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @stack_rule("bad", "d", severity=Severity.LOW, remedy="r", types=("a:b:C",))
    def bad(subject: StackResource, _: Stack) -> Iterator[str]:
        yield subject.name[99]

    thing = Thing("a:b:C")
    answer = Driver(pack_of(tmp_path, monkeypatch, "stack_pack", bad=bad)).stack([thing])
    assert [(item.policy, item.urn) for item in answer.said] == [("stack_pack-stack-only", thing.urn)]
    assert "itself failed (IndexError" in answer.said[0].text


def test_one_unknown_value_is_told_once_per_resource_whatever_the_number_of_rules() -> None:
    listener = Thing("aws:lb/listener:Listener", {"protocol": UNKNOWN, "port": 443})
    other = Thing("aws:lb/listener:Listener", {"protocol": UNKNOWN, "port": 80}, name="other")
    driver = Driver("encryption")
    assert [item.level for item in driver.resource(listener).said] == ["advisory"]
    assert [item.level for item in driver.resource(other).said] == ["advisory"]


def test_what_is_wrong_already_is_reported_beside_what_is_unknown() -> None:
    group = Thing(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        {"transitEncryptionEnabled": False, "transitEncryptionMode": UNKNOWN},
    )
    answer = Driver("encryption").resource(group)
    said = [item.level for item in answer.said if item.policy == "elasticache-encryption-in-transit"]
    assert said == ["mandatory", "advisory"]


def test_an_unknown_element_does_not_hide_what_is_wrong_with_the_next() -> None:
    secret = Thing(
        "aws:secretsmanager/secret:Secret",
        {"kmsKeyId": KEY, "replicas": [UNKNOWN, {"region": "us-west-2"}, {"region": "eu-west-1", "kmsKeyId": UNKNOWN}]},
    )
    answer = Driver("encryption", {"all": "mandatory"}).resource(secret)
    assert [item.level for item in answer.said] == ["mandatory", "advisory"]


def test_the_same_rule_decides_once_the_value_is_known() -> None:
    driver = Driver("encryption")
    token, name = "aws:rds/parameterGroup:ParameterGroup", "rds-force-tls"
    assert "cannot be decided" in driver.resource(Thing(token, {"family": UNKNOWN})).of(name)[0]
    assert driver.resource(Thing(token, {"family": "postgres14"})).said[0].level == "mandatory"


@pytest.mark.parametrize("pack", PACKS)
def test_no_message_holds_a_value_of_a_secret_property(pack: str) -> None:
    driver = Driver(pack)
    secrets = {name: Secret(f"{HIDDEN}-{name}") for name in ("password", "authToken", "secretString", "tags", "policy")}
    environment = json.dumps([{"name": "api", "environment": [{"name": "DB_PASSWORD", "value": HIDDEN}]}])
    tokens = [
        "aws:rds/instance:Instance",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:s3/bucketPolicy:BucketPolicy",
    ]
    things = [Thing(token, secrets, name=f"thing-{number}") for number, token in enumerate(tokens)]
    task = Thing("aws:ecs/taskDefinition:TaskDefinition", {"containerDefinitions": Secret(environment)}, name="task")
    settings = Thing("kubernetes:core/v1:ConfigMap", {"data": {"password": Secret(HIDDEN)}}, name="settings")
    answer = driver.run([*things, task, settings])
    assert answer.said
    assert HIDDEN not in str(answer)


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_tells_all_that_a_reader_needs(pack: str) -> None:
    for item in rules_of(package(pack)):
        assert item.description, item.name
        assert item.remedy, item.name
        assert not item.remedy.endswith("."), f"{item.name}: the remedy is the end of a message"
        assert item.name == item.name.lower(), item.name


@pytest.mark.parametrize("pack", PACKS)
def test_no_module_of_a_pack_hides_one_of_python(pack: str) -> None:
    """The launcher runs in the pack's folder, which Python then searches first."""
    names = {module.__name__.rpartition(".")[2] for module in modules_of(package(pack))}
    assert not names & sys.stdlib_module_names


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_tells_the_engine_its_levels_and_severities(pack: str) -> None:
    driver = Driver(pack)
    for item in rules_of(package(pack)):
        severe = item.severity in (Severity.HIGH, Severity.CRITICAL)
        assert item.level == (EnforcementLevel.MANDATORY if severe else EnforcementLevel.ADVISORY)
    names = [policy.name for policy in driver.info.policies]
    assert (names[0], names[-1]) == (f"{pack}-exemptions", f"{pack}-stack-exemptions")
    assert is_about_resources(driver.named(f"{pack}-exemptions"))


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_needs_no_configuration(pack: str) -> None:
    description = yaml.safe_load((FOLDER / pack / "PulumiPolicy.yaml").read_text())
    assert description["runtime"] == {"name": "python", "options": {"virtualenv": "../../.venv"}}
    assert description["version"]
    assert Driver(pack).run([]).said == []


@pytest.mark.parametrize(("pack", "environment"), FILES)
def test_a_configuration_file_names_only_policies_and_properties_that_exist(pack: str, environment: str) -> None:
    """The engine passes over a name that it does not know, so a misspelt rule would silently keep its default."""
    schemas = {
        policy.name: set(json_format.MessageToDict(policy.configSchema.properties))
        for policy in Driver(pack).info.policies
    }
    levels = {level.value for level in EnforcementLevel} - {"remediate"}
    for name, value in config_file(pack, environment).items():
        assert name == "all" or name in schemas
        if isinstance(value, dict):
            assert set(value) - {"enforcementLevel"} <= schemas[name]
            assert value.get("enforcementLevel", "mandatory") in levels
        else:
            assert value in levels


@pytest.mark.parametrize(("pack", "environment"), FILES)
def test_the_exemptions_of_a_configuration_file_hold_today_and_for_a_year_at_most(pack: str, environment: str) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    driver = Driver(pack, config_file(pack, environment), today)
    assert driver.resource(Thing("pulumi:pulumi:Stack")).of(f"{pack}-exemptions") == []
    exemptions = config_file(pack, environment).get(f"{pack}-exemptions", {})
    assert isinstance(exemptions, dict)
    for entry in exemptions.get("granted", []):
        assert datetime.date.fromisoformat(entry["expires"]) <= today + datetime.timedelta(days=366)


@pytest.mark.parametrize("pack", PACKS)
def test_prod_enforces_every_rule_and_dev_those_that_are_severe(pack: str) -> None:
    def violation(environment: str, name: str) -> int:
        driver = Driver(pack, config_file(pack, environment))
        return driver.configuration(config_file(pack, environment)).policyConfig[name].enforcementLevel

    for policy in Driver(pack).info.policies:
        # What keeps data and services alive, and what it may cost, is not asked of a stack that comes and goes.
        off = pack in ("cost", "resilience") and violation("dev", policy.name) == proto.DISABLED
        assert off or violation("dev", policy.name) == policy.enforcementLevel
        # What is right for dev alone: fewer zones, spot capacity.
        for_dev = pack == "cost" and policy.name in ("fargate-spot-outside-prod", "rds-single-az-outside-prod")
        expected = proto.DISABLED if for_dev else proto.MANDATORY
        assert violation("prod", policy.name) == (
            proto.ADVISORY if policy.name == f"{pack}-stack-exemptions" else expected
        )


def reconciled(info: proto.AnalyzerInfo, name: str) -> tuple[int, dict[str, object]]:
    """Return a policy's level and properties as the engine settles them from what the pack brings along."""
    (policy,) = (policy for policy in info.policies if policy.name == name)
    schemas = json_format.MessageToDict(policy.configSchema.properties)
    defaults = {name: schema["default"] for name, schema in schemas.items() if "default" in schema}
    if name not in info.initialConfig:
        return policy.enforcementLevel, defaults
    brought = info.initialConfig[name]
    return brought.enforcementLevel, defaults | json_format.MessageToDict(brought.properties)


@pytest.mark.parametrize("environment", [*ENVIRONMENTS, "staging", None])
def test_packs_run_as_one_have_the_settings_that_each_has_by_its_file(environment: str | None) -> None:
    with ExitStack() as records:
        policies, configuration = together(environment, records)
    info = servicer_of("all", policies, configuration).GetAnalyzerInfo(None, None)
    assert len({policy.name for policy in policies}) == len(policies), "no two have one name"
    seen = 0
    for pack in PACKS:
        config = config_file(pack, environment) if environment in ENVIRONMENTS else {}
        alone = Driver(pack).configuration(config).policyConfig
        for name, expected in alone.items():
            wanted = (expected.enforcementLevel, json_format.MessageToDict(expected.properties))
            assert reconciled(info, name) == wanted, name
            seen += 1
    assert seen == len(policies)


def test_packs_run_as_one_tell_an_unknown_value_once() -> None:
    with ExitStack() as records:
        policies, _ = together(None, records)
    topic = Thing("aws:sns/topicPolicy:TopicPolicy", {"policy": UNKNOWN})
    answer = servicer_of("all", policies).Analyze(request_for(topic), None)
    assert len([item for item in answer.diagnostics if item.message.endswith("at preview: policy")]) == 1


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_starts_without_the_sdk_of_aws(pack: str) -> None:
    """Its modules cost over a second and 100 MB, once per pack and run."""
    code = (
        f"import sys; from policies import {pack}; from policies.lib.pack import policies_of; policies_of({pack});"
        "from policies.lib.taggable import TAGGABLE; assert 'aws:ec2/vpc:Vpc' in TAGGABLE;"
        "sys.exit(any(name.split('.')[0] in ('pulumi_aws', 'pydantic') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parent, check=False).returncode == 0
