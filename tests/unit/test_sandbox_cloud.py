import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.aws import FACTS
from sandbox.cloud import Cloud
from sandbox.errors import CloudError, SandboxError, StoreDamagedError
from sandbox.show import find
from sandbox.store import Store, Thing

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
GROUP, DATABASE = "aws:rds/subnetGroup:SubnetGroup", "aws:rds/instance:Instance"


class Account:
    """A simulated cloud in which things are made with few words."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(Store(folder / "cloud.db"), FACTS)

    def make(self, token: str, logical: str, /, **inputs: object) -> Thing:
        return self.cloud.create(token, f"urn:pulumi:ims-dev::project::{token}::{logical}", inputs, "us-east-1")

    def subnet(self, vpc: Thing, name: str, cidr: str, zone: str) -> Thing:
        return self.make(SUBNET, name, vpcId=vpc.id, cidrBlock=cidr, availabilityZone=f"us-east-1{zone}")


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path)


def database(**more: object) -> Mapping[str, object]:
    inputs = {"identifier": "main", "instanceClass": "db.t4g.micro", "engine": "postgres", "engineVersion": "15.13"}
    return {**inputs, "username": "master", "skipFinalSnapshot": True, **more}


def test_what_is_made_is_kept_with_its_outputs(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    assert vpc.id.startswith("vpc-")
    assert vpc.outputs["arn"] == f"arn:aws:ec2:us-east-1:000000000000:vpc/{vpc.id}"
    assert account.cloud.store.get(VPC, vpc.id) == vpc


def test_the_same_urn_made_again_is_another_thing(account: Account) -> None:
    first = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    account.cloud.delete(VPC, first.id)
    assert account.make(VPC, "net", cidrBlock="10.0.0.0/16").id != first.id


def test_a_subnet_must_lie_in_its_vpc(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    for cidr in ("10.1.0.0/24", "10.0.0.0/15"):
        with pytest.raises(CloudError, match=r"InvalidSubnet.Range.*not inside 10.0.0.0/16"):
            account.subnet(vpc, "a", cidr, "a")


def test_subnets_of_one_vpc_must_not_overlap(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    account.subnet(vpc, "a", "10.0.0.0/24", "a")
    with pytest.raises(CloudError, match=r"overlaps 10.0.0.0/24 of Subnet a"):
        account.subnet(vpc, "b", "10.0.0.128/25", "b")
    other = account.make(VPC, "other", cidrBlock="10.0.0.0/16")
    account.subnet(other, "c", "10.0.0.128/25", "a")


def test_a_reference_must_lead_to_something(account: Account) -> None:
    with pytest.raises(CloudError, match="vpcId: there is no Vpc 'vpc-0'"):
        account.make(SUBNET, "a", vpcId="vpc-0", cidrBlock="10.0.0.0/24")


def test_what_is_used_cannot_be_deleted(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    subnet = account.subnet(vpc, "a", "10.0.0.0/24", "a")
    with pytest.raises(CloudError, match=r"DependencyViolation.*used by Subnet a .* by its vpcId"):
        account.cloud.delete(VPC, vpc.id)
    account.cloud.delete(SUBNET, subnet.id)
    account.cloud.delete(VPC, vpc.id)
    assert account.cloud.store.things() == []


def test_a_name_is_taken_once(account: Account) -> None:
    account.make("aws:sns/topic:Topic", "first", name="alerts")
    with pytest.raises(CloudError, match="AlreadyExists: Topic first"):
        account.make("aws:sns/topic:Topic", "second", name="alerts")


def test_a_database_subnet_group_needs_two_zones(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    subnets = [account.subnet(vpc, f"s{number}", f"10.0.{number}.0/24", "a") for number in range(2)]
    with pytest.raises(CloudError, match="two zones"):
        account.make(GROUP, "group", name="group", subnetIds=[subnet.id for subnet in subnets])


def test_a_load_balancer_takes_one_subnet_in_each_of_two_zones(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16")
    ids = [account.subnet(vpc, f"s{n}", f"10.0.{n}.0/24", zone).id for n, zone in enumerate("aab")]
    balancer = "aws:lb/loadBalancer:LoadBalancer"
    for subnets, reason in ((ids[:1], "two zones"), (ids, "only one subnet a zone")):
        with pytest.raises(CloudError, match=reason):
            account.make(balancer, "alb", name="alb", subnets=subnets)
    account.make(balancer, "alb", name="alb", subnets=ids[1:])


def test_a_replica_needs_a_source_with_backups_and_a_password_of_its_own(account: Account) -> None:
    source = account.make(DATABASE, "main", **database())
    replica = database(identifier="reader", replicateSourceDb="main")
    with pytest.raises(CloudError, match="automated backups are off"):
        account.make(DATABASE, "reader", **replica)
    account.cloud.update(DATABASE, source.id, database(backupRetentionPeriod=7, manageMasterUserPassword=True))
    with pytest.raises(CloudError, match="RDS manages the master password"):
        account.make(DATABASE, "reader", **replica)
    account.cloud.update(DATABASE, source.id, database(backupRetentionPeriod=7))
    account.make(DATABASE, "reader", **replica)


def test_deletion_protection_and_a_missing_final_snapshot_keep_a_database(account: Account) -> None:
    made = account.make(DATABASE, "main", **database(deletionProtection=True))
    with pytest.raises(CloudError, match="deletionProtection on"):
        account.cloud.delete(DATABASE, made.id)
    account.cloud.update(DATABASE, made.id, database(skipFinalSnapshot=False))
    with pytest.raises(CloudError, match="finalSnapshotIdentifier"):
        account.cloud.delete(DATABASE, made.id)


def test_what_aws_chose_stays_when_the_program_stops_saying_it(account: Account) -> None:
    made = account.make(DATABASE, "main", **database(port=6000))
    assert account.cloud.update(DATABASE, made.id, database()).outputs["port"] == 6000


def test_drift_changes_a_property_behind_the_engines_back(account: Account) -> None:
    vpc = account.make(VPC, "net", cidrBlock="10.0.0.0/16", enableDnsSupport=True)
    account.cloud.drift(vpc, "enableDnsSupport", value=False)
    drifted = account.cloud.store.get(VPC, vpc.id)
    assert drifted is not None
    assert drifted.inputs["enableDnsSupport"] is drifted.outputs["enableDnsSupport"] is False


def test_a_thing_is_found_by_name_and_by_type_and_name_where_several_share_it(account: Account) -> None:
    vpc = account.make(VPC, "main", cidrBlock="10.0.0.0/16")
    assert find(account.cloud.store, "main") == vpc
    made = account.make(DATABASE, "main", **database())
    with pytest.raises(SandboxError, match=f"2 things are called main: .*{vpc.id}.*{made.id}"):
        find(account.cloud.store, "main")
    assert find(account.cloud.store, "Instance::main") == find(account.cloud.store, made.id) == made
    with pytest.raises(SandboxError, match="nothing is called ain"):
        find(account.cloud.store, "ain")


def test_a_refused_creation_leaves_nothing_behind(account: Account) -> None:
    with pytest.raises(CloudError):
        account.make(SUBNET, "a", vpcId="vpc-0", cidrBlock="10.0.0.0/24")
    assert account.cloud.store.things() == []


def test_a_store_from_before_there_were_clusters_is_brought_up_to_date(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "cloud.db")
    old.executescript("""
        create table things (
            type text not null, id text not null, urn text not null, region text not null, status text not null,
            count integer not null, inputs text not null, outputs text not null, primary key (type, id));
        create table links (
            type text not null, id text not null, path text not null, target_type text not null,
            target_id text not null, holds integer not null);
        insert into things values ('vpc', 'a', 'urn', 'here', 'available', 1, '{}', '{}');
        insert into things values ('subnet', 'b', 'urn', 'here', 'available', 1, '{}', '{}');
        insert into links values ('subnet', 'b', 'vpcId', 'vpc', 'a', 1);
        """)
    old.close()
    store = Store(tmp_path / "cloud.db")
    vpc, subnet = store.things()
    assert store.users_of(vpc) == [(subnet, "vpcId")]
    store.save(replace(subnet, region="elsewhere"), ())
    assert len(store.things()) == 3
    assert store.users_of(vpc) == [(subnet, "vpcId")]


def test_a_file_that_is_no_database_says_how_to_start_afresh(tmp_path: Path) -> None:
    (tmp_path / "cloud.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StoreDamagedError, match="make sandbox-reset"):
        Store(tmp_path / "cloud.db").check()


@pytest.mark.parametrize(
    ("before", "after", "accepted"),
    [("disabled", "enabled", False), ("disabled", "compatible", True), ("enabled", "disabled", False)],
)
def test_cluster_mode_is_switched_on_in_two_steps_and_never_off(
    account: Account, before: str, after: str, accepted: bool
) -> None:
    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    cache = account.make(token, "cache", replicationGroupId="main", nodeType="cache.t3.micro", clusterMode=before)
    changed = {**cache.inputs, "clusterMode": after}
    if accepted:
        account.cloud.update(token, cache.id, changed)
    else:
        with pytest.raises(CloudError, match="disabled to compatible to enabled"):
            account.cloud.update(token, cache.id, changed)
