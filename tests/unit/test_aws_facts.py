"""Facts of AWS: sizes, versions, classes, TLS policies, retention and names."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.aws import elasticache, rds
from core.aws.elb import SSL_POLICIES, TLS13_ONLY_POLICIES, TLS13_POLICIES, check_ssl_policy
from core.aws.fargate import FARGATE_MEMORY, check_fargate_size
from core.aws.logs import RETENTION_DAYS, check_retention
from core.aws.names import NAME_RULES, check_name
from core.aws.rules import violations
from core.domain_types import windows_overlap
from sandbox.shape import shape_of

_PAIRS = [(cpu, memory) for cpu, sizes in FARGATE_MEMORY.items() for memory in sizes]
_VERSIONS = [
    (engine, version)
    for engine, majors in rds.ORDERABLE_VERSIONS.items()
    for major, minors in majors.items()
    for version in (major, *minors)
]


@pytest.mark.parametrize(("cpu", "memory"), _PAIRS)
def test_fargate_has_the_documented_sizes(cpu: int, memory: int) -> None:
    check_fargate_size(cpu, memory)


@pytest.mark.parametrize("pair", [(256, 512), (512, 1024), (1024, 2048), (16384, 32768), (32768, 61440)])
def test_the_sizes_of_the_documents_are_among_them(pair: tuple[int, int]) -> None:
    assert pair in _PAIRS


@given(cpu=st.sampled_from(sorted(FARGATE_MEMORY)), memory=st.integers(min_value=1, max_value=300_000))
def test_fargate_refuses_every_other_memory(cpu: int, memory: int) -> None:
    assume((cpu, memory) not in _PAIRS)

    with pytest.raises(ValueError, match=rf"{cpu} CPU units with {memory} MiB"):
        check_fargate_size(cpu, memory)


def test_fargate_names_its_cpu_sizes_when_there_is_no_such_size() -> None:
    with pytest.raises(ValueError, match="256, 512, 1024"):
        check_fargate_size(300, 512)


@pytest.mark.parametrize(("engine", "version"), _VERSIONS)
def test_an_orderable_version_has_a_parameter_family(engine: str, version: str) -> None:
    family = rds.parameter_family(engine, version)

    assert version.startswith(family.removeprefix(engine))


@pytest.mark.parametrize(
    ("engine", "version", "allowed"),
    [
        ("postgres", "15.4", "15 or 15.13 to 15.19"),
        ("postgres", "12", "13, 14, 15"),
        ("postgres", "18.5", "18 or 18.1 to 18.6"),
        ("postgres", "150", "13, 14, 15"),
        ("mysql", "8.0.35", "8.0 or 8.0.42"),
        ("mysql", "8", "8.0, 8.4"),
        ("oracle", "19", "postgres, mysql"),
        ("mariadb", "11.8", "not known here. Known: postgres, mysql"),
    ],
)
def test_a_retired_version_is_refused_with_what_can_be_created(engine: str, version: str, allowed: str) -> None:
    with pytest.raises(ValueError, match=allowed):
        rds.check_engine_version(engine, version)


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [("postgres", "15", "postgres15"), ("postgres", "15.19", "postgres15"), ("mysql", "8.4.7", "mysql8.4")],
)
def test_families_of_databases_are_spelled_as_rds_spells_them(engine: str, version: str, family: str) -> None:
    assert rds.parameter_family(engine, version) == family


@pytest.mark.parametrize("instance_class", ["db.t3.micro", "db.t3.small", "db.t4g.medium", "db.r6g.xlarge"])
def test_the_classes_of_the_documents_exist(instance_class: str) -> None:
    rds.check_instance_class("postgres", instance_class)


@pytest.mark.parametrize("instance_class", ["db.t2.micro", "t3.micro", "db.t3", "db.r6g.micro", "db.t3.4xlarge"])
def test_a_class_that_does_not_exist_is_refused(instance_class: str) -> None:
    with pytest.raises(ValueError, match=r"Families: db\.m5|Sizes of db"):
        rds.check_instance_class("postgres", instance_class)


@pytest.mark.parametrize(
    ("engine", "instance_class", "supported"),
    [("mysql", "db.t3.micro", False), ("mysql", "db.t3.medium", True), ("postgres", "db.t3.micro", True)],
)
def test_only_mysql_on_the_smallest_classes_lacks_insights(engine: str, instance_class: str, supported: bool) -> None:
    assert rds.supports_performance_insights(engine, instance_class) is supported


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("redis", "6.2", "redis6.x"),
        ("redis", "6.x", "redis6.x"),
        ("redis", "7.0", "redis7"),
        ("redis", "7.1", "redis7"),
        ("valkey", "7.2", "valkey7"),
        ("valkey", "8.2", "valkey8"),
    ],
)
def test_families_of_caches_are_spelled_as_elasticache_spells_them(engine: str, version: str, family: str) -> None:
    assert elasticache.parameter_family(engine, version) == family


@pytest.mark.parametrize(("engine", "version"), [("redis", "7.2"), ("redis", "5.0.6"), ("memcached", "1.6")])
def test_a_cache_version_that_cannot_be_created_is_refused(engine: str, version: str) -> None:
    with pytest.raises(ValueError, match="Allowed: "):
        elasticache.check_engine_version(engine, version)


@pytest.mark.parametrize("node_type", ["cache.t3.micro", "cache.t3.small", "cache.r6g.large"])
def test_the_node_types_of_the_documents_exist(node_type: str) -> None:
    elasticache.check_node_type(node_type)


@pytest.mark.parametrize("node_type", ["cache.t3.large", "cache.t2.micro", "cache.r6gd.large", "t3.micro"])
def test_a_node_type_that_does_not_exist_is_refused(node_type: str) -> None:
    with pytest.raises(ValueError, match=r"Sizes of cache|Families: cache"):
        elasticache.check_node_type(node_type)


def test_policies_for_tls_1_3_alone_are_among_those_that_offer_it() -> None:
    assert TLS13_ONLY_POLICIES < TLS13_POLICIES < SSL_POLICIES
    assert all("TLS13-1-3" in policy for policy in TLS13_ONLY_POLICIES)
    assert all("TLS13-1-2" in policy for policy in TLS13_POLICIES - TLS13_ONLY_POLICIES)


@pytest.mark.parametrize("policy", sorted(SSL_POLICIES))
def test_every_listed_policy_may_be_named(policy: str) -> None:
    check_ssl_policy(policy)


def test_a_policy_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="TLS13-1-3-2021-06"):
        check_ssl_policy("ELBSecurityPolicy-TLS13-1-3")


@given(days=st.integers(min_value=1, max_value=5000))
def test_only_listed_retention_periods_are_accepted(days: int) -> None:
    if days in RETENTION_DAYS:
        check_retention(days)
        return
    with pytest.raises(ValueError, match=f"{days} days"):
        check_retention(days)


def test_the_next_longer_retention_period_is_offered() -> None:
    with pytest.raises(ValueError, match="next allowed period is 120"):
        check_retention(91)


@pytest.mark.parametrize("token", NAME_RULES)
@given(data=st.data())
def test_a_name_that_fits_its_rule_is_accepted(token: str, data: st.DataObject) -> None:
    rule = NAME_RULES[token]
    name = data.draw(st.from_regex(rule.pattern, fullmatch=True))
    assume(rule.minimum <= len(name) <= rule.maximum)
    assume(not name.startswith(rule.forbidden_prefixes) and not name.endswith(rule.forbidden_suffixes))

    check_name(token, name)


@pytest.mark.parametrize("token", NAME_RULES)
def test_a_name_one_character_too_long_is_refused(token: str) -> None:
    rule = NAME_RULES[token]
    start = "alias/" if "kms/alias" in token else ""
    longest = start + "a" * (rule.maximum - len(start))

    check_name(token, longest)
    with pytest.raises(ValueError, match=f"{rule.maximum} characters"):
        check_name(token, f"{longest}a")


@pytest.mark.parametrize("token", NAME_RULES)
def test_the_naming_property_is_an_input_of_the_type(token: str) -> None:
    shape = shape_of(token)

    assert shape is not None
    assert NAME_RULES[token].property in shape.inputs


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("aws:s3/bucket:Bucket", "a..b"),
        ("aws:s3/bucket:Bucket", "xn--abc"),
        ("aws:s3/bucket:Bucket", "abc-s3alias"),
        ("aws:s3/bucket:Bucket", "a_b"),
        ("aws:lb/targetGroup:TargetGroup", "-api"),
        ("aws:rds/instance:Instance", "a--b"),
        ("aws:rds/instance:Instance", "API"),
        ("aws:rds/subnetGroup:SubnetGroup", "default"),
        ("aws:ecr/repository:Repository", "shop//api"),
        ("aws:secretsmanager/secret:Secret", "a b"),
        ("aws:iam/role:Role", "a/b"),
    ],
)
def test_a_name_that_aws_refuses_is_refused(token: str, name: str) -> None:
    with pytest.raises(ValueError, match="Allowed: "):
        check_name(token, name)


@pytest.mark.parametrize("name", ["shop.s3.us-east-1.amazonaws.com", "shop site", "a" * 64])
def test_an_origin_access_control_may_be_called_as_its_origin(name: str) -> None:
    check_name("aws:cloudfront/originAccessControl:OriginAccessControl", name)


def test_a_type_without_a_rule_for_names_says_so() -> None:
    with pytest.raises(ValueError, match="add one to NAME_RULES"):
        check_name("aws:ec2/vpc:Vpc", "network")


_minutes = st.integers(min_value=0, max_value=24 * 60 - 1)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@given(
    daily=_minutes,
    daily_length=st.integers(min_value=30, max_value=300),
    weekly=_minutes,
    weekly_length=st.integers(min_value=30, max_value=300),
    day=st.sampled_from(range(7)),
)
def test_windows_are_refused_just_when_they_share_a_minute(
    daily: int, daily_length: int, weekly: int, weekly_length: int, day: int
) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    end = weekly + weekly_length
    maintenance = f"{days[day]}:{_clock(weekly)}-{days[(day + end // 1440) % 7]}:{_clock(end)}"
    backup = f"{_clock(daily)}-{_clock(daily + daily_length)}"
    taken = {(day * 1440 + weekly + minute) % 10080 for minute in range(weekly_length)}
    daily_taken = {(one * 1440 + daily + minute) % 10080 for one in range(7) for minute in range(daily_length)}

    inputs = {"backupWindow": backup, "maintenanceWindow": maintenance}
    found = [one for one in violations("aws:rds/instance:Instance", inputs) if one.property == "backupWindow"]

    assert bool(found) is bool(taken & daily_taken)
    assert windows_overlap(backup, maintenance) is bool(found)
