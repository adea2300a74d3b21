"""Cases of the rules in policies/resilience."""

from policies.resilience import (
    buckets,
    caches,
    clusters,
    databases,
    entrances,
    functions,
    keepsakes,
    networks,
    services,
    watch,
    zones,
)

from .case import ABSENT, Case, case
from .driver import Thing

DATABASE = {
    "engine": "postgres",
    "instanceClass": "db.t3.medium",
    "backupRetentionPeriod": 30,
    "multiAz": True,
    "deletionProtection": True,
    "skipFinalSnapshot": False,
    "finalSnapshotIdentifier": "last",
    "deleteAutomatedBackups": False,
    "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
    "monitoringInterval": 60,
    "performanceInsightsEnabled": True,
    "autoMinorVersionUpgrade": True,
    "caCertIdentifier": "rds-ca-rsa2048-g1",
}
CACHE = {
    "snapshotRetentionLimit": 7,
    "automaticFailoverEnabled": True,
    "multiAzEnabled": True,
    "logDeliveryConfigurations": [{"logType": "slow-log"}, {"logType": "engine-log"}],
    "autoMinorVersionUpgrade": "true",
}
LIFECYCLE = {
    "rules": [
        {
            "status": "Enabled",
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
            "noncurrentVersionExpiration": {"noncurrentDays": 30},
        }
    ]
}
BALANCER = {
    "loadBalancerType": "network",
    "enableDeletionProtection": True,
    "subnets": ["subnet-1", "subnet-2"],
    "enableCrossZoneLoadBalancing": True,
    "accessLogs": {"enabled": True, "bucket": "logs"},
}
DISTRIBUTION = {
    "enabled": True,
    "loggingConfig": {"bucket": "logs.s3.amazonaws.com"},
    "originGroups": [{"members": [{"originId": "one"}, {"originId": "two"}]}],
}
SERVICE = {
    "desiredCount": 2,
    "platformVersion": "LATEST",
    "deploymentConfiguration": {"strategy": "ROLLING"},
    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
}
TRAIL = {
    "isMultiRegionTrail": True,
    "includeGlobalServiceEvents": True,
    "enableLogging": True,
    "enableLogFileValidation": True,
    "cloudWatchLogsGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:trail:*",
    "cloudWatchLogsRoleArn": "arn:aws:iam::000000000000:role/trail",
}
ALARM = {"actionsEnabled": True, "alarmActions": ["arn:aws:sns:us-east-1:000000000000:alerts"]}
DATA = databases.INSTANCE
MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}
DATA_EVENTS = {"field": "eventCategory", "equals": ["Data"]}
READS = {"field": "readOnly", "equals": ["true"]}
LEFT_OUT = "its event selectors leave out management events that"


def belongs(token: str, name: str, neighbour: str, message: str) -> Case:
    """Return the case of a rule that a neighbour refers to the first thing by property `name`."""
    return Case(
        things=(Thing(token, name="subject"), Thing(neighbour, name="neighbour", sources={name: ("subject",)})),
        broken=(),
        lonely=message,
    )


