"""The cluster component on the real engine: made, unchanged, upgraded, refused, resized, destroyed."""

import re
from collections.abc import Mapping

from tests.engine.conftest import Sandbox, lines_with
from tests.engine.deployed import changes

CLUSTER, NODES = "shop-cluster-eksCluster", "shop-cluster-general"
MEMORY = {"memory": {"instance_types": ["r6i.large"], "minimum": 0, "maximum": 2}}
VERSIONED = {CLUSTER, NODES, "shop-cluster-spot", "shop-cluster-kube-proxy", "shop-cluster-coredns"}


def updated(output: str) -> set[str]:
    """Return the names of the resources that a preview would update in place."""
    return {line.split()[2] for line in lines_with(output, " ~ ", " update ")}


def inputs_of(sandbox: Sandbox, kind: str, name: str) -> Mapping[str, object]:
    """Return what a thing in the simulated cloud was asked to be."""
    (thing,) = (one for one in sandbox.named(name) if one.type == f"aws:{kind}")
    return thing.inputs


def test_a_cluster_is_made_completed_and_unchanged_by_the_next_up(cluster_sandbox: Sandbox) -> None:
    output = cluster_sandbox.succeed("up")
    cluster = inputs_of(cluster_sandbox, "eks/cluster:Cluster", CLUSTER)
    nodes = inputs_of(cluster_sandbox, "eks/nodeGroup:NodeGroup", NODES)

    assert cluster["zonalShiftConfig"] == {"enabled": True}
    assert cluster["accessConfig"] == {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    assert nodes["updateConfig"] == {"maxUnavailablePercentage": 33}
    assert nodes["nodeRepairConfig"] == {"enabled": True}
    assert "standard support of Kubernetes 1.34 ends on 2026-12-02" in output
    assert changes(cluster_sandbox.succeed("up")) == []


def test_a_cluster_goes_up_one_minor_in_place_and_no_other_way(cluster_sandbox: Sandbox) -> None:
    cluster_sandbox.succeed("up")

    cluster_sandbox.knobs(version="1.36")
    assert "bring it to 1.35 first, then on to 1.36" in cluster_sandbox.fail("preview")

    cluster_sandbox.knobs(version="1.35")
    preview = cluster_sandbox.succeed("preview")
    assert changes(preview) == ["~ 5 to update"]
    assert updated(preview) == VERSIONED
    cluster_sandbox.succeed("up")
    assert inputs_of(cluster_sandbox, "eks/nodeGroup:NodeGroup", NODES)["releaseVersion"] == "1.35.8-20260930"
    assert changes(cluster_sandbox.succeed("up")) == []

    cluster_sandbox.knobs(version="1.34")
    refused = cluster_sandbox.fail("preview")
    assert "the cluster runs 1.35, and EKS does not take a cluster down to 1.34" in refused
    assert "mend: pulumi config set --path settings.cluster.version 1.35" in refused


def test_a_third_group_and_a_public_endpoint_come_without_replacing_anything(cluster_sandbox: Sandbox) -> None:
    cluster_sandbox.succeed("up")
    cluster_sandbox.knobs(node_groups=MEMORY, public_access_cidrs=["203.0.113.0/24"])
    cluster_sandbox.succeed("up")

    network = inputs_of(cluster_sandbox, "eks/cluster:Cluster", CLUSTER)["vpcConfig"]
    assert isinstance(network, Mapping)
    assert (network["endpointPublicAccess"], network["publicAccessCidrs"]) == (True, ["203.0.113.0/24"])
    assert inputs_of(cluster_sandbox, "eks/nodeGroup:NodeGroup", "shop-cluster-memory")["instanceTypes"] == [
        "r6i.large"
    ]
    assert changes(cluster_sandbox.succeed("up")) == []


def test_everything_goes_in_an_order_that_strands_nothing(cluster_sandbox: Sandbox) -> None:
    cluster_sandbox.succeed("up")
    output = cluster_sandbox.succeed("destroy")
    gone = re.findall(r" -  (\S+ \S+) deleted \(", output)

    def at(label: str) -> int:
        return gone.index(label)

    in_the_cluster = at("kubernetes:core/v1:Namespace shop")
    assert in_the_cluster < at("aws:eks:AccessPolicyAssociation shop-cluster-admin-000000000000")
    assert in_the_cluster < at("aws:iam:RolePolicyAttachment shop-cluster-ebs-csi-AmazonEBSCSIDriverPolicy")
    assert in_the_cluster < at(f"aws:eks:NodeGroup {NODES}")
    assert at(f"aws:eks:NodeGroup {NODES}") < at("aws:iam:RolePolicyAttachment shop-cluster-nodes-AmazonEKS_CNI_Policy")
    assert at(f"aws:eks:NodeGroup {NODES}") < at("aws:ec2:NatGateway shop-network-us-east-1a")
    assert at(f"aws:eks:Cluster {CLUSTER}") < at("aws:cloudwatch:LogGroup shop-cluster-control-plane")
    assert at(f"aws:eks:Cluster {CLUSTER}") < at(
        "aws:iam:RolePolicyAttachment shop-cluster-control-plane-AmazonEKSClusterPolicy"
    )
    assert cluster_sandbox.store.things() == []
