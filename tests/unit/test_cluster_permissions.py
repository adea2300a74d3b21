"""Rights of controllers: enough for their work, and over nothing that is not their cluster's."""

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from core import cluster_permissions
from core.iam import Statement, document
from tests.recording import record

ACCOUNT, REGION, CLUSTER = "000000000000", "us-east-1", "shop-dev"
INLINE_LIMIT = 10_240
"""Characters of all inline policies of a role, without white space:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

Rights = Callable[[], Sequence[Statement]]
READS = ("Describe", "List", "Get")


def load_balancing() -> Sequence[Statement]:
    return cluster_permissions.load_balancing(cluster_name=CLUSTER, vpc_id="vpc-1", region=REGION, account_id=ACCOUNT)


def node_scaling() -> Sequence[Statement]:
    return cluster_permissions.node_scaling(cluster_name=CLUSTER, region=REGION, account_id=ACCOUNT)


def alert_publishing() -> Sequence[Statement]:
    return cluster_permissions.alert_publishing(["arn:aws:sns:us-east-1:1:t"], kms_key_arn="key", region=REGION)


def rendered(rights: Rights) -> list[dict[str, object]]:
    text = record(lambda: document(*rights())).result
    found = json.loads(str(text))["Statement"]
    assert isinstance(found, list)
    return found


def actions(statement: Mapping[str, object]) -> list[str]:
    found = statement["Action"]
    assert isinstance(found, list)
    return found


def changes(statement: Mapping[str, object]) -> list[str]:
    return [action for action in actions(statement) if not action.split(":")[1].startswith(READS)]


CONTROLLERS = pytest.mark.parametrize("rights", [load_balancing, node_scaling, alert_publishing])


@CONTROLLERS
def test_a_right_to_change_is_never_over_everything(rights: Rights) -> None:
    # WAF is told of a load balancer by this action, which has no resource.
    unlimited = [change for one in rendered(rights) if one["Resource"] == "*" for change in changes(one)]
    assert [change for change in unlimited if change != "elasticloadbalancing:SetWebAcl"] == []


@CONTROLLERS
def test_no_action_is_given_by_a_pattern(rights: Rights) -> None:
    assert [action for one in rendered(rights) for action in actions(one) if "*" in action] == []


@pytest.mark.parametrize("service", ["elasticloadbalancing", "autoscaling"])
def test_load_balancers_and_node_groups_are_changed_only_by_the_tag_of_the_cluster(service: str) -> None:
    for one in [*rendered(load_balancing), *rendered(node_scaling)]:
        changed = [action for action in changes(one) if action.startswith(f"{service}:")]
        if changed and changed != ["elasticloadbalancing:SetWebAcl"]:
            assert CLUSTER in json.dumps(one["Condition"]), one["Sid"]


def test_security_groups_are_changed_only_by_a_tag_of_the_cluster() -> None:
    for one in rendered(load_balancing):
        changed = [action for action in changes(one) if action.startswith("ec2:")]
        if changed and one["Sid"] != "GroupsInVpc":
            assert CLUSTER in json.dumps(one["Condition"]), one["Sid"]


def test_groups_are_made_in_the_clusters_vpc_alone() -> None:
    (statement,) = [one for one in rendered(load_balancing) if one["Sid"] == "GroupsInVpc"]
    assert str(statement["Resource"]).endswith(":vpc/vpc-1")


def test_every_statement_has_a_name_of_its_own() -> None:
    for rights in (load_balancing, node_scaling, alert_publishing):
        names = [one["Sid"] for one in rendered(rights)]
        assert len(set(names)) == len(names)


def test_the_longest_policy_fits_into_a_role() -> None:
    assert len(json.dumps(rendered(load_balancing), separators=(",", ":"))) < INLINE_LIMIT


def test_the_key_is_used_through_sns_only() -> None:
    (key,) = [one for one in rendered(alert_publishing) if one["Sid"] == "TopicKey"]
    assert key["Condition"] == {"StringEquals": {"kms:ViaService": "sns.us-east-1.amazonaws.com"}}
