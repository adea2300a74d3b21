"""What the simulated cloud refuses about add-ons of EKS clusters and about access to them."""

from pathlib import Path

import pytest

from sandbox.eks_addons import await_nodes
from sandbox.errors import CloudError, PartialError, SandboxError
from sandbox.invokes import invoke
from tests.eks_account import ADDON, CLUSTER, ENTRY, IDENTITY, ROLE, EksAccount


@pytest.fixture
def account(tmp_path: Path) -> EksAccount:
    return EksAccount(tmp_path)


def test_kube_proxy_has_the_clusters_minor_and_may_stay_behind_an_upgrade(account: EksAccount) -> None:
    inputs = {"clusterName": "shop", "addonName": "kube-proxy"}
    with pytest.raises(CloudError, match=r"v1\.35\.3-eksbuild\.29 is not supported for kube-proxy .* with 1\.34"):
        account.make(ADDON, "proxy", **inputs, addonVersion="v1.35.3-eksbuild.29")

    addon = account.make(ADDON, "proxy", **inputs, addonVersion="v1.34.6-eksbuild.29")
    account.upgrade("1.35")
    tagged = {**inputs, "addonVersion": "v1.34.6-eksbuild.29", "tags": {"Team": "shop"}}
    account.cloud.update(ADDON, addon.id, tagged)
    account.cloud.update(ADDON, addon.id, {**inputs, "addonVersion": "v1.35.3-eksbuild.29"})


def test_coredns_is_built_for_minors_and_vpc_cni_for_all(account: EksAccount) -> None:
    with pytest.raises(CloudError, match=r"coredns on a cluster with 1\.34; it is for 1\.36"):
        account.make(ADDON, "dns", clusterName="shop", addonName="coredns", addonVersion="v1.14.3-eksbuild.23")

    account.make(ADDON, "dns", clusterName="shop", addonName="coredns", addonVersion="v1.12.4-eksbuild.38")
    account.make(ADDON, "cni", clusterName="shop", addonName="vpc-cni", addonVersion="v1.22.4-eksbuild.3")


def test_the_version_of_an_addon_can_be_asked_for() -> None:
    token = "aws:eks/getAddonVersion:getAddonVersion"
    asked = {"addonName": "kube-proxy", "kubernetesVersion": "1.35", "mostRecent": True}

    assert invoke(token, asked, "us-east-1")["version"] == "v1.35.3-eksbuild.29"
    with pytest.raises(SandboxError, match=r"no version of the add-on adot for Kubernetes 1\.35"):
        invoke(token, {**asked, "addonName": "adot"}, "us-east-1")


def test_an_addon_that_runs_on_nodes_waits_for_them(account: EksAccount) -> None:
    store = account.cloud.store
    dns, network = (account.make(ADDON, name, clusterName="shop", addonName=name) for name in ("coredns", "vpc-cni"))

    await_nodes(store, network, 0)
    with pytest.raises(PartialError, match=r"Addon coredns .*: DEGRADED; no node takes its pods"):
        await_nodes(store, dns, 0)
    account.group()
    await_nodes(store, dns, 0)


def test_one_principal_has_one_access_entry(account: EksAccount) -> None:
    entry = {"clusterName": "shop", "principalArn": ROLE}
    account.make(ENTRY, "admin", **entry)

    with pytest.raises(CloudError, match="AlreadyExists: AccessEntry admin"):
        account.make(ENTRY, "again", **entry)


def test_eks_makes_the_access_entry_of_the_nodes_itself(account: EksAccount) -> None:
    account.group()

    with pytest.raises(CloudError, match=r"ResourceInUse.*EKS made it for NodeGroup general"):
        account.make(ENTRY, "nodes", clusterName="shop", principalArn=ROLE, type="EC2_LINUX")


def test_a_cluster_that_reads_its_config_map_only_has_no_access_entries(account: EksAccount) -> None:
    inputs = account.control_plane("1.34") | {"name": "old", "accessConfig": {"authenticationMode": "CONFIG_MAP"}}
    account.make(CLUSTER, "old", **inputs)

    with pytest.raises(CloudError, match="API or API_AND_CONFIG_MAP"):
        account.make(ENTRY, "admin", clusterName="old", principalArn=ROLE)


def test_a_service_account_has_one_identity(account: EksAccount) -> None:
    role = account.make("aws:iam/role:Role", "worker", name="worker", assumeRolePolicy="{}").outputs["arn"]
    inputs = {"clusterName": "shop", "namespace": "shop", "serviceAccount": "orders", "roleArn": role}
    account.make(IDENTITY, "orders", **inputs)

    with pytest.raises(CloudError, match="for the same service account already"):
        account.make(IDENTITY, "again", **inputs)


def test_the_identity_provider_is_known_by_the_clusters_issuer(account: EksAccount) -> None:
    identities = account.cluster.outputs["identities"]
    assert isinstance(identities, list)
    issuer = identities[0]["oidcs"][0]["issuer"]
    provider = account.make("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "issuer", url=issuer)

    assert provider.outputs["arn"] == f"arn:aws:iam::000000000000:oidc-provider/{issuer.removeprefix('https://')}"
