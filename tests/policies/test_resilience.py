"""The resilience pack: what it passes over, and what unknown outputs of a first preview do not hide."""

from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from policies.resilience import buckets, databases, entrances, services, watch, zones

from .driver import Driver, Thing

BUCKET, BUCKET_V2 = buckets.BUCKETS
MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}


@pytest.fixture(scope="module")
def pack() -> Driver:
    return Driver("resilience")


def said(pack: Driver, rule: str, *things: Thing) -> list[str]:
    return [item.text for item in pack.stack(things).said if item.text.startswith(f"{rule}: ")]


@pytest.mark.parametrize(
    ("rule", "token", "inputs"),
    [
        ("acm-managed-renewal", entrances.CERTIFICATE, {"domainName": "a.example", "certificateAuthorityArn": UNKNOWN}),
        ("ecs-rollback", services.SERVICE, {"deploymentController": {"type": "CODE_DEPLOY"}}),
        ("ecs-rollback", services.SERVICE, {"deploymentController": {"type": "EXTERNAL"}}),
        ("lb-access-logs", entrances.BALANCERS[0], {"loadBalancerType": "gateway"}),
        (
            "rds-performance-insights",
            databases.INSTANCE,
            {"engine": "mariadb", "instanceClass": "db.t4g.micro"},
        ),
        (
            "cloudtrail-multi-region",
            watch.TRAIL,
            {
                "isMultiRegionTrail": True,
                "eventSelectors": [{"readWriteType": "ReadOnly"}, {"readWriteType": "WriteOnly"}],
            },
        ),
        (
            "cloudtrail-multi-region",
            watch.TRAIL,
            {"isMultiRegionTrail": True, "advancedEventSelectors": [{"fieldSelectors": [MANAGEMENT]}]},
        ),
    ],
)
def test_what_needs_no_more_care_is_passed_over(
    pack: Driver, rule: str, token: str, inputs: Mapping[str, object]
) -> None:
    assert pack.resource(Thing(token, inputs)).of(rule) == []


@pytest.mark.parametrize(
    ("token", "block"), [(BUCKET, {"versioning": {"enabled": True}}), (BUCKET_V2, {"versionings": [{"enabled": True}]})]
)
def test_versioning_may_stand_inside_the_bucket(pack: Driver, token: str, block: Mapping[str, object]) -> None:
    assert said(pack, "s3-bucket-has-versioning", Thing(token, block)) == []


INLINE = [
    ("s3-bucket-has-versioning", BUCKET, "versioning"),
    ("s3-bucket-has-versioning", BUCKET_V2, "versionings"),
    ("s3-access-logging", BUCKET, "logging"),
    ("s3-access-logging", BUCKET_V2, "loggings"),
    ("s3-lifecycle", BUCKET, "lifecycleRules"),
]


@pytest.mark.parametrize(("rule", "token", "block"), INLINE)
def test_a_block_that_only_aws_could_fill_counts_as_absent(pack: Driver, rule: str, token: str, block: str) -> None:
    assert said(pack, rule, Thing(token, {block: UNKNOWN}))


@pytest.mark.parametrize(("rule", "token", "block"), INLINE)
def test_a_block_that_the_program_computes_counts_as_given(pack: Driver, rule: str, token: str, block: str) -> None:
    bucket = Thing(token, {block: UNKNOWN}, name="orders", sources={block: ("settings",)})
    assert said(pack, rule, bucket, Thing("aws:ssm/parameter:Parameter", name="settings")) == []


GATEWAY = Thing(zones.NAT, {"id": "nat-1"}, name="nat")
IPV4, IPV6 = {"destinationCidrBlock": "0.0.0.0/0"}, {"destinationIpv6CidrBlock": "64:ff9b::/96"}


@pytest.mark.parametrize("table", [UNKNOWN, "rtb-1"])
def test_two_routes_of_one_table_are_one_zone(pack: Driver, table: object) -> None:
    sources = {"natGatewayId": ("nat",), "routeTableId": ("private",)}
    routes = [
        Thing(zones.ROUTE, {**way, "routeTableId": table}, name=name, sources=sources)
        for name, way in (("four", IPV4), ("six", IPV6))
    ]
    # A table tells its routes as its own, once they are there.
    inside = UNKNOWN if table is UNKNOWN else [{"natGatewayId": "nat-1"}]
    private = Thing(zones.TABLES[0], {"id": table, "routes": inside}, name="private")
    assert said(pack, "nat-per-az", GATEWAY, private, *routes) == []


def test_routes_inside_their_tables_count(pack: Driver) -> None:
    known = Thing(zones.TABLES[0], {"routes": [{"natGatewayId": "nat-1"}]}, name="a")
    computed = Thing(zones.TABLES[0], {"routes": [{"natGatewayId": UNKNOWN}]}, name="b", sources={"routes": ("nat",)})
    unset = Thing(zones.TABLES[0], {"routes": UNKNOWN}, name="c")
    assert said(pack, "nat-per-az", GATEWAY, known, computed, unset)
    assert said(pack, "nat-per-az", GATEWAY, known, unset) == []


def test_a_regional_gateway_serves_all_zones(pack: Driver) -> None:
    regional = Thing(zones.NAT, {"availabilityMode": "regional"}, name="nat")
    routes = [Thing(zones.ROUTE, name=name, sources={"natGatewayId": ("nat",)}) for name in ("a", "b")]
    assert said(pack, "nat-per-az", GATEWAY, *routes)
    assert said(pack, "nat-per-az", regional, *routes) == []


DATABASE, CACHE, BALANCER, SERVICE = watch.CRITICAL
ARN_SUFFIX = "app/shop/0123456789abcdef"


@pytest.mark.parametrize(
    ("token", "own", "dimensions"),
    [
        (DATABASE, {"identifier": "shop"}, {"DBInstanceIdentifier": "shop"}),
        (CACHE, {"replicationGroupId": "shop"}, {"CacheClusterId": "shop-001", "CacheNodeId": "0001"}),
        (CACHE, {"replicationGroupId": "shop"}, {"CacheClusterId": "shop-0001-001"}),
        (BALANCER, {"arnSuffix": ARN_SUFFIX}, {"LoadBalancer": ARN_SUFFIX}),
        (SERVICE, {"name": "shop"}, {"ClusterName": "all", "ServiceName": "shop"}),
    ],
)
def test_an_alarm_may_name_what_it_looks_at_as_text(
    pack: Driver, token: str, own: Mapping[str, object], dimensions: Mapping[str, str]
) -> None:
    subject = Thing(token, own, name="subject")
    rule = "alarms-for-critical-resources"
    assert said(pack, rule, subject, Thing(watch.ALARM, {"dimensions": dimensions}, name="alarm")) == []
    queries = {"metricQueries": [{"expression": "m1 / 2"}, {"metric": {"dimensions": dimensions}}]}
    assert said(pack, rule, subject, Thing(watch.ALARM, queries, name="alarm")) == []


@pytest.mark.parametrize(
    "dimensions", [{"DBInstanceIdentifier": "shop-001"}, {"ServiceName": "shop"}, {"DBInstanceIdentifier": UNKNOWN}]
)
def test_an_alarm_of_something_else_counts_for_nothing(pack: Driver, dimensions: Mapping[str, object]) -> None:
    subject = Thing(DATABASE, {"identifier": "shop"}, name="subject")
    alarm = Thing(watch.ALARM, {"dimensions": dimensions, "metricQueries": UNKNOWN}, name="alarm")
    assert said(pack, "alarms-for-critical-resources", subject, alarm)
