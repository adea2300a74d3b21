from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from sandbox.diff import changes

DATABASE = "aws:rds/instance:Instance"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def verdicts(token: str, old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    return {change.path: change.verdict for change in changes(token, old, new)}


def test_equal_inputs_are_no_change() -> None:
    assert verdicts(DATABASE, {"port": 5432, "tags": {"a": "b"}}, {"tags": {"a": "b"}, "port": 5432}) == {}


@pytest.mark.parametrize(
    ("name", "old", "new", "verdict"),
    [
        ("instanceClass", "db.t4g.micro", "db.t4g.small", "update"),
        ("storageEncrypted", False, True, "replace"),
        ("username", "a", "b", "replace"),
        ("kmsKeyId", "arn:old", UNKNOWN, "replace"),
        ("region", "us-east-1", "us-west-2", "replace"),
    ],
)
def test_a_database_is_updated_or_replaced_as_the_provider_says(
    name: str, old: object, new: object, verdict: str
) -> None:
    assert verdicts(DATABASE, {name: old}, {name: new}) == {name: verdict}


def test_an_unknown_new_value_is_a_change_even_of_an_unknown_one() -> None:
    assert verdicts(DATABASE, {"port": 1}, {"port": UNKNOWN}) == {"port": "update"}


def test_what_aws_chose_is_no_change_when_the_program_stops_saying_it() -> None:
    assert verdicts(DATABASE, {"port": 5432}, {}) == {}


def test_write_only_values_make_no_change() -> None:
    assert verdicts(DATABASE, {"passwordWo": "old"}, {"passwordWo": "new"}) == {}


def test_the_providers_own_notes_make_no_change() -> None:
    assert verdicts(DATABASE, {"__defaults": ["identifier"]}, {"__defaults": []}) == {}


def test_a_change_in_a_list_is_named_by_its_place() -> None:
    old = {"ingress": [{"fromPort": 1, "toPort": 1}], "description": "a"}
    new = {"ingress": [{"fromPort": 2, "toPort": 1}, {"fromPort": 3}], "description": "b"}
    assert verdicts(GROUP, old, new) == {
        "ingress[0].fromPort": "update",
        "ingress[1]": "update",
        "description": "replace",
    }


def test_some_changes_replace_in_one_direction_only() -> None:
    assert verdicts(CACHE, {"engineVersion": "7.0"}, {"engineVersion": "7.1"}) == {"engineVersion": "update"}
    assert verdicts(CACHE, {"engineVersion": "7.1"}, {"engineVersion": "7.0"}) == {"engineVersion": "replace"}
    assert verdicts(RULE, {"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv4": "10.0.0.0/16"}) == {"cidrIpv4": "update"}
    assert verdicts(RULE, {"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv6": "::/0"}) == {
        "cidrIpv4": "replace",
        "cidrIpv6": "replace",
    }


def test_a_rule_may_depend_on_another_input() -> None:
    new: dict[str, object] = {"engineVersion": "6.2", "transitEncryptionEnabled": True}
    assert verdicts(CACHE, {**new, "transitEncryptionEnabled": False}, new)["transitEncryptionEnabled"] == "replace"
    new["engineVersion"] = "7.1"
    assert verdicts(CACHE, {**new, "transitEncryptionEnabled": False}, new)["transitEncryptionEnabled"] == "update"
