"""Cases of the rules in policies/identity."""

import base64
import json

from policies.identity import functions, roles, stores, tasks, users
from policies.lib.grants import DOCUMENTS

from .case import ABSENT, Case, Change, case
from .driver import Thing

FIRST = "policy.Statement[0]"
PROVIDER = "oidc.eks.us-east-1.amazonaws.com/id/0"
GITHUB = "token.actions.githubusercontent.com"
WHOSE = "assumeRolePolicy.Statement[0] does not say which sub"
OVER_TLS = {"Bool": {"aws:SecureTransport": "true"}}
CONTAINERS = [{"name": "api", "user": "1000", "readonlyRootFilesystem": True}]
TASK = {
    "executionRoleArn": "arn:aws:iam::000000000000:role/execution",
    "taskRoleArn": "arn:aws:iam::000000000000:role/task",
    "containerDefinitions": json.dumps(CONTAINERS),
}
DATABASE = {"engine": "postgres", "iamDatabaseAuthenticationEnabled": True, "username": "dbadmin"}
POOL = {
    "mfaConfiguration": "OPTIONAL",
    "softwareTokenMfaConfiguration": {"enabled": True},
    "passwordPolicy": {
        "minimumLength": 12,
        "requireLowercase": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "requireUppercase": True,
        "temporaryPasswordValidityDays": 7,
    },
    "userPoolAddOns": {"advancedSecurityMode": "ENFORCED"},
}
CLIENT = {
    "preventUserExistenceErrors": "ENABLED",
    "enableTokenRevocation": True,
    "allowedOauthFlows": ["code"],
    "callbackUrls": ["https://shop.example.com/", "http://localhost:3000/"],
}
ATTACHED = {"role": "nodes", "policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"}
SCRIPT = base64.b64encode(b"export PASSWORD=hunter2").decode()
WRAPPED = base64.encodebytes(b"export AWS_SECRET_ACCESS_KEY=abc\n" + b"echo started\n" * 8).decode()


def policy(action: object, resource: object = "*", **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(action: str = "sts:AssumeRole", **more: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **more}]})


def documents(*broken: tuple[str, str]) -> Case:
    """Return the case of a rule about policies: one that reads a single bucket complies."""
    fine = {"policy": policy(["s3:GetObject", "kms:Decrypt"], "arn:aws:s3:::orders/*")}
    changes: list[tuple[Change, str]] = [({"policy": text}, message) for text, message in broken]
    return case(DOCUMENTS[1], fine, *changes, undecided=("policy",))


def tokens(sub: object, aud: object = "sts.amazonaws.com") -> str:
    claims = {f"{PROVIDER}:sub": sub, f"{PROVIDER}:aud": aud}
    return trust(
        "sts:AssumeRoleWithWebIdentity",
        Principal={"Federated": "arn:aws:iam::000000000000:oidc-provider/x"},
        Condition={"StringEquals": {key: value for key, value in claims.items() if value is not None}},
    )


def star(pattern: str, resource: object = "*", **more: object) -> tuple[str, str]:
    return policy(pattern, resource, **more), f"{FIRST} allows on all resources: {pattern}"


def federated(operator: str, sub: str, provider: str = GITHUB) -> str:
    claims = {f"{provider}:aud": "sts.amazonaws.com", f"{provider}:sub": sub}
    return trust(
        "sts:AssumeRoleWithWebIdentity",
        Principal={"Federated": f"arn:aws:iam::000000000000:oidc-provider/{provider}"},
        Condition={operator: claims},
    )


ECS = {"assumeRolePolicy": trust(Principal={"Service": "ecs-tasks.amazonaws.com"})}