CASES: dict[str, Case] = {
    "rds-backup-retention": case(
        DATA,
        DATABASE,
        ({"backupRetentionPeriod": ABSENT}, "backups are kept fewer than 7 days"),
        ({"backupRetentionPeriod": 6}, "backups are kept fewer than 7 days"),
        undecided=("backupRetentionPeriod",),
    ),
    "rds-multi-az": case(DATA, DATABASE, ({"multiAz": ABSENT}, "multiAz is not true"), undecided=("multiAz",)),
    "rds-deletion-protection": case(
        DATA,
        DATABASE,
        ({"deletionProtection": ABSENT}, "deletionProtection is not true"),
        undecided=("deletionProtection",),
    ),
    "rds-final-snapshot": case(
        DATA,
        DATABASE,
        ({"skipFinalSnapshot": True}, "skipFinalSnapshot is true"),
        (
            {"finalSnapshotIdentifier": ABSENT},
            "finalSnapshotIdentifier is not set, so the database cannot be deleted",
        ),
        undecided=("skipFinalSnapshot",),
        given=("finalSnapshotIdentifier",),
    ),
    "rds-keep-automated-backups": case(
        DATA,
        DATABASE,
        ({"deleteAutomatedBackups": ABSENT}, "deleteAutomatedBackups is not false"),
        undecided=("deleteAutomatedBackups",),
    ),
    "rds-log-exports": case(
        DATA,
        DATABASE,
        ({"enabledCloudwatchLogsExports": ["upgrade"]}, "enabledCloudwatchLogsExports lacks postgresql"),
        ({"engine": "mysql"}, "enabledCloudwatchLogsExports lacks error, slowquery"),
        undecided=("engine", "enabledCloudwatchLogsExports"),
    ),
    "rds-postgres-query-logging": case(
        databases.PARAMETER_GROUP,
        {"family": "postgres16", "parameters": [{"name": "log_statement", "value": "ddl"}]},
        ({"parameters": []}, "neither log_statement nor log_min_duration_statement is set"),
        undecided=("family", "parameters.0.name"),
    ),
    "rds-enhanced-monitoring": case(
        DATA,
        DATABASE,
        ({"monitoringInterval": 0}, "monitoringInterval is not set"),
        undecided=("monitoringInterval",),
    ),
    "rds-performance-insights": case(
        DATA,
        DATABASE,
        ({"performanceInsightsEnabled": ABSENT}, "performanceInsightsEnabled is not true"),
        undecided=("performanceInsightsEnabled",),
    ),
    "rds-minor-upgrades": case(
        DATA,
        DATABASE,
        ({"autoMinorVersionUpgrade": False}, "autoMinorVersionUpgrade is false"),
        undecided=("autoMinorVersionUpgrade",),
    ),
    "rds-modern-ca": case(
        DATA,
        DATABASE,
        ({"caCertIdentifier": "rds-ca-2019"}, "caCertIdentifier is of an authority that has ended"),
        undecided=("caCertIdentifier",),
    ),
    "elasticache-backup": case(
        caches.GROUP,
        CACHE,
        ({"snapshotRetentionLimit": 0}, "snapshots are kept fewer than 1 days"),
        undecided=("snapshotRetentionLimit",),
    ),
    "elasticache-multi-az-failover": case(
        caches.GROUP,
        CACHE,
        ({"automaticFailoverEnabled": False}, "automaticFailoverEnabled is not true"),
        ({"multiAzEnabled": ABSENT}, "multiAzEnabled is not true"),
        undecided=("automaticFailoverEnabled", "multiAzEnabled"),
    ),
    "elasticache-log-delivery": case(
        caches.GROUP,
        CACHE,
        ({"logDeliveryConfigurations.1.logType": "slow-log"}, "logDeliveryConfigurations lacks engine-log"),
        undecided=("logDeliveryConfigurations", "logDeliveryConfigurations.0.logType"),
    ),
    "elasticache-minor-upgrades": case(
        caches.GROUP,
        CACHE,
        ({"autoMinorVersionUpgrade": "false"}, "autoMinorVersionUpgrade is false"),
        undecided=("autoMinorVersionUpgrade",),
    ),
    "s3-versioning": case(
        buckets.VERSIONING[0],
        {"versioningConfiguration": {"status": "Enabled"}},
        ({"versioningConfiguration.status": "Suspended"}, "versioningConfiguration.status is not Enabled"),
        undecided=("versioningConfiguration.status",),
    ),
    "s3-bucket-has-versioning": belongs(
        buckets.BUCKETS[0], "bucket", buckets.VERSIONING[0], "the bucket has no versioning"
    ),
    "s3-no-force-destroy": case(
        buckets.BUCKETS[0],
        {"forceDestroy": False},
        ({"forceDestroy": True}, "forceDestroy is true"),
        undecided=("forceDestroy",),
    ),
    "s3-access-logging": belongs(buckets.BUCKETS[0], "bucket", buckets.LOGGING[0], "the bucket has no access log"),
    "s3-lifecycle": belongs(buckets.BUCKETS[0], "bucket", buckets.LIFECYCLE[0], "the bucket has no lifecycle"),
    "s3-old-versions-expire": case(
        buckets.LIFECYCLE[0],
        LIFECYCLE,
        ({"rules.0.status": "Disabled"}, "no enabled rule has noncurrentVersionExpiration"),
        ({"rules.0.noncurrentVersionExpiration": ABSENT}, "no enabled rule has noncurrentVersionExpiration"),
        undecided=("rules.0.status",),
    ),
    "s3-abort-multipart": case(
        buckets.LIFECYCLE[0],
        LIFECYCLE,
        (
            {"rules.0.filter": {"prefix": "logs/"}},
            "no enabled rule for the whole bucket has abortIncompleteMultipartUpload",
        ),
        (
            {"rules.0.filter": {"and": {"prefix": "logs/"}}},
            "no enabled rule for the whole bucket has abortIncompleteMultipartUpload",
        ),
        ({"rules": []}, "no enabled rule for the whole bucket has abortIncompleteMultipartUpload"),
        undecided=("rules.0.status",),
    ),
    "stateful-resources-protected": Case(
        things=(Thing(DATA, {"engine": "postgres"}, protect=True),),
        broken=(({"(protect)": False}, "the option protect is not set"),),
    ),
    "kms-deletion-window": case(
        keepsakes.KEY,
        {"deletionWindowInDays": 30},
        ({"deletionWindowInDays": 7}, "deletionWindowInDays is below 30"),
        undecided=("deletionWindowInDays",),
    ),
    "kms-key-enabled": case(
        keepsakes.KEY, {"isEnabled": True}, ({"isEnabled": False}, "isEnabled is false"), undecided=("isEnabled",)
    ),
    "secret-recovery-window": case(
        keepsakes.SECRET,
        {"recoveryWindowInDays": 30},
        ({"recoveryWindowInDays": 0}, "recoveryWindowInDays is 0"),
        undecided=("recoveryWindowInDays",),
    ),
    "cognito-deletion-protection": case(
        keepsakes.USER_POOL,
        {"deletionProtection": "ACTIVE"},
        ({"deletionProtection": ABSENT}, "deletionProtection is not ACTIVE"),
        undecided=("deletionProtection",),
    ),
    "lb-deletion-protection": case(
        entrances.BALANCERS[0],
        BALANCER,
        ({"enableDeletionProtection": False}, "enableDeletionProtection is not true"),
        undecided=("enableDeletionProtection",),
    ),
    "lb-multi-az": case(
        entrances.BALANCERS[0],
        BALANCER,
        ({"subnets": ["subnet-1"]}, "it has fewer than two subnets"),
        undecided=("subnets",),
        given=("subnets.0",),
    ),
    "lb-cross-zone": case(
        entrances.BALANCERS[0],
        BALANCER,
        ({"enableCrossZoneLoadBalancing": ABSENT}, "enableCrossZoneLoadBalancing is not true"),
        undecided=("enableCrossZoneLoadBalancing", "loadBalancerType"),
    ),
    "lb-access-logs": case(
        entrances.BALANCERS[0],
        BALANCER,
        ({"accessLogs.enabled": ABSENT}, "access logs are not switched on"),
        ({"accessLogs.bucket": ABSENT}, "access logs are not switched on"),
        undecided=("accessLogs.enabled",),
        given=("accessLogs.bucket",),
    ),
    "target-group-health-check": case(
        entrances.TARGET_GROUPS[0],
        {"protocol": "HTTP", "healthCheck": {"path": "/health"}},
        ({"healthCheck.path": ABSENT}, "healthCheck.path is not set"),
        undecided=("protocol",),
        given=("healthCheck.path",),
    ),
    "cloudfront-access-logs": belongs(
        entrances.DISTRIBUTION, "resourceArn", entrances.LOG_SOURCE, "the distribution has no access log"
    ),
    "cloudfront-origin-failover": case(
        entrances.DISTRIBUTION,
        DISTRIBUTION,
        ({"originGroups": ABSENT}, "no origin group has two members"),
        undecided=("originGroups",),
    ),
    "cloudfront-enabled": case(
        entrances.DISTRIBUTION, DISTRIBUTION, ({"enabled": False}, "enabled is not true"), undecided=("enabled",)
    ),
    "waf-logging": belongs(entrances.WEB_ACL, "resourceArn", entrances.WEB_ACL_LOGGING, "the firewall has no log"),
    "acm-managed-renewal": case(
        entrances.CERTIFICATE,
        {"validationMethod": "DNS"},
        ({"validationMethod": "EMAIL"}, "validationMethod is not DNS"),
        ({"certificateBody": "-----BEGIN"}, "the certificate is imported, so nobody renews it"),
        undecided=("validationMethod",),
    ),
    "acm-create-before-destroy": Case(
        things=(Thing(entrances.CERTIFICATE),),
        broken=(({"(delete_before_replace)": True}, "the option delete_before_replace is set"),),
    ),
    "ecs-service-redundancy": case(
        services.SERVICE,
        SERVICE,
        ({"desiredCount": 1}, "desiredCount is below 2"),
        ({"desiredCount": ABSENT}, "desiredCount is below 2"),
        undecided=("desiredCount",),
    ),
    "ecs-rollback": case(
        services.SERVICE,
        SERVICE,
        ({"deploymentCircuitBreaker": ABSENT}, "deploymentCircuitBreaker.enable is not true"),
        ({"deploymentCircuitBreaker.rollback": False}, "deploymentCircuitBreaker.rollback is not true"),
        undecided=("deploymentConfiguration.strategy", "deploymentCircuitBreaker.enable"),
    ),
    "ecs-fargate-platform": case(
        services.SERVICE,
        SERVICE,
        ({"platformVersion": "1.3.0"}, "platformVersion is an old one"),
        undecided=("platformVersion",),
    ),
    "ecs-container-insights": case(
        services.CLUSTER,
        {"settings": [{"name": "containerInsights", "value": "enhanced"}]},
        ({"settings.0.value": "disabled"}, "containerInsights is not switched on"),
        ({"settings": ABSENT}, "containerInsights is not switched on"),
        undecided=("settings.0.value",),
    ),
    "ecs-task-logging": case(
        services.TASK,
        {"containerDefinitions": '[{"name": "api", "logConfiguration": {"logDriver": "awslogs"}}]'},
        ({"containerDefinitions": '[{"name": "api"}]'}, "containerDefinitions[0] has no logConfiguration"),
        undecided=("containerDefinitions",),
    ),
    "ecr-scan-on-push": case(
        services.REPOSITORY,
        {"imageScanningConfiguration": {"scanOnPush": True}},
        ({"imageScanningConfiguration": ABSENT}, "imageScanningConfiguration.scanOnPush is not true"),
        undecided=("imageScanningConfiguration.scanOnPush",),
    ),
    "ecr-immutable-tags": case(
        services.REPOSITORY,
        {"imageTagMutability": "IMMUTABLE"},
        ({"imageTagMutability": ABSENT}, "imageTagMutability is not IMMUTABLE"),
        undecided=("imageTagMutability",),
    ),
    "ecr-lifecycle-policy": belongs(
        services.REPOSITORY, "repository", services.LIFECYCLE, "the repository has no lifecycle policy"
    ),
    "resource-descriptions": case(
        services.DESCRIBED[0],
        {"description": "All data of the shop"},
        ({"description": "Managed by Pulumi"}, "description is not set"),
        undecided=("description",),
    ),
    "vpc-flow-logs": belongs(networks.VPC, "vpcId", networks.FLOW_LOG, "the network has no flow log"),
    "vpc-flow-logs-rejects": case(
        networks.FLOW_LOG,
        {"trafficType": "ALL"},
        ({"trafficType": "ACCEPT"}, "trafficType is ACCEPT"),
        undecided=("trafficType",),
    ),
    "nat-per-az": Case(
        things=(
            Thing(zones.NAT, name="nat-a"),
            Thing(zones.ROUTE, name="route-a", sources={"natGatewayId": ("nat-a",)}),
            Thing(zones.ROUTE, {"natGatewayId": "nat-1"}, name="route-b", sources={"natGatewayId": ("nat-b",)}),
        ),
        broken=(({"id": "nat-1"}, "the private subnets of several zones go out through it"),),
    ),
    "log-group-retention": case(
        watch.LOG_GROUP,
        {"retentionInDays": 30},
        ({"retentionInDays": ABSENT}, "retentionInDays is not set, so logs are kept for ever"),
        ({"retentionInDays": 3}, "logs are kept fewer than 7 days"),
        undecided=("retentionInDays",),
    ),
    "alarm-actions": case(
        watch.ALARM,
        ALARM,
        ({"actionsEnabled": False}, "actionsEnabled is false"),
        ({"alarmActions": []}, "no state of the alarm has an action"),
        undecided=("actionsEnabled",),
        given=("alarmActions",),
    ),
    "alarms-for-critical-resources": belongs(DATA, "dimensions", watch.ALARM, "no alarm looks at it"),
    "cloudtrail-multi-region": case(
        watch.TRAIL,
        TRAIL,
        ({"isMultiRegionTrail": ABSENT}, "isMultiRegionTrail is not true"),
        ({"includeGlobalServiceEvents": False}, "includeGlobalServiceEvents is false"),
        ({"enableLogging": False}, "enableLogging is false"),
        ({"eventSelectors": [{"readWriteType": "WriteOnly"}]}, f"{LEFT_OUT} read"),
        ({"eventSelectors": [{"includeManagementEvents": False}]}, f"{LEFT_OUT} read or write"),
        ({"advancedEventSelectors": [{"fieldSelectors": [MANAGEMENT, READS]}]}, f"{LEFT_OUT} write"),
        ({"advancedEventSelectors": [{"fieldSelectors": [DATA_EVENTS]}]}, f"{LEFT_OUT} read or write"),
        undecided=("isMultiRegionTrail", "enableLogging", "eventSelectors", "advancedEventSelectors"),
    ),
    "cloudtrail-log-validation": case(
        watch.TRAIL,
        TRAIL,
        ({"enableLogFileValidation": ABSENT}, "enableLogFileValidation is not true"),
        undecided=("enableLogFileValidation",),
    ),
    "cloudtrail-to-cloudwatch": case(
        watch.TRAIL,
        TRAIL,
        ({"cloudWatchLogsGroupArn": ABSENT}, "cloudWatchLogsGroupArn is not set"),
        ({"cloudWatchLogsRoleArn": ABSENT}, "cloudWatchLogsRoleArn is not set"),
        given=("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"),
    ),
    "eks-control-plane-logs": case(
        clusters.CLUSTER,
        {"enabledClusterLogTypes": list(clusters.LOG_TYPES)},
        ({"enabledClusterLogTypes": list(clusters.LOG_TYPES[:4])}, "enabledClusterLogTypes lacks scheduler"),
        undecided=("enabledClusterLogTypes",),
    ),
    "eks-deletion-protection": case(
        clusters.CLUSTER,
        {"deletionProtection": True},
        ({"deletionProtection": ABSENT}, "deletionProtection is not true"),
        undecided=("deletionProtection",),
    ),
    "eks-nodegroup-update-config": case(
        clusters.NODE_GROUP,
        {"updateConfig": {"maxUnavailablePercentage": 33}, "nodeRepairConfig": {"enabled": True}},
        ({"updateConfig": ABSENT}, "updateConfig has no bound"),
        ({"nodeRepairConfig": ABSENT}, "nodeRepairConfig.enabled is not true"),
        undecided=("nodeRepairConfig.enabled",),
        given=("updateConfig.maxUnavailablePercentage",),
    ),
    "eks-addons-pinned": case(
        clusters.ADDON,
        {"addonVersion": "v1.22.4-eksbuild.3"},
        ({"addonVersion": ABSENT}, "addonVersion is not set"),
        given=("addonVersion",),
    ),
    "lambda-concurrency-limit": case(
        functions.FUNCTION,
        {"reservedConcurrentExecutions": 5},
        ({"reservedConcurrentExecutions": ABSENT}, "reservedConcurrentExecutions is not set"),
        ({"reservedConcurrentExecutions": -1}, "reservedConcurrentExecutions is not set"),
        undecided=("reservedConcurrentExecutions",),
    ),
    "lambda-dead-letter": case(
        functions.FUNCTION,
        {"deadLetterConfig": {"targetArn": "arn:aws:sqs:us-east-1:000000000000:failed"}},
        ({"deadLetterConfig": ABSENT}, "deadLetterConfig has no target"),
        given=("deadLetterConfig.targetArn",),
    ),
    "lambda-tracing": case(
        functions.FUNCTION,
        {"tracingConfig": {"mode": "Active"}},
        ({"tracingConfig.mode": "PassThrough"}, "tracingConfig.mode is not Active"),
        ({"tracingConfig": ABSENT}, "tracingConfig.mode is not Active"),
        undecided=("tracingConfig.mode",),
    ),
}
