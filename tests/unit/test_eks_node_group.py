"""Node groups on launch templates of their own: encrypted, tagged, shut off from instance metadata."""

import pytest

from components.eks_cluster import EksCluster
from tests.recording import Recording, Registered
from tests.unit.eks_recordings import KEY, TAGS, recorded, transformed

GROUP, TEMPLATE = "eks:index:ManagedNodeGroup", "aws:ec2/launchTemplate:LaunchTemplate"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@pytest.fixture(scope="module")
def recording() -> Recording[EksCluster]:
    return recorded()


def group(recording: Recording[EksCluster], name: str) -> Registered:
    return recording.named(GROUP, f"shop-cluster-{name}")


def test_groups_have_the_documented_sizes_types_and_capacity(recording: Recording[EksCluster]) -> None:
    general, spot = group(recording, "general").inputs, group(recording, "spot").inputs

    assert general["scalingConfig"] == {"minSize": 3, "maxSize": 10, "desiredSize": 3}
    assert (general["instanceTypes"], general["capacityType"]) == (["t3.large"], "ON_DEMAND")
    assert spot["scalingConfig"] == {"minSize": 1, "maxSize": 5, "desiredSize": 1}
    assert (spot["instanceTypes"], spot["capacityType"]) == (["t3.large", "t3a.large"], "SPOT")


def test_the_number_of_nodes_is_left_to_the_autoscaler(recording: Recording[EksCluster]) -> None:
    assert all(one.inputs["ignoreScalingChanges"] is True for one in recording.of(GROUP))


def test_nodes_have_the_clusters_version_and_a_pinned_image(recording: Recording[EksCluster]) -> None:
    inputs = group(recording, "general").inputs
    assert (inputs["version"], inputs["releaseVersion"]) == ("1.35", "1.35.8-20260930")
    assert inputs["amiType"] == "AL2023_x86_64_STANDARD"


def test_the_image_follows_the_processors() -> None:
    arm = {"general": {"instance_types": ["t4g.large"], "minimum": 1, "maximum": 2}}
    assert recorded({"node_groups": arm}).one(GROUP).inputs["amiType"] == "AL2023_ARM_64_STANDARD"


def test_spot_nodes_carry_label_and_taint_and_others_none(recording: Recording[EksCluster]) -> None:
    general, spot = group(recording, "general").inputs, group(recording, "spot").inputs
    assert spot["labels"] == {"capacity": "spot"}
    assert spot["taints"] == [{"key": "capacity", "value": "spot", "effect": "NO_SCHEDULE"}]
    assert (general["labels"], general["taints"]) == ({}, [])


def test_volumes_are_encrypted_gp3_of_the_size_that_was_asked_for(recording: Recording[EksCluster]) -> None:
    for template in recording.of(TEMPLATE):
        (mapping,) = as_list(template.inputs["blockDeviceMappings"])
        assert mapping == {
            "deviceName": "/dev/xvda",
            "ebs": {
                "volumeType": "gp3",
                "volumeSize": 50,
                "encrypted": "true",
                "kmsKeyId": KEY,
                "deleteOnTermination": "true",
            },
        }


def test_instance_metadata_needs_a_token_and_does_not_reach_pods(recording: Recording[EksCluster]) -> None:
    for template in recording.of(TEMPLATE):
        assert template.inputs["metadataOptions"] == {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        }


def test_instances_volumes_and_interfaces_get_the_stacks_tags(recording: Recording[EksCluster]) -> None:
    template = recording.named(TEMPLATE, "shop-cluster-spot")
    tags = {**TAGS, "Name": "shop-cluster-spot"}
    assert template.inputs["tagSpecifications"] == [
        {"resourceType": made, "tags": tags} for made in ("instance", "volume", "network-interface")
    ]


def test_the_template_leaves_disk_size_and_image_to_one_place_each(recording: Recording[EksCluster]) -> None:
    """EKS refuses a disk size beside a template, and a version beside an image of one's own."""
    assert all("diskSize" not in one.inputs for one in recording.of(GROUP))
    assert all("imageId" not in one.inputs for one in recording.of(TEMPLATE))
    assert group(recording, "spot").inputs["launchTemplate"] == {
        "id": recording.named(GROUP, "shop-cluster-spot").inputs["launchTemplate"]["id"],  # type: ignore[index]  # an object
        "version": "1",
    }


def test_nodes_carry_the_one_security_group_of_the_cluster(recording: Recording[EksCluster]) -> None:
    cluster = recording.one("eks:index:Cluster")
    for template in recording.of(TEMPLATE):
        assert len(as_list(template.inputs["vpcSecurityGroupIds"])) == 1
        assert cluster.urn in template.property_dependencies["vpcSecurityGroupIds"]


def test_updates_replace_a_share_of_the_nodes_and_sick_nodes_are_repaired(recording: Recording[EksCluster]) -> None:
    made = transformed(group(recording, "spot"), NODE_GROUP, {"clusterName": "shop-dev"})
    assert made == {
        "clusterName": "shop-dev",
        "updateConfig": {"maxUnavailablePercentage": 50},
        "nodeRepairConfig": {"enabled": True},
    }


def test_only_the_node_group_itself_is_completed(recording: Recording[EksCluster]) -> None:
    assert transformed(group(recording, "spot"), GROUP, {"capacityType": "SPOT"}) == {"capacityType": "SPOT"}


def test_nodes_come_after_network_add_on_policies_and_way_out_and_go_before_them(
    recording: Recording[EksCluster],
) -> None:
    general = group(recording, "general")
    attached = [
        one.urn for one in recording.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment") if "-nodes-" in one.name
    ]
    assert len(attached) == 3
    # Of a remote component's inputs the dependencies reach the resource inside, of its options they do not.
    assert {*attached, recording.one("aws:ec2/route:Route").urn} <= set(general.property_dependencies["nodeRoleArn"])
    assert recording.one("eks:index:Cluster").urn in general.dependencies


def test_a_name_that_eks_would_refuse_is_refused_at_once() -> None:
    from components.eks_node_group import EksNodeGroup

    with pytest.raises(ValueError, match="nodeGroupName"):
        EksNodeGroup("x" * 60, None)  # type: ignore[arg-type]  # the name is looked at first


def as_list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
