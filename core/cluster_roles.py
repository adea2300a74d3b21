"""What the roles of an EKS cluster itself may do: control plane, nodes, volume driver (ECO-114, ECO-115, ECO-135)."""

from collections.abc import Sequence

import pulumi

from core.iam import Statement, statement

_POLICIES = "arn:aws:iam::aws:policy"

CONTROL_PLANE = (f"{_POLICIES}/AmazonEKSClusterPolicy",)
"""https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html"""

NODES = (
    f"{_POLICIES}/AmazonEKSWorkerNodePolicy",
    f"{_POLICIES}/AmazonEKS_CNI_Policy",
    f"{_POLICIES}/AmazonEC2ContainerRegistryReadOnly",
)
"""https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html"""

VOLUME_DRIVER = f"{_POLICIES}/service-role/AmazonEBSCSIDriverPolicy"


def volume_encryption(kms_key_arn: pulumi.Input[str]) -> Sequence[Statement]:
    """Let the driver make volumes that are encrypted with a key of ours; EC2 uses the key by a grant.

    https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
    """
    return (
        statement(
            ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            kms_key_arn,
            sid="Grants",
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        statement(
            ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            kms_key_arn,
            sid="Volumes",
        ),
    )


def label_of(role_arn: str) -> str:
    """Return a name for a role that is unique among roles of several accounts, such as `admin-000000000000`."""
    account, resource = role_arn.split(":", 5)[4:]
    return f"{resource.rsplit('/', 1)[-1]}-{account}"
