"""A recorded cluster, and what its transforms make of the resources that pulumi_eks's components register."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.eks_cluster import EksCluster, EksClusterArgs
from core.sections.cluster import ClusterSettings
from tests.recording import Recording, Registered, record

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"
ADMIN = "arn:aws:iam::000000000000:role/ops/admin"
TAGS = {"Owner": "platform", "Environment": "dev"}
SETTINGS: Mapping[str, object] = {
    "version": "1.35",
    "node_groups": {
        "general": {"instance_types": ["t3.large"], "minimum": 3, "maximum": 10},
        "spot": {
            "capacity_type": "SPOT",
            "instance_types": ["t3.large", "t3a.large"],
            "minimum": 1,
            "maximum": 5,
            "max_unavailable_percentage": 50,
        },
    },
}


class Network(pulumi.ComponentResource):
    """Stands for the network whose routes lead nodes to the internet."""

    def __init__(self) -> None:
        super().__init__("tests:index:Network", "network")
        aws.ec2.Route("way-out", route_table_id="rtb-1", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({})


def recorded(
    changes: Mapping[str, object] | None = None,
    *,
    admins: tuple[str, ...] = (ADMIN,),
    protected: bool = False,
    preview: bool = False,
) -> Recording[EksCluster]:
    """Record a cluster whose settings are SETTINGS with `changes`."""

    def program() -> EksCluster:
        args = EksClusterArgs(
            settings=ClusterSettings.model_validate({**SETTINGS, **(changes or {})}),
            cluster_name="shop-dev",
            vpc_id="vpc-1",
            private_subnet_ids=["subnet-1", "subnet-2"],
            way_out=[Network()],
            region="us-east-1",
            account_id="000000000000",
            kms_key_arn=KEY,
            admin_role_arns=admins,
            log_retention_days=90,
            tags=TAGS,
            protected=protected,
        )
        return EksCluster("shop-cluster", args)

    return record(program, preview=preview)


def transformed(component: Registered, token: str, given: Mapping[str, object]) -> Mapping[str, object]:
    """Return what the component's transform makes of the inputs of a resource of type `token` inside it."""
    (transform,) = component.transforms
    opts = pulumi.ResourceOptions()
    result = transform(
        pulumi.ResourceTransformArgs(custom=True, type_=token, name=component.name, props=dict(given), opts=opts)
    )
    if result is None:
        return given
    assert isinstance(result, pulumi.ResourceTransformResult)
    assert result.opts is opts
    return result.props
