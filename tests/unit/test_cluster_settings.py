"""Cluster settings refuse a wrong mix of nodes, and say what works but bites later."""

import datetime

import pytest
from pydantic import Field, ValidationError

from core.sections.base import Section
from core.sections.cluster import ClusterSettings, NodeGroupSettings
from core.settings import merge_profile

TODAY = datetime.date(2026, 11, 20)
GENERAL: dict[str, object] = {"instance_types": ["t3.large"], "minimum": 3, "maximum": 10}
SPOT: dict[str, object] = {
    "capacity_type": "SPOT",
    "instance_types": ["t3.large", "t3a.large"],
    "minimum": 1,
    "maximum": 5,
}


class Profile(Section):
    cluster: ClusterSettings = Field(description="The cluster")


def cluster(**changes: object) -> ClusterSettings:
    groups = {"general": GENERAL, "spot": SPOT}
    return ClusterSettings.model_validate({"version": "1.35", "node_groups": groups, **changes})


def group(**changes: object) -> NodeGroupSettings:
    return NodeGroupSettings.model_validate({**GENERAL, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"capacity_type": "SPOT"}, "t3.large alone"),
        ({"instance_types": ["t3.large", "t4g.large"]}, r"t4g.large \(ARM_64\) with t3.large \(x86_64\)"),
        ({"instance_types": ["t3.large", "t3.large"]}, "names t3.large twice"),
        ({"instance_types": ["t3.lagre"]}, r"no instance type 't3.lagre'. Did you mean t3.large\?"),
        ({"instance_types": []}, "at least 1 item"),
        ({"minimum": 11}, "11 is above maximum 10"),
        ({"desired": 2}, "2 is outside minimum 3 and maximum 10"),
        ({"desired": 11}, "11 is outside minimum 3 and maximum 10"),
        ({"capacity_type": "SPOTTY"}, "ON_DEMAND' or 'SPOT'"),
        ({"taints": [{"key": "team", "effect": "NoSchedule"}]}, "NO_SCHEDULE"),
        ({"labels": {"team": "a b"}}, "should match pattern"),
        ({"disk_gib": 10}, "greater than or equal to 20"),
    ],
)
def test_a_group_that_cannot_work_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        group(**changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": "1.28"}, "Allowed: 1.34, 1.35, 1.36"),
        ({"node_groups": {"spot": SPOT}}, "no ON_DEMAND group"),
        ({"node_groups": {"general": {**GENERAL, "taints": [{"key": "team"}]}}}, "no ON_DEMAND group"),
        ({"node_groups": {"general": {**GENERAL, "minimum": 0}}}, "no ON_DEMAND group of at least one node"),
        ({"node_groups": {"General": GENERAL}}, "should match pattern"),
        ({"autoscaler": {"max_nodes_total": 3}}, "below the 4 nodes that the groups' minimums add up to"),
        ({"public_access_cidrs": ["0.0.0.0/0"]}, "has 0.0.0.0/0, which is the internet"),
        ({"public_access_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]}, "which is the internet"),
        ({"log_types": ["audits"]}, "'audit'"),
        ({"log_types": []}, "at least 1 item"),
    ],
)
def test_a_cluster_that_cannot_work_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        cluster(**changes)


def test_a_mistake_in_a_group_names_its_key_and_the_mend() -> None:
    _, (mistake,) = merge_profile(Profile(cluster=cluster()), {"cluster": {"node_groups": {"spot": {"minimum": 6}}}})
    assert mistake.key == "settings.cluster.node_groups.spot.minimum"
    assert mistake.mend == "pulumi config set --path settings.cluster.node_groups.spot.minimum 5"


def test_a_group_is_added_resized_or_removed_by_config_alone() -> None:
    memory = {"instance_types": ["r6i.large"], "minimum": 0, "maximum": 2}
    groups = {"memory": memory, "general": {"maximum": 12}, "spot": None}
    merged, wrong = merge_profile(Profile(cluster=cluster()), {"cluster": {"node_groups": groups}})
    assert wrong == []
    assert set(merged.cluster.node_groups) == {"general", "memory"}
    assert merged.cluster.node_groups["general"].maximum == 12
    assert merged.cluster.node_groups["general"].instance_types == ("t3.large",)


def test_spot_nodes_are_labelled_and_keep_off_what_does_not_tolerate_them() -> None:
    spot = NodeGroupSettings.model_validate({**SPOT, "labels": {"team": "shop"}, "taints": [{"key": "batch"}]})
    assert spot.node_labels == {"team": "shop", "capacity": "spot"}
    assert [(one.key, one.value, one.effect) for one in spot.node_taints] == [
        ("capacity", "spot", "NO_SCHEDULE"),
        ("batch", "", "NO_SCHEDULE"),
    ]
    assert group().node_labels == {}
    assert list(group().node_taints) == []


def test_a_group_starts_with_its_minimum_unless_told() -> None:
    assert (group().desired_size, group(desired=4).desired_size) == (3, 4)


def test_instance_types_of_unequal_size_are_warned_of() -> None:
    (warning,) = group(instance_types=["t3.medium", "t3.large"]).warnings()
    assert "t3.medium (2 vCPU, 4 GiB), t3.large (2 vCPU, 8 GiB)" in warning


def test_groups_that_outgrow_the_autoscaler_are_warned_of() -> None:
    (warning,) = cluster(autoscaler={"max_nodes_total": 14}).warnings(TODAY)
    assert "may grow to 15 nodes together" in warning
    assert "which is 14" in warning


def test_the_documented_groups_give_no_warning() -> None:
    assert list(cluster().warnings(TODAY)) == []


def test_the_end_of_standard_support_is_warned_of() -> None:
    (warning,) = cluster(version="1.34").warnings(TODAY)
    assert "ends on 2026-12-02" in warning
