"""What a role may do in some namespaces of a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import eks

from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class ClusterAccessArgs:
    """Who gets access, to what."""

    cluster_name: pulumi.Input[str]
    principal_arn: pulumi.Input[str]
    """A role; EKS takes one access entry for each."""
    policy: Literal["AmazonEKSViewPolicy", "AmazonEKSEditPolicy", "AmazonEKSAdminPolicy"]
    """https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"""
    namespaces: Sequence[pulumi.Input[str]]


class ClusterAccess(pulumi.ComponentResource):
    """An access entry with one of EKS's own policies, limited to namespaces.

    https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
    """

    def __init__(self, name: str, args: ClusterAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "ClusterAccess"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        entry = eks.AccessEntry(
            name, cluster_name=args.cluster_name, principal_arn=args.principal_arn, type="STANDARD", opts=child
        )
        eks.AccessPolicyAssociation(
            name,
            cluster_name=args.cluster_name,
            principal_arn=entry.principal_arn,
            policy_arn=f"arn:aws:eks::aws:cluster-access-policy/{args.policy}",
            access_scope=eks.AccessPolicyAssociationAccessScopeArgs(type="namespace", namespaces=list(args.namespaces)),
            opts=child,
        )
        self.register_outputs({})
