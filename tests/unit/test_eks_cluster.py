"""An EKS cluster: who gets in, what is encrypted and logged, and what comes before what."""

import json

import pulumi
import pytest

from components.eks_cluster import EksCluster
from tests.recording import Recording
from tests.unit.eks_recordings import ADMIN, KEY, recorded, transformed

CLUSTER, AWS_CLUSTER = "eks:index:Cluster", "aws:eks/cluster:Cluster"
PROVIDER, ADDON = "pulumi:providers:kubernetes", "eks:index:Addon"
ENTRY, ASSOCIATION = "aws:eks/accessEntry:AccessEntry", "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ROLE, ATTACHMENT = "aws:iam/role:Role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


@pytest.fixture(scope="module")
def recording() -> Recording[EksCluster]:
    return recorded()


def test_access_goes_through_entries_for_named_roles_alone(recording: Recording[EksCluster]) -> None:
    cluster, entry, association = recording.one(CLUSTER), recording.one(ENTRY), recording.one(ASSOCIATION)
    given = {"accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True}}

    assert cluster.inputs["authenticationMode"] == "API"
    assert transformed(cluster, AWS_CLUSTER, given)["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }
    assert entry.inputs["principalArn"] == ADMIN
    assert entry.name == "shop-cluster-admin-000000000000"
    assert association.inputs["accessScope"] == {"type": "cluster"}
    assert str(association.inputs["policyArn"]).endswith("/AmazonEKSClusterAdminPolicy")
    assert entry.urn in association.dependencies


def test_roles_of_the_same_name_in_two_accounts_both_get_in() -> None:
    other = ADMIN.replace("000000000000", "111111111111")
    assert len(recorded(admins=(ADMIN, other)).of(ENTRY)) == 2


def test_without_named_roles_the_creator_gets_in() -> None:
    recording = recorded(admins=())
    made = transformed(recording.one(CLUSTER), AWS_CLUSTER, {})
    assert made["accessConfig"] == {"bootstrapClusterCreatorAdminPermissions": True}
    assert recording.of(ENTRY) == []


def test_the_api_is_private_unless_there_is_an_allow_list(recording: Recording[EksCluster]) -> None:
    private, public = recording.one(CLUSTER).inputs, recorded({"public_access_cidrs": ["203.0.113.0/24"]}).one(CLUSTER)
    assert (private["endpointPrivateAccess"], private["endpointPublicAccess"]) == (True, False)
    assert "publicAccessCidrs" not in private  # refused while there is no public endpoint
    assert (public.inputs["endpointPrivateAccess"], public.inputs["endpointPublicAccess"]) == (True, True)
    assert public.inputs["publicAccessCidrs"] == ["203.0.113.0/24"]


def test_secrets_and_logs_are_encrypted_with_our_key(recording: Recording[EksCluster]) -> None:
    logs = recording.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert recording.one(CLUSTER).inputs["encryptionConfigKeyArn"] == KEY
    assert (logs["kmsKeyId"], logs["retentionInDays"]) == (KEY, 90)


def test_all_logs_of_the_control_plane_go_to_our_group_which_is_there_first(recording: Recording[EksCluster]) -> None:
    cluster, logs = recording.one(CLUSTER), recording.one("aws:cloudwatch/logGroup:LogGroup")
    assert cluster.inputs["enabledClusterLogTypes"] == [
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    ]
    assert logs.inputs["name"] == "/aws/eks/shop-dev/cluster"
    assert logs.urn in cluster.property_dependencies["name"]


def test_the_control_planes_role_is_for_this_cluster_and_keeps_its_policy_to_the_end(
    recording: Recording[EksCluster],
) -> None:
    role = recording.named(ROLE, "shop-cluster-control-plane")
    attachment = recording.named(ATTACHMENT, "shop-cluster-control-plane-AmazonEKSClusterPolicy")
    (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]

    assert trust["Principal"] == {"Service": "eks.amazonaws.com"}
    assert trust["Condition"] == {"ArnLike": {"aws:SourceArn": "arn:aws:eks:us-east-1:000000000000:cluster/shop-dev"}}
    assert attachment.urn in recording.one(CLUSTER).property_dependencies["name"]


def test_the_nodes_role_has_the_documented_policies(recording: Recording[EksCluster]) -> None:
    role = recording.named(ROLE, "shop-cluster-nodes")
    attached = [one for one in recording.of(ATTACHMENT) if role.urn in one.dependencies]
    assert json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"][0]["Principal"] == {
        "Service": "ec2.amazonaws.com"
    }
    assert {str(one.inputs["policyArn"]).rsplit("/", 1)[-1] for one in attached} == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonEC2ContainerRegistryReadOnly",
    }


