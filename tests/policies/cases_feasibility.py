"""Cases of the rules in policies/feasibility.

What core's rules for AWS accept is in tests/aws_resources.py; the cases of refusals break it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from policies.feasibility import containers, databases, documents, edge, networks, nodes, quotas, watch, workloads
from policies.feasibility.caches import GROUP as CACHE
from policies.feasibility.caches import PARAMETER_GROUP as CACHE_PARAMETERS
from policies.lib.analyzer import STACK
from tests.aws_resources import ACCEPTED

from .case import ABSENT, Case, Change, case
from .driver import Thing

CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/1"
NODES = {
    "capacityType": "SPOT",
    "instanceTypes": ["t3.large", "t3a.large"],
    "scalingConfig": {"minSize": 1, "desiredSize": 3, "maxSize": 10},
}
POD = "spec.template.spec"


def accepted(token: str, *broken: tuple[Change, str], **unknown: tuple[str, ...]) -> Case:
    """Return the case of a rule on what core knows AWS to take."""
    return case(token, ACCEPTED[token], *broken, **unknown)


def policy(**statement: object) -> str:
    """Return a policy document of one statement."""
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [allow | statement]})


def dashboard(*lines: list[object]) -> str:
    """Return the body of a dashboard with one graph."""
    return json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": lines}}]})


def workload() -> dict[str, object]:
    """Return a deployment of two pods."""
    resources = {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}}
    pod = {"metadata": {"labels": {"app": "api"}}, "spec": {"containers": [{"name": "api", "resources": resources}]}}
    return {"spec": {"replicas": 2, "template": pod}}


def several(count: int, token: str, inputs: Mapping[str, object] | None = None, **sources: str) -> tuple[Thing, ...]:
    """Return things of one type; `sources` names for a property the thing that it was computed from."""
    found = {name: (source,) for name, source in sources.items()}
    return tuple(Thing(token, inputs or {}, f"neighbour-{number}", found) for number in range(count))


def quota(token: str, most: int, what: str, inputs: Mapping[str, object] | None = None) -> Case:
    """Return the case of a quota of `most` resources of a type."""
    message = f"it has {most + 1} {what}, a new account may have {most}"
    return Case(
        things=(Thing(STACK, name="dev"), *several(min(most, 5), token, inputs)),
        broken=(),
        beside=((several(most + 1, token, inputs), message),),
    )


def in_zones(subject: Thing, name: str, group: Thing | None = None) -> Case:
    """Return the case of a rule that the subnets which property `name` of a subject, or of its group, lists differ."""
    owner = replace(group or subject, sources={name: ("subnet-a", "subnet-b")})
    first = Thing(networks.SUBNET, {"availabilityZone": "us-east-1a"}, "subnet-a")
    other = Thing(networks.SUBNET, {"availabilityZone": "us-east-1b"}, "subnet-b")
    same = replace(other, inputs=first.inputs)
    before = (owner,) if group is None else (replace(subject, sources={"subnetGroupName": (group.name,)}), owner)
    return Case(
        things=(*before, first, other),
        broken=(),
        beside=(((*before[1:], first, same), "all subnets lie in one availability zone"),),
    )


CASES: dict[str, Case] = {
    "feasible-fargate-size": accepted(
        "aws:ecs/taskDefinition:TaskDefinition",
        (
            {"memory": "4096"},
            (
                "AWS refuses memory (Fargate does not combine 256 CPU units with 4096 MiB of memory. Allowed: 512, "
                "1024, 2048)"
            ),
        ),
        ({"cpu": ABSENT}, "AWS refuses cpu (a size, which Fargate needs)"),
        ({"networkMode": "bridge"}, "AWS refuses networkMode (awsvpc, which Fargate needs)"),
        undecided=("cpu", "memory"),
    ),
    "feasible-containers": accepted(
        "aws:ecs/taskDefinition:TaskDefinition",
        ({"containerDefinitions": "[]"}, "AWS refuses containerDefinitions (one container at least)"),
        (
            {"executionRoleArn": ABSENT},
            "AWS refuses executionRoleArn (a role, which secrets and the awslogs driver need on Fargate)",
        ),
        (
            {"containerDefinitions": '[{"name": "api"}]'},
            "AWS refuses containerDefinitions[0].image (a value, which every container needs)",
        ),
        undecided=("containerDefinitions",),
        given=("executionRoleArn",),
    ),
    "feasible-deployment-percent": accepted(
        "aws:ecs/service:Service",
        (
            {"deploymentMaximumPercent": 100},
            "AWS refuses deploymentMaximumPercent (more than deploymentMinimumHealthyPercent, which is 100)",
        ),
    ),
    "feasible-capacity-providers": accepted(
        "aws:ecs/service:Service",
        (
            {"capacityProviderStrategies.0.weight": 0},
            "AWS refuses capacityProviderStrategies[0].weight (more than 0 for one provider at least)",
        ),
        (
            {"launchType": "FARGATE"},
            (
                "AWS refuses capacityProviderStrategies (capacityProviderStrategies only without launchType: each says "
                "where tasks run)"
            ),
        ),
        undecided=("capacityProviderStrategies",),
    ),
    "feasible-image-lifecycle": accepted(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        ({"policy": "{"}, "AWS refuses policy (a JSON object)"),
        undecided=("policy",),
    ),
    "feasible-scaling-bounds": accepted(
        "aws:appautoscaling/target:Target",
        ({"minCapacity": 11}, "AWS refuses maxCapacity (at least minCapacity, which is 11)"),
        undecided=("minCapacity", "maxCapacity"),
    ),
    "feasible-scaling-metric": accepted(
        "aws:appautoscaling/policy:Policy",
        (
            {"targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.resourceLabel": ABSENT},
            (
                "AWS refuses targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.resourceLabel "
                "(app/NAME/ID/targetgroup/NAME/ID)"
            ),
        ),
        (
            {"targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType": "CPU"},
            (
                "AWS refuses "
                "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType (one of "
                "ALBRequestCountPerTarget, ECSServiceAverageCPUUtilization, "
                "ECSServiceAverageCPUUtilizationHighResolution, ECSServiceAverageMemoryUtilization, "
                "ECSServiceAverageMemoryUtilizationHighResolution)"
            ),
        ),
        undecided=("targetTrackingScalingPolicyConfiguration",),
    ),
    "feasible-database-version": accepted(
        "aws:rds/instance:Instance",
        (
            {"engineVersion": "15.4"},
            (
                "AWS refuses engineVersion (RDS cannot create postgres 15.4: it is unknown or retired. Allowed: 15 or "
                "15.13 to 15.19)"
            ),
        ),
        (
            {"engine": "oracle"},
            (
                "AWS refuses engine (one of postgres, mysql, mariadb, aurora-postgresql, aurora-mysql, db2-ae, db2-se, "
                "oracle-ee, oracle-ee-cdb, oracle-se2, oracle-se2-cdb, sqlserver-ee, sqlserver-se, sqlserver-ex, "
                "sqlserver-web, sqlserver-dev-ee, custom-oracle-ee, custom- ...)"
            ),
        ),
        undecided=("engineVersion", "engine"),
    ),
    "feasible-database-class": accepted(
        "aws:rds/instance:Instance",
        (
            {"instanceClass": "db.t3.huge"},
            (
                "AWS refuses instanceClass (RDS has no class 'db.t3.huge' for postgres. Sizes of db.t3: micro, small, "
                "medium, large, xlarge, 2xlarge)"
            ),
        ),
        ({"engine": "mysql"}, "AWS refuses performanceInsightsEnabled (false: mysql on db.t3.small has no insights)"),
        undecided=("instanceClass", "performanceInsightsEnabled"),
    ),
    "feasible-database-storage": accepted(
        "aws:rds/instance:Instance",
        ({"allocatedStorage": 10}, "AWS refuses allocatedStorage (20 to 65536 GiB for storageType gp3)"),
        (
            {"maxAllocatedStorage": 105},
            "AWS refuses maxAllocatedStorage (at least 110 GiB, 10 % above allocatedStorage)",
        ),
        ({"iops": 3000}, "AWS refuses iops (none below 400 GiB of gp3)"),
        undecided=("storageType", "allocatedStorage"),
    ),
    "feasible-database-windows": accepted(
        "aws:rds/instance:Instance",
        ({"backupWindow": "03:00-03:10"}, "AWS refuses backupWindow (a window of at least 30 minutes)"),
        (
            {"maintenanceWindow": "sun:03:30-sun:04:30"},
            "AWS refuses backupWindow (a window that does not overlap maintenanceWindow, which is sun:03:30-sun:04:30)",
        ),
        undecided=("backupWindow", "maintenanceWindow"),
    ),
    "feasible-database-credentials": accepted(
        "aws:rds/instance:Instance",
        ({"username": ABSENT}, "AWS refuses username (the name of the master user)"),
        ({"manageMasterUserPassword": ABSENT}, "AWS refuses manageMasterUserPassword (true, or a password)"),
        (
            {"password": "x"},
            (
                "AWS refuses password (password only without manageMasterUserPassword: RDS makes the password and "
                "keeps it in its secret)"
            ),
        ),
        undecided=("username", "manageMasterUserPassword"),
    ),
    "feasible-database-parameters": accepted(
        "aws:rds/parameterGroup:ParameterGroup",
        (
            {"family": "postgres9"},
            (
                "AWS refuses family (one of mysql8.0, mysql8.4, postgres13, postgres14, postgres15, postgres16, "
                "postgres17, postgres18)"
            ),
        ),
        (
            {"parameters.0.name": "shared_buffers"},
            "AWS refuses parameters[0].applyMethod (pending-reboot, since shared_buffers is static)",
        ),
        (
            {"family": "redis7"},
            (
                "AWS refuses family (the name and version of an engine, such as mysql8.0, mysql8.4, postgres13, "
                "postgres14, postgres15, postgres16, postgres17, postgres18)"
            ),
        ),
        undecided=("family", "parameters"),
    ),
    "feasible-database": accepted(
        "aws:rds/instance:Instance",
        ({"backupRetentionPeriod": 36}, "AWS refuses backupRetentionPeriod (0 to 35 days)"),
        ({"monitoringRoleArn": ABSENT}, "AWS refuses monitoringRoleArn (a role, since monitoringInterval is not 0)"),
    ),
    "feasible-database-name": accepted(
        "aws:rds/instance:Instance",
        (
            {"identifier": "Api"},
            (
                "AWS refuses identifier (lower-case letters, digits and single hyphens, a letter first, no hyphen at "
                "the end)"
            ),
        ),
        (
            {"identifier": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
            "AWS refuses identifier (1 to 63 characters, not 64)",
        ),
        undecided=("identifier",),
    ),
    "feasible-cache-version": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        (
            {"engineVersion": "5.0"},
            "AWS refuses engineVersion (ElastiCache cannot create redis 5.0. Allowed: 6.2, 6.x, 7.0, 7.1)",
        ),
        undecided=("engineVersion", "engine"),
    ),
    "feasible-cache-node-type": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        (
            {"nodeType": "cache.t3.large"},
            (
                "AWS refuses nodeType (ElastiCache has no node type 'cache.t3.large'. Sizes of cache.t3: micro, small, "
                "medium)"
            ),
        ),
        undecided=("nodeType",),
    ),
    "feasible-cache-failover": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        (
            {"replicasPerNodeGroup": 0},
            "AWS refuses automaticFailoverEnabled (false with 1 node, or two nodes at least)",
        ),
        ({"numCacheClusters": 2}, "AWS refuses numCacheClusters (none, since numNodeGroups is set)"),
        (
            {"automaticFailoverEnabled": False},
            "AWS refuses automaticFailoverEnabled (true, since multiAzEnabled is true)",
        ),
        undecided=("automaticFailoverEnabled", "numNodeGroups"),
    ),
    "feasible-cache-windows": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        ({"snapshotWindow": "03:00-03:30"}, "AWS refuses snapshotWindow (a window of at least 60 minutes)"),
        undecided=("snapshotWindow", "maintenanceWindow"),
    ),
    "feasible-cache-parameters": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        (
            {"parameterGroupName": "default.redis6.x"},
            "AWS refuses parameterGroupName (default.redis7 or default.redis7.cluster.on for redis 7.0)",
        ),
        given=("parameterGroupName",),
    ),
    "feasible-cache": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        ({"transitEncryptionEnabled": False}, "AWS refuses transitEncryptionEnabled (true, since a token is set)"),
    ),
    "feasible-cache-name": accepted(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        (
            {"replicationGroupId": "1api"},
            "AWS refuses replicationGroupId (letters, digits and single hyphens, a letter first, no hyphen at the end)",
        ),
        undecided=("replicationGroupId",),
    ),
    "feasible-load-balancer-subnets": accepted(
        "aws:lb/loadBalancer:LoadBalancer",
        ({"subnets": ["subnet-1"]}, "AWS refuses subnets (at least two subnets, in two availability zones)"),
        undecided=("subnets",),
    ),
    "feasible-listener-tls": accepted(
        "aws:lb/listener:Listener",
        ({"certificateArn": ABSENT}, "AWS refuses certificateArn (a certificate, which HTTPS needs)"),
        (
            {"sslPolicy": "TLS"},
            (
                "AWS refuses sslPolicy (Elastic Load Balancing has no TLS policy 'TLS'. Those with TLS 1.3 are: "
                "ELBSecurityPolicy-TLS13-1-2-2021-06, ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04, "
                "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-PQ-2025-09, ELBSecurityPolicy- ...)"
            ),
        ),
        ({"protocol": "HTTP"}, "AWS refuses certificateArn (none: protocol HTTP has no TLS)"),
        undecided=("protocol", "sslPolicy"),
        given=("certificateArn",),
    ),
    "feasible-listener-actions": accepted(
        "aws:lb/listener:Listener",
        (
            {"defaultActions.0.targetGroupArn": ABSENT},
            "AWS refuses defaultActions[0].targetGroupArn (a value, which an action of type forward needs)",
        ),
        undecided=("defaultActions",),
    ),
    "feasible-health-check": accepted(
        "aws:lb/targetGroup:TargetGroup",
        ({"healthCheck.timeout": 30}, "AWS refuses healthCheck.timeout (less than the interval, which is 30 seconds)"),
        undecided=("healthCheck",),
    ),
    "feasible-load-balancer": accepted(
        "aws:lb/targetGroup:TargetGroup",
        ({"vpcId": ABSENT}, "AWS refuses vpcId (a value, which every target type but lambda needs)"),
    ),
    "feasible-load-balancer-name": accepted(
        "aws:lb/loadBalancer:LoadBalancer",
        ({"name": "internal-api"}, "AWS refuses name (a name without the reserved beginnings and endings internal-)"),
        ({"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "AWS refuses name (1 to 32 characters, not 33)"),
        undecided=("name",),
    ),
    "feasible-ranges": accepted(
        "aws:ec2/vpc:Vpc",
        ({"cidrBlock": "10.0.0.0/8"}, "AWS refuses cidrBlock (a range between /16 and /28)"),
        (
            {"cidrBlock": "all"},
            "AWS refuses cidrBlock (an IPv4 range with host bits zero (Expected 4 octets in 'all'))",
        ),
        undecided=("cidrBlock",),
    ),
    "feasible-ports": accepted(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        ({"toPort": 80}, "AWS refuses toPort (at least fromPort, which is 443)"),
        ({"fromPort": ABSENT}, "AWS refuses fromPort (a port from 0 to 65535, since ipProtocol is tcp)"),
        undecided=("ipProtocol", "fromPort"),
    ),
    "feasible-nat-address": accepted(
        "aws:ec2/natGateway:NatGateway",
        ({"allocationId": ABSENT}, "AWS refuses allocationId (an Elastic IP, which a public NAT gateway needs)"),
        given=("allocationId",),
    ),
    "feasible-network": accepted(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        (
            {"prefixListId": "pl-1"},
            "AWS refuses prefixListId (exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId)",
        ),
    ),
    "feasible-network-name": accepted(
        "aws:ec2/securityGroup:SecurityGroup",
        ({"name": "sg-api"}, "AWS refuses name (a name without the reserved beginnings and endings sg-)"),
        undecided=("name",),
    ),
    "feasible-bucket-lifecycle": accepted(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        ({"rules.0.transitions.0.days": 7}, "AWS refuses rules[0].transitions[0].days (at least 30 for STANDARD_IA)"),
        (
            {"rules.0.expiration.days": 60},
            "AWS refuses rules[0].expiration.days (more than 90, when the last transition happens)",
        ),
        undecided=("rules",),
    ),
    "feasible-bucket": accepted(
        "aws:s3/bucketVersioning:BucketVersioning",
        (
            {"versioningConfiguration.status": "On"},
            "AWS refuses versioningConfiguration.status (one of Disabled, Enabled, Suspended)",
        ),
    ),
    "feasible-bucket-name": accepted(
        "aws:s3/bucket:Bucket",
        (
            {"bucket": "My_Bucket"},
            (
                "AWS refuses bucket (lower-case letters, digits, hyphens, single dots; a letter or digit at both ends; "
                "no IP address)"
            ),
        ),
        (
            {"bucket": "xn--shop"},
            (
                "AWS refuses bucket (a name without the reserved beginnings and endings xn--, sthree-, amzn-s3-demo-, "
                "-s3alias, --ol-s3, .mrap, --x-s3, --table-s3)"
            ),
        ),
        undecided=("bucket",),
    ),
    "feasible-identity-policy": accepted(
        "aws:iam/policy:Policy",
        ({"policy": "{"}, "AWS refuses policy (a policy document as JSON text)"),
        ({"policy": '{"Statement": []}'}, "AWS refuses policy.Statement (one statement at least)"),
        undecided=("policy",),
    ),
    "feasible-identity": accepted(
        "aws:iam/role:Role",
        ({"maxSessionDuration": 60}, "AWS refuses maxSessionDuration (3600 to 43200 seconds)"),
    ),
    "feasible-identity-name": accepted(
        "aws:iam/role:Role",
        ({"name": "a b"}, "AWS refuses name (letters, digits and + = , . @ - _)"),
        undecided=("name",),
    ),
    "feasible-resource-policy": accepted(
        "aws:s3/bucketPolicy:BucketPolicy",
        ({"policy": "{"}, "AWS refuses policy (a policy document as JSON text)"),
        undecided=("policy",),
    ),
    "feasible-log-retention": accepted(
        "aws:cloudwatch/logGroup:LogGroup",
        (
            {"retentionInDays": 10},
            (
                "AWS refuses retentionInDays (CloudWatch Logs cannot keep events for 10 days; the next allowed period "
                "is 14. Allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, "
                "2557, 2922, 3288, 3653)"
            ),
        ),
        undecided=("retentionInDays",),
    ),
    "feasible-alarm-periods": accepted(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        ({"period": 45}, "AWS refuses period (10, 20, 30 or a multiple of 60 seconds)"),
        ({"evaluationPeriods": 2000}, "AWS refuses evaluationPeriods (at most 1440 of 60 seconds)"),
        ({"datapointsToAlarm": 6}, "AWS refuses datapointsToAlarm (1 to evaluationPeriods, which is 5)"),
        undecided=("period", "evaluationPeriods"),
    ),
    "feasible-dashboard": accepted(
        "aws:cloudwatch/dashboard:Dashboard",
        ({"dashboardBody": "{"}, "AWS refuses dashboardBody (a JSON object)"),
        undecided=("dashboardBody",),
    ),
    "feasible-monitoring": accepted(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        (
            {"comparisonOperator": "Above"},
            (
                "AWS refuses comparisonOperator (one of GreaterThanOrEqualToThreshold, GreaterThanThreshold, "
                "GreaterThanUpperThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, "
                "LessThanOrEqualToThreshold, LessThanThreshold)"
            ),
        ),
    ),
    "feasible-monitoring-name": accepted(
        "aws:cloudwatch/logGroup:LogGroup",
        ({"name": "aws/api"}, "AWS refuses name (a name without the reserved beginnings and endings aws/)"),
        undecided=("name",),
    ),
    "feasible-key-rotation": accepted(
        "aws:kms/key:Key",
        ({"rotationPeriodInDays": 30}, "AWS refuses rotationPeriodInDays (90 to 2560 days)"),
        ({"deletionWindowInDays": 1}, "AWS refuses deletionWindowInDays (7 to 30 days)"),
        undecided=("rotationPeriodInDays", "enableKeyRotation"),
    ),
    "feasible-secret": accepted(
        "aws:secretsmanager/secret:Secret",
        ({"recoveryWindowInDays": 3}, "AWS refuses recoveryWindowInDays (7 to 30 or 0 days)"),
    ),
    "feasible-secret-name": accepted(
        "aws:kms/alias:Alias",
        ({"name": "api"}, "AWS refuses name ('alias/' and then letters, digits, slashes, underscores and hyphens)"),
        ({"name": "alias/aws/api"}, "AWS refuses name (a name without the reserved beginnings and endings alias/aws/)"),
        undecided=("name",),
    ),
    "feasible-container": accepted(
        "aws:ecs/service:Service",
        (
            {"networkConfiguration": ABSENT},
            "AWS refuses networkConfiguration (subnets and security groups, which Fargate needs)",
        ),
    ),
    "feasible-container-name": accepted(
        "aws:ecr/repository:Repository",
        (
            {"name": "Api"},
            "AWS refuses name (lower-case letters and digits, single . _ - between them, parts separated by slashes)",
        ),
        undecided=("name",),
    ),
    "feasible-scaling": accepted(
        "aws:appautoscaling/target:Target",
        ({"resourceId": "api"}, "AWS refuses resourceId (service/CLUSTER/SERVICE)"),
    ),
    "feasible-scaling-name": accepted(
        "aws:appautoscaling/policy:Policy",
        ({"name": "a\n"}, "AWS refuses name (printable characters)"),
        undecided=("name",),
    ),
    "feasible-edge": accepted(
        "aws:route53/record:Record",
        ({"ttl": ABSENT}, "AWS refuses ttl (a value, unless the record is an alias)"),
        ({"aliases": [{}]}, "AWS refuses records (none: the record is an alias)"),
    ),
    "feasible-edge-name": accepted(
        "aws:wafv2/webAcl:WebAcl",
        ({"name": "a b"}, "AWS refuses name (letters, digits, hyphens and underscores)"),
        undecided=("name",),
    ),
    "feasible-other": accepted(
        "aws:budgets/budget:Budget",
        ({"limitAmount": "0"}, "AWS refuses limitAmount (more than 0)"),
    ),
    "feasible-other-name": accepted(
        "aws:budgets/budget:Budget",
        ({"name": "a:b"}, "AWS refuses name (anything without ':', '\\' and '/action/')"),
        undecided=("name",),
    ),
    "feasible-service-target": Case(
        things=(
            Thing(containers.SERVICE, ACCEPTED[containers.SERVICE], sources={"taskDefinition": ("task",)}),
            Thing(containers.TASK, ACCEPTED[containers.TASK], "task"),
        ),
        broken=(
            (
                {"loadBalancers.0.containerName": "web"},
                "loadBalancers[0].containerName is no container of the task definition",
            ),
            ({"loadBalancers.0.containerPort": 80}, "loadBalancers[0].containerPort is no port of the container"),
        ),
        undecided=("loadBalancers", "loadBalancers.0.containerName"),
    ),
    "feasible-database-parameter-family": Case(
        things=(
            Thing(databases.INSTANCE, ACCEPTED[databases.INSTANCE], sources={"parameterGroupName": ("group",)}),
            Thing(databases.PARAMETER_GROUP, {"family": "postgres15"}, "group"),
        ),
        broken=(
            ({"engineVersion": "16"}, "the parameter group is not of family postgres16"),
            ({"engine": "mysql", "engineVersion": "8.4"}, "the parameter group is not of family mysql8.4"),
        ),
        undecided=("engine", "engineVersion"),
    ),
    "feasible-database-support": case(
        databases.INSTANCE,
        {"engine": "postgres", "engineVersion": "18"},
        ({"engineVersion": "13.23"}, "engineVersion is supported until 2026-02-28"),
        ({"engine": "mysql", "engineVersion": "8.0"}, "engineVersion is supported until 2026-07-31"),
        undecided=("engine", "engineVersion"),
    ),
    "feasible-cache-parameter-family": Case(
        things=(
            Thing(CACHE, ACCEPTED[CACHE], sources={"parameterGroupName": ("group",)}),
            Thing(CACHE_PARAMETERS, {"family": "redis7"}, "group"),
        ),
        broken=(
            ({"engine": "valkey", "engineVersion": "8.1"}, "the parameter group is not of family valkey8"),
            ({"engineVersion": "6.2"}, "the parameter group is not of family redis6.x"),
        ),
        undecided=("engine", "engineVersion"),
    ),
    "feasible-load-balancer-zones": in_zones(
        Thing(networks.BALANCERS[0], {"loadBalancerType": "application"}), "subnets"
    ),
    "feasible-database-zones": in_zones(Thing(networks.SUBNET_GROUP), "subnetIds"),
    "feasible-cache-zones": in_zones(
        Thing(networks.CACHE, {"multiAzEnabled": True}), "subnetIds", Thing(networks.CACHE_SUBNET_GROUP, name="group")
    ),
    "feasible-subnet-in-network": Case(
        things=(
            Thing(networks.SUBNET, {"cidrBlock": "10.1.0.0/24"}, sources={"vpcId": ("vpc",)}),
            Thing(networks.VPC, {"cidrBlock": "10.0.0.0/16"}, "vpc"),
            Thing(networks.SECOND_RANGE, {"cidrBlock": "10.1.0.0/16"}, "more", {"vpcId": ("vpc",)}),
        ),
        broken=(({"cidrBlock": "10.2.0.0/24"}, "cidrBlock lies outside the network's range"),),
        undecided=("cidrBlock",),
        beside=(
            (
                (Thing(networks.VPC, {"cidrBlock": "10.0.0.0/16"}, "vpc"),),
                "cidrBlock lies outside the network's range",
            ),
        ),
    ),
    "feasible-subnets-apart": Case(
        things=(
            Thing(networks.SUBNET, {"cidrBlock": "10.0.0.0/24", "vpcId": "vpc-1"}, "first"),
            Thing(networks.SUBNET, {"cidrBlock": "10.0.1.0/24", "vpcId": "vpc-1"}, "second"),
            Thing(networks.SUBNET, {"cidrBlock": "10.0.2.0/24", "vpcId": "vpc-2"}, "elsewhere"),
        ),
        broken=(({"cidrBlock": "10.0.0.0/23"}, "cidrBlock overlaps that of second"),),
        undecided=("cidrBlock",),
    ),
    "feasible-security-group-rules": Case(
        things=(
            Thing(networks.GROUP, name="group"),
            *several(3, networks.DIRECTIONS["inward"], securityGroupId="group"),
        ),
        broken=(),
        beside=(
            (several(61, networks.DIRECTIONS["inward"], securityGroupId="group"), "it has 61 inward rules"),
            (several(61, networks.DIRECTIONS["outward"], securityGroupId="group"), "it has 61 outward rules"),
        ),
    ),
    "feasible-quota-addresses": quota(quotas.ADDRESS, 5, "Elastic IP addresses"),
    "feasible-quota-networks": quota(quotas.VPC, 5, "VPCs"),
    "feasible-quota-nat-gateways": quota(quotas.NAT, 5, "NAT gateways in a zone", {"subnetId": "subnet-1"}),
    "feasible-quota-databases": quota(quotas.DATABASE, 40, "databases"),
    "feasible-quota-roles": quota(quotas.ROLE, 1000, "roles"),
    "feasible-quota-fargate": Case(
        things=(
            Thing(STACK, name="dev"),
            Thing(containers.TASK, {"cpu": "1024"}, "task"),
            Thing(containers.SERVICE, {"desiredCount": 6}, "service", {"taskDefinition": ("task",)}),
        ),
        broken=(),
        beside=(
            (
                (
                    Thing(containers.TASK, {"cpu": "2048"}, "task"),
                    Thing(containers.SERVICE, {"desiredCount": 4}, "service", {"taskDefinition": ("task",)}),
                ),
                "it runs 8 vCPUs, a new account may have 6",
            ),
        ),
    ),
    "feasible-policy-actions": case(
        documents.INLINE,
        {"policy": policy(Action=["s3:Get*", "*", "ecs:StopServiceDeployment", "s3:getobject"])},
        ({"policy": policy(Action="s3:FetchObject")}, "policy.Statement[0] names s3:FetchObject, which is no action"),
        ({"policy": policy(NotAction="s3:Fetch*")}, "policy.Statement[0] names s3:Fetch*, which is no action"),
        (
            {"policy": policy(Action=["s4:GetObject"])},
            "policy.Statement[0] names the service s4, which IAM does not have",
        ),
        (
            {"inlinePolicies": [{"policy": policy(Action="sts:Become")}]},
            "inlinePolicies[0].policy.Statement[0] names sts:Become, which is no action",
        ),
        ({"policy": "{"}, "policy is no valid JSON"),
        undecided=("policy",),
    ),
    "feasible-policy-form": case(
        documents.ROLE,
        {"assumeRolePolicy": policy(Sid="Tasks1")},
        (
            {"assumeRolePolicy": policy(Action="GetObject")},
            "assumeRolePolicy.Statement[0] has an action without a service",
        ),
        (
            {"assumeRolePolicy": policy(Sid="of-tasks")},
            "assumeRolePolicy.Statement[0].Sid has characters other than letters and digits",
        ),
        undecided=("assumeRolePolicy",),
    ),
    "feasible-policy-version": case(
        documents.DOCUMENTS[0],
        {"policy": policy()},
        ({"policy": '{"Statement": []}'}, "policy has not the current Version"),
        ({"policy": '{"Version": "2008-10-17"}'}, "policy has not the current Version"),
        undecided=("policy",),
    ),
    "feasible-role-attachments": Case(
        things=(Thing(documents.ROLE, name="role"), *several(10, documents.ATTACHMENT, role="role")),
        broken=(),
        beside=((several(11, documents.ATTACHMENT, role="role"), "it has 11 managed policies"),),
    ),
    "feasible-role-inline-size": Case(
        things=(
            Thing(documents.ROLE, name="role"),
            *several(2, documents.INLINE, {"policy": "x" * 5120 + " " * 100}, role="role"),
        ),
        broken=(),
        beside=(
            (
                several(3, documents.INLINE, {"policy": "x" * 5000}, role="role"),
                "its inline policies have 15000 characters together",
            ),
        ),
    ),
    "feasible-alarm-metric": case(
        watch.ALARM,
        {"namespace": "AWS/ECS", "metricName": "CPUUtilization"},
        ({"metricName": "CPUUsage"}, "metricName is CPUUsage, which AWS/ECS does not publish"),
        (
            {"metricName": ABSENT, "metricQueries": [{"metric": {"namespace": "AWS/RDS", "metricName": "Load"}}]},
            "metricQueries[0].metric.metricName is Load, which AWS/RDS does not publish",
        ),
        undecided=("namespace", "metricName"),
    ),
    "feasible-alarm-dimensions": case(
        watch.ALARM,
        {
            "namespace": "AWS/ECS",
            "metricName": "CPUUtilization",
            "dimensions": {"ClusterName": "c", "ServiceName": "s"},
        },
        ({"dimensions.Service": "s"}, "dimensions has Service, which no metric of the namespace has"),
        undecided=("namespace", "dimensions"),
        given=("dimensions.ClusterName",),
    ),
    "feasible-alarm-threshold": case(
        watch.ALARM,
        {"namespace": "AWS/RDS", "metricName": "CPUUtilization", "statistic": "Average", "threshold": 80},
        ({"threshold": 120}, "threshold lies outside 0 to 100, where the metric always is"),
        ({"threshold": 0.8}, "threshold is below 1 percent; a share is to be given in percent"),
        undecided=("threshold", "metricName"),
    ),
    "feasible-dashboard-metrics": case(
        watch.DASHBOARD,
        {"dashboardBody": dashboard(["AWS/ECS", "CPUUtilization", "ClusterName", "c"], [".", "...", {}], ["Own", "x"])},
        (
            {"dashboardBody": dashboard(["AWS/ECS", "CPUUsage"])},
            "dashboardBody.widgets[0].properties.metrics[0] shows CPUUsage, which AWS/ECS does not publish",
        ),
        undecided=("dashboardBody",),
    ),
    "feasible-distribution-certificate": case(
        edge.DISTRIBUTION,
        {"aliases": ["shop.example.com"], "viewerCertificate": {"acmCertificateArn": CERTIFICATE}},
        ({"viewerCertificate": {"cloudfrontDefaultCertificate": True}}, "aliases are given and no certificate is"),
        given=("viewerCertificate.acmCertificateArn",),
        undecided=("viewerCertificate",),
    ),
    "feasible-distribution-certificate-region": Case(
        things=(
            Thing(edge.CERTIFICATE, {"region": "us-east-1"}, "certificate"),
            Thing(edge.DISTRIBUTION, name="site", sources={"viewerCertificate": ("certificate",)}),
        ),
        broken=(
            ({"region": "us-east-2"}, "site is a distribution and the certificate is in another region"),
            (
                {"region": ABSENT, "arn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
                "site is a distribution and the certificate is in another region",
            ),
        ),
    ),
    "feasible-firewall-region": case(
        edge.WEB_ACL,
        {"scope": "CLOUDFRONT", "region": "us-east-1"},
        ({"region": "us-east-2"}, "scope is CLOUDFRONT and the region is another"),
        undecided=("scope", "region"),
    ),
    "feasible-distribution-firewall": Case(
        things=(
            Thing(edge.WEB_ACL, {"scope": "CLOUDFRONT"}, "firewall"),
            Thing(edge.DISTRIBUTION, name="site", sources={"webAclId": ("firewall",)}),
        ),
        broken=(({"scope": "REGIONAL"}, "site is a distribution and the scope is not CLOUDFRONT"),),
        undecided=("scope",),
    ),
    "feasible-record-at-apex": Case(
        things=(
            Thing(edge.RECORD, {"type": "CNAME", "name": "www.example.com"}, "record", {"zoneId": ("zone",)}),
            Thing(edge.ZONE, {"name": "example.com"}, "zone"),
        ),
        broken=(
            ({"name": "example.com."}, "it is a CNAME at the zone's own name"),
            ({"name": ABSENT}, "it is a CNAME at the zone's own name"),
        ),
        undecided=("type", "name"),
    ),
    "feasible-node-group-size": case(
        nodes.NODE_GROUPS[0],
        NODES,
        ({"scalingConfig.minSize": 4}, "scalingConfig.minSize is above desiredSize"),
        ({"scalingConfig.desiredSize": 11}, "scalingConfig.desiredSize is above maxSize"),
        ({"scalingConfig.desiredSize": ABSENT, "scalingConfig.minSize": 11}, "scalingConfig.minSize is above maxSize"),
        ({"scalingConfig": {"maxSize": 0}}, "scalingConfig.maxSize is 0"),
        undecided=("scalingConfig", "scalingConfig.desiredSize"),
    ),
    "feasible-node-types": case(
        nodes.NODE_GROUPS[1],
        NODES,
        ({"instanceTypes": ["t3.large", "t3.huge"]}, "instanceTypes[1] is no instance type"),
        undecided=("instanceTypes",),
    ),
    "feasible-node-processors": case(
        nodes.NODE_GROUPS[1],
        NODES,
        ({"instanceTypes": ["t3.large", "t4g.large"]}, "instanceTypes mixes processors"),
        undecided=("instanceTypes",),
    ),
    "feasible-spot-types": case(
        nodes.NODE_GROUPS[1],
        NODES,
        ({"instanceTypes": ["t3.large"]}, "spot nodes are of one instance type"),
        ({"instanceTypes": ABSENT}, "spot nodes are of one instance type"),
        undecided=("capacityType", "instanceTypes"),
    ),
    "feasible-node-sizes": case(
        nodes.NODE_GROUPS[1],
        NODES,
        ({"instanceTypes": ["t3.large", "t3.xlarge"]}, "instanceTypes are of different sizes"),
        undecided=("instanceTypes",),
    ),
    "feasible-cluster-support": case(
        nodes.CLUSTERS[0],
        {"version": "1.36"},
        ({"version": "1.28"}, "version is supported until 2024-11-26"),
        undecided=("version",),
    ),
    "feasible-runtime-support": case(
        nodes.FUNCTION,
        {"runtime": "python3.14"},
        ({"runtime": "python3.9"}, "runtime is supported until 2025-12-15"),
        undecided=("runtime",),
    ),
    "feasible-object-name": case(
        workloads.SERVICE,
        {"metadata": {"name": "api"}},
        ({"metadata.name": "API"}, "metadata.name is no name that Kubernetes takes"),
        ({"metadata.name": "a" * 64}, "metadata.name is no name that Kubernetes takes"),
        undecided=("metadata.name",),
    ),
    "feasible-release-name": case(
        workloads.RELEASE,
        {"name": "prometheus"},
        ({"name": "a" * 54}, "name is no name that Helm takes"),
        ({"name": "Prometheus"}, "name is no name that Helm takes"),
        undecided=("name",),
    ),
    "feasible-container-resources": case(
        workloads.DEPLOYMENT,
        workload(),
        (
            {f"{POD}.containers.0.resources.requests.memory": "2Gi"},
            "spec.template.spec.containers[0].resources.requests.memory is above the limit",
        ),
        (
            {f"{POD}.containers.0.resources.requests.cpu": 2},
            "spec.template.spec.containers[0].resources.requests.cpu is above the limit",
        ),
        undecided=(f"{POD}.containers", f"{POD}.containers.0.resources.limits.cpu"),
    ),
    "feasible-autoscaler-bounds": case(
        workloads.AUTOSCALER,
        {"spec": {"minReplicas": 2, "maxReplicas": 10}},
        ({"spec.minReplicas": 11}, "spec.minReplicas is above spec.maxReplicas"),
        ({"spec": {"maxReplicas": 0}}, "spec.minReplicas is above spec.maxReplicas"),
        undecided=("spec.minReplicas", "spec.maxReplicas"),
    ),
    "feasible-service-ports": case(
        workloads.SERVICE,
        {"spec": {"ports": [{"name": "http", "port": 80, "targetPort": "web"}, {"name": "metrics", "port": 9090}]}},
        ({"spec.ports.0.port": 70000}, "spec.ports[0].port is outside 1 to 65535"),
        ({"spec.ports.1.nodePort": 8080}, "spec.ports[1].nodePort is outside 30000 to 32767"),
        ({"spec.ports.1.name": ABSENT}, "spec.ports have not a name each"),
        ({"spec.ports.1.name": "http"}, "spec.ports have not a name each"),
        undecided=("spec.ports", "spec.ports.0.port"),
    ),
    "feasible-api-version": Case(
        things=(
            Thing("kubernetes:flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema", {"metadata": {"name": "flow"}}),
            Thing(nodes.CLUSTERS[0], {"version": "1.31"}, "cluster"),
        ),
        broken=(),
        lonely="it is not served from 1.32 on",
        beside=(((Thing(nodes.CLUSTERS[1], {"version": "1.32"}, "cluster"),), "it is not served from 1.32 on"),),
    ),
    "feasible-disruption-budget": Case(
        things=(
            Thing(workloads.BUDGET, {"spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "api"}}}}),
            Thing(workloads.DEPLOYMENT, workload(), "api"),
        ),
        broken=(
            ({"spec.minAvailable": 2}, "all pods of api must stay"),
            ({"spec.minAvailable": "100%"}, "no pod may ever be away"),
            ({"spec.maxUnavailable": 0}, "no pod may ever be away"),
        ),
        undecided=("spec.minAvailable", "spec.selector"),
    ),
}
