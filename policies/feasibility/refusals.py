"""What AWS refuses about a single resource, as rules of a pack.

The facts are those of `core.aws.rules`, by which the sandbox refuses the same: nothing is checked twice. A violation
there names a property; `CLAIMS` says which rule of this pack speaks of it, and a rest rule per service speaks of all
others. A message holds what AWS allows, in the words of core: it may name a version or a size, and never a secret.
"""

import re
import textwrap
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from pulumi_policy import Severity

from core.aws.names import NAME_RULES, name_problem
from core.aws.rules import RULES, violations
from policies.lib.resources import Resource
from policies.lib.rule import Rule, rule
from policies.lib.values import UNKNOWN
from policies.lib.view import Undecided

Claim = Mapping[str, tuple[str, ...]]
"""Resource type to the properties of which a rule speaks."""

_LONGEST = 240
"""Characters of what is allowed; some lists are longer."""

_REFERENCES = frozenset({"allocationId", "certificateArn", "executionRoleArn", "parameterGroupName"})
"""Properties that only have to be there: one that the same program makes has no ARN before `up`."""

_DOCUMENT = ("policy",)
_ADDRESS = ("cidrIpv4",)
_PORTS = ("ipProtocol", "fromPort", "toPort")

CLAIMS: Mapping[str, Claim] = {
    "feasible-fargate-size": {"aws:ecs/taskDefinition:TaskDefinition": ("cpu", "memory", "networkMode")},
    "feasible-containers": {"aws:ecs/taskDefinition:TaskDefinition": ("containerDefinitions", "executionRoleArn")},
    "feasible-deployment-percent": {
        "aws:ecs/service:Service": ("deploymentMaximumPercent", "deploymentMinimumHealthyPercent")
    },
    "feasible-capacity-providers": {
        "aws:ecs/service:Service": ("capacityProviderStrategies", "launchType"),
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ("defaultCapacityProviderStrategies",),
    },
    "feasible-image-lifecycle": {"aws:ecr/lifecyclePolicy:LifecyclePolicy": _DOCUMENT},
    "feasible-scaling-bounds": {"aws:appautoscaling/target:Target": ("minCapacity", "maxCapacity")},
    "feasible-scaling-metric": {"aws:appautoscaling/policy:Policy": ("targetTrackingScalingPolicyConfiguration",)},
    "feasible-database-version": {"aws:rds/instance:Instance": ("engineVersion", "engine")},
    "feasible-database-class": {
        "aws:rds/instance:Instance": ("instanceClass", "performanceInsightsEnabled", "databaseInsightsMode")
    },
    "feasible-database-storage": {
        "aws:rds/instance:Instance": (
            *("storageType", "allocatedStorage", "maxAllocatedStorage", "iops", "storageThroughput"),
        )
    },
    "feasible-database-windows": {"aws:rds/instance:Instance": ("backupWindow", "maintenanceWindow")},
    "feasible-database-credentials": {
        "aws:rds/instance:Instance": ("username", "password", "passwordWo", "manageMasterUserPassword")
    },
    "feasible-database-parameters": {"aws:rds/parameterGroup:ParameterGroup": ("family", "parameters")},
    "feasible-cache-version": {"aws:elasticache/replicationGroup:ReplicationGroup": ("engineVersion", "engine")},
    "feasible-cache-node-type": {
        "aws:elasticache/replicationGroup:ReplicationGroup": ("nodeType", "dataTieringEnabled")
    },
    "feasible-cache-failover": {
        "aws:elasticache/replicationGroup:ReplicationGroup": (
            *("automaticFailoverEnabled", "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"),
        )
    },
    "feasible-cache-windows": {
        "aws:elasticache/replicationGroup:ReplicationGroup": ("snapshotWindow", "maintenanceWindow")
    },
    "feasible-cache-parameters": {
        "aws:elasticache/parameterGroup:ParameterGroup": ("family", "parameters"),
        "aws:elasticache/replicationGroup:ReplicationGroup": ("parameterGroupName",),
    },
    "feasible-load-balancer-subnets": {"aws:lb/loadBalancer:LoadBalancer": ("subnets",)},
    "feasible-listener-tls": {"aws:lb/listener:Listener": ("protocol", "certificateArn", "sslPolicy")},
    "feasible-listener-actions": {"aws:lb/listener:Listener": ("defaultActions",)},
    "feasible-health-check": {"aws:lb/targetGroup:TargetGroup": ("healthCheck",)},
    "feasible-ranges": {
        "aws:ec2/vpc:Vpc": ("cidrBlock",),
        "aws:ec2/subnet:Subnet": ("cidrBlock",),
        "aws:ec2/route:Route": ("destinationCidrBlock",),
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _ADDRESS,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _ADDRESS,
    },
    "feasible-ports": {
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _PORTS,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _PORTS,
    },
    "feasible-nat-address": {"aws:ec2/natGateway:NatGateway": ("connectivityType", "allocationId")},
    "feasible-bucket-lifecycle": {"aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ("rules",)},
    "feasible-identity-policy": {
        "aws:iam/role:Role": ("assumeRolePolicy",),
        "aws:iam/rolePolicy:RolePolicy": _DOCUMENT,
        "aws:iam/policy:Policy": _DOCUMENT,
    },
    "feasible-resource-policy": {
        "aws:s3/bucketPolicy:BucketPolicy": _DOCUMENT,
        "aws:kms/key:Key": _DOCUMENT,
        "aws:kms/keyPolicy:KeyPolicy": _DOCUMENT,
        "aws:sns/topic:Topic": _DOCUMENT,
        "aws:sns/topicPolicy:TopicPolicy": _DOCUMENT,
        "aws:secretsmanager/secretPolicy:SecretPolicy": _DOCUMENT,
        "aws:ec2/vpcEndpoint:VpcEndpoint": _DOCUMENT,
    },
    "feasible-log-retention": {"aws:cloudwatch/logGroup:LogGroup": ("retentionInDays",)},
    "feasible-alarm-periods": {
        "aws:cloudwatch/metricAlarm:MetricAlarm": ("period", "evaluationPeriods", "datapointsToAlarm")
    },
    "feasible-dashboard": {"aws:cloudwatch/dashboard:Dashboard": ("dashboardBody",)},
    "feasible-key-rotation": {"aws:kms/key:Key": ("rotationPeriodInDays", "enableKeyRotation", "deletionWindowInDays")},
}
"""Rule to the types and properties of which it speaks. One property of a type belongs to one rule."""

SERVICES: Mapping[str, tuple[str, ...]] = {
    "load-balancer": ("lb",),
    "database": ("rds",),
    "cache": ("elasticache",),
    "bucket": ("s3",),
    "identity": ("iam",),
    "container": ("ecs", "ecr"),
    "scaling": ("appautoscaling",),
    "network": ("ec2", "vpc"),
    "secret": ("kms", "secretsmanager"),
    "monitoring": ("cloudwatch", "sns"),
    "edge": ("wafv2", "acm", "route53", "cloudfront"),
}
"""Groups of services that have a rule for names and a rest rule each; `other` has all that is in none."""


def refusal(name: str, description: str, remedy: str) -> Rule:
    """Make the rule that speaks of what `CLAIMS` gives to `name`."""
    claim = CLAIMS[name]

    def check(resource: Resource) -> Iterator[str]:
        claimed = claim[resource.token]
        yield from _said(resource, lambda path: _root(path) in claimed)
        _decide(resource, claimed)

    return rule(name, description, severity=Severity.HIGH, remedy=remedy, types=frozenset(claim))(check)


def rest(group: str, description: str, remedy: str) -> Rule:
    """Make the rule `feasible-<group>`, which speaks of all that no other rule of this pack does.

    What is unknown at preview is left to `up`: it is ids and ARNs, which AWS makes by its own rules.
    """

    def check(resource: Resource) -> Iterator[str]:
        elsewhere = {path for claim in CLAIMS.values() for path in claim.get(resource.token, ())}
        named = NAME_RULES.get(resource.token)
        if named is not None:
            elsewhere.add(named.property)
        yield from _said(resource, lambda path: _root(path) not in elsewhere)

    name = f"feasible-{group}"
    return rule(name, description, severity=Severity.HIGH, remedy=remedy, types=_of_group(group, RULES))(check)


def names(group: str, description: str) -> Rule:
    """Make the rule `feasible-<group>-name`: lengths and characters of names."""

    def check(resource: Resource) -> Iterator[str]:
        limits = NAME_RULES[resource.token]
        given = resource.value(limits.property)
        allowed = name_problem(limits, given) if isinstance(given, str) else None
        if allowed is not None:
            yield f"AWS refuses {limits.property} ({allowed})"

    remedy = "Choose another name, or leave the name to Pulumi and shorten the logical one: Pulumi adds 8 characters"
    return rule(
        f"feasible-{group}-name",
        description,
        severity=Severity.HIGH,
        remedy=remedy,
        types=_of_group(group, NAME_RULES),
    )(check)


def _of_group(group: str, tokens: Iterable[str]) -> Container[str]:
    grouped = {service for services in SERVICES.values() for service in services}
    wanted = SERVICES.get(group)
    return frozenset(
        token for token in tokens if (_service(token) not in grouped if wanted is None else _service(token) in wanted)
    )


def _service(token: str) -> str:
    return token.split(":")[1].partition("/")[0]


def _root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _said(resource: Resource, is_meant: Callable[[str], bool]) -> Iterator[str]:
    inputs = resource.value()
    found = violations(resource.token, inputs) if isinstance(inputs, dict) else []
    for one in found:
        if one.by_aws and is_meant(one.property):
            yield f"AWS refuses {one.property} ({textwrap.shorten(one.allowed, _LONGEST, placeholder=' ...')})"


def _decide(resource: Resource, paths: Iterable[str]) -> None:
    """Raise Undecided for the first unknown value: nothing has been said of it."""
    for path in paths:
        if path not in _REFERENCES and resource.peek(path) is UNKNOWN:
            raise Undecided(path)
