"""For each rule of AWS one property that breaks it; everything else is as accepted."""

import pytest

from core.aws.rules import UNKNOWN, violations
from tests.aws_resources import (
    ARN,
    IDENTITY_POLICY,
    KEY,
    RESOURCE_POLICY,
    containers,
    document,
    image_rule,
    lifecycle_policy,
)
from tests.rule_cases import DROP, assert_refused, assert_shape, changed

_INSTANCE = "aws:rds/instance:Instance"
_CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_SERVICE = "aws:ecs/service:Service"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_WEB_ACL = "aws:wafv2/webAcl:WebAcl"
_LISTENER = "aws:lb/listener:Listener"
_POLICY = "aws:appautoscaling/policy:Policy"
_TRACKING = "targetTrackingScalingPolicyConfiguration"
_METRIC = f"{_TRACKING}.predefinedMetricSpecification"
_SUBNETS = [f"subnet-{number}" for number in range(17)]

# Type, what is changed (path: value), and the property that is refused.
CASES: list[tuple[str, dict[str, object], str]] = [
    ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/15"}, "cidrBlock"),
    ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/29"}, "cidrBlock"),
    ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.1/16"}, "cidrBlock"),
    ("aws:ec2/vpc:Vpc", {"instanceTenancy": "shared"}, "instanceTenancy"),
    ("aws:ec2/subnet:Subnet", {"availabilityZoneId": "use1-az1"}, "availabilityZoneId"),
    ("aws:ec2/natGateway:NatGateway", {"allocationId": DROP}, "allocationId"),
    ("aws:ec2/natGateway:NatGateway", {"connectivityType": "private"}, "allocationId"),
    ("aws:ec2/eip:Eip", {"domain": "standard"}, "domain"),
    ("aws:ec2/route:Route", {"natGatewayId": "nat-1"}, "natGatewayId"),
    ("aws:ec2/route:Route", {"gatewayId": DROP}, "carrierGatewayId"),
    ("aws:ec2/route:Route", {"destinationCidrBlock": "10.1.2.3/16"}, "destinationCidrBlock"),
    ("aws:ec2/routeTableAssociation:RouteTableAssociation", {"gatewayId": "igw-1"}, "subnetId"),
    ("aws:ec2/securityGroup:SecurityGroup", {"name": "sg-api"}, "name"),
    ("aws:ec2/securityGroup:SecurityGroup", {"description": "for 'api'"}, "description"),
    (_INGRESS, {"referencedSecurityGroupId": "sg-2"}, "referencedSecurityGroupId"),
    (_INGRESS, {"toPort": 80}, "toPort"),
    (_INGRESS, {"fromPort": DROP}, "fromPort"),
    (_INGRESS, {"fromPort": 70000, "toPort": 70000}, "fromPort"),
    (_INGRESS, {"ipProtocol": "-1"}, "fromPort"),
    (_INGRESS, {"cidrIpv4": "10.0.0.1/8"}, "cidrIpv4"),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", {"subnetIds": ["subnet-1"]}, "subnetIds"),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "Interface"}, "routeTableIds"),
    ("aws:ec2/flowLog:FlowLog", {"iamRoleArn": DROP}, "iamRoleArn"),
    ("aws:ec2/flowLog:FlowLog", {"logDestinationType": "s3"}, "iamRoleArn"),
    ("aws:ec2/flowLog:FlowLog", {"trafficType": DROP}, "trafficType"),
    ("aws:ec2/flowLog:FlowLog", {"maxAggregationInterval": 300}, "maxAggregationInterval"),
    ("aws:lb/loadBalancer:LoadBalancer", {"name": "a" * 33}, "name"),
    ("aws:lb/loadBalancer:LoadBalancer", {"name": "internal-api"}, "name"),
    ("aws:lb/loadBalancer:LoadBalancer", {"subnets": ["subnet-1"]}, "subnets"),
    ("aws:lb/loadBalancer:LoadBalancer", {"subnets": ["subnet-1", "subnet-1"]}, "subnets"),
    ("aws:lb/loadBalancer:LoadBalancer", {"idleTimeout": 4001}, "idleTimeout"),
    ("aws:lb/loadBalancer:LoadBalancer", {"accessLogs.prefix": "AWSLogs/x"}, "accessLogs.prefix"),
    ("aws:lb/targetGroup:TargetGroup", {"healthCheck.timeout": 30}, "healthCheck.timeout"),
    ("aws:lb/targetGroup:TargetGroup", {"healthCheck.path": "health"}, "healthCheck.path"),
    ("aws:lb/targetGroup:TargetGroup", {"healthCheck.healthyThreshold": 1}, "healthCheck.healthyThreshold"),
    ("aws:lb/targetGroup:TargetGroup", {"vpcId": DROP}, "vpcId"),
    ("aws:lb/targetGroup:TargetGroup", {"slowStart": 10}, "slowStart"),
    ("aws:lb/targetGroup:TargetGroup", {"deregistrationDelay": 3601}, "deregistrationDelay"),
    (_LISTENER, {"sslPolicy": "ELBSecurityPolicy-TLS13"}, "sslPolicy"),
    (_LISTENER, {"certificateArn": DROP}, "certificateArn"),
    (_LISTENER, {"protocol": "HTTP"}, "sslPolicy"),
    (_LISTENER, {"defaultActions.0.type": "redirect"}, "defaultActions[0].redirect"),
    (_LISTENER, {"port": 0}, "port"),
    ("aws:ecs/cluster:Cluster", {"name": "my cluster"}, "name"),
    ("aws:ecs/cluster:Cluster", {"settings.0.value": "on"}, "settings[0].value"),
    (
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        {"capacityProviders": ["FARGATE_SPOT"]},
        "defaultCapacityProviderStrategies[0].capacityProvider",
    ),
    (_TASK, {"memory": "4096"}, "memory"),
    (_TASK, {"cpu": "300"}, "memory"),
    (_TASK, {"cpu": DROP}, "cpu"),
    (_TASK, {"networkMode": "bridge"}, "networkMode"),
    (_TASK, {"executionRoleArn": DROP}, "executionRoleArn"),
    (_TASK, {"ephemeralStorage.sizeInGib": 20}, "ephemeralStorage.sizeInGib"),
    (_TASK, {"containerDefinitions": "[]"}, "containerDefinitions"),
    (_TASK, {"containerDefinitions": "{}"}, "containerDefinitions"),
    (_TASK, {"containerDefinitions": containers(essential=False)}, "containerDefinitions"),
    (_TASK, {"containerDefinitions": containers(memory=513)}, "containerDefinitions"),
    (_TASK, {"containerDefinitions": containers(image="")}, "containerDefinitions[0].image"),
    (
        _TASK,
        {"containerDefinitions": containers(logConfiguration={"logDriver": "syslog"})},
        "containerDefinitions[0].logConfiguration.logDriver",
    ),
    (
        _TASK,
        {"containerDefinitions": containers(portMappings=[{"containerPort": 8000, "hostPort": 80}])},
        "containerDefinitions[0].portMappings[0].hostPort",
    ),
    (
        _TASK,
        {"containerDefinitions": containers(environment=[{"name": "A"}, {"name": "A"}])},
        "containerDefinitions[0].environment[1].name",
    ),
    (_SERVICE, {"launchType": "FARGATE"}, "capacityProviderStrategies"),
    (_SERVICE, {"networkConfiguration": DROP}, "networkConfiguration"),
    (_SERVICE, {"networkConfiguration.subnets": _SUBNETS}, "networkConfiguration.subnets"),
    (_SERVICE, {"loadBalancers": DROP}, "loadBalancers"),
    (_SERVICE, {"deploymentMaximumPercent": 100}, "deploymentMaximumPercent"),
    (_SERVICE, {"capacityProviderStrategies.0.weight": 0}, "capacityProviderStrategies[0].weight"),
    (_SERVICE, {"deploymentConfiguration": {"strategy": "GREEN"}}, "deploymentConfiguration.strategy"),
    ("aws:appautoscaling/target:Target", {"maxCapacity": 2}, "maxCapacity"),
    ("aws:appautoscaling/target:Target", {"resourceId": "service/api"}, "resourceId"),
    (_POLICY, {f"{_METRIC}.resourceLabel": DROP}, f"{_METRIC}.resourceLabel"),
    (_POLICY, {f"{_METRIC}.resourceLabel": "app/api/1"}, f"{_METRIC}.resourceLabel"),
    (_POLICY, {f"{_METRIC}.predefinedMetricType": "CPU"}, f"{_METRIC}.predefinedMetricType"),
    (
        _POLICY,
        {f"{_METRIC}.predefinedMetricType": "ECSServiceAverageCPUUtilization"},
        f"{_METRIC}.resourceLabel",
    ),
    (_POLICY, {_METRIC: DROP}, f"{_TRACKING}.customizedMetricSpecification"),
    (_POLICY, {f"{_TRACKING}.targetValue": 0}, f"{_TRACKING}.targetValue"),
    ("aws:ecr/repository:Repository", {"name": "Shop"}, "name"),
    (
        "aws:ecr/repository:Repository",
        {"encryptionConfigurations.0.encryptionType": "AES256"},
        "encryptionConfigurations[0].kmsKey",
    ),
    (
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        {"policy": lifecycle_policy(image_rule(1), image_rule(1))},
        "policy.rules",
    ),
    (
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        {"policy": lifecycle_policy(image_rule(1, "any"), image_rule(2))},
        "policy.rules[0].rulePriority",
    ),
    (_INSTANCE, {"engineVersion": "15.4"}, "engineVersion"),
    (_INSTANCE, {"instanceClass": "db.t3.tiny"}, "instanceClass"),
    (_INSTANCE, {"allocatedStorage": 19, "maxAllocatedStorage": DROP}, "allocatedStorage"),
    (_INSTANCE, {"maxAllocatedStorage": 109}, "maxAllocatedStorage"),
    (_INSTANCE, {"storageEncrypted": False}, "storageEncrypted"),
    (_INSTANCE, {"iops": 3000}, "iops"),
    (_INSTANCE, {"storageType": "io1"}, "iops"),
    (_INSTANCE, {"backupRetentionPeriod": 36}, "backupRetentionPeriod"),
    (_INSTANCE, {"backupWindow": "03:00-03:20"}, "backupWindow"),
    (_INSTANCE, {"backupWindow": "3-4"}, "backupWindow"),
    (_INSTANCE, {"backupWindow": "05:30-06:30"}, "backupWindow"),
    (_INSTANCE, {"password": "long enough"}, "password"),
    (_INSTANCE, {"manageMasterUserPassword": DROP}, "manageMasterUserPassword"),
    (_INSTANCE, {"manageMasterUserPassword": DROP, "password": "short"}, "password"),
    (_INSTANCE, {"username": DROP}, "username"),
    (_INSTANCE, {"username": "admin"}, "username"),
    (_INSTANCE, {"finalSnapshotIdentifier": DROP}, "finalSnapshotIdentifier"),
    (_INSTANCE, {"replicateSourceDb": "other"}, "username"),
    (_INSTANCE, {"availabilityZone": "us-east-1a"}, "availabilityZone"),
    (_INSTANCE, {"monitoringRoleArn": DROP}, "monitoringRoleArn"),
    (_INSTANCE, {"monitoringInterval": 20}, "monitoringInterval"),
    (_INSTANCE, {"performanceInsightsRetentionPeriod": 30}, "performanceInsightsRetentionPeriod"),
    (_INSTANCE, {"engine": "mysql", "engineVersion": "8.4"}, "performanceInsightsEnabled"),
    (_INSTANCE, {"enabledCloudwatchLogsExports": ["slowquery"]}, "enabledCloudwatchLogsExports[0]"),
    ("aws:rds/subnetGroup:SubnetGroup", {"subnetIds": ["subnet-1"]}, "subnetIds"),
    ("aws:rds/parameterGroup:ParameterGroup", {"family": "postgres12"}, "family"),
    ("aws:rds/parameterGroup:ParameterGroup", {"parameters.0.name": "max_connections"}, "parameters[0].applyMethod"),
    (_CACHE, {"nodeType": "cache.t3.large"}, "nodeType"),
    (_CACHE, {"engineVersion": "7.2"}, "engineVersion"),
    (_CACHE, {"numCacheClusters": 3}, "numCacheClusters"),
    (_CACHE, {"replicasPerNodeGroup": 0}, "automaticFailoverEnabled"),
    (_CACHE, {"automaticFailoverEnabled": False, "multiAzEnabled": False}, "automaticFailoverEnabled"),
    (_CACHE, {"numNodeGroups": DROP, "automaticFailoverEnabled": False}, "automaticFailoverEnabled"),
    (_CACHE, {"transitEncryptionEnabled": False}, "transitEncryptionEnabled"),
    (_CACHE, {"authToken": "short"}, "authToken"),
    (_CACHE, {"authToken": "0123456789abcdef@"}, "authToken"),
    (_CACHE, {"atRestEncryptionEnabled": DROP}, "atRestEncryptionEnabled"),
    (_CACHE, {"snapshotWindow": "05:30-06:30"}, "snapshotWindow"),
    (_CACHE, {"snapshotWindow": "03:00-03:30"}, "snapshotWindow"),
    (_CACHE, {"parameterGroupName": "default.redis6.x"}, "parameterGroupName"),
    (_CACHE, {"dataTieringEnabled": True}, "dataTieringEnabled"),
    (_CACHE, {"replicationGroupId": "9lives"}, "replicationGroupId"),
    ("aws:elasticache/parameterGroup:ParameterGroup", {"family": "redis8"}, "family"),
    ("aws:elasticache/subnetGroup:SubnetGroup", {"subnetIds": ["subnet-1", "subnet-1"]}, "subnetIds[1]"),
    ("aws:s3/bucket:Bucket", {"bucket": "Backups"}, "bucket"),
    ("aws:s3/bucket:Bucket", {"bucket": "192.168.1.1"}, "bucket"),
    (
        "aws:s3/bucketVersioning:BucketVersioning",
        {"versioningConfiguration.status": "On"},
        "versioningConfiguration.status",
    ),
    (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        {"rules.0.applyServerSideEncryptionByDefault.sseAlgorithm": "AES256"},
        "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId",
    ),
    ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {"rule.objectOwnership": "Me"}, "rule.objectOwnership"),
    ("aws:s3/bucketPolicy:BucketPolicy", {"policy": "no JSON"}, "policy"),
    ("aws:s3/bucketPolicy:BucketPolicy", {"policy": IDENTITY_POLICY}, "policy.Statement[0].Principal"),
    ("aws:s3/bucketPolicy:BucketPolicy", {"policy": document(Principal="*", Sid="x" * 20480)}, "policy"),
    (_LIFECYCLE, {"rules.0.transitions.0.days": 29}, "rules[0].transitions[0].days"),
    (_LIFECYCLE, {"rules.0.expiration.days": 90}, "rules[0].expiration.days"),
    (_LIFECYCLE, {"rules.0.expiration.days": 0}, "rules[0].expiration.days"),
    (_LIFECYCLE, {"rules.0.expiration.date": "2030-01-01T00:00:00Z"}, "rules[0].expiration.date"),
    (_LIFECYCLE, {"rules.0.transitions.1.storageClass": "STANDARD_IA"}, "rules[0].transitions[1].storageClass"),
    (_LIFECYCLE, {"rules.0.status": "on"}, "rules[0].status"),
    (_LIFECYCLE, {"rules.0.transitions": DROP, "rules.0.expiration": DROP}, "rules[0].expiration"),
    ("aws:kms/key:Key", {"deletionWindowInDays": 6}, "deletionWindowInDays"),
    ("aws:kms/key:Key", {"enableKeyRotation": False}, "enableKeyRotation"),
    ("aws:kms/key:Key", {"customerMasterKeySpec": "RSA_2048"}, "enableKeyRotation"),
    ("aws:kms/alias:Alias", {"name": "api"}, "name"),
    ("aws:kms/alias:Alias", {"name": "alias/aws/api"}, "name"),
    ("aws:iam/role:Role", {"name": "a" * 65}, "name"),
    ("aws:iam/role:Role", {"assumeRolePolicy": RESOURCE_POLICY}, "assumeRolePolicy.Statement[0].Resource"),
    ("aws:iam/role:Role", {"maxSessionDuration": 60}, "maxSessionDuration"),
    ("aws:iam/role:Role", {"path": "team"}, "path"),
    ("aws:iam/rolePolicy:RolePolicy", {"policy": document(Resource=None)}, "policy.Statement[0].Resource"),
    ("aws:iam/rolePolicy:RolePolicy", {"policy": document(Effect="Permit")}, "policy.Statement[0].Effect"),
    ("aws:iam/policy:Policy", {"policy": RESOURCE_POLICY}, "policy.Statement[0].Principal"),
    ("aws:iam/policy:Policy", {"policy": document(Action=["s3:" + "x" * 6144])}, "policy"),
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"policyArn": "ReadOnlyAccess"}, "policyArn"),
    ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {"url": "http://example.com"}, "url"),
    ("aws:secretsmanager/secret:Secret", {"recoveryWindowInDays": 3}, "recoveryWindowInDays"),
    ("aws:secretsmanager/secretVersion:SecretVersion", {"secretBinary": "eA=="}, "secretBinary"),
    ("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": "x" * 65537}, "secretString"),
    ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 91}, "retentionInDays"),
    ("aws:cloudwatch/logGroup:LogGroup", {"name": "aws/api"}, "name"),
    (_ALARM, {"period": 45}, "period"),
    (_ALARM, {"period": 3600, "evaluationPeriods": 169, "datapointsToAlarm": DROP}, "evaluationPeriods"),
    (_ALARM, {"datapointsToAlarm": 6}, "datapointsToAlarm"),
    (_ALARM, {"comparisonOperator": ">"}, "comparisonOperator"),
    (_ALARM, {"extendedStatistic": "p99"}, "extendedStatistic"),
    (_ALARM, {"statistic": DROP}, "statistic"),
    (_ALARM, {"threshold": DROP}, "threshold"),
    (_ALARM, {"unit": "percent"}, "unit"),
    (_ALARM, {"alarmActions": [KEY] * 6}, "alarmActions"),
    (_ALARM, {"treatMissingData": "ok"}, "treatMissingData"),
    (_ALARM, {"metricQueries": [{"id": "e1", "expression": "1", "returnData": True}]}, "metricQueries"),
    (_ALARM, {"metricName": DROP, "metricQueries": [{"id": "e1", "expression": "1"}]}, "metricQueries"),
    ("aws:cloudwatch/dashboard:Dashboard", {"dashboardBody": "[]"}, "dashboardBody"),
    (
        "aws:cloudwatch/dashboard:Dashboard",
        {"dashboardBody": '{"widgets": [{"type": "metric", "x": 13, "width": 12}]}'},
        "dashboardBody.widgets[0].width",
    ),
    (
        "aws:amp/workspace:Workspace",
        {"loggingConfiguration.logGroupArn": ARN.format("logs", "log-group:/amp/api")},
        "loggingConfiguration.logGroupArn",
    ),
    ("aws:sns/topic:Topic", {"name": "alerts!"}, "name"),
    ("aws:sns/topicSubscription:TopicSubscription", {"endpoint": "ops"}, "endpoint"),
    ("aws:sns/topicSubscription:TopicSubscription", {"protocol": "pager"}, "protocol"),
    ("aws:budgets/budget:Budget", {"limitAmount": "0"}, "limitAmount"),
    ("aws:budgets/budget:Budget", {"name": "a:b"}, "name"),
    (
        "aws:budgets/budget:Budget",
        {"notifications.0.subscriberSnsTopicArns": DROP},
        "notifications[0].subscriberEmailAddresses",
    ),
    ("aws:budgets/budget:Budget", {"notifications.0.threshold": 0}, "notifications[0].threshold"),
    (_WEB_ACL, {"rules.1.priority": 0}, "rules[1].priority"),
    (_WEB_ACL, {"rules.1.name": "common"}, "rules[1].name"),
    (_WEB_ACL, {"rules.0.overrideAction": DROP}, "rules[0].overrideAction"),
    (_WEB_ACL, {"rules.1.overrideAction": {"none": {}}}, "rules[1].overrideAction"),
    (
        _WEB_ACL,
        {"rules.1.statement.rateBasedStatement.limit": 5},
        "rules[1].statement.rateBasedStatement.limit",
    ),
    (_WEB_ACL, {"defaultAction.block": {}}, "defaultAction.block"),
    (_WEB_ACL, {"rules.1.statement.geoMatchStatement": {"countryCodes": ["NL"]}}, "rules[1].statement"),
    (
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        {"logDestinationConfigs": [ARN.format("logs", "log-group:waf")]},
        "logDestinationConfigs[0]",
    ),
    ("aws:wafv2/webAclAssociation:WebAclAssociation", {"resourceArn": "api"}, "resourceArn"),
    ("aws:acm/certificate:Certificate", {"domainName": f"{'a' * 60}.example.com"}, "domainName"),
    ("aws:acm/certificate:Certificate", {"validationMethod": "PHONE"}, "validationMethod"),
    ("aws:route53/zone:Zone", {"name": "-.example.com"}, "name"),
    ("aws:route53/record:Record", {"type": "ALIAS"}, "type"),
    ("aws:route53/record:Record", {"ttl": DROP}, "ttl"),
    ("aws:route53/record:Record", {"records": ["a", "b"]}, "records"),
    (
        "aws:route53/record:Record",
        {"aliases": [{"name": "x", "zoneId": "Z2", "evaluateTargetHealth": True}]},
        "records",
    ),
    ("aws:route53/record:Record", {"weightedRoutingPolicies": [{"weight": 1}]}, "setIdentifier"),
]


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_aws_refuses_the_property(token: str, changes: dict[str, object], refused: str) -> None:
    assert_refused(token, changed(token, changes), refused)