def test_network_and_kube_proxy_come_with_the_cluster_in_exact_versions(recording: Recording[EksCluster]) -> None:
    inputs = recording.one(CLUSTER).inputs
    network, proxy = inputs["vpcCniOptions"], inputs["kubeProxyAddonOptions"]
    assert isinstance(network, dict)
    assert isinstance(proxy, dict)
    assert (network["enableNetworkPolicy"], network["addonVersion"]) == (True, "v1.22.4-eksbuild.3")
    assert (proxy["enabled"], proxy["version"]) == (True, "v1.35.3-eksbuild.29")


def test_what_needs_nodes_is_installed_after_the_node_groups(recording: Recording[EksCluster]) -> None:
    groups = {one.urn for one in recording.of("eks:index:ManagedNodeGroup")}
    addons = {str(one.inputs["addonName"]): one for one in recording.of(ADDON)}

    assert set(addons) == {"coredns", "aws-ebs-csi-driver"}
    assert addons["coredns"].inputs["addonVersion"] == "v1.13.2-eksbuild.31"
    assert addons["aws-ebs-csi-driver"].inputs["addonVersion"] == "v1.66.0-eksbuild.1"
    assert all(groups <= one.dependencies for one in addons.values())
    assert all(one.inputs["preserve"] is True for one in addons.values())
    # Installed with the cluster, CoreDNS would wait for nodes that wait for the cluster's component.
    assert recording.one(CLUSTER).inputs["corednsAddonOptions"] == {
        "enabled": False,
        "resolveConflictsOnCreate": "OVERWRITE",
        "resolveConflictsOnUpdate": "OVERWRITE",
    }


def test_the_volume_driver_makes_encrypted_tagged_volumes_with_a_role_of_its_own(
    recording: Recording[EksCluster],
) -> None:
    role = recording.named(ROLE, "shop-cluster-ebs-csi")
    driver = recording.named(ADDON, "shop-cluster-aws-ebs-csi-driver")
    policy = recording.named("aws:iam/rolePolicy:RolePolicy", "shop-cluster-ebs-csi")

    assert "system:serviceaccount:kube-system:ebs-csi-controller-sa" in str(role.inputs["assumeRolePolicy"])
    assert role.urn in driver.property_dependencies["serviceAccountRoleArn"]
    assert driver.inputs["configurationValues"] == {
        "controller": {"extraVolumeTags": {"Owner": "platform", "Environment": "dev"}},
        "defaultStorageClass": {"enabled": False},
    }
    assert {one["Resource"] for one in json.loads(str(policy.inputs["policy"]))["Statement"]} == {KEY}


def test_a_version_edit_takes_nodes_and_add_ons_with_it(recording: Recording[EksCluster]) -> None:
    newer = recorded({"version": "1.36"})
    assert {one.urn for one in newer.resources} == {one.urn for one in recording.resources}
    assert newer.one(CLUSTER).inputs["version"] == "1.36"
    assert {one.inputs["releaseVersion"] for one in newer.of("eks:index:ManagedNodeGroup")} == {"1.36.4-20260930"}
    assert newer.named(ADDON, "shop-cluster-coredns").inputs["addonVersion"] == "v1.14.3-eksbuild.23"


