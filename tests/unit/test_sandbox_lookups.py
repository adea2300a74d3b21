"""What the simulated cloud answers when a program asks what there is."""

from pathlib import Path

import pytest

from sandbox.errors import CloudError
from sandbox.lookups import look_up
from tests.eks_account import EksAccount

CLUSTERS, CLUSTER = "aws:eks/getClusters:getClusters", "aws:eks/getCluster:getCluster"


@pytest.fixture
def account(tmp_path: Path) -> EksAccount:
    return EksAccount(tmp_path)


def test_the_clusters_of_a_region_are_listed(account: EksAccount) -> None:
    store = account.cloud.store
    here, elsewhere = (look_up(store, CLUSTERS, {}, region) for region in ("us-east-1", "eu-west-1"))
    assert here is not None
    assert elsewhere is not None
    assert (here["names"], elsewhere["names"]) == (["shop"], [])


def test_a_clusters_version_is_the_one_it_was_brought_to(account: EksAccount) -> None:
    account.upgrade("1.35")
    found = look_up(account.cloud.store, CLUSTER, {"name": "shop"}, "us-east-1")
    assert found is not None
    assert found["version"] == "1.35"


def test_a_cluster_that_is_not_there_is_an_error_of_aws(account: EksAccount) -> None:
    with pytest.raises(CloudError, match="no cluster found for name: other"):
        look_up(account.cloud.store, CLUSTER, {"name": "other"}, "us-east-1")


def test_other_functions_are_not_looked_up(account: EksAccount) -> None:
    assert look_up(account.cloud.store, "aws:index/getRegion:getRegion", {}, "us-east-1") is None