@pytest.mark.parametrize(("token", "changes", "refused"), CASES)
def test_a_refused_resource_has_the_shape_of_its_type(token: str, changes: dict[str, object], refused: str) -> None:
    del refused
    assert_shape(token, changed(token, changes))


_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
_TARGETS = "aws:lb/targetGroup:TargetGroup"
_CLUSTER = "aws:eks/cluster:Cluster"
_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
_ORIGINS = [{"originId": "one"}, {"originId": "other"}]
_REPLICA = {
    "replicateSourceDb": "arn:aws:rds:us-east-1:000000000000:db:source",
    "storageEncrypted": DROP,
    **dict.fromkeys(("username", "dbName", "manageMasterUserPassword", "masterUserSecretKmsKeyId"), DROP),
}
_IPV6: dict[str, object] = {
    "kubernetesNetworkConfig": {"ipFamily": "ipv6"},
    "vpcConfig.publicAccessCidrs": ["2001:db8::/32", "10.0.0.0/8"],
}

# Type and what is changed: AWS takes it all the same.
ALSO_ACCEPTED: list[tuple[str, dict[str, object]]] = [
    (_INSTANCE, _REPLICA),
    (_INSTANCE, {"engine": "sqlserver-ex", "iops": 3000}),
    (_PARAMETERS, {"family": "mariadb11.8"}),
    (_CACHE, {"engine": "valkey", "engineVersion": "8.0", "atRestEncryptionEnabled": DROP}),
    (_CACHE, {"engineVersion": "6.x"}),
    (_LOGGING, {"logDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-acme/prod"]}),
    (_LOGGING, {"logDestinationConfigs": [ARN.format("logs", "log-group:aws-waf-logs-acme/prod")]}),
    (_LOGGING, {"logDestinationConfigs": [ARN.format("firehose", "deliverystream/aws-waf-logs-acme")]}),
    (_TARGETS, {"targetType": "lambda", "healthCheck.interval": DROP, "healthCheck.timeout": 30}),
    (_TARGETS, {"targetType": UNKNOWN, "healthCheck.interval": DROP, "healthCheck.timeout": 30}),
    (_CLUSTER, _IPV6),
    (_CLUSTER, {**_IPV6, "kubernetesNetworkConfig": UNKNOWN}),
]
# Type, what is changed, and the property that is refused: loosened rules that still refuse, and values of a wrong kind.
STILL_REFUSED: list[tuple[str, dict[str, object], str]] = [
    (_INSTANCE, {"engine": "redis"}, "engine"),
    (_INSTANCE, {"storageEncrypted": DROP}, "storageEncrypted"),
    (_INSTANCE, {"engine": "oracle-se2", "allocatedStorage": 100, "iops": 3000}, "iops"),
    (_INSTANCE, {"enabledCloudwatchLogsExports": [["postgresql"]]}, "enabledCloudwatchLogsExports[0]"),
    (_PARAMETERS, {"family": "redis7"}, "family"),
    (_PARAMETERS, {"family": "postgres9"}, "family"),
    (_CACHE, {"engine": "valkey", "engineVersion": "8.0", "atRestEncryptionEnabled": False}, "atRestEncryptionEnabled"),
    (_LOGGING, {"logDestinationConfigs": ["arn:aws:s3:::acme/aws-waf-logs-prod"]}, "logDestinationConfigs[0]"),
    (_TARGETS, {"targetType": "lambda", "healthCheck.interval": 30, "healthCheck.timeout": 30}, "healthCheck.timeout"),
    (_CLUSTER, {**_IPV6, "kubernetesNetworkConfig": DROP}, "vpcConfig.publicAccessCidrs[0]"),
    (_CLUSTER, {**_IPV6, "vpcConfig.publicAccessCidrs": ["2001:db8::1/32"]}, "vpcConfig.publicAccessCidrs[0]"),
    ("aws:kms/keyPolicy:KeyPolicy", {"policy": "nonsense"}, "policy"),
    ("aws:iam/policy:Policy", {"policy": document(Sid=["a"])}, "policy.Statement[0].Sid"),
    (
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        {"policy": '{"rules": [{"selection": {"tagStatus": "any"}}]}'},
        "policy.rules",
    ),
]


