"""Cache settings refuse what ElastiCache refuses, with the reason."""

import pytest
from pydantic import ValidationError

from core.sections.cache import CacheSettings

GOOD: dict[str, object] = {"engine_version": "7.0", "node_type": "cache.t3.small", "snapshot_retention_days": 7}


def settings(**changes: object) -> CacheSettings:
    return CacheSettings.model_validate({**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"engine_version": "5.0"}, "cannot create redis 5.0"),
        ({"engine": "valkey"}, "cannot create valkey 7.0"),
        ({"node_type": "cache.t3.large"}, "Sizes of cache.t3"),
        ({"cluster_mode": True}, "set replicas to 1 or more"),
        ({"shards": 2, "replicas": 1}, "set cluster_mode to true"),
        ({"replicas": 6}, "less than or equal to 5"),
        ({"snapshot_retention_days": 36}, "less than or equal to 35"),
        ({"snapshot_window": "03:00-03:30"}, "at least 60 minutes"),
        ({"maintenance_window": "sun:05:00-sun:05:30"}, "at least 60 minutes"),
        ({"maintenance_window": "sun:03:30-sun:04:30"}, "does not overlap maintenance_window"),
    ],
)
def test_what_elasticache_refuses_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        settings(**changes)


@pytest.mark.parametrize(("replicas", "fails_over"), [(0, False), (2, True)])
def test_a_cache_fails_over_exactly_if_it_has_a_replica(replicas: int, fails_over: bool) -> None:
    assert settings(replicas=replicas).fails_over is fails_over
