"""What AWS takes or does by itself, beside the one way that a rule's case has: rules are silent about it."""

import pytest

from policies.encryption import edge, elasticache, keys, rds
from policies.feasibility import databases, networks, refusals
from tests.aws_resources import ACCEPTED
from tests.rule_cases import changed

from .case import KEY, Change
from .driver import Driver, Thing

RESTORED = {"snapshotIdentifier": "before", "parameterGroupName": "ours"}
SILENT: list[tuple[str, str, str, Change]] = [
    ("encryption", "rds-force-tls", rds.PARAMETER_GROUP, {"family": "postgres15"}),
    ("encryption", "rds-force-tls", rds.PARAMETER_GROUP, {"family": "mariadb11.8", "parameters": []}),
    ("encryption", "rds-force-tls", rds.PARAMETER_GROUP, {"family": "oracle-se2-19"}),
    ("encryption", "rds-force-tls", rds.PARAMETER_GROUP, {"family": "aurora-postgresql14"}),
    ("encryption", "rds-force-tls", rds.INSTANCE, {"engine": "postgres", "engineVersion": "16.9"}),
    ("encryption", "rds-force-tls", rds.INSTANCE, {"engine": "mariadb", "engineVersion": "11.8.3"}),
    ("encryption", "rds-force-tls", rds.INSTANCE, {"engine": "oracle-se2", "engineVersion": "19"}),
    ("encryption", "rds-storage-encrypted", rds.INSTANCE, RESTORED),
    ("encryption", "rds-storage-cmk", rds.INSTANCE, RESTORED),
    ("encryption", "elasticache-encryption-at-rest", elasticache.REPLICATION_GROUP, {"engine": "valkey"}),
    ("encryption", "kms-key-rotation", keys.KEY, {"customKeyStoreId": "cks-1"}),
    ("feasibility", "feasible-database-version", databases.INSTANCE, {"engine": "mariadb", "engineVersion": "11.8.3"}),
    ("feasibility", "feasible-database-class", databases.INSTANCE, {"engine": "db2-se", "instanceClass": "db.x2iedn"}),
    ("feasibility", "feasible-database-parameters", databases.PARAMETER_GROUP, {"family": "oracle-ee-cdb-19"}),
    ("feasibility", "feasible-database-parameters", databases.PARAMETER_GROUP, {"family": "aurora-postgresql16"}),
]


@pytest.mark.parametrize(("pack", "name", "token", "inputs"), SILENT)
def test_a_rule_is_silent_about_what_aws_does_by_itself(pack: str, name: str, token: str, inputs: Change) -> None:
    assert Driver(pack, {}).resource(Thing(token, inputs)).of(name) == []


@pytest.mark.parametrize("engine", [{"engine": "postgres", "engineVersion": "14"}, {"engine": "sqlserver-ex"}])
def test_a_database_without_a_group_is_told_of_where_the_default_takes_plain_connections(engine: Change) -> None:
    assert Driver("encryption", {}).resource(Thing(rds.INSTANCE, engine)).of("rds-force-tls")


def test_a_database_of_another_engine_is_taken_as_a_whole() -> None:
    given = {"engine": "mariadb", "engineVersion": "11.8.3", "instanceClass": "db.t4g.medium", "kmsKeyId": KEY}
    answer = Driver("feasibility", {}).resource(Thing(rds.INSTANCE, changed(rds.INSTANCE, given)))
    assert answer.said == []


def test_a_policy_of_a_key_that_is_no_document_is_told_of() -> None:
    token = "aws:kms/keyPolicy:KeyPolicy"
    assert token in refusals.CLAIMS["feasible-resource-policy"]
    for policy, count in ((ACCEPTED[token]["policy"], 0), ("nonsense", 1)):
        answer = Driver("feasibility", {}).resource(Thing(token, {"keyId": "1", "policy": policy}))
        assert len(answer.of("feasible-resource-policy")) == count


@pytest.mark.parametrize(("zone", "count"), [("us-east-1a", 1), ("us-east-1b", 0)])
def test_mapped_subnets_of_a_load_balancer_lie_in_two_zones(zone: str, count: int) -> None:
    mapped = Thing(
        networks.BALANCERS[0],
        {"subnetMappings": [{"subnetId": "subnet-1"}, {"subnetId": "subnet-2"}]},
        "balancer",
        {"subnetMappings": ("first", "second")},
    )
    first = Thing(networks.SUBNET, {"availabilityZone": "us-east-1a"}, "first")
    second = Thing(networks.SUBNET, {"availabilityZone": zone}, "second")
    said = [item.text for item in Driver("feasibility", {}).stack((mapped, first, second)).said]
    assert len([text for text in said if text.startswith("feasible-load-balancer-zones: ")]) == count


@pytest.mark.parametrize(
    ("listener", "count"),
    [
        ({"protocol": "HTTP", "defaultActions": [{"type": "redirect"}]}, 1),
        ({"protocol": "HTTP", "defaultActions": [{"type": "forward"}]}, 0),
        ({"protocol": "HTTPS", "defaultActions": [{"type": "redirect"}]}, 0),
    ],
)
def test_a_rule_of_a_listener_is_told_of_only_where_the_listener_redirects_from_http(
    listener: Change, count: int
) -> None:
    serving = Thing(edge.LISTENER_RULES[0], {"actions": [{"type": "forward"}]}, "rule", {"listenerArn": ("listener",)})
    said = Driver("encryption", {}).stack((serving, Thing(edge.LISTENERS[0], listener, "listener"))).said
    assert len([item for item in said if item.text.startswith("lb-listener-rule-encrypted: ")]) == count
