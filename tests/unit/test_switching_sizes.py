"""A live stack changes from small to large and back: every resource is updated in place, none is replaced (issue 4).

What replaces a resource is what the real provider answered (sandbox/aws/replacement.json).
"""

import pulumi
import pytest

from components.cache import Cache, CacheArgs
from components.database import Database, DatabaseArgs
from components.rotating_secret import RotatingSecret, RotatingSecretArgs
from components.secret import GeneratedSecretArgs
from core.sections.cache import CacheSettings
from core.sections.database import DatabaseSettings
from sandbox.diff import Change, changes
from tests.recording import Recording, record

ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
KEY_ELSEWHERE = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
SUBNETS = ["subnet-1", "subnet-2", "subnet-3"]
CHOSEN_BY_AWS = {"aws:secretsmanager/secretVersion:SecretVersion"}
"""Types whose changes are ignored."""


def database(*, large: bool) -> Database:
    settings = DatabaseSettings(
        engine_version="15",
        instance_class="db.r6g.xlarge" if large else "db.t3.medium",
        database_name="shop",
        allocated_storage_gib=100,
        max_allocated_storage_gib=500,
        multi_az=large,
        backup_retention_days=30 if large else 7,
    )
    args = DatabaseArgs(
        settings=settings,
        identifier="shop-live",
        subnet_ids=SUBNETS,
        security_group_id="sg-1",
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        region="us-east-1",
        log_retention_days=90 if large else 30,
        protected=large,
    )
    return Database("shop-database", args)


def cache(*, large: bool) -> Cache:
    settings = CacheSettings(
        engine_version="7.1",
        node_type="cache.r6g.large" if large else "cache.t3.medium",
        replicas=1 if large else 0,
        snapshot_retention_days=7 if large else 1,
    )
    args = CacheArgs(
        settings=settings,
        final_snapshot="shop-live-cache-final",
        subnet_ids=SUBNETS,
        security_group_id="sg-1",
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        log_retention_days=90 if large else 30,
        protected=large,
    )
    return Cache("shop-cache", args)


def secret(*, large: bool) -> RotatingSecret:
    args = GeneratedSecretArgs(
        description="Signs tokens",
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        physical_name="shop/live/jwt",
        replicas={"us-west-2": KEY_ELSEWHERE} if large else {},
        protected=large,
    )
    return RotatingSecret(
        "shop-jwt", RotatingSecretArgs(secret=args, function_arn=KEY, rotation_days=30 if large else 60)
    )


BUILDERS = {"database": database, "cache": cache, "secret": secret}


def recorded(part: str, *, large: bool) -> Recording[pulumi.ComponentResource]:
    return record(lambda: BUILDERS[part](large=large))


def differing(part: str, *, grows: bool) -> dict[str, list[Change]]:
    """Return what changes in each resource that there is before and after."""
    before, after = recorded(part, large=not grows), recorded(part, large=grows)
    assert [one.urn for one in before.resources] == [one.urn for one in after.resources]
    return {
        one.urn: changes(one.token, one.inputs, after.by_urn(one.urn).inputs)
        for one in before.resources
        if one.custom and one.token not in CHOSEN_BY_AWS
    }


@pytest.mark.parametrize("grows", [True, False])
@pytest.mark.parametrize("part", BUILDERS)
def test_nothing_is_replaced_on_the_way(part: str, grows: bool) -> None:
    found = differing(part, grows=grows)
    replaced = {urn: change.path for urn, listed in found.items() for change in listed if change.verdict == "replace"}

    assert replaced == {}
    assert any(found.values())


@pytest.mark.parametrize("part", BUILDERS)
def test_what_the_program_itself_wants_replaced_does_not_change(part: str) -> None:
    before = recorded(part, large=False)
    wanted = {one.urn: set(one.replace_on_changes) for one in before.resources if one.replace_on_changes}
    found = {urn: {change.top for change in listed} for urn, listed in differing(part, grows=True).items()}

    assert all(not found[urn] & names for urn, names in wanted.items())


def test_the_documented_sizes_are_what_is_asked_of_aws() -> None:
    inputs = {
        large: recorded("database", large=large).one("aws:rds/instance:Instance").inputs for large in (False, True)
    }
    wanted = ("instanceClass", "multiAz", "backupRetentionPeriod", "allocatedStorage", "maxAllocatedStorage")

    assert [inputs[False][name] for name in wanted] == ["db.t3.medium", False, 7, 100, 500]
    assert [inputs[True][name] for name in wanted] == ["db.r6g.xlarge", True, 30, 100, 500]


def test_the_documented_caches_are_what_is_asked_of_aws() -> None:
    group = "aws:elasticache/replicationGroup:ReplicationGroup"
    inputs = {large: recorded("cache", large=large).one(group).inputs for large in (False, True)}
    wanted = ("nodeType", "numCacheClusters", "automaticFailoverEnabled", "clusterMode")

    assert [inputs[False][name] for name in wanted] == ["cache.t3.medium", 1, False, "disabled"]
    assert [inputs[True][name] for name in wanted] == ["cache.r6g.large", 2, True, "disabled"]
