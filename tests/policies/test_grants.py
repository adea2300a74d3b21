"""What documents of IAM and of resources allow and deny, and what the rules about them must pass in silence."""

import base64
import json

import pytest

from policies.encryption.s3 import POLICIES
from policies.identity import roles, tasks, users
from policies.lib.documents import names_nothing
from policies.lib.grants import DOCUMENTS
from policies.network import buckets, grants

from .cases_identity import ECS, GITHUB, POOL, federated, policy, trust
from .cases_network import statement
from .driver import Driver, Thing

DRIVERS = {pack: Driver(pack) for pack in ("encryption", "identity", "network")}
ACCOUNT = "000000000000"
NO_TLS = {"Bool": {"aws:SecureTransport": "false"}}
REFUSAL: dict[str, object] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
    "Condition": NO_TLS,
}


def said(pack: str, rule: str, token: str, **inputs: object) -> list[str]:
    return DRIVERS[pack].resource(Thing(token, inputs)).of(rule)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
        {"StringEquals": {"aws:sourceaccount": int("123456789012")}},
        {"StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3/*"}},
        {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:uploads"}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}, "Bool": {"aws:SecureTransport": "true"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
        {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
    ],
)
def test_a_condition_that_names_the_callers_closes_what_everyone_may_do(condition: object) -> None:
    text = statement(Principal={"AWS": "*"}, Condition=condition)
    assert said("network", "s3-policy-no-wildcard-principal", buckets.POLICY, policy=text) == []
    assert said("network", "kms-policy-not-public", grants.KEYS[0], policy=text) == []


def test_one_value_that_is_anything_opens_a_condition() -> None:
    text = statement(Principal="*", Condition={"StringLike": {"aws:SourceAccount": [ACCOUNT, "*"]}})
    assert said("network", "s3-policy-no-wildcard-principal", buckets.POLICY, policy=text)