@pytest.mark.parametrize(("token", "changes"), ALSO_ACCEPTED)
def test_aws_takes_another_way_too(token: str, changes: dict[str, object]) -> None:
    assert [one for one in violations(token, changed(token, changes)) if one.by_aws] == []


@pytest.mark.parametrize(("token", "changes", "refused"), STILL_REFUSED)
def test_aws_refuses_what_is_only_similar(token: str, changes: dict[str, object], refused: str) -> None:
    assert_refused(token, changed(token, changes), refused)


@pytest.mark.parametrize(
    ("token", "changes"), [(_INSTANCE, {"engine": "mariadb"}), (_PARAMETERS, {"family": "mariadb11.8"})]
)
def test_an_engine_that_is_not_known_here_is_told_and_not_laid_at_the_door_of_aws(
    token: str, changes: dict[str, object]
) -> None:
    found = violations(token, changed(token, changes))
    assert [one.by_aws for one in found] == [False]
    assert "AWS has" in found[0].allowed


def test_a_behavior_may_lead_to_a_group_of_origins() -> None:
    behavior = {"targetOriginId": "both", "cachePolicyId": "1"}
    group = {"originId": "both", "members": _ORIGINS}
    inputs = {"origins": _ORIGINS, "originGroups": [group], "defaultCacheBehavior": behavior}
    target = "defaultCacheBehavior.targetOriginId"
    assert target not in [one.property for one in violations(_DISTRIBUTION, inputs)]
    assert target not in [one.property for one in violations(_DISTRIBUTION, {**inputs, "originGroups": UNKNOWN})]
    assert target in [one.property for one in violations(_DISTRIBUTION, {**inputs, "originGroups": []})]


@pytest.mark.parametrize(
    ("token", "changes"),
    [
        (_SERVICE, {"capacityProviderStrategies.0.capacityProvider": ["FARGATE"]}),
        (_PARAMETERS, {"parameters.0.name": ["rds.force_ssl"]}),
    ],
)
def test_a_list_in_place_of_a_text_makes_no_rule_fail(token: str, changes: dict[str, object]) -> None:
    violations(token, changed(token, changes))
