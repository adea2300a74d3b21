"""Tags as a resource ends up with them, and which types take any."""

import importlib
import inspect
import json
import re
from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from core.tags import stack_tags
from policies.lib.taggable import TAGGABLE, _sdk

from .driver import Answer, Driver, Thing

TAGS = stack_tags(environment="dev", project="ims", owner="platform", architecture="ims")
DEFAULTS = {"defaultTags": json.dumps({"tags": TAGS})}
VPC = "aws:ec2/vpc:Vpc"
MODULES = ("lb", "ecs", "lambda", "guardduty", "glue", "wafv2", "devopsguru", "autoscaling", "amp")


def required(inputs: Mapping[str, object], provider: Mapping[str, object] | None = None, token: str = VPC) -> Answer:
    driver = Driver("tagging", {"all": "disabled", "required-tags": "mandatory"})
    return driver.resource(Thing(token, inputs, provider=provider))


def test_the_merge_of_the_provider_is_believed() -> None:
    assert required({"tags": {}, "tagsAll": TAGS}).said == []
    assert required({"tags": TAGS, "tagsAll": {"Owner": "x"}}).said


def test_default_tags_and_own_tags_are_merged_where_the_provider_has_not() -> None:
    without_owner = {key: value for key, value in TAGS.items() if key != "Owner"}
    defaults = {"defaultTags": json.dumps({"tags": without_owner})}
    assert required({}, DEFAULTS).said == []
    assert required({"tags": {"Owner": "x"}}, defaults).said == []
    assert [item.text.partition(".")[0] for item in required({}, defaults).said] == ["without Owner"]


def test_default_tags_may_be_a_map_as_well() -> None:
    assert required({}, {"defaultTags": {"tags": TAGS}}).said == []


def test_ignored_tags_are_none() -> None:
    assert required({}, DEFAULTS | {"ignoreTags": json.dumps({"keys": ["Owner"]})}).said
    assert required({}, DEFAULTS | {"ignoreTags": {"keyPrefixes": ["Own"]}}).said


def test_an_unknown_merge_is_made_up_for_by_its_parts() -> None:
    assert required({"tags": {"Name": UNKNOWN}, "tagsAll": UNKNOWN}, DEFAULTS).said == []
    assert [item.level for item in required({"tags": {}, "tagsAll": UNKNOWN}, {}).said] == ["mandatory"]


def test_keys_that_cannot_be_known_are_told() -> None:
    for inputs, provider in (({"tags": UNKNOWN}, {}), ({"tags": {}}, {"defaultTags": UNKNOWN})):
        assert [item.level for item in required(inputs, provider).said] == ["advisory"]


def test_keys_from_the_defaults_suffice_whatever_the_own_tags_are() -> None:
    assert required({"tags": UNKNOWN}, DEFAULTS).said == []


def test_types_that_take_no_tags_are_not_asked_for_any() -> None:
    assert required({}, {}, "aws:ec2/route:Route").said == []
    assert required({}, {}, "kubernetes:core/v1:Pod").said == []


def test_required_keys_come_from_the_configuration() -> None:
    driver = Driver(
        "tagging", {"all": "disabled", "required-tags": {"enforcementLevel": "mandatory", "requiredTags": ["Team"]}}
    )
    assert driver.resource(Thing(VPC, {"tagsAll": TAGS})).of("required-tags")[0].startswith("without Team.")
    assert driver.resource(Thing(VPC, {"tagsAll": {"Team": "a"}})).said == []


def test_values_may_be_bound_to_a_pattern_by_the_configuration() -> None:
    config = {"tag-values-allowed": {"patterns": {"Owner": "team-.+"}}}
    answer = Driver("tagging", config).resource(Thing(VPC, {"tagsAll": TAGS}))
    assert [item.policy for item in answer.said] == ["tag-values-allowed"]


@pytest.mark.parametrize("module", MODULES)
def test_the_sdk_agrees_on_which_types_take_a_map_of_tags(module: str) -> None:
    registry = (_sdk() / "__init__.py").read_text()
    tokens = dict(re.findall(rf'"(aws:{module}/\w+:\w+)": "(\w+)"', registry))
    assert tokens
    name = "pulumi_aws.lambda_" if module == "lambda" else f"pulumi_aws.{module}"
    package = importlib.import_module(name)
    for token, cls in tokens.items():
        parameter = inspect.signature(getattr(package, cls)._internal_init).parameters.get("tags")
        takes = parameter is not None and "Mapping[" in str(parameter.annotation)
        assert takes == (token in TAGGABLE), token