def test_the_provider_is_replaced_with_the_cluster_and_not_with_its_kubeconfig(
    recording: Recording[EksCluster],
) -> None:
    provider = recording.one(PROVIDER)
    assert str(provider.inputs["clusterIdentifier"]).startswith("https://")
    assert provider.inputs["deleteUnreachable"] == "false"
    assert provider.inputs["enableServerSideApply"] == "true"
    assert provider.secrets == {"kubeconfig"}


def test_nodes_access_driver_and_network_outlive_what_is_in_the_cluster(recording: Recording[EksCluster]) -> None:
    """Else controllers could not delete the load balancers and volumes that they made."""
    held = [
        *recording.of("eks:index:ManagedNodeGroup"),
        *recording.of(ASSOCIATION),
        *recording.of(ADDON),
        recording.one("aws:ec2/route:Route"),
        recording.named(ROLE, "shop-cluster-ebs-csi"),
        recording.named("aws:iam/rolePolicy:RolePolicy", "shop-cluster-ebs-csi"),
        recording.named(ATTACHMENT, "shop-cluster-ebs-csi-AmazonEBSCSIDriverPolicy"),
    ]
    assert {one.urn for one in held} <= recording.one(PROVIDER).dependencies


def test_traffic_can_be_moved_out_of_a_zone(recording: Recording[EksCluster]) -> None:
    assert transformed(recording.one(CLUSTER), AWS_CLUSTER, {})["zonalShiftConfig"] == {"enabled": True}


@pytest.mark.parametrize("protected", [True, False])
def test_a_protected_cluster_is_protected_by_the_engine_and_by_eks(protected: bool) -> None:
    cluster = recorded(protected=protected).one(CLUSTER)
    assert (cluster.protect, cluster.inputs["deletionProtection"]) == (protected, protected)


def test_the_cluster_leaves_nothing_to_defaults_that_change_by_themselves(recording: Recording[EksCluster]) -> None:
    inputs = recording.one(CLUSTER).inputs
    assert inputs["upgradePolicy"] == {"supportType": "STANDARD"}
    assert inputs["skipDefaultNodeGroup"] is True
    assert inputs["skipDefaultSecurityGroups"] is True
    assert inputs["createOidcProvider"] is True
    assert "roleMappings" not in inputs


def test_everything_is_registered_at_preview_too(recording: Recording[EksCluster]) -> None:
    assert {one.urn for one in recorded(preview=True).resources} == {one.urn for one in recording.resources}


def test_what_works_but_bites_later_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _resource: said.append(text))
    recorded({"autoscaler": {"max_nodes_total": 12}}, admins=())

    (size,) = (one for one in said if "max_nodes_total" in one)
    (access,) = (one for one in said if "adminRoleArns" in one)
    assert "the node groups may grow to 15 nodes together" in size
    assert "only the identity that makes the cluster" in access


def test_a_name_that_eks_would_refuse_is_refused_at_once() -> None:
    from components.eks_cluster import EksClusterArgs

    args = object.__new__(EksClusterArgs)
    object.__setattr__(args, "cluster_name", "shop.dev")
    with pytest.raises(ValueError, match=r"shop\.dev"):
        EksCluster("shop", args)


def test_nodes_hold_prefixes_or_a_few_addresses_in_reserve(recording: Recording[EksCluster]) -> None:
    recordings = (recording, recorded({"pod_addresses": "single"}))
    large, small = (one.one(CLUSTER).inputs["vpcCniOptions"] for one in recordings)
    assert isinstance(large, dict)
    assert isinstance(small, dict)
    assert large["enableNetworkPolicy"] is small["enableNetworkPolicy"] is True
    assert (large["enablePrefixDelegation"], large["warmPrefixTarget"]) == (True, 1)
    assert (small["enablePrefixDelegation"], small["warmIpTarget"]) == (False, 3)
    assert "warmPrefixTarget" not in small
    assert "warmIpTarget" not in large


def test_without_spot_its_groups_are_not_made(recording: Recording[EksCluster]) -> None:
    groups = "eks:index:ManagedNodeGroup"
    assert {one.name for one in recording.of(groups)} == {"shop-cluster-general", "shop-cluster-spot"}
    assert [one.name for one in recorded({"spot": False}).of(groups)] == ["shop-cluster-general"]
