"""A role that one service account of one cluster can take, and no other."""

import json

import pytest

from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core.iam import Statement, statement
from tests.recording import Recording, record

ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABC"
PROVIDER = f"arn:aws:iam::000000000000:oidc-provider/{ISSUER}"
READING = statement(["s3:GetObject"], "arn:aws:s3:::shop-users/*", sid="Read")
DRIVER = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"


def recorded(
    *, statements: tuple[Statement, ...] = (READING,), managed: tuple[str, ...] = (), preview: bool = False
) -> Recording[WorkloadIdentity]:
    args = WorkloadIdentityArgs(
        oidc_provider_arn=PROVIDER,
        oidc_issuer=ISSUER,
        namespace="shop",
        service_account="users",
        statements=statements,
        managed_policy_arns=managed,
    )
    return record(lambda: WorkloadIdentity("shop-users", args), preview=preview)


def test_exactly_one_service_account_can_take_the_role() -> None:
    trust = json.loads(str(recorded().one("aws:iam/role:Role").inputs["assumeRolePolicy"]))
    assert trust["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": PROVIDER},
            "Condition": {
                "StringEquals": {
                    f"{ISSUER}:aud": "sts.amazonaws.com",
                    f"{ISSUER}:sub": "system:serviceaccount:shop:users",
                }
            },
        }
    ]


def test_the_role_has_the_rights_that_were_asked_for_and_no_others() -> None:
    recording = recorded(managed=(DRIVER,))
    policy = recording.one("aws:iam/rolePolicy:RolePolicy")
    attached = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")

    assert json.loads(str(policy.inputs["policy"]))["Statement"] == [READING]
    assert attached.inputs["policyArn"] == DRIVER
    assert attached.name == "shop-users-AmazonEBSCSIDriverPolicy"


def test_a_role_with_managed_policies_alone_has_no_policy_of_its_own() -> None:
    assert recorded(statements=(), managed=(DRIVER,)).of("aws:iam/rolePolicy:RolePolicy") == []


def test_an_identity_without_any_right_is_refused() -> None:
    with pytest.raises(ValueError, match="WorkloadIdentity shop-users: statements and managed_policy_arns are empty"):
        recorded(statements=())


def test_everything_is_registered_at_preview_too() -> None:
    names = {(one.token, one.name) for one in recorded(managed=(DRIVER,)).resources}
    assert {(one.token, one.name) for one in recorded(managed=(DRIVER,), preview=True).resources} == names
