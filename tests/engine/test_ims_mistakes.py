"""A mistake in the configuration of `ims`, or a damaged sandbox: a message that mends it, and nothing is made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.naming import PROJECT
from tests.engine.deployed import Deployed, own_sandbox

STACK_KEYS = {
    "environment": "staging",
    "domain": "not a domain",
    "availabilityZones": ["us-east-1"],
    "hostedZone": "Z123",
}
SETTINGS = {
    "network": {"cidr": "10.0.0.0/24"},
    "services": {"api": {"memory": 300}},
    "database": {"instance_class": "db.t3.tiny"},
    "cache": {"nod_type": "cache.t3.small"},
    "observability": {"log_retention_days": "soon"},
}
COMBINATIONS = {
    "network": {"subnets": {"public": ["10.0.0.0/20", "10.0.0.0/21"]}},
    "database": {"replicas": ["reader"]},
}


@pytest.fixture
def ims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "ims")


def test_every_mistake_is_named_with_its_mend_and_nothing_is_made(ims: Deployed) -> None:
    assert_says(
        ims.fail("up", environment="staging"),
        "there is no environment 'staging'",
        "dev, prod",
    )
    assert_says(
        ims.fail("up", "--architecture", "imz"),
        'architecture = "imz"',
        "is no architecture. Allowed: ",
        "mend: pulumi config set architecture ims",
    )

    ims.configure(STACK_KEYS)
    assert_says(
        ims.fail("up"),
        "4 mistakes in this stack's configuration; nothing was created",
        'environment = "staging"',
        "'dev' or 'prod'",
        "mend: pulumi config set environment dev",
        'domain = "not a domain"',
        'availabilityZones[0] = "us-east-1"',
        'hostedZone = "Z123"',
        "if you meant it: pulumi config set hostedZoneId VALUE",
    )

    ims.configure({"settings": SETTINGS}, "prod")
    assert_says(
        ims.fail("up", environment="prod"),
        "5 mistakes in this stack's configuration; nothing was created",
        'settings.network.cidr = "10.0.0.0/24"',
        "needs /19 or more",
        "settings.services.api.memory = 300",
        "Allowed: 512, 1024, 2048",
        'settings.database.instance_class = "db.t3.tiny"',
        "Sizes of db.t3: micro, small, medium, large, xlarge, 2xlarge",
        "settings.cache.nod_type",
        "pulumi config set --path settings.cache.node_type VALUE",
        'settings.observability.log_retention_days = "soon"',
        "valid integer",
    )
    assert ims.store.things() == []


def test_settings_that_do_not_go_together_are_named_and_nothing_is_made(ims: Deployed) -> None:
    ims.configure({"settings": COMBINATIONS})
    assert_says(
        ims.fail("up"),
        "2 mistakes in this stack's configuration; nothing was created",
        "settings.network.subnets",
        "overlap",
        'settings.database.credentials = "rds_managed"',
        "mend: pulumi config set --path settings.database.credentials generated",
    )
    assert ims.store.things() == []


def test_a_damaged_sandbox_says_how_to_start_afresh(ims: Deployed) -> None:
    state = ims.root / "state" / ".pulumi" / "stacks" / PROJECT / "ims-dev.json"
    state.parent.mkdir(parents=True)
    state.write_text('{"version": 3, "check', encoding="utf-8")
    assert_says(ims.fail("up"), str(state), "damaged", "make sandbox-reset")

    cloud = ims.root / "cloud.db"
    ims.store.close()
    cloud.write_bytes(b"not a database " * 400)
    assert_says(ims.fail("up"), str(cloud), "damaged", "make sandbox-reset")


def assert_says(output: str, *expected: str) -> None:
    """Fail unless `output` has every one of the texts `expected`."""
    missing = [text for text in expected if text not in output]
    assert missing == [], output
