"""What the pods of one Kubernetes service account may do in AWS."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from core.iam import Statement, document
from core.naming import type_token

_AUDIENCE = "sts.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class WorkloadIdentityArgs:
    """What the role of a service account needs to know."""

    oidc_provider_arn: pulumi.Input[str]
    """The cluster's identity provider in IAM."""
    oidc_issuer: pulumi.Input[str]
    """The cluster's issuer without `https://`."""
    namespace: str
    service_account: str
    statements: Sequence[Statement] = ()
    managed_policy_arns: Sequence[str] = ()
    """Policies that AWS maintains, such as that of the EBS CSI driver."""


class WorkloadIdentity(pulumi.ComponentResource):
    """A role that exactly one service account of one cluster can take (ECO-116).

    The account is annotated with `eks.amazonaws.com/role-arn`; its pods then get a token that IAM trusts. Both the
    subject and the audience are compared whole, so no other account of the cluster fits.
    https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    """

    role_arn: pulumi.Output[str]
    role_name: pulumi.Output[str]

    def __init__(self, name: str, args: WorkloadIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("security", "WorkloadIdentity"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(name, assume_role_policy=_trust(args), opts=child)
        rights: list[pulumi.CustomResource] = []
        if args.statements:
            rights.append(iam.RolePolicy(name, role=role.name, policy=document(*args.statements), opts=child))
        for arn in args.managed_policy_arns:
            policy = arn.rsplit("/", 1)[-1]
            rights.append(
                iam.RolePolicyAttachment(f"{name}-{policy}", role=role.name, policy_arn=arn, opts=child),
            )
        # Whoever gets the role waits for its rights too: a pod that starts between the two fails once and restarts.
        self.role_arn = pulumi.Output.all(role.arn, *(right.id for right in rights)).apply(lambda known: str(known[0]))
        self.role_name = role.name
        self.register_outputs({"roleArn": self.role_arn, "roleName": self.role_name})


def _check(name: str, args: WorkloadIdentityArgs) -> None:
    if not args.statements and not args.managed_policy_arns:
        raise ValueError(f"WorkloadIdentity {name}: statements and managed_policy_arns are empty, so it gives no right")


def _trust(args: WorkloadIdentityArgs) -> pulumi.Output[str]:
    """Return the role's trust policy. The names of its conditions begin with the issuer, known once the cluster is."""

    def conditions(issuer: str) -> dict[str, dict[str, str]]:
        subject = f"system:serviceaccount:{args.namespace}:{args.service_account}"
        return {"StringEquals": {f"{issuer}:aud": _AUDIENCE, f"{issuer}:sub": subject}}

    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": args.oidc_provider_arn},
        "Condition": pulumi.Output.from_input(args.oidc_issuer).apply(conditions),
    }
    return document(trust)