CASES: dict[str, Case] = {
    "iam-no-admin-statement": documents(
        (policy("*"), f"{FIRST} allows everything on everything"),
        (policy("*", [], NotResource="arn:aws:s3:::logs"), f"{FIRST} allows everything on everything"),
    ),
    "iam-no-wildcard-action": documents(
        (policy(["*"], "arn:aws:s3:::orders"), f"{FIRST} allows all actions"),
        (policy([], NotAction="iam:*"), f"{FIRST} allows all actions"),
    ),
    "iam-no-service-wildcard": documents(
        (policy(["s3:*", "sqs:*"], "arn:aws:s3:::orders"), f"{FIRST} allows all actions of s3, sqs")
    ),
    "iam-no-star-resource": documents(
        star("sqs:SendMessage"), star("sqs:Send*"), star("sqs:SendMessage", "arn:aws:sqs:*:*:*")
    ),
    "iam-no-privilege-escalation": documents(
        star("iam:PassRole"),
        star("iam:Put*"),
        star("iam:PassRole", "arn:aws:iam::*:role/*"),
        star("iam:PassRole", [], NotResource="arn:aws:iam::000000000000:role/admin"),
        star("iam:PassRole", Condition=OVER_TLS),
    ),
    "iam-no-credential-exposure": documents(star("sts:AssumeRole"), star("sts:AssumeRole", "arn:aws:iam::*:role/*")),
    "iam-no-data-exfiltration": documents(
        star("secretsmanager:GetSecretValue"),
        star("s3:Get*"),
        star("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*"),
        star("s3:GetObject", ["arn:aws:s3:::*"]),
        star("s3:GetObject", "arn:aws:s3:::*/*", Condition=OVER_TLS),
    ),
    "iam-no-permissions-management": documents(
        star("s3:PutBucketPolicy"), star("s3:PutBucketPolicy", "arn:aws:s3:::*")
    ),
    "iam-no-unconstrained-write": documents(
        star("dynamodb:PutItem"), star("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/*")
    ),
    "iam-no-decrypt-all-keys": documents(
        (policy("kms:Decrypt"), f"{FIRST} decrypts with every key"),
        (policy("kms:decrypt"), f"{FIRST} decrypts with every key"),
        (policy("kms:ReEncrypt*"), f"{FIRST} decrypts with every key"),
        (policy("kms:Decrypt", "arn:aws:kms:*:*:*"), f"{FIRST} decrypts with every key"),
        (policy("kms:Decrypt", [], NotResource="arn:aws:s3:::logs"), f"{FIRST} decrypts with every key"),
        (policy("kms:Decrypt", Condition=OVER_TLS), f"{FIRST} decrypts with every key"),
        (policy("kms:*", "arn:aws:kms:us-east-1:000000000000:key/*"), f"{FIRST} decrypts with every key"),
    ),
    "iam-no-admin-managed-policy": case(
        roles.ROLE_ATTACHMENT,
        ATTACHED,
        ({"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "AdministratorAccess is attached"),
        ({"policyArn": "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"}, "AdministratorAccess is attached"),
        ({"policyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}, "AdministratorAccess is attached"),
        undecided=("policyArn",),
    ),
    "iam-no-aws-managed-policy": case(
        roles.ROLE_ATTACHMENT,
        ATTACHED,
        ({"policyArn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}, "AmazonS3FullAccess of AWS is attached"),
        ({"policyArn": "arn:aws-cn:iam::aws:policy/AmazonS3FullAccess"}, "AmazonS3FullAccess of AWS is attached"),
        undecided=("policyArn",),
    ),
    "iam-role-policy-conflict": case(
        roles.ROLE,
        ECS,
        ({"managedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}, "managedPolicyArns is set"),
        ({"inlinePolicies": [{"name": "x"}]}, "inlinePolicies is set"),
    ),
    "iam-trust-policy-scoped": case(
        roles.ROLE,
        ECS,
        ({"assumeRolePolicy": trust(Principal="*")}, "assumeRolePolicy.Statement[0] trusts everyone"),
        (
            {"assumeRolePolicy": trust(Principal={"AWS": "arn:aws:iam::111111111111:root"})},
            "assumeRolePolicy.Statement[0] trusts a whole account",
        ),
        (
            {
                "assumeRolePolicy": trust(
                    Principal={"AWS": "111111111111"}, Condition={"StringNotEquals": {"sts:ExternalId": "x"}}
                )
            },
            "assumeRolePolicy.Statement[0] trusts a whole account",
        ),
        (
            {"assumeRolePolicy": trust(Principal="*", Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}})},
            "assumeRolePolicy.Statement[0] trusts everyone",
        ),
        (
            {"assumeRolePolicy": trust(Principal={"Service": ["ec2.amazonaws.com", "ecs.amazonaws.com"]})},
            "assumeRolePolicy.Statement[0] trusts several services",
        ),
        undecided=("assumeRolePolicy",),
    ),
    "iam-oidc-trust-scoped": case(
        roles.ROLE,
        {"assumeRolePolicy": tokens("system:serviceaccount:shop:order")},
        ({"assumeRolePolicy": tokens(None)}, "assumeRolePolicy.Statement[0] does not say which sub"),
        ({"assumeRolePolicy": tokens("*:order")}, "assumeRolePolicy.Statement[0] does not say which sub"),
        ({"assumeRolePolicy": tokens("x", None)}, "assumeRolePolicy.Statement[0] does not say which aud"),
        ({"assumeRolePolicy": tokens("system:serviceaccount:*:*")}, WHOSE),
        ({"assumeRolePolicy": federated("StringLike", "repo:*")}, WHOSE),
        ({"assumeRolePolicy": federated("StringLike", "repo:octo*/api:*")}, WHOSE),
        ({"assumeRolePolicy": federated("StringNotEquals", "repo:octo-org/api:ref:refs/heads/main")}, WHOSE),
        ({"assumeRolePolicy": federated("StringEqualsIfExists", "repo:octo-org/api:ref:refs/heads/main")}, WHOSE),
        ({"assumeRolePolicy": trust("sts:*", Principal={"Federated": "arn:aws:iam::0:oidc-provider/x"})}, WHOSE),
        ({"assumeRolePolicy": trust("sts:AssumeRole*", Principal={"Federated": "accounts.google.com"})}, WHOSE),
        undecided=("assumeRolePolicy",),
    ),
    "iam-permissions-boundary": Case(
        things=(Thing(roles.ROLE, {"permissionsBoundary": "arn:aws:iam::000000000000:policy/boundary"}),),
        config={"boundaryArn": "arn:aws:iam::000000000000:policy/boundary"},
        broken=(({"permissionsBoundary": ABSENT}, "permissionsBoundary is not the configured one"),),
        undecided=("permissionsBoundary",),
    ),
    "iam-role-session-duration": case(
        roles.ROLE,
        {"maxSessionDuration": 3600},
        ({"maxSessionDuration": 43200}, "maxSessionDuration is longer than allowed"),
        undecided=("maxSessionDuration",),
    ),
    "rds-iam-auth": case(
        stores.DATABASES[0],
        DATABASE,
        (
            {"iamDatabaseAuthenticationEnabled": ABSENT},
            "iamDatabaseAuthenticationEnabled is not true",
        ),
        undecided=("engine", "iamDatabaseAuthenticationEnabled"),
    ),
    "rds-custom-admin-name": case(
        stores.DATABASES[0],
        DATABASE,
        ({"username": "Postgres"}, "username is a usual one"),
        undecided=("username",),
    ),
    "secret-rotation": Case(
        things=(Thing(stores.SECRET, name="jwt"), Thing(stores.ROTATION, name="turn", sources={"secretId": ("jwt",)})),
        broken=(),
        lonely="nothing rotates the secret",
    ),
    "secret-rotation-interval": case(
        stores.ROTATION,
        {"rotationRules": {"automaticallyAfterDays": 30}},
        (
            {"rotationRules.automaticallyAfterDays": 365},
            "rotationRules.automaticallyAfterDays is longer than allowed",
        ),
        undecided=("rotationRules.automaticallyAfterDays",),
    ),
    "kms-key-policy-defined": case(
        stores.KEY, {"policy": "{}"}, ({"policy": ABSENT}, "policy is not set"), given=("policy",)
    ),
    "kms-no-lockout-bypass": case(
        stores.KEY,
        {"bypassPolicyLockoutSafetyCheck": False},
        ({"bypassPolicyLockoutSafetyCheck": True}, "bypassPolicyLockoutSafetyCheck is true"),
        undecided=("bypassPolicyLockoutSafetyCheck",),
    ),
    "cognito-mfa": case(
        users.POOL,
        POOL,
        ({"mfaConfiguration": "OFF"}, "mfaConfiguration is off"),
        ({"softwareTokenMfaConfiguration": ABSENT}, "there is no second factor to use"),
        undecided=("mfaConfiguration", "softwareTokenMfaConfiguration.enabled"),
    ),
    "cognito-password-policy": case(
        users.POOL,
        POOL,
        ({"passwordPolicy.minimumLength": 6}, "passwordPolicy.minimumLength is below what is asked"),
        ({"passwordPolicy.requireSymbols": ABSENT}, "passwordPolicy lacks requireSymbols"),
        (
            {"passwordPolicy.temporaryPasswordValidityDays": 30},
            "passwordPolicy.temporaryPasswordValidityDays is above 7",
        ),
        undecided=("passwordPolicy", "passwordPolicy.requireNumbers"),
    ),
    "cognito-threat-protection": case(
        users.POOL,
        POOL,
        (
            {"userPoolAddOns.advancedSecurityMode": "AUDIT"},
            "userPoolAddOns.advancedSecurityMode is not ENFORCED",
        ),
        undecided=("userPoolAddOns.advancedSecurityMode",),
    ),
    "cognito-client-hardening": case(
        users.CLIENT,
        CLIENT,
        ({"preventUserExistenceErrors": ABSENT}, "preventUserExistenceErrors is not ENABLED"),
        ({"enableTokenRevocation": False}, "enableTokenRevocation is false"),
        ({"allowedOauthFlows": ["implicit"]}, "allowedOauthFlows has implicit"),
        ({"callbackUrls": ["http://shop.example.com/"]}, "an address is plain HTTP"),
        undecided=("preventUserExistenceErrors", "callbackUrls"),
    ),
    "ecs-separate-roles": case(
        tasks.TASK,
        TASK,
        ({"taskRoleArn": TASK["executionRoleArn"]}, "executionRoleArn and taskRoleArn are the same"),
        ({"taskRoleArn": ABSENT}, "taskRoleArn is not set"),
        given=("executionRoleArn", "taskRoleArn"),
    ),
    "ecs-non-privileged": case(
        tasks.TASK,
        TASK,
        (
            {"containerDefinitions": json.dumps([*CONTAINERS, {"name": "agent", "privileged": True}])},
            "containerDefinitions[1] is privileged",
        ),
        undecided=("containerDefinitions",),
    ),
    "ecs-non-root-user": case(
        tasks.TASK,
        TASK,
        (
            {"containerDefinitions": '[{"name": "api"}]'},
            "containerDefinitions[0] runs as root or does not say as whom",
        ),
        (
            {"containerDefinitions": '[{"name": "api", "user": "root:root"}]'},
            "containerDefinitions[0] runs as root or does not say as whom",
        ),
        undecided=("containerDefinitions",),
    ),
    "ecs-readonly-root": case(
        tasks.TASK,
        TASK,
        ({"containerDefinitions": '[{"name": "api"}]'}, "containerDefinitions[0] has no readonlyRootFilesystem"),
        undecided=("containerDefinitions",),
    ),
    "ecs-no-host-pid": case(
        tasks.TASK,
        {"pidMode": "task"},
        ({"pidMode": "host"}, "pidMode is host"),
        ({"ipcMode": "host"}, "ipcMode is host"),
        undecided=("pidMode", "ipcMode"),
    ),
    "ec2-user-data-no-secrets": case(
        tasks.MACHINES[0],
        {"userData": base64.b64encode(b"#!/bin/sh\nstart").decode()},
        ({"userData": SCRIPT}, "userData looks as if it held a secret"),
        ({"userData": "-----BEGIN RSA PRIVATE KEY-----"}, "userData looks as if it held a secret"),
        ({"userData": WRAPPED}, "userData looks as if it held a secret"),
        undecided=("userData",),
    ),
    "eks-access-entries": case(
        tasks.CLUSTER,
        {"accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}},
        ({"accessConfig.authenticationMode": "CONFIG_MAP"}, "accessConfig.authenticationMode is not API"),
        (
            {"accessConfig.bootstrapClusterCreatorAdminPermissions": ABSENT},
            "whoever makes the cluster is its administrator unseen",
        ),
        undecided=("accessConfig.authenticationMode",),
    ),
    "lambda-code-signed": case(
        functions.FUNCTION,
        {"codeSigningConfigArn": "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0"},
        ({"codeSigningConfigArn": ABSENT}, "codeSigningConfigArn is not set"),
        undecided=("packageType",),
        given=("codeSigningConfigArn",),
    ),
    "lambda-callers-known": case(
        functions.PERMISSION,
        {"principal": "secretsmanager.amazonaws.com", "sourceAccount": "000000000000"},
        ({"sourceAccount": ABSENT}, "neither sourceArn nor sourceAccount is set"),
        ({"sourceAccount": ABSENT, "principal": "*"}, "everybody may call the function"),
        undecided=("principal",),
        given=("sourceAccount",),
    ),
}
