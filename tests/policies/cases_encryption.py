"""Compliant resources for the rules of the pack `encryption`, and how each is broken."""

import json
from collections.abc import Mapping

from policies.encryption.clusters import CLUSTER as KUBERNETES
from policies.encryption.clusters import TEMPLATE
from policies.encryption.distributions import DISTRIBUTION, HEADERS
from policies.encryption.ecs import CLUSTER, SERVICE, TASK_DEFINITION
from policies.encryption.edge import CERTIFICATE, LISTENER_RULES, LISTENERS, TARGET_GROUPS
from policies.encryption.elasticache import REPLICATION_GROUP
from policies.encryption.functions import FUNCTION
from policies.encryption.parameters import PARAMETER, PROXY
from policies.encryption.rds import BACKUP_COPY, INSTANCE, PARAMETER_GROUP
from policies.encryption.s3 import BUCKETS, ENCRYPTION, POLICIES
from policies.encryption.secretsmanager import SECRET, VERSION
from policies.encryption.sns import SUBSCRIPTION, TOPIC, TOPIC_POLICY
from policies.encryption.trails import TRAIL

from .case import ABSENT, AWS_KEY, KEY, Case, case
from .driver import Secret, Thing

RULES = "rules.0.applyServerSideEncryptionByDefault"
SESSIONS = "configuration.executeCommandConfiguration"


def tls_policy(action: str, secure: str = "false", effect: str = "Deny", principal: object = "*") -> str:
    statement = {
        "Effect": effect,
        "Principal": principal,
        "Action": [action],
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": secure}},
    }
    allow = {"Effect": "Allow", "Principal": {"Service": "logs"}, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [allow, statement]})


def containers(environment: dict[str, str]) -> str:
    variables = [{"name": name, "value": value} for name, value in environment.items()]
    return json.dumps([{"name": "api", "image": "app", "environment": variables}])


ENCRYPTED = {
    "bucket": "files",
    "rules": [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
            "bucketKeyEnabled": True,
        }
    ],
}
BUCKET = (
    Thing(BUCKETS[0], {"id": "files-1"}, name="files"),
    Thing(ENCRYPTION[0], name="encryption", sources={"bucket": ("files",)}),
    Thing(POLICIES[0], {"bucket": "files-1"}, name="policy"),
)
"""The configuration is joined by what its property was computed from, the policy by the bucket's id."""
DATABASE = {
    "engine": "postgres",
    "storageEncrypted": True,
    "kmsKeyId": KEY,
    "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": KEY,
    "manageMasterUserPassword": True,
    "masterUserSecretKmsKeyId": KEY,
    "parameterGroupName": "ours",
}
PARAMETERS = {
    "family": "postgres15",
    "parameters": [{"name": "log_statement", "value": "ddl"}, {"name": "rds.force_ssl", "value": "1"}],
}
CACHE = {
    "atRestEncryptionEnabled": True,
    "transitEncryptionEnabled": True,
    "transitEncryptionMode": "required",
    "authToken": Secret("a-long-generated-token"),
    "kmsKeyId": KEY,
}
HTTPS = {
    "port": 443,
    "protocol": "HTTPS",
    "sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "certificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1",
    "defaultActions": [{"type": "forward", "targetGroupArn": "arn"}],
}
HTTP = {
    "port": 80,
    "protocol": "HTTP",
    "defaultActions": [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301", "port": "443"}}
    ],
}
EXEC = {
    "configuration": {
        "executeCommandConfiguration": {
            "kmsKeyId": KEY,
            "logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchEncryptionEnabled": True},
        }
    }
}
NODES = {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": "true", "kmsKeyId": KEY}}]}
DISK = "blockDeviceMappings.0.ebs"
SECRETS = {"encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": KEY}}}
REPOSITORY = {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}]}

NO_KEY = "names no key"
KEY_OF_AWS = "names a key of AWS, not one of the account"
NOT_GENERATED = "does not come from a secret of the stack: it is written in the program or its configuration"


