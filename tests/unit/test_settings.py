"""Configuration: what is read, how overrides merge, and what a mistake says."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from architectures import load
from core.naming import PROJECT
from core.sections.base import Section
from core.settings import (
    ConfigError,
    Mistake,
    StackSettings,
    deep_merge,
    domain_mistake,
    merge_profile,
    placeholder_mistakes,
    stack_zones,
    validate_stack,
)

ROOT = Path(__file__).parents[2]
GOOD: dict[str, object] = {
    "architecture": "ims",
    "environment": "dev",
    "owner": "platform",
    "domain": "api.shop.org",
}


Name = Annotated[str, Field(pattern="^[a-z]+$")]


class Database(Section):
    instance_class: str = Field(default="db.t3.micro", description="Class")
    engine_version: str = Field(default="15", description="Version")
    storage: int = Field(default=100, ge=20, description="GiB")


class Profile(Section):
    database: Database = Field(default_factory=Database, description="The database")
    replica: Database | None = Field(default_factory=Database, description="Its replica, if there is one")
    others: Mapping[Name, Database] = Field(default={"a": Database(), "b": Database()}, description="More, by name")
    zones: tuple[Name, ...] = Field(default=("a",), min_length=1, description="Zones")
    labels: dict[str, str] = Field(default_factory=dict, description="Labels")


def mistakes(values: dict[str, object], secrets: frozenset[str] = frozenset()) -> list[Mistake]:
    return validate_stack({**GOOD, **values}, secrets)[1]


def test_a_good_stack_is_read() -> None:
    stack, wrong = validate_stack({**GOOD, "alertEmails": ["ops@shop.org"], "protectData": False}, frozenset())
    assert wrong == []
    assert stack is not None
    assert (stack.alert_emails, stack.protect_data) == (("ops@shop.org",), False)


def test_every_mistake_is_reported_at_once() -> None:
    wrong = mistakes(
        {"environment": "staging", "domain": "Shop", "availabilityZones": ["us-east-1"], "architecure": "x"}
    )
    assert {mistake.key for mistake in wrong} == {"environment", "domain", "availabilityZones[0]", "architecure"}


def test_a_mistake_names_the_allowed_values_and_the_command_that_mends_it() -> None:
    (mistake,) = mistakes({"environment": "staging"})
    assert "'dev' or 'prod'" in mistake.problem
    assert mistake.mend == "pulumi config set environment dev"


def test_the_mend_of_an_item_of_a_list_is_the_path_that_pulumi_takes() -> None:
    (mistake,) = mistakes({"availabilityZones": ["us-east-1"]})
    assert mistake.mend == "pulumi config set --path 'availabilityZones[0]' VALUE"


def test_a_list_is_not_called_short_for_the_items_that_were_refused() -> None:
    _, (mistake,) = merge_profile(Profile(), {"zones": ["far away"]})
    assert mistake.key == "settings.zones[0]"


def test_a_name_that_cannot_be_used_is_removed() -> None:
    _, (mistake,) = merge_profile(Profile(), {"others": {"a.b": {}}})
    assert "is not a usable name" in mistake.problem
    assert mistake.mend == """pulumi config rm --path 'settings.others["a.b"]'"""


def test_a_misspelt_key_is_answered_with_the_nearest_one() -> None:
    (mistake,) = mistakes({"hostedZone": "Z123"})
    assert "hostedZoneId" in mistake.mend


def test_a_missing_key_is_answered_with_the_command_that_sets_it() -> None:
    values = {key: value for key, value in GOOD.items() if key != "owner"}
    (mistake,) = validate_stack(values, frozenset())[1]
    assert (mistake.key, mistake.mend) == ("owner", "pulumi config set owner VALUE")


def test_a_secret_value_is_not_shown_in_its_mistake() -> None:
    wrong = mistakes({"pagerEndpoint": "http://token@pager"}, frozenset({"pagerEndpoint"}))
    assert "token" not in str(ConfigError(wrong))


def test_an_override_replaces_one_value_and_keeps_the_rest() -> None:
    merged, wrong = merge_profile(Profile(), {"database": {"instance_class": "db.t3.large"}})
    assert wrong == []
    assert merged == Profile(database=Database(instance_class="db.t3.large"))


def test_a_version_that_arrives_as_a_number_is_text() -> None:
    merged, wrong = merge_profile(Profile(), {"database": {"engine_version": 16}})
    assert (merged.database.engine_version, wrong) == ("16", [])


@pytest.mark.parametrize(
    ("overrides", "key", "mend"),
    [
        (
            {"database": {"instance_clas": "x"}},
            "settings.database.instance_clas",
            "pulumi config set --path settings.database.instance_class VALUE",
        ),
        (
            {"database": {"storage": 5}},
            "settings.database.storage",
            "pulumi config set --path settings.database.storage 20",
        ),
        (
            {"database": {"storage": "much"}},
            "settings.database.storage",
            "pulumi config set --path settings.database.storage 1",
        ),
        ({"databse": {}}, "settings.databse", "pulumi config set --path settings.database VALUE"),
    ],
)
def test_a_wrong_override_names_its_path_and_the_mend(overrides: dict[str, object], key: str, mend: str) -> None:
    _, (mistake,) = merge_profile(Profile(), overrides)
    assert mistake.key == key
    assert mend in mistake.mend


def test_null_removes_an_entry_that_has_a_name_of_its_own() -> None:
    merged, wrong = merge_profile(Profile(), {"others": {"a": None, "b": {"storage": 50}}})
    assert wrong == []
    assert merged.others == {"b": Database(storage=50)}


def test_null_switches_off_what_may_be_missing() -> None:
    merged, wrong = merge_profile(Profile(), {"replica": None})
    assert (merged.replica, wrong) == (None, [])


@pytest.mark.parametrize(
    ("overrides", "key"), [({"database": None}, "settings.database"), ({"others": {"c": None}}, "settings.others.c")]
)
def test_null_for_what_must_be_there_or_never_was_is_a_mistake(overrides: dict[str, object], key: str) -> None:
    _, (mistake,) = merge_profile(Profile(), overrides)
    assert mistake.key == key


def test_a_misspelt_key_below_a_name_of_its_own_is_shown_with_its_like() -> None:
    _, (mistake,) = merge_profile(Profile(), {"others": {"a": {"storrage": 50}}})
    assert "settings.others.a.storage" in mistake.mend


JSON = st.recursive(st.integers() | st.text(max_size=3), lambda inner: st.dictionaries(st.text(max_size=3), inner))
OBJECTS = st.dictionaries(st.text(max_size=3), JSON)


@given(OBJECTS, OBJECTS)
def test_merging_keeps_every_override_and_every_key_it_does_not_touch(
    base: dict[str, object], over: dict[str, object]
) -> None:
    merged = deep_merge(base, over)
    assert set(merged) == set(base) | set(over)
    assert all(merged[key] == base[key] for key in base.keys() - over.keys())
    assert deep_merge(merged, over) == merged


@given(OBJECTS)
def test_merging_nothing_changes_nothing(base: dict[str, object]) -> None:
    assert deep_merge(base, {}) == base


@pytest.mark.parametrize("domain", ["api.ims-2.0.com", "example.com", "shop.example.org", "api.test"])
def test_a_placeholder_domain_is_refused_in_a_real_account_only(domain: str) -> None:
    mistake = domain_mistake(domain, "111122223333")
    assert mistake is not None
    assert domain in str(mistake)
    assert domain_mistake(domain, "000000000000") is None


def test_a_domain_that_only_looks_like_a_placeholder_is_accepted() -> None:
    assert domain_mistake("api.myexample.com", "111122223333") is None


@pytest.mark.parametrize(
    ("zones", "problem"),
    [
        (["us-east-1a"], "names 1 zones"),
        (["us-east-1a", "us-east-1a"], "twice"),
        (["us-east-1a", "eu-west-1a"], "outside the region"),
    ],
)
def test_zones_that_do_not_fit_are_refused(zones: list[str], problem: str) -> None:
    stack = StackSettings.model_validate({**GOOD, "availabilityZones": zones})
    _, (mistake,) = stack_zones(stack, "us-east-1", 2)
    assert problem in mistake.problem


def test_zones_default_to_the_first_letters_of_the_region() -> None:
    zones, wrong = stack_zones(StackSettings.model_validate(GOOD), "eu-west-1", 3)
    assert (zones, wrong) == (("eu-west-1a", "eu-west-1b", "eu-west-1c"), [])


def test_pulumi_yaml_declares_exactly_the_keys_of_the_model() -> None:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    model = {field.alias: field for field in StackSettings.model_fields.values()}
    assert set(declared) == set(model) | {"settings"}
    for key, field in model.items():
        assert declared[key]["description"] == field.description, key
        assert ("default" in declared[key]) != (field.is_required() and key != "environment"), key


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_committed_stack_files_are_valid(environment: str) -> None:
    config = yaml.safe_load((ROOT / f"Pulumi.{environment}.yaml").read_text())["config"]
    values = {key.removeprefix(f"{PROJECT}:"): value for key, value in config.items() if key.startswith(f"{PROJECT}:")}
    stack, wrong = validate_stack(values, frozenset())
    assert wrong == []
    assert stack is not None
    assert stack.environment == environment
    assert json.dumps(config)


def test_the_stacks_of_evaluation_serve_names_of_their_own() -> None:
    """CloudFront serves a name from one distribution alone, so that stacks with the same name exclude each other."""
    files = sorted(ROOT.glob("Pulumi.evaluation-*.yaml"))
    domains = {yaml.safe_load(file.read_text())["config"][f"{PROJECT}:domain"] for file in files}
    assert len(domains) == len(files) >= 3


def test_placeholders_of_the_stack_files_are_refused_together_in_a_real_account() -> None:
    values = {"architecture": "ims", "environment": "dev", "owner": "platform", "domain": "shop.example.com"}
    stack, _ = validate_stack(
        {**values, "adminRoleArns": ["arn:aws:iam::000000000000:role/platform-admin"]}, frozenset()
    )
    assert stack is not None

    mistakes = placeholder_mistakes(stack, "111122223333")

    assert [mistake.key for mistake in mistakes] == ["domain", "adminRoleArns[0]"]
    assert mistakes[1].mend == "pulumi config set --path 'adminRoleArns[0]' arn:aws:iam::111122223333:role/ROLE"
    assert placeholder_mistakes(stack, "000000000000") == []


def test_a_combination_names_the_field_to_change_wherever_it_stands() -> None:
    profile = load("evaluation").dev
    overrides = {
        "services": {"backend": {"deployment": {"strategy": "blue_green", "bake_minutes": 5}}},
        "load_balancer": {"test_port": None},
    }

    (mistake,) = merge_profile(profile, overrides)[1]

    assert mistake.key == "settings.load_balancer.test_port"
    assert mistake.mend == "pulumi config set --path settings.load_balancer.test_port 8443"
