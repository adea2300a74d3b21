"""One resource of each type with rules that AWS would accept, for tests that break one property at a time."""

import json
from collections.abc import Mapping

from tests import aws_delivery_resources

ARN = "arn:aws:{}:us-east-1:000000000000:{}"
ROLE = "arn:aws:iam::000000000000:role/worker"
KEY = ARN.format("kms", "key/1")
TOPIC = ARN.format("sns", "alerts")
TARGETS = ARN.format("elasticloadbalancing", "targetgroup/api/0123456789abcdef")
BALANCER = ARN.format("elasticloadbalancing", "loadbalancer/app/api/0123456789abcdef")
FUNCTION = ARN.format("lambda", "function:rotate")
CODE = {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "1", "assets": {}}
"""An archive as the engine writes it."""
WEB_ACL = ARN.format("wafv2", "regional/webacl/api/1")


def document(**changes: object) -> str:
    """Return a policy document of one statement, without the elements that are None."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **changes}
    kept = {key: value for key, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [kept]})


IDENTITY_POLICY = document()
RESOURCE_POLICY = document(Principal="*")
TRUST_POLICY = document(Principal={"Service": "ecs-tasks.amazonaws.com"}, Action="sts:AssumeRole", Resource=None)


def containers(**changes: object) -> str:
    """Return the JSON text of one container."""
    container = {
        "name": "api",
        "image": "api:1",
        "portMappings": [{"containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}],
        "logConfiguration": {"logDriver": "awslogs"},
        "secrets": [{"name": "TOKEN", "valueFrom": ARN.format("secretsmanager", "secret:token-abcdef")}],
        "healthCheck": {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 10},
    }
    return json.dumps([container | changes])


def lifecycle_policy(*rules: Mapping[str, object]) -> str:
    """Return the JSON text of an ECR lifecycle policy."""
    return json.dumps({"rules": rules})


def image_rule(priority: int, status: str = "untagged") -> dict[str, object]:
    """Return a rule of an ECR lifecycle policy that keeps ten images."""
    selection = {"tagStatus": status, "countType": "imageCountMoreThan", "countNumber": 10}
    return {"rulePriority": priority, "selection": selection, "action": {"type": "expire"}}


_VISIBILITY = {"cloudwatchMetricsEnabled": True, "metricName": "api", "sampledRequestsEnabled": True}
_COMMON_RULES = {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet", "vendorName": "AWS"}}
_RATE = {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP", "evaluationWindowSec": 300}}
_GROUP_RULE = {
    "securityGroupId": "sg-1",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "0.0.0.0/0",
    "description": "HTTPS",
}

ACCEPTED: Mapping[str, Mapping[str, object]] = {
    "aws:ec2/vpc:Vpc": {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
    "aws:ec2/subnet:Subnet": {"vpcId": "vpc-1", "cidrBlock": "10.0.1.0/24", "availabilityZone": "us-east-1a"},
    "aws:ec2/natGateway:NatGateway": {"subnetId": "subnet-1", "allocationId": "eipalloc-1"},
    "aws:ec2/eip:Eip": {"domain": "vpc"},
    "aws:ec2/route:Route": {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"},
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {"routeTableId": "rtb-1", "subnetId": "subnet-1"},
    "aws:ec2/securityGroup:SecurityGroup": {"name": "api", "description": "API", "vpcId": "vpc-1"},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _GROUP_RULE,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _GROUP_RULE,
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "vpcId": "vpc-1",
        "serviceName": "com.amazonaws.us-east-1.s3",
        "vpcEndpointType": "Gateway",
        "routeTableIds": ["rtb-1"],
        "policy": RESOURCE_POLICY,
    },
    "aws:ec2/flowLog:FlowLog": {
        "vpcId": "vpc-1",
        "trafficType": "ALL",
        "logDestination": ARN.format("logs", "log-group:flow"),
        "iamRoleArn": ROLE,
        "maxAggregationInterval": 60,
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        "name": "api",
        "loadBalancerType": "application",
        "subnets": ["subnet-1", "subnet-2"],
        "idleTimeout": 60,
        "accessLogs": {"bucket": "logs", "enabled": True, "prefix": "alb"},
    },
    "aws:lb/targetGroup:TargetGroup": {
        "name": "api",
        "port": 8000,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": "vpc-1",
        "healthCheck": {"path": "/health", "interval": 30, "timeout": 10, "matcher": "200", "healthyThreshold": 2},
        "stickiness": {"type": "lb_cookie", "cookieDuration": 3600},
    },
    "aws:lb/listener:Listener": {
        "loadBalancerArn": BALANCER,
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "certificateArn": ARN.format("acm", "certificate/1"),
        "defaultActions": [{"type": "forward", "targetGroupArn": TARGETS}],
    },
    "aws:ecs/cluster:Cluster": {"name": "api", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
        "clusterName": "api",
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "family": "api",
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": ROLE,
        "runtimePlatform": {"cpuArchitecture": "X86_64"},
        "ephemeralStorage": {"sizeInGib": 21},
        "containerDefinitions": containers(),
    },
    "aws:ecs/service:Service": {
        "name": "api",
        "cluster": "api",
        "taskDefinition": "api:1",
        "desiredCount": 3,
        "capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1}],
        "networkConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]},
        "loadBalancers": [{"containerName": "api", "containerPort": 8000, "targetGroupArn": TARGETS}],
        "healthCheckGracePeriodSeconds": 60,
    },
    "aws:appautoscaling/target:Target": {
        "minCapacity": 3,
        "maxCapacity": 10,
        "resourceId": "service/cluster/api",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
    },
    "aws:appautoscaling/policy:Policy": {
        "name": "requests",
        "policyType": "TargetTrackingScaling",
        "resourceId": "service/cluster/api",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "targetTrackingScalingPolicyConfiguration": {
            "targetValue": 60000,
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/api/0123456789abcdef/targetgroup/api/0123456789abcdef",
            },
        },
    },
    "aws:ecr/repository:Repository": {
        "name": "shop/api",
        "imageTagMutability": "IMMUTABLE",
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
        "repository": "api",
        "policy": lifecycle_policy(image_rule(1), image_rule(2, "any")),
    },
    "aws:rds/instance:Instance": {
        "identifier": "api",
        "engine": "postgres",
        "engineVersion": "15",
        "instanceClass": "db.t3.small",
        "allocatedStorage": 100,
        "maxAllocatedStorage": 500,
        "storageType": "gp3",
        "storageEncrypted": True,
        "kmsKeyId": KEY,
        "username": "app",
        "dbName": "app",
        "manageMasterUserPassword": True,
        "backupRetentionPeriod": 30,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:05:00-sun:06:00",
        "multiAz": True,
        "performanceInsightsEnabled": True,
        "performanceInsightsRetentionPeriod": 7,
        "monitoringInterval": 60,
        "monitoringRoleArn": ROLE,
        "finalSnapshotIdentifier": "api-final",
        "enabledCloudwatchLogsExports": ["postgresql"],
    },
    "aws:rds/proxy:Proxy": {
        "name": "api",
        "engineFamily": "POSTGRESQL",
        "defaultAuthScheme": "IAM_AUTH",
        "requireTls": True,
        "roleArn": ROLE,
        "vpcSubnetIds": ["subnet-1", "subnet-2"],
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
        "dbProxyName": "api",
        "connectionPoolConfig": {"maxConnectionsPercent": 80},
    },
    "aws:rds/proxyTarget:ProxyTarget": {
        "dbProxyName": "api",
        "targetGroupName": "default",
        "dbInstanceIdentifier": "api",
    },
    "aws:ec2clientvpn/endpoint:Endpoint": {
        "clientCidrBlock": "10.100.0.0/22",
        "serverCertificateArn": ARN.format("acm", "certificate/1"),
        "authenticationOptions": [
            {"type": "certificate-authentication", "rootCertificateChainArn": ARN.format("acm", "certificate/2")}
        ],
        "connectionLogOptions": {"enabled": True, "cloudwatchLogGroup": "vpn"},
        "sessionTimeoutHours": 8,
    },
    "aws:ec2clientvpn/authorizationRule:AuthorizationRule": {
        "clientVpnEndpointId": "cvpn-endpoint-1",
        "targetNetworkCidr": "10.0.0.0/16",
        "authorizeAllGroups": True,
    },
    "aws:rds/subnetGroup:SubnetGroup": {"name": "api", "subnetIds": ["subnet-1", "subnet-2"]},
    "aws:rds/parameterGroup:ParameterGroup": {
        "name": "api",
        "family": "postgres15",
        "parameters": [{"name": "rds.force_ssl", "value": "1"}],
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "replicationGroupId": "api",
        "description": "cache",
        "engine": "redis",
        "engineVersion": "7.0",
        "nodeType": "cache.t3.small",
        "numNodeGroups": 1,
        "replicasPerNodeGroup": 2,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "kmsKeyId": KEY,
        "transitEncryptionEnabled": True,
        "authToken": "0123456789abcdef",
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "03:00-04:00",
        "maintenanceWindow": "sun:05:00-sun:06:00",
        "parameterGroupName": "api",
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {"name": "api", "subnetIds": ["subnet-1"]},
    "aws:elasticache/parameterGroup:ParameterGroup": {"name": "api", "family": "redis7"},
    "aws:s3/bucket:Bucket": {"bucket": "backups-1"},
    "aws:s3/bucketVersioning:BucketVersioning": {"bucket": "b", "versioningConfiguration": {"status": "Enabled"}},
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "bucket": "b",
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}}],
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {"bucket": "b", "blockPublicAcls": True},
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        "bucket": "b",
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    },
    "aws:s3/bucketPolicy:BucketPolicy": {"bucket": "b", "policy": RESOURCE_POLICY},
    "aws:s3/bucketLogging:BucketLogging": {"bucket": "b", "targetBucket": "logs", "targetPrefix": "s3/"},
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "bucket": "b",
        "rules": [
            {
                "id": "archive",
                "status": "Enabled",
                "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER"}],
                "expiration": {"days": 365},
            }
        ],
    },
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {
        "bucket": "b",
        "corsRules": [
            {
                "id": "uploads",
                "allowedMethods": ["PUT"],
                "allowedOrigins": ["https://*.example.com"],
                "maxAgeSeconds": 60,
            }
        ],
    },
    "aws:cognito/userPool:UserPool": {
        "name": "users",
        "usernameAttributes": ["email"],
        "autoVerifiedAttributes": ["email"],
        "userAttributeUpdateSettings": {"attributesRequireVerificationBeforeUpdates": ["email"]},
        "passwordPolicy": {"minimumLength": 8, "temporaryPasswordValidityDays": 7},
        "mfaConfiguration": "OPTIONAL",
        "softwareTokenMfaConfiguration": {"enabled": True},
        "accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]},
        "userPoolTier": "PLUS",
        "userPoolAddOns": {"advancedSecurityMode": "ENFORCED"},
        "deletionProtection": "ACTIVE",
    },
    "aws:cognito/userPoolClient:UserPoolClient": {
        "name": "web",
        "userPoolId": "us-east-1_abcdefghi",
        "explicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
        "accessTokenValidity": 1,
        "idTokenValidity": 1,
        "refreshTokenValidity": 30,
        "tokenValidityUnits": {"accessToken": "hours", "idToken": "hours", "refreshToken": "days"},
        "preventUserExistenceErrors": "ENABLED",
        "authSessionValidity": 3,
    },
    "aws:kms/key:Key": {
        "deletionWindowInDays": 30,
        "enableKeyRotation": True,
        "rotationPeriodInDays": 365,
        "policy": RESOURCE_POLICY,
    },
    "aws:kms/keyPolicy:KeyPolicy": {"keyId": "1", "policy": RESOURCE_POLICY},
    "aws:kms/alias:Alias": {"name": "alias/api", "targetKeyId": "1"},
    "aws:iam/role:Role": {"name": "api", "assumeRolePolicy": TRUST_POLICY, "maxSessionDuration": 3600, "path": "/"},
    "aws:iam/rolePolicy:RolePolicy": {"name": "api", "role": "api", "policy": IDENTITY_POLICY},
    "aws:iam/policy:Policy": {"name": "api", "policy": IDENTITY_POLICY},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        "role": "api",
        "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
    },
    "aws:secretsmanager/secret:Secret": {
        "name": "api/token",
        "recoveryWindowInDays": 7,
        "replicas": [{"region": "us-west-2", "kmsKeyId": KEY}, {"region": "eu-west-1", "kmsKeyId": KEY}],
    },
    "aws:secretsmanager/secretRotation:SecretRotation": {
        "secretId": "api",
        "rotationLambdaArn": FUNCTION,
        "rotationRules": {"automaticallyAfterDays": 30, "duration": "3h"},
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {"secretId": "api", "secretString": "value"},
    "aws:secretsmanager/secretPolicy:SecretPolicy": {"secretArn": "api", "policy": RESOURCE_POLICY},
    "aws:lambda/function:Function": {
        "name": "rotate",
        "runtime": "python3.13",
        "handler": "handler.handle",
        "code": CODE,
        "architectures": ["arm64"],
        "role": ROLE,
        "timeout": 30,
        "memorySize": 128,
        "loggingConfig": {"logFormat": "JSON", "logGroup": "rotate"},
        "tracingConfig": {"mode": "Active"},
        "deadLetterConfig": {"targetArn": TOPIC},
        "ephemeralStorage": {"size": 512},
        "reservedConcurrentExecutions": 1,
        "description": "Rotates secrets",
    },
    "aws:lambda/permission:Permission": {
        "action": "lambda:InvokeFunction",
        "function": "rotate",
        "principal": "secretsmanager.amazonaws.com",
        "sourceAccount": "000000000000",
        "statementId": "secretsmanager",
    },
    "aws:cloudtrail/trail:Trail": {
        "name": "audit",
        "s3BucketName": "trail",
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
        "cloudWatchLogsGroupArn": ARN.format("logs", "log-group:trail:*"),
        "cloudWatchLogsRoleArn": ROLE,
        "advancedEventSelectors": [
            {"name": "Management", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
        ],
    },
    "aws:cloudwatch/eventRule:EventRule": {
        "name": "root-sign-in",
        "eventPattern": json.dumps({"source": ["aws.signin"], "detail": {"userIdentity": {"type": ["Root"]}}}),
        "description": "The root user has signed in",
    },
    "aws:cloudwatch/eventTarget:EventTarget": {"rule": "root-sign-in", "arn": TOPIC, "targetId": "topic"},
    "aws:cloudwatch/logGroup:LogGroup": {"name": "/ecs/api", "retentionInDays": 90},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "name": "cpu",
        "namespace": "AWS/ECS",
        "metricName": "CPUUtilization",
        "comparisonOperator": "GreaterThanThreshold",
        "statistic": "Average",
        "threshold": 80,
        "period": 60,
        "evaluationPeriods": 5,
        "datapointsToAlarm": 3,
        "alarmActions": [TOPIC],
        "unit": "Percent",
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        "dashboardName": "api",
        "dashboardBody": json.dumps({"widgets": [{"type": "metric", "x": 12, "width": 12, "properties": {}}]}),
    },
    "aws:amp/workspace:Workspace": {
        "alias": "api",
        "loggingConfiguration": {"logGroupArn": ARN.format("logs", "log-group:/amp/api:*")},
    },
    "aws:sns/topic:Topic": {"name": "alerts", "displayName": "alerts"},
    "aws:sns/topicPolicy:TopicPolicy": {"arn": TOPIC, "policy": RESOURCE_POLICY},
    "aws:sns/topicSubscription:TopicSubscription": {
        "topic": TOPIC,
        "protocol": "email",
        "endpoint": "ops@example.com",
    },
    "aws:budgets/budget:Budget": {
        "name": "api",
        "budgetType": "COST",
        "timeUnit": "MONTHLY",
        "limitAmount": "350",
        "limitUnit": "USD",
        "notifications": [
            {
                "comparisonOperator": "GREATER_THAN",
                "notificationType": "ACTUAL",
                "threshold": 80,
                "thresholdType": "PERCENTAGE",
                "subscriberSnsTopicArns": [TOPIC],
            }
        ],
    },
    "aws:wafv2/webAcl:WebAcl": {
        "name": "api",
        "scope": "REGIONAL",
        "defaultAction": {"allow": {}},
        "visibilityConfig": _VISIBILITY,
        "rules": [
            {
                "name": "common",
                "priority": 0,
                "statement": _COMMON_RULES,
                "overrideAction": {"none": {}},
                "visibilityConfig": _VISIBILITY,
            },
            {
                "name": "rate",
                "priority": 1,
                "statement": _RATE,
                "action": {"block": {}},
                "visibilityConfig": _VISIBILITY,
            },
        ],
    },
    "aws:wafv2/webAclAssociation:WebAclAssociation": {"resourceArn": BALANCER, "webAclArn": WEB_ACL},
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
        "resourceArn": WEB_ACL,
        "logDestinationConfigs": [ARN.format("logs", "log-group:aws-waf-logs-api")],
    },
    "aws:acm/certificate:Certificate": {
        "domainName": "api.example.com",
        "subjectAlternativeNames": ["*.api.example.com"],
        "validationMethod": "DNS",
    },
    "aws:acm/certificateValidation:CertificateValidation": {"certificateArn": ARN.format("acm", "certificate/1")},
    "aws:route53/zone:Zone": {"name": "example.com", "comment": "zone"},
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "name": "nodes",
        "updateDefaultVersion": True,
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {"volumeType": "gp3", "volumeSize": 50, "iops": 3000, "encrypted": "true", "kmsKeyId": KEY},
            }
        ],
        "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
        "tagSpecifications": [{"resourceType": "instance", "tags": {"Name": "node"}}, {"resourceType": "volume"}],
        "vpcSecurityGroupIds": ["sg-1"],
        "userData": "AAAA",
    },
    "aws:eks/cluster:Cluster": {
        "name": "shop",
        "version": "1.35",
        "roleArn": ROLE,
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "enabledClusterLogTypes": ["api", "audit"],
        "encryptionConfig": {"provider": {"keyArn": KEY}, "resources": ["secrets"]},
        "upgradePolicy": {"supportType": "STANDARD"},
        "vpcConfig": {
            "subnetIds": ["subnet-1", "subnet-2"],
            "endpointPrivateAccess": True,
            "endpointPublicAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24"],
        },
    },
    "aws:eks/nodeGroup:NodeGroup": {
        "clusterName": "shop",
        "nodeGroupName": "general",
        "nodeRoleArn": ROLE,
        "version": "1.35",
        "releaseVersion": "1.35.8-20260930",
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "SPOT",
        "instanceTypes": ["t3.large", "m6i.large", "g5.xlarge"],
        "launchTemplate": {"id": "lt-1", "version": "1"},
        "scalingConfig": {"minSize": 1, "desiredSize": 2, "maxSize": 3},
        "subnetIds": ["subnet-1"],
        "taints": [{"key": "spot", "value": "true", "effect": "NO_SCHEDULE"}],
        "updateConfig": {"maxUnavailablePercentage": 33},
        "nodeRepairConfig": {"enabled": True},
    },
    "aws:eks/addon:Addon": {
        "clusterName": "shop",
        "addonName": "vpc-cni",
        "addonVersion": "v1.22.4-eksbuild.3",
        "configurationValues": json.dumps({"enableNetworkPolicy": "true"}),
        "resolveConflictsOnCreate": "OVERWRITE",
        "resolveConflictsOnUpdate": "PRESERVE",
        "serviceAccountRoleArn": ROLE,
    },
    "aws:eks/accessEntry:AccessEntry": {
        "clusterName": "shop",
        "principalArn": ROLE,
        "type": "STANDARD",
        "kubernetesGroups": ["viewers"],
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        "clusterName": "shop",
        "principalArn": ROLE,
        "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        "accessScope": {"type": "namespace", "namespaces": ["shop"]},
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        "clusterName": "shop",
        "namespace": "shop",
        "serviceAccount": "orders",
        "roleArn": ROLE,
    },
    "aws:route53/record:Record": {
        "zoneId": "Z1",
        "name": "api.example.com",
        "type": "CNAME",
        "records": ["x.example.com"],
        "ttl": 300,
    },
    **aws_delivery_resources.RESOURCES,
}
"""Resource token to inputs that keep every rule."""