def key_case(token: str, inputs: Mapping[str, object], path: str, said: str = "") -> Case:
    """Return the case of a rule that wants a customer's key at `path`, which messages call `said`."""
    said = said or path
    return case(
        token,
        inputs,
        ({path: ABSENT}, f"{said} {NO_KEY}"),
        ({path: AWS_KEY}, f"{said} {KEY_OF_AWS}"),
        given=(path,),
    )


EDGE = {
    "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"},
    "orderedCacheBehaviors": [{"viewerProtocolPolicy": "https-only"}],
    "viewerCertificate": {
        "acmCertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1",
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    },
    "origins": [{"customOriginConfig": {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]}}],
}

CASES = {
    "lambda-environment-cmk": key_case(
        FUNCTION, {"environment": {"variables": {"LEVEL": "info"}}, "kmsKeyArn": KEY}, "kmsKeyArn"
    ),
    "lambda-no-plaintext-secrets": case(
        FUNCTION,
        {"environment": {"variables": {"LEVEL": "info", "DB_PASSWORD": "", "SECRET_ARN": "arn:aws:secretsmanager:x"}}},
        ({"environment.variables.DB_PASSWORD": "hunter2"}, "the variable DB_PASSWORD is a secret"),
        ({"environment.variables.LEVEL": "postgres://me:hunter2@db/shop"}, "the variable LEVEL is a secret"),
        ({"environment.variables.PGPASSWORD": "hunter2"}, "the variable PGPASSWORD is a secret"),
        undecided=("environment.variables.DB_PASSWORD",),
    ),
    "cloudtrail-cmk": key_case(TRAIL, {"s3BucketName": "trail", "kmsKeyId": KEY}, "kmsKeyId"),
    "eks-secrets-encryption": case(
        KUBERNETES,
        SECRETS,
        ({"encryptionConfig": ABSENT}, "encryptionConfig does not cover secrets"),
        ({"encryptionConfig.resources": []}, "encryptionConfig does not cover secrets"),
        ({"encryptionConfig.provider": ABSENT}, f"provider.keyArn {NO_KEY}"),
        ({"encryptionConfig.provider.keyArn": AWS_KEY}, f"provider.keyArn {KEY_OF_AWS}"),
        undecided=("encryptionConfig", "encryptionConfig.resources", "encryptionConfig.resources.0"),
        given=("encryptionConfig.provider.keyArn",),
    ),
    "launch-template-ebs-encrypted": case(
        TEMPLATE,
        NODES,
        ({"blockDeviceMappings": ABSENT}, "blockDeviceMappings does not describe the root disk"),
        (
            {"blockDeviceMappings.0.deviceName": "/dev/sdb"},
            "blockDeviceMappings does not describe the root disk",
        ),
        (
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "virtualName": "ephemeral0"}]},
            "blockDeviceMappings does not describe the root disk",
        ),
        ({f"{DISK}.encrypted": "false"}, "blockDeviceMappings[0].ebs.encrypted is not true"),
        ({f"{DISK}.encrypted": ABSENT}, "blockDeviceMappings[0].ebs.encrypted is not true"),
        undecided=("blockDeviceMappings", "blockDeviceMappings.0.deviceName", f"{DISK}.encrypted"),
    ),
    "launch-template-volumes-cmk": key_case(TEMPLATE, NODES, f"{DISK}.kmsKeyId", "kmsKeyId"),
    "s3-bucket-kms-encryption": case(
        ENCRYPTION[0],
        ENCRYPTED,
        ({f"{RULES}.sseAlgorithm": "AES256"}, "rules[0] does not encrypt with KMS"),
        undecided=("rules", f"{RULES}.sseAlgorithm"),
    ),
    "s3-bucket-cmk": key_case(ENCRYPTION[0], ENCRYPTED, f"{RULES}.kmsMasterKeyId", "kmsMasterKeyId"),
    "s3-bucket-key-enabled": case(
        ENCRYPTION[0],
        ENCRYPTED,
        ({"rules.0.bucketKeyEnabled": ABSENT}, "rules[0].bucketKeyEnabled is not true"),
        undecided=("rules.0.bucketKeyEnabled",),
    ),
    "s3-tls-only-policy": case(
        POLICIES[0],
        {"bucket": "files", "policy": tls_policy("s3:*")},
        ({"policy": tls_policy("s3:*", secure="true")}, "policy lets requests without TLS in"),
        ({"policy": tls_policy("s3:GetObject")}, "policy lets requests without TLS in"),
        ({"policy": tls_policy("s3:*", effect="Allow")}, "policy lets requests without TLS in"),
        ({"policy": tls_policy("s3:*", principal={"AWS": ["arn"]})}, "policy lets requests without TLS in"),
        ({"policy": "{"}, "policy is no valid JSON"),
        undecided=("policy",),
    ),
    "s3-bucket-default-encryption": Case(things=BUCKET, broken=(), lonely="the bucket has no encryption configuration"),
    "s3-bucket-has-policy": Case(things=BUCKET, broken=(), lonely="the bucket has no policy"),
    "rds-storage-encrypted": case(
        INSTANCE,
        DATABASE,
        ({"storageEncrypted": ABSENT}, "storageEncrypted is not true"),
        ({"storageEncrypted": False}, "storageEncrypted is not true"),
        undecided=("storageEncrypted",),
    ),
    "rds-storage-cmk": key_case(INSTANCE, DATABASE, "kmsKeyId"),
    "rds-performance-insights-cmk": key_case(INSTANCE, DATABASE, "performanceInsightsKmsKeyId"),
    "rds-master-secret-cmk": key_case(INSTANCE, DATABASE, "masterUserSecretKmsKeyId"),
    "rds-force-tls": case(
        PARAMETER_GROUP,
        PARAMETERS,
        ({"parameters.1.value": "0"}, "parameter rds.force_ssl is not 1"),
        ({"family": "postgres14", "parameters": ABSENT}, "parameter rds.force_ssl is not 1"),
        ({"family": "mysql8.4"}, "parameter require_secure_transport is not 1"),
        ({"family": "mariadb11.4"}, "parameter require_secure_transport is not 1"),
        ({"family": "sqlserver-ex-16.0", "parameters": ABSENT}, "parameter rds.force_ssl is not 1"),
        undecided=("family", "parameters", "parameters.1.value"),
    ),
    "rds-master-password-managed": Case(
        things=(
            Thing(INSTANCE, {"password": Secret("generated")}, "db", {"password": ("version",)}),
            Thing(VERSION, name="version"),
        ),
        broken=(({"passwordWo": "written"}, f"passwordWo {NOT_GENERATED}"),),
        lonely=f"password {NOT_GENERATED}",
        undecided=("manageMasterUserPassword",),
        given=("password",),
    ),
    "elasticache-encryption-at-rest": case(
        REPLICATION_GROUP,
        CACHE,
        ({"atRestEncryptionEnabled": ABSENT}, "atRestEncryptionEnabled is not true"),
        ({"atRestEncryptionEnabled": False, "engine": "valkey"}, "atRestEncryptionEnabled is not true"),
        undecided=("atRestEncryptionEnabled",),
    ),
    "elasticache-encryption-in-transit": case(
        REPLICATION_GROUP,
        CACHE,
        ({"transitEncryptionEnabled": False}, "transitEncryptionEnabled is not true"),
        (
            {"transitEncryptionMode": "preferred"},
            "transitEncryptionMode is preferred, so plain connections are taken as well",
        ),
        undecided=("transitEncryptionEnabled", "transitEncryptionMode"),
    ),
    "elasticache-auth": case(
        REPLICATION_GROUP,
        CACHE,
        ({"authToken": ABSENT}, "neither authToken nor userGroupIds is set"),
        given=("authToken",),
    ),
    "elasticache-cmk": key_case(REPLICATION_GROUP, CACHE, "kmsKeyId"),
    "elasticache-auth-token-managed": Case(
        things=(
            Thing(REPLICATION_GROUP, CACHE, "cache", {"authToken": ("version",)}),
            Thing(VERSION, name="version"),
        ),
        broken=(({"authTokenWo": "written"}, f"authTokenWo {NOT_GENERATED}"),),
        lonely=f"authToken {NOT_GENERATED}",
        given=("authToken",),
    ),
    "ecs-exec-encrypted-and-logged": case(
        CLUSTER,
        EXEC,
        ({f"{SESSIONS}.kmsKeyId": ABSENT}, f"kmsKeyId {NO_KEY}"),
        ({f"{SESSIONS}.logging": "NONE"}, "logging is NONE"),
        ({f"{SESSIONS}.logConfiguration": ABSENT}, "logConfiguration does not ask for encryption"),
        undecided=(f"{SESSIONS}.logging",),
        given=(f"{SESSIONS}.kmsKeyId",),
    ),
    "ecs-exec-configured": Case(
        things=(
            Thing(SERVICE, {"enableExecuteCommand": True}, "api", {"cluster": ("cluster", "plain")}),
            Thing(CLUSTER, EXEC, name="cluster"),
        ),
        broken=(),
        undecided=("enableExecuteCommand",),
    ),
    "ecs-efs-transit-encryption": case(
        TASK_DEFINITION,
        {
            "volumes": [
                {"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs", "transitEncryption": "ENABLED"}}
            ]
        },
        (
            {"volumes.0.efsVolumeConfiguration.transitEncryption": ABSENT},
            "volumes[0].efsVolumeConfiguration.transitEncryption is not ENABLED",
        ),
        undecided=("volumes", "volumes.0.efsVolumeConfiguration"),
    ),
    "ecs-no-plaintext-secrets": case(
        TASK_DEFINITION,
        {"containerDefinitions": containers({"DB_HOST": "db", "DB_PASSWORD_FILE": "/run/pw", "TOKEN_TTL": "60"})},
        (
            {"containerDefinitions": containers({"DB_PASSWORD": "hunter2-hunter2"})},
            "container api has a secret in the variable DB_PASSWORD",
        ),
        (
            {"containerDefinitions": containers({"CACHE_URL": "rediss://:hunter2-hunter2@cache:6379"})},
            "container api has a secret in the variable CACHE_URL",
        ),
        undecided=("containerDefinitions",),
    ),
    "ecr-kms-encryption": case(
        "aws:ecr/repository:Repository",
        REPOSITORY,
        ({"encryptionConfigurations": ABSENT}, "encryptionConfigurations does not ask for KMS"),
        ({"encryptionConfigurations.0.encryptionType": "AES256"}, "encryptionConfigurations does not ask for KMS"),
        undecided=("encryptionConfigurations",),
    ),
    "ecr-cmk": key_case("aws:ecr/repository:Repository", REPOSITORY, "encryptionConfigurations.0.kmsKey", "kmsKey"),
    "kms-key-rotation": case(
        "aws:kms/key:Key",
        {"enableKeyRotation": True, "rotationPeriodInDays": 365},
        ({"enableKeyRotation": ABSENT}, "enableKeyRotation is not true"),
        ({"rotationPeriodInDays": 366}, "rotationPeriodInDays is more than 365"),
        undecided=("enableKeyRotation",),
    ),
    "secretsmanager-cmk": key_case(SECRET, {"kmsKeyId": KEY}, "kmsKeyId"),
    "secretsmanager-replica-cmk": key_case(
        SECRET, {"replicas": [{"region": "us-west-2", "kmsKeyId": KEY}]}, "replicas.0.kmsKeyId", "kmsKeyId"
    ),
    "secretsmanager-no-placeholder": case(
        VERSION,
        {"secretString": Secret("kJ3-2cXw_9vLr8Qp")},
        ({"secretString": Secret("changeme")}, "secretString is a placeholder or too short to be a secret"),
        (
            {"secretString": Secret(json.dumps({"username": "admin", "password": "Password123!"}))},
            "secretString.password is a placeholder or too short to be a secret",
        ),
        (
            {"secretString": Secret(json.dumps({"db": [{"password": "changeme"}]}))},
            "secretString.password is a placeholder or too short to be a secret",
        ),
        (
            {"secretString": Secret(json.dumps({"acme_payments_key": "changeme"}))},
            "a member of secretString is a placeholder or too short to be a secret",
        ),
        undecided=("secretString",),
    ),
    "log-group-cmk": key_case("aws:cloudwatch/logGroup:LogGroup", {"kmsKeyId": KEY}, "kmsKeyId"),
    "amp-workspace-cmk": key_case("aws:amp/workspace:Workspace", {"kmsKeyArn": KEY}, "kmsKeyArn"),
    "sns-topic-kms": case(
        TOPIC,
        {"kmsMasterKeyId": KEY},
        ({"kmsMasterKeyId": ABSENT}, f"kmsMasterKeyId {NO_KEY}"),
        given=("kmsMasterKeyId",),
    ),
    "sns-topic-cmk": case(
        TOPIC,
        {"kmsMasterKeyId": KEY},
        ({"kmsMasterKeyId": "alias/aws/sns"}, f"kmsMasterKeyId {KEY_OF_AWS}"),
        given=("kmsMasterKeyId",),
    ),
    "sns-topic-tls-only": case(
        TOPIC_POLICY,
        {"policy": tls_policy("sns:Publish")},
        ({"policy": tls_policy("sns:Subscribe")}, "policy lets publishers without TLS in"),
        undecided=("policy",),
    ),
    "sns-subscription-tls": case(
        SUBSCRIPTION,
        {"protocol": "https"},
        ({"protocol": "http"}, "protocol is http"),
        undecided=("protocol",),
    ),
    "sns-topic-has-policy": Case(
        things=(Thing(TOPIC, name="alerts"), Thing(TOPIC_POLICY, name="policy", sources={"arn": ("alerts",)})),
        broken=(),
        lonely="the topic has no TopicPolicy",
    ),
    "lb-listener-encrypted": case(
        LISTENERS[0],
        HTTP,
        ({"defaultActions.0.type": "forward"}, "a protocol without TLS serves requests"),
        ({"protocol": ABSENT, "defaultActions.0.type": "forward"}, "a protocol without TLS serves requests"),
        ({"protocol": "http", "defaultActions.0.type": "forward"}, "a protocol without TLS serves requests"),
        ({"protocol": "TCP_QUIC", "defaultActions.0.type": "forward"}, "a protocol without TLS serves requests"),
        undecided=("protocol", "defaultActions"),
    ),
    "lb-listener-rule-encrypted": Case(
        things=(
            Thing(LISTENER_RULES[0], {"actions": [{"type": "redirect"}]}, "rule", sources={"listenerArn": ("plain",)}),
            Thing(LISTENERS[0], HTTP, name="plain"),
            Thing(LISTENERS[0], {"protocol": "HTTPS", "defaultActions": [{"type": "forward"}]}, name="secure"),
            Thing(LISTENERS[0], {"protocol": "HTTP", "defaultActions": [{"type": "forward"}]}, name="open"),
        ),
        broken=(
            ({"actions.0.type": "forward"}, "it serves requests of plain, which speaks no TLS"),
            ({"actions": [{"type": "fixed-response"}]}, "it serves requests of plain, which speaks no TLS"),
        ),
        undecided=("actions", "actions.0.type"),
    ),
    "lb-http-redirects-to-https": case(
        LISTENERS[0],
        HTTP,
        ({"defaultActions.0.redirect.protocol": "HTTP"}, "defaultActions[0] does not redirect to HTTPS"),
        (
            {"protocol": ABSENT, "defaultActions.0.redirect.protocol": "HTTP"},
            "defaultActions[0] does not redirect to HTTPS",
        ),
        (
            {"defaultActions.0.redirect.statusCode": "HTTP_302"},
            "defaultActions[0].redirect.statusCode is not HTTP_301",
        ),
        undecided=("protocol", "defaultActions.0.redirect.protocol"),
    ),
    "lb-tls-policy": case(
        LISTENERS[0],
        HTTPS,
        ({"sslPolicy": ABSENT}, "sslPolicy is not set"),
        ({"sslPolicy": "ELBSecurityPolicy-2016-08"}, "sslPolicy is none of those allowed"),
        undecided=("protocol", "sslPolicy"),
    ),
    "lb-listener-certificate": case(
        LISTENERS[0],
        HTTPS,
        ({"certificateArn": ABSENT}, "certificateArn is not set"),
        undecided=("protocol",),
        given=("certificateArn",),
    ),
    "target-group-encrypted": case(
        TARGET_GROUPS[0],
        {"protocol": "HTTPS", "targetType": "ip", "healthCheck": {"protocol": "HTTPS"}},
        ({"protocol": "HTTP"}, "a protocol without TLS reaches the targets"),
        ({"healthCheck.protocol": "HTTP"}, "healthCheck.protocol is HTTP"),
        undecided=("protocol", "healthCheck"),
    ),
    "acm-key-length": case(
        CERTIFICATE, {}, ({"keyAlgorithm": "RSA_1024"}, "keyAlgorithm is RSA_1024"), undecided=("keyAlgorithm",)
    ),
    "acm-transparency-logging": case(
        CERTIFICATE,
        {},
        (
            {"options": {"certificateTransparencyLoggingPreference": "DISABLED"}},
            "options.certificateTransparencyLoggingPreference is DISABLED",
        ),
        undecided=("options",),
    ),
    "cloudfront-viewer-https": case(
        DISTRIBUTION,
        EDGE,
        (
            {"orderedCacheBehaviors.0.viewerProtocolPolicy": "allow-all"},
            "orderedCacheBehaviors[0].viewerProtocolPolicy takes plain HTTP",
        ),
        undecided=("defaultCacheBehavior.viewerProtocolPolicy", "orderedCacheBehaviors"),
    ),
    "cloudfront-viewer-tls12": case(
        DISTRIBUTION,
        EDGE,
        (
            {"viewerCertificate.minimumProtocolVersion": "TLSv1"},
            "viewerCertificate.minimumProtocolVersion is old or not set",
        ),
        undecided=("viewerCertificate.minimumProtocolVersion",),
    ),
    "cloudfront-custom-certificate": case(
        DISTRIBUTION,
        EDGE,
        ({"viewerCertificate.acmCertificateArn": ABSENT}, "viewerCertificate names no certificate"),
        given=("viewerCertificate.acmCertificateArn",),
    ),
    "cloudfront-sni-only": case(
        DISTRIBUTION,
        EDGE,
        ({"viewerCertificate.sslSupportMethod": "vip"}, "viewerCertificate.sslSupportMethod is not sni-only"),
        undecided=("viewerCertificate.sslSupportMethod",),
    ),
    "cloudfront-origin-https": case(
        DISTRIBUTION,
        EDGE,
        (
            {"origins.0.customOriginConfig.originProtocolPolicy": "match-viewer"},
            "origins[0].customOriginConfig.originProtocolPolicy is not https-only",
        ),
        undecided=("origins", "origins.0.customOriginConfig.originProtocolPolicy"),
    ),
    "cloudfront-origin-tls12": case(
        DISTRIBUTION,
        EDGE,
        (
            {"origins.0.customOriginConfig.originSslProtocols": ["TLSv1.2", "TLSv1"]},
            "origins[0].customOriginConfig.originSslProtocols has old ones",
        ),
        undecided=(
            "origins.0.customOriginConfig.originSslProtocols",
            "origins.0.customOriginConfig.originSslProtocols.0",
        ),
    ),
    "ssm-parameter-secure-string": case(
        PARAMETER,
        {"name": "/shop/database/password", "type": "SecureString"},
        ({"type": "String"}, "the parameter is named like a secret and is not a SecureString"),
        undecided=("type",),
    ),
    "ssm-parameter-cmk": key_case(PARAMETER, {"type": "SecureString", "keyId": KEY}, "keyId"),
    "rds-proxy-require-tls": case(
        PROXY, {"requireTls": True}, ({"requireTls": ABSENT}, "requireTls is not true"), undecided=("requireTls",)
    ),
    "cloudfront-hsts": case(
        HEADERS,
        {"securityHeadersConfig": {"strictTransportSecurity": {"accessControlMaxAgeSec": 31536000}}},
        (
            {"securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec": 3600},
            "securityHeadersConfig.strictTransportSecurity holds for less than a year",
        ),
        undecided=("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec",),
    ),
    "rds-backup-replication-cmk": key_case(BACKUP_COPY, {"kmsKeyId": KEY}, "kmsKeyId"),
}
