"""RDS and ElastiCache."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, KEY, ROLE_ARN, SUBNET, arn, named, took
from sandbox.resource_facts import ResourceFacts

_DATABASE = "aws:rds/instance:Instance"
_COPIED_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_DB_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
_DB_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
_CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
_CACHE_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
_CACHE_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"

_DB_ADDRESS = "{name}.c{hex8}.{region}.rds.amazonaws.com"
_CACHE_ADDRESS = "{name}.{hex8:.6}.{region}.cache.amazonaws.com"
_MANAGED = {"description": "Managed by Pulumi"}

FACTS: Mapping[str, ResourceFacts] = {
    _DATABASE: ResourceFacts(
        id="db-{hex17}",
        times=took(
            *(247, 30, 180, "M24"),
            {
                "backupRetentionPeriod=set": took(360, 30, 180, "E"),
                "multiAz=true": took(900, 30, 325, "M1 A"),
                "replicateSourceDb=set": took(700, 30, 240, "A"),
                "snapshotIdentifier=set": took(500, 30, 180, "A"),
                "restoreToPointInTime=set": took(500, 30, 180, "E"),
                "applyImmediately=true": took(247, 390, 180, "M1"),
                "skipFinalSnapshot=false": took(247, 30, 425, "A"),
            },
        ),
        name=named(_DATABASE, lower=True),
        defaults={
            "autoMinorVersionUpgrade": True,
            "copyTagsToSnapshot": False,
            "deleteAutomatedBackups": True,
            "monitoringInterval": 0,
            "performanceInsightsEnabled": False,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
        },
        outputs={
            "arn": arn("rds", "db:{name}"),
            "resourceId": "{id}",
            "address": _DB_ADDRESS,
            "endpoint": f"{_DB_ADDRESS}:5432",
            "port": 5432,
            "hostedZoneId": "Z2R2ITUGPM61AM",
            "status": "available",
            "engineVersionActual": "{inputs[engineVersion]}",
            "availabilityZone": "{region}a",
            "caCertIdentifier": "rds-ca-rsa2048-g1",
            "masterUserSecrets": [],
        },
        variants={
            "engine=mysql": {"endpoint": f"{_DB_ADDRESS}:3306", "port": 3306},
            "port=set": {"endpoint": f"{_DB_ADDRESS}:{{inputs[port]}}"},
            "manageMasterUserPassword=true": {
                "masterUserSecrets": [
                    {
                        "secretArn": arn("secretsmanager", "secret:rds!{id}-{hex8:.6}"),
                        "kmsKeyId": "{inputs[masterUserSecretKmsKeyId]}",
                        "secretStatus": "active",
                    }
                ]
            },
        },
        references={
            "dbSubnetGroupName": f"{_DB_SUBNETS}#name",
            "parameterGroupName": f"{_DB_PARAMETERS}#name",
            "vpcSecurityGroupIds[]": GROUP,
            "kmsKeyId": KEY,
            "masterUserSecretKmsKeyId": KEY,
            "performanceInsightsKmsKeyId": KEY,
            "monitoringRoleArn": ROLE_ARN,
            "replicateSourceDb": f"{_DATABASE}#identifier|arn",
            "restoreToPointInTime.sourceDbInstanceIdentifier": f"{_DATABASE}#identifier",
            "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn": f"{_COPIED_BACKUPS}#id",
        },
        unique=("identifier",),
        free_references=(
            *("kmsKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId", "monitoringRoleArn"),
            *("replicateSourceDb", "restoreToPointInTime.sourceDbInstanceIdentifier"),
            "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn",
        ),
    ),
    _DB_SUBNETS: ResourceFacts(
        id="{name}",
        times=took(2, 1, 1, "M3"),
        name=named(_DB_SUBNETS, lower=True),
        defaults=_MANAGED,
        outputs={"arn": arn("rds", "subgrp:{name}"), "supportedNetworkTypes": ["IPV4"]},
        references={"subnetIds[]": SUBNET},
        unique=("name",),
        free_references=("subnetIds[]",),
    ),
    _DB_PARAMETERS: ResourceFacts(
        id="{name}",
        times=took(3, 1, 1, "M1 E"),
        name=named(_DB_PARAMETERS, lower=True),
        defaults=_MANAGED,
        outputs={"arn": arn("rds", "pg:{name}")},
        unique=("name",),
    ),
    _CACHE: ResourceFacts(
        id="{name}",
        times=took(
            *(340, 600, 240, "M5"),
            {
                "automaticFailoverEnabled=true": took(540, 600, 270, "M3"),
                "numNodeGroups=set": took(600, 900, 300, "A"),
                "finalSnapshotIdentifier=set": took(340, 600, 390, "A"),
            },
        ),
        name=named(_CACHE, lower=True),
        defaults={"automaticFailoverEnabled": False, "multiAzEnabled": False},
        outputs={
            "arn": arn("elasticache", "replicationgroup:{name}"),
            "clusterEnabled": False,
            "configurationEndpointAddress": "",
            "primaryEndpointAddress": f"master.{_CACHE_ADDRESS}",
            "readerEndpointAddress": f"replica.{_CACHE_ADDRESS}",
            "engineVersionActual": "{inputs[engineVersion]}",
            "memberClusters": ["{name}-001"],
            "port": 6379,
        },
        variants={
            "numNodeGroups=set": {
                "clusterEnabled": True,
                "configurationEndpointAddress": f"clustercfg.{_CACHE_ADDRESS}",
                "primaryEndpointAddress": "",
                "readerEndpointAddress": "",
                "memberClusters": ["{name}-0001-001"],
            }
        },
        references={
            "subnetGroupName": f"{_CACHE_SUBNETS}#name",
            "parameterGroupName": f"{_CACHE_PARAMETERS}#name",
            "securityGroupIds[]": GROUP,
            "kmsKeyId": KEY,
            "notificationTopicArn": "aws:sns/topic:Topic#arn",
        },
        unique=("replicationGroupId",),
        free_references=("kmsKeyId", "notificationTopicArn"),
    ),
    _CACHE_SUBNETS: ResourceFacts(
        id="{name}",
        times=took(3, 1, 1, "M5"),
        name=named(_CACHE_SUBNETS, lower=True),
        defaults=_MANAGED,
        outputs={"arn": arn("elasticache", "subnetgroup:{name}")},
        references={"subnetIds[]": SUBNET},
        unique=("name",),
        free_references=("subnetIds[]",),
    ),
    _CACHE_PARAMETERS: ResourceFacts(
        id="{name}",
        times=took(3, 2, 1, "E"),
        name=named(_CACHE_PARAMETERS, lower=True),
        defaults=_MANAGED,
        outputs={"arn": arn("elasticache", "parametergroup:{name}")},
        unique=("name",),
    ),
}
