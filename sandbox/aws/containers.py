"""ECS, its scaling, and ECR."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, KEY, LISTENER_RULE, ROLE_ARN, SUBNET, TARGETS, arn, instant, named, took
from sandbox.resource_facts import Name, ResourceFacts

_CLUSTER = "aws:ecs/cluster:Cluster"
_SERVICE = "aws:ecs/service:Service"
_TASKS = "aws:ecs/taskDefinition:TaskDefinition"
_SCALING = "aws:appautoscaling/policy:Policy"
_REPOSITORY = "aws:ecr/repository:Repository"

FACTS: Mapping[str, ResourceFacts] = {
    _CLUSTER: ResourceFacts(
        id=arn("ecs", "cluster/{name}"),
        times=took(11, 10, 5, "M4"),
        name=named(_CLUSTER),
        outputs={"arn": "{id}"},
        references={"configuration.executeCommandConfiguration.kmsKeyId": KEY},
        unique=("name",),
        free_references=("configuration.executeCommandConfiguration.kmsKeyId",),
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ResourceFacts(
        id="{inputs[clusterName]}",
        times=took(11, 11, 11, "E"),
        references={"clusterName": f"{_CLUSTER}#name"},
        free_references=("clusterName",),
    ),
    # On AWS the id is the family; here it names the revision, so that old and new can stand side by side.
    _TASKS: ResourceFacts(
        id="{inputs[family]}:{count}",
        times=took(1, 1, 0, "M2"),
        name=Name(property="family", automatic=False),
        defaults={"skipDestroy": False, "trackLatest": False},
        outputs={
            "arn": arn("ecs", "task-definition/{inputs[family]}:{count}"),
            "arnWithoutRevision": arn("ecs", "task-definition/{inputs[family]}"),
            "revision": "{count}",
        },
        references={"executionRoleArn": ROLE_ARN, "taskRoleArn": ROLE_ARN},
        free_references=("executionRoleArn", "taskRoleArn"),
    ),
    _SERVICE: ResourceFacts(
        # The first part stands for the cluster's name: another cluster may have a service of the same name.
        id=arn("ecs", "service/{hex8}/{name}"),
        times=took(
            *(1, 2, 30, "M3"),
            {"loadBalancers=set": took(1, 2, 360, "M2"), "waitForSteadyState=true": took(73, 420, 30, "M7 E")},
        ),
        name=named(_SERVICE),
        defaults={
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 100,
            "enableEcsManagedTags": False,
            "schedulingStrategy": "REPLICA",
            "waitForSteadyState": False,
        },
        outputs={"arn": "{id}", "platformVersion": "LATEST"},
        references={
            "cluster": f"{_CLUSTER}#arn|name",
            "taskDefinition": f"{_TASKS}#arn|family|id",
            "networkConfiguration.subnets[]": SUBNET,
            "networkConfiguration.securityGroups[]": GROUP,
            "loadBalancers[].targetGroupArn": TARGETS,
            "loadBalancers[].advancedConfiguration.alternateTargetGroupArn": TARGETS,
            "loadBalancers[].advancedConfiguration.productionListenerRule": LISTENER_RULE,
            "loadBalancers[].advancedConfiguration.testListenerRule": LISTENER_RULE,
            "loadBalancers[].advancedConfiguration.roleArn": ROLE_ARN,
            "alarms.alarmNames[]": "aws:cloudwatch/metricAlarm:MetricAlarm#name",
        },
        free_references=(
            *("taskDefinition", "loadBalancers[].targetGroupArn", "alarms.alarmNames[]"),
            "loadBalancers[].advancedConfiguration.alternateTargetGroupArn",
        ),
    ),
    "aws:appautoscaling/target:Target": ResourceFacts(
        id="{inputs[resourceId]}",
        times=instant("M1"),
        outputs={
            "arn": arn("application-autoscaling", "scalable-target/{hex8}"),
            "roleArn": "arn:{partition}:iam::{account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService",
        },
        references={"roleArn": ROLE_ARN},
        free_references=("roleArn",),
    ),
    _SCALING: ResourceFacts(
        id="{inputs[resourceId]}/{name}",
        times=instant("M1"),
        name=named(_SCALING),
        outputs={
            "arn": arn("autoscaling", "scalingPolicy:{uuid}:resource/ecs/{inputs[resourceId]}:policyName/{name}"),
            "alarmArns": [],
        },
        references={"resourceId": "aws:appautoscaling/target:Target#resourceId"},
        free_references=("resourceId",),
    ),
    _REPOSITORY: ResourceFacts(
        id="{name}",
        times=instant("M3"),
        name=named(_REPOSITORY, lower=True),
        defaults={"imageTagMutability": "MUTABLE"},
        outputs={
            "arn": arn("ecr", "repository/{name}"),
            "registryId": "{account}",
            "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
        },
        references={"encryptionConfigurations[].kmsKey": KEY},
        unique=("name",),
        free_references=("encryptionConfigurations[].kmsKey",),
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ResourceFacts(
        id="{inputs[repository]}",
        times=instant(),
        outputs={"registryId": "{account}"},
        references={"repository": f"{_REPOSITORY}#name"},
        free_references=("repository",),
    ),
}