def test_what_not_action_spares_is_not_risky() -> None:
    for spared, count in (("s3:*", 0), ("s3:Put*", 1)):
        text = statement(Action=None, NotAction=spared)
        assert len(said("network", "s3-policy-no-risky-cross-account", buckets.POLICY, policy=text)) == count


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ([{}], True),
        ([{"Resource": "*"}], True),
        ([{"Resource": "arn:aws:s3:::b*"}], True),
        ([{"Resource": "arn:aws:s3:::b"}, {"Resource": "arn:aws:s3:::b/*"}], True),
        ([{"Condition": {"Bool": {"aws:SecureTransport": "False"}}}], True),
        ([{"Condition": {"BoolIfExists": {"aws:SecureTransport": [False]}}}], True),
        ([{"Resource": "arn:aws:s3:::b/*"}], False),
        ([{"Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/private/*"]}], False),
        ([{"Condition": {**NO_TLS, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}], False),
        ([{"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:PrincipalIsAWSService": "false"}}}], False),
        ([{"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}}], False),
    ],
)
def test_plain_transport_is_refused_on_the_bucket_and_all_its_objects_or_not_at_all(
    changes: list[dict[str, object]], refused: bool
) -> None:
    text = json.dumps({"Statement": [REFUSAL | change for change in changes]})
    found = said("encryption", "s3-tls-only-policy", POLICIES[0], bucket="b", policy=text)
    assert (found == []) is refused


@pytest.mark.parametrize(
    ("arn", "nothing"),
    [
        ("*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:aws:secretsmanager:*:*:secret:*", True),
        ("arn:aws:*:*:*:*", True),
        ("arn:aws:s3:::orders/*", False),
        ("arn:aws:s3:::orders-*", False),
        ("arn:aws:sns:*:*:orders:*", False),
        ("arn:aws:execute-api:*:*:a1b2c3/*", False),
        ("arn:aws:iam::000000000000:role/*", False),
        ("arn:aws:dynamodb:us-east-1:*:table/*", False),
        ("arn:aws:rds-db:*:*:dbuser:*/app", False),
        ("arn:aws:secretsmanager:*:*:secret:prod/*", False),
        ("orders", False),
    ],
)
def test_an_arn_of_wildcards_names_nothing(arn: str, nothing: bool) -> None:
    assert names_nothing(arn) is nothing


def test_wildcards_of_one_service_are_not_those_of_another() -> None:
    resources = ["arn:aws:s3:::*", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:jwt"]
    text = policy(["s3:ListBucket", "secretsmanager:GetSecretValue"], resources)
    assert said("identity", "iam-no-data-exfiltration", DOCUMENTS[0], policy=text) == []


def test_a_condition_on_more_than_transport_narrows_what_is_allowed() -> None:
    conditions = {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:ResourceTag/team": "shop"}}
    text = policy("secretsmanager:GetSecretValue", Condition=conditions)
    assert said("identity", "iam-no-data-exfiltration", DOCUMENTS[0], policy=text) == []


@pytest.mark.parametrize(
    "text",
    [
        federated("StringLike", "repo:octo-org/*"),
        federated("StringEqualsIgnoreCase", "repo:octo-org/api:environment:prod"),
        federated("ForAnyValue:StringLike", "repository_owner:octo-org:*"),
        federated("StringLike", "system:serviceaccount:shop:*", "oidc.eks.us-east-1.amazonaws.com/id/0"),
        trust(
            "sts:AssumeRoleWithWebIdentity",
            Principal={"Federated": "cognito-identity.amazonaws.com"},
            Condition={
                "StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:1234"},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
            },
        ),
        trust("sts:AssumeRoleWithWebIdentity", Effect="Deny", Principal={"Federated": f"oidc-provider/{GITHUB}"}),
        trust("sts:*", Principal={"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/people"}),
        trust("sts:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/pipeline"}),
    ],
)
def test_tokens_of_somebody_certain_may_take_a_role(text: str) -> None:
    assert said("identity", "iam-oidc-trust-scoped", roles.ROLE, assumeRolePolicy=text) == []


@pytest.mark.parametrize(
    "text",
    [
        trust(Principal={"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}),
        trust(Principal={"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3"}}),
        trust(Principal="*", Condition={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3/*"}}),
        trust(Principal={"AWS": "111111111111"}, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
        ECS["assumeRolePolicy"],
    ],
)
def test_a_trust_of_one_kind_of_user_or_of_an_organisation_is_scoped(text: str) -> None:
    assert said("identity", "iam-trust-policy-scoped", roles.ROLE, assumeRolePolicy=text) == []


def test_an_external_id_alone_does_not_say_who_of_everyone_is_trusted() -> None:
    text = trust(Principal="*", Condition={"StringEquals": {"sts:ExternalId": "x"}})
    assert said("identity", "iam-trust-policy-scoped", roles.ROLE, assumeRolePolicy=text)


def test_an_exclusive_list_of_attachments_is_looked_into() -> None:
    token = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
    arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]
    assert said("identity", "iam-no-admin-managed-policy", token, policyArns=arns)
    assert said("identity", "iam-no-aws-managed-policy", token, policyArns=arns)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)", 0),
        ('PASSWORD="$(cat /run/password)"', 0),
        ("PASSWORD=`cat /run/password`", 0),
        ("PASSWORD='$ecret'", 1),
        ("PASSWORD=hunter2", 1),
    ],
)
def test_a_script_may_fetch_a_password_but_not_hold_it(line: str, found: int) -> None:
    script = base64.b64encode(f"#!/bin/sh\n{line}\n".encode()).decode()
    assert len(said("identity", "ec2-user-data-no-secrets", tasks.MACHINES[0], userData=script)) == found


def test_a_code_by_mail_is_a_second_factor() -> None:
    pool = {name: value for name, value in POOL.items() if name != "softwareTokenMfaConfiguration"}
    mail = {"message": "{####}", "subject": "Code"}
    assert said("identity", "cognito-mfa", users.POOL, **pool, emailMfaConfiguration=mail) == []


def test_containers_of_windows_cannot_have_read_only_files() -> None:
    containers = json.dumps([{"name": "api", "user": "ContainerUser"}])
    for family, count in (("WINDOWS_SERVER_2022_CORE", 0), ("LINUX", 1)):
        platform = {"operatingSystemFamily": family}
        found = said(
            "identity", "ecs-readonly-root", tasks.TASK, containerDefinitions=containers, runtimePlatform=platform
        )
        assert len(found) == count
