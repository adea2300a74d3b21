"""What the simulated cloud refuses about EKS clusters and their nodes beside what exists."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.errors import CloudError, SandboxError
from tests.eks_account import ADDON, CLUSTER, ENTRY, GROUP, ROLE, SUBNET, TEMPLATE, VPC, EksAccount


@pytest.fixture
def account(tmp_path: Path) -> EksAccount:
    return EksAccount(tmp_path)


def test_a_cluster_stands_in_the_vpc_of_its_subnets_and_keeps_what_aws_adds(account: EksAccount) -> None:
    vpc = account.cluster.outputs["vpcConfig"]

    assert isinstance(vpc, Mapping)
    assert vpc["vpcId"] == account.cloud.store.things(f"type = '{VPC}'")[0].id
    assert str(vpc["clusterSecurityGroupId"]).startswith("sg-")
    assert vpc["subnetIds"] == account.subnets
    assert account.upgrade("1.35").outputs["vpcConfig"] == vpc


def test_a_cluster_needs_subnets_in_two_zones(account: EksAccount) -> None:
    with pytest.raises(CloudError, match="at least two zones"):
        account.another(subnetIds=account.subnets[:1])


def test_a_cluster_stands_in_one_vpc(account: EksAccount) -> None:
    other = account.subnet(account.make(VPC, "other", cidrBlock="10.1.0.0/16"), "b", "10.1.0.0/24")
    mixed = [account.subnets[0], other]

    with pytest.raises(CloudError, match="one VPC is allowed"):
        account.another(subnetIds=mixed)


def test_a_cluster_goes_up_one_minor_version_at_a_time(account: EksAccount) -> None:
    with pytest.raises(CloudError, match=r"from 1\.34 to 1\.36; .* so 1\.35 is next"):
        account.upgrade("1.36")

    assert account.upgrade("1.35").outputs["version"] == "1.35"
    assert account.upgrade("1.36").outputs["version"] == "1.36"
    with pytest.raises(CloudError, match=r"from 1\.36 to 1\.34"):
        account.upgrade("1.34")


def test_a_cluster_is_not_taken_back(account: EksAccount) -> None:
    account.upgrade("1.35")

    with pytest.raises(SandboxError, match=r"does not take a cluster back from 1\.35 to 1\.34; .* by hand"):
        account.upgrade("1.34")


def test_the_step_is_judged_before_anything_is_done(account: EksAccount) -> None:
    with pytest.raises(CloudError, match=r"1\.35 is next"):
        account.cloud.check_step(CLUSTER, "shop", account.control_plane("1.36"))

    assert account.cluster.outputs["version"] == "1.34"


def test_a_cluster_waits_for_its_nodes_before_the_next_step(account: EksAccount) -> None:
    group = account.group(version="1.34")
    account.upgrade("1.35")
    with pytest.raises(CloudError, match=r"match cluster version 1\.35 first: NodeGroup general .* with 1\.34"):
        account.upgrade("1.36")

    account.cloud.update(GROUP, group.id, account.nodes(version="1.35"))
    assert account.upgrade("1.36").outputs["version"] == "1.36"


def test_nodes_are_at_most_as_new_as_their_cluster_and_three_minors_older(account: EksAccount) -> None:
    with pytest.raises(CloudError, match=r"1\.35 is given, allowed is 1\.31 to 1\.34"):
        account.group(version="1.35")
    with pytest.raises(CloudError, match=r"1\.30 is given, allowed is 1\.31 to 1\.34"):
        account.group(version="1.30")

    assert account.group(version="1.31").outputs["version"] == "1.31"


def test_nodes_do_not_go_back(account: EksAccount) -> None:
    group = account.group(version="1.34")

    with pytest.raises(CloudError, match=r"cannot go from 1\.34 back to 1\.33"):
        account.cloud.update(GROUP, group.id, account.nodes(version="1.33"))


def test_nodes_without_a_version_take_the_clusters_and_keep_it_until_they_are_made_anew(account: EksAccount) -> None:
    template = account.make(TEMPLATE, "nodes", name="nodes", imageId="ami-12345678")
    first = {"id": template.id, "version": "1"}
    group = account.group(launchTemplate=first)
    account.upgrade("1.35")
    account.cloud.update(TEMPLATE, template.id, {"name": "nodes", "imageId": "ami-87654321"})

    same = account.cloud.update(GROUP, group.id, account.nodes(launchTemplate=first, labels={"tier": "web"}))
    renewed = account.cloud.update(GROUP, group.id, account.nodes(launchTemplate={**first, "version": "2"}))

    assert group.outputs["version"] == same.outputs["version"] == "1.34"
    assert renewed.outputs["version"] == "1.35"


def test_nodes_stand_in_the_vpc_of_their_cluster(account: EksAccount) -> None:
    other = account.subnet(account.make(VPC, "other", cidrBlock="10.1.0.0/16"), "b", "10.1.0.0/24")

    with pytest.raises(CloudError, match=r"subnetIds: Subnet .* is not in vpc-.*, the VPC of the cluster"):
        account.group(subnetIds=[other])


@pytest.mark.parametrize("token", [GROUP, ADDON, ENTRY])
def test_what_belongs_to_a_cluster_needs_it(account: EksAccount, token: str) -> None:
    inputs = {**account.nodes(), "addonName": "vpc-cni", "principalArn": ROLE, "clusterName": "office"}

    with pytest.raises(CloudError, match="clusterName: there is no Cluster 'office'"):
        account.make(token, "thing", **inputs)


def test_a_cluster_with_nodes_is_not_deleted(account: EksAccount) -> None:
    group = account.group()
    with pytest.raises(CloudError, match="used by NodeGroup general"):
        account.cloud.delete(CLUSTER, "shop")

    account.cloud.delete(GROUP, group.id)
    account.cloud.delete(CLUSTER, "shop")
    with pytest.raises(CloudError, match="there is no Cluster"):
        account.group()


def test_a_protected_cluster_is_not_deleted(account: EksAccount) -> None:
    account.cloud.update(CLUSTER, "shop", {**account.control_plane("1.34"), "deletionProtection": True})

    with pytest.raises(CloudError, match="deletionProtection"):
        account.cloud.delete(CLUSTER, "shop")


def test_the_network_of_a_cluster_is_not_deleted(account: EksAccount) -> None:
    with pytest.raises(CloudError, match="used by Cluster shop"):
        account.cloud.delete(SUBNET, account.subnets[0])


def test_a_security_group_that_a_cluster_uses_is_not_deleted(account: EksAccount) -> None:
    token = "aws:ec2/securityGroup:SecurityGroup"
    vpc = account.cloud.store.things(f"type = '{VPC}'")[0]
    used = account.make(token, "control-plane", name="control-plane", vpcId=vpc.id)
    account.cloud.update(CLUSTER, "shop", account.control_plane("1.34", securityGroupIds=[used.id]))

    with pytest.raises(CloudError, match="used by Cluster shop"):
        account.cloud.delete(token, used.id)


def test_names_of_clusters_and_of_a_clusters_groups_are_taken_once(account: EksAccount) -> None:
    account.group()
    with pytest.raises(CloudError, match="AlreadyExists: NodeGroup general"):
        account.group()
    with pytest.raises(CloudError, match="AlreadyExists: Cluster shop"):
        account.make(CLUSTER, "again", **account.control_plane("1.34"))


def test_every_change_of_a_launch_template_is_a_new_version_but_tags_are_not(account: EksAccount) -> None:
    template = account.make(TEMPLATE, "nodes", name="nodes", updateDefaultVersion=True)
    given = {"name": "nodes", "updateDefaultVersion": True}

    tagged_only = account.cloud.update(TEMPLATE, template.id, {**given, "tags": {"Team": "shop"}})
    changed = account.cloud.update(TEMPLATE, template.id, {**given, "ebsOptimized": "true"})

    assert template.outputs["latestVersion"] == tagged_only.outputs["latestVersion"] == 1
    assert changed.outputs["latestVersion"] == changed.outputs["defaultVersion"] == 2


@pytest.mark.parametrize(
    ("template", "group", "reason"),
    [
        ({"iamInstanceProfile": {"name": "x"}}, {}, "must not specify iamInstanceProfile"),
        ({"instanceMarketOptions": {"marketType": "spot"}}, {}, "must not specify instanceMarketOptions"),
        ({"instanceType": "t3.large"}, {}, "instance types are given in .* and in instanceTypes"),
        ({"imageId": "ami-12345678"}, {"amiType": "AL2023_x86_64_STANDARD"}, "so amiType must not be given"),
        ({"imageId": "ami-12345678"}, {"version": "1.34"}, "so version must not be given"),
        ({}, {"launchTemplate": {"name": "nodes", "version": "2"}}, "version 2 of .* does not exist, the newest is 1"),
    ],
)
def test_a_launch_template_leaves_to_the_group_what_is_the_groups(
    account: EksAccount, template: dict[str, object], group: dict[str, object], reason: str
) -> None:
    account.make(TEMPLATE, "nodes", name="nodes", **template)

    with pytest.raises(CloudError, match=reason):
        account.group(**{"launchTemplate": {"name": "nodes", "version": "1"}, **group})


def test_a_group_may_take_one_type_of_spot_instances(account: EksAccount) -> None:
    assert account.group(capacityType="SPOT").outputs["capacityType"] == "SPOT"
