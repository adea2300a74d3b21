"""The IAM check finds what it is there for."""

import json

import pytest

from tests.iam_findings import findings
from tests.recording import Registered


def resource(token: str, **inputs: object) -> Registered:
    return Registered(
        token=token,
        name="it",
        urn="urn:it",
        custom=True,
        remote=False,
        inputs=inputs,
        secrets=frozenset(),
        parent="",
        provider="",
        protect=False,
        retain_on_delete=False,
        delete_before_replace=False,
        dependencies=frozenset(),
        property_dependencies={},
        ignore_changes=(),
        replace_on_changes=(),
        additional_secret_outputs=(),
        aliases=(),
        deleted_with="",
        custom_timeouts={},
        transforms=(),
        outputs=None,
        secret_outputs=frozenset(),
    )


def policy(action: str, resources: str) -> str:
    statement = {"Effect": "Allow", "Action": [action], "Resource": [resources]}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    ("action", "on", "issue"),
    [
        ("s3:GetObjct", "arn:aws:s3:::b/*", "UNKNOWN_ACTION"),
        ("s3:GetObject", "arn:aws:s3:::b", "RESOURCE_MISMATCH"),
        ("s3:GetObject", "bucket", "INVALID_ARN"),
    ],
)
def test_a_wrong_permission_is_found(action: str, on: str, issue: str) -> None:
    (finding,) = findings(resource("aws:iam/rolePolicy:RolePolicy", policy=policy(action, on)))
    assert issue in finding


def test_a_good_permission_is_not() -> None:
    assert findings(resource("aws:iam/rolePolicy:RolePolicy", policy=policy("s3:GetObject", "arn:aws:s3:::b/*"))) == []


def test_a_trust_policy_is_read_too() -> None:
    def trust(action: str) -> str:
        statement = {"Effect": "Allow", "Action": action, "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    assert findings(resource("aws:iam/role:Role", assumeRolePolicy=trust("sts:AssumeRole"))) == []
    assert findings(resource("aws:iam/role:Role", assumeRolePolicy=trust("sts:AssumeRoles"))) != []


def test_a_key_may_speak_of_itself_as_everything() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    assert findings(resource("aws:kms/key:Key", policy=document)) == []
