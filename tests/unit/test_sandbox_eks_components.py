"""What the stand-ins for the components of pulumi-eks refuse, and how they make the inputs of their children."""

from collections.abc import Mapping

import pytest
from pulumi.errors import InputPropertiesError

from sandbox.eks.addons import cni_values
from sandbox.eks.children import compact, whole
from sandbox.eks.refusals import check_cluster, check_node_group

ROLE = "arn:aws:iam::111111111111:role/nodes"
_ACCEPTED_CLUSTER = {"authenticationMode": "API", "skipDefaultNodeGroup": True, "vpcId": "vpc-1"}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"roleMappings": [{"roleArn": ROLE}]}, "roleMappings"),
        ({"instanceRoles": [ROLE]}, "instanceRoles"),
        ({"subnetIds": ["subnet-1"], "privateSubnetIds": ["subnet-1"]}, "subnetIds"),
        ({"publicAccessCidrs": ["203.0.113.0/24"], "endpointPublicAccess": False}, "publicAccessCidrs"),
        ({"authenticationMode": "IAM"}, "authenticationMode"),
        ({"authenticationMode": None, "accessEntries": {"admin": {}}}, "accessEntries"),
        ({"authenticationMode": "CONFIG_MAP"}, "authenticationMode"),
        ({"skipDefaultNodeGroup": False}, "skipDefaultNodeGroup"),
        ({"vpcId": None}, "vpcId"),
        ({"fargate": True}, "fargate"),
    ],
)
def test_the_cluster_component_refuses(changes: dict[str, object], refused: str) -> None:
    with pytest.raises(InputPropertiesError) as error:
        check_cluster(_ACCEPTED_CLUSTER | changes)

    assert refused in [found["property_path"] for found in error.value.errors or []]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"nodeRole": "role"}, "nodeRole"),
        ({"nodeRoleArn": None}, "nodeRole"),
        ({"launchTemplate": {"id": "lt-1"}, "enableIMDSv2": True}, "launchTemplate"),
        ({"amiId": "ami-1", "amiType": "CUSTOM"}, "amiId"),
        ({"userData": "#!/bin/sh"}, "userData"),
    ],
)
def test_the_node_group_component_refuses(changes: dict[str, object], refused: str) -> None:
    with pytest.raises(InputPropertiesError) as error:
        check_node_group({"nodeRoleArn": ROLE} | changes)

    assert refused in [found["property_path"] for found in error.value.errors or []]


def test_the_components_accept_what_the_program_uses() -> None:
    check_cluster(_ACCEPTED_CLUSTER | {"accessEntries": {"admin": {}}, "privateSubnetIds": ["subnet-1"]})
    check_node_group({"nodeRoleArn": ROLE, "launchTemplate": {"id": "lt-1"}, "capacityType": "SPOT"})


def test_the_options_of_vpc_cni_become_its_configuration_in_words() -> None:
    values = cni_values({"enablePrefixDelegation": True, "warmPrefixTarget": 1.0, "enableNetworkPolicy": True})
    environment = values["env"]

    assert isinstance(environment, Mapping)
    assert environment["ENABLE_PREFIX_DELEGATION"] == "true"
    assert environment["WARM_PREFIX_TARGET"] == "1"
    assert environment["AWS_VPC_K8S_CNI_EXTERNALSNAT"] == "false"
    assert "ENABLE_POD_ENI" in environment
    assert values["enableNetworkPolicy"] == "true"


def test_given_configuration_of_vpc_cni_wins() -> None:
    own = {"env": {"WARM_ENI_TARGET": "4"}, "enableNetworkPolicy": "false", "nodeAgent": {"enabled": "true"}}
    values = cni_values({"configurationValues": own, "enableNetworkPolicy": True})

    assert isinstance(values["env"], Mapping)
    assert values["env"]["WARM_ENI_TARGET"] == "4"
    assert values["enableNetworkPolicy"] == "false"
    assert values["nodeAgent"] == {"enabled": "true"}


def test_whole_numbers_come_back_from_the_protocols_floats() -> None:
    assert compact({"b": 2.0, "a": [1.0, 1.5]}) == '{"a":[1,1.5],"b":2}'
    assert compact({"b": 2.0, "a": True}, ordered=False) == '{"b":2,"a":true}'
    assert whole({"a": (3.0,)}) == {"a": [3]}
