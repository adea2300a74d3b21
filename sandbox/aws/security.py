"""KMS, IAM and Secrets Manager."""

from collections.abc import Mapping

from sandbox.aws.common import FUNCTION, KEY, ROLE, arn, global_arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_ALIAS = "aws:kms/alias:Alias"
_ROLE = "aws:iam/role:Role"
_ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
_POLICY = "aws:iam/policy:Policy"
_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105  # a resource type

FACTS: Mapping[str, ResourceFacts] = {
    "aws:kms/key:Key": ResourceFacts(
        id="{uuid}",
        times=took(22, 10, 1, "M9"),
        defaults={
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        outputs={"arn": arn("kms", "key/{id}"), "keyId": "{id}", "multiRegion": False},
    ),
    _ALIAS: ResourceFacts(
        id="{name}",
        times=instant("M2"),
        name=named(_ALIAS, prefix="alias/"),
        outputs={"arn": arn("kms", "{name}"), "targetKeyArn": arn("kms", "key/{inputs[targetKeyId]}")},
        references={"targetKeyId": KEY},
        unique=("name",),
        free_references=("targetKeyId",),
    ),
    _ROLE: ResourceFacts(
        id="{name}",
        times=instant("M20"),
        name=named(_ROLE),
        defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
        outputs={
            "arn": global_arn("iam", "role{inputs[path]}{name}"),
            "uniqueId": "AROA{digits}",
            "createDate": "2026-01-01T00:00:00Z",
        },
        unique=("name",),
    ),
    _ROLE_POLICY: ResourceFacts(
        id="{inputs[role]}:{name}",
        times=instant("M20"),
        name=named(_ROLE_POLICY),
        references={"role": ROLE},
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ResourceFacts(
        id="{inputs[role]}/{inputs[policyArn]}",
        times=instant("M20"),
        references={"role": ROLE, "policyArn": f"{_POLICY}#arn"},
    ),
    _POLICY: ResourceFacts(
        id=global_arn("iam", "policy{inputs[path]}{name}"),
        times=instant("M20"),
        name=named(_POLICY),
        defaults={"path": "/"},
        outputs={"arn": "{id}", "policyId": "ANPA{digits}", "attachmentCount": 0},
        unique=("name",),
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ResourceFacts(
        id=global_arn("iam", "oidc-provider/{issuer}"),
        times=instant("M3"),
        outputs={"arn": "{id}"},
        unique=("url",),
    ),
    _SECRET: ResourceFacts(
        id=arn("secretsmanager", "secret:{name}-{hex8:.6}"),
        times=took(2, 1, 1, "M1"),
        name=named(_SECRET),
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
        outputs={"arn": "{id}"},
        references={"kmsKeyId": KEY, "replicas[].kmsKeyId": KEY},
        unique=("name",),
        free_references=("kmsKeyId", "replicas[].kmsKeyId"),
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": ResourceFacts(
        id="{inputs[secretId]}",
        times=took(5, 2, 1, "E", when={"rotateImmediately=true": took(30, 30, 1, "E")}),
        defaults={"rotateImmediately": True},
        outputs={"rotationEnabled": True},
        references={"secretId": f"{_SECRET}#arn|name", "rotationLambdaArn": FUNCTION},
        free_references=("secretId", "rotationLambdaArn"),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": ResourceFacts(
        id="{inputs[secretId]}|{uuid}",
        times=instant("M1"),
        outputs={
            "arn": "{inputs[secretId]}",
            "secretArn": "{inputs[secretId]}",
            "versionId": "{uuid}",
            "versionStages": ["AWSCURRENT"],
            "hasSecretStringWo": False,
        },
        references={"secretId": f"{_SECRET}#arn|name"},
        free_references=("secretId",),
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": ResourceFacts(
        id="{inputs[secretArn]}",
        times=instant(),
        references={"secretArn": f"{_SECRET}#arn"},
        free_references=("secretArn",),
    ),
}
