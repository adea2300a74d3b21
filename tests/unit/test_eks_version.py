"""A step of the Kubernetes version that EKS would refuse is refused before anything is planned."""

from types import SimpleNamespace

import pulumi
import pytest
from pulumi_aws import eks

from components import eks_version
from core.settings import ConfigError

ASKING = object.__new__(pulumi.ComponentResource)


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a cluster `shop` of 1.35."""

    def get_cluster(name: str, opts: pulumi.InvokeOptions) -> SimpleNamespace:
        assert (name, opts.parent) == ("shop", ASKING)
        return SimpleNamespace(version="1.35")

    def get_clusters(opts: pulumi.InvokeOptions) -> SimpleNamespace:
        assert opts.parent is ASKING
        return SimpleNamespace(names=["other", "shop"])

    monkeypatch.setattr(eks, "get_clusters", get_clusters)
    monkeypatch.setattr(eks, "get_cluster", get_cluster)


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("version", ["1.35", "1.36"])
def test_the_present_version_and_the_next_are_let_through(version: str) -> None:
    eks_version.check_version_step("shop", version, ASKING)


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(("version", "mend"), [("1.37", "1.36"), ("1.34", "1.35")])
def test_other_steps_are_refused_with_the_version_that_would_do(version: str, mend: str) -> None:
    with pytest.raises(ConfigError) as refused:
        eks_version.check_version_step("shop", version, ASKING)
    (mistake,) = refused.value.mistakes
    assert (mistake.key, mistake.given) == ("settings.cluster.version", version)
    assert mistake.mend == f"pulumi config set --path settings.cluster.version {mend}"


@pytest.mark.usefixtures("present")
def test_a_new_cluster_may_have_any_version() -> None:
    eks_version.check_version_step("new", "1.34", ASKING)
