"""A service as a document names it: stated names, the launch type, policies of AWS, scaling in steps."""

import json

import pytest

from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs, ServiceNames
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from core.aws.rules import violations
from core.sections.deployment import DeploymentSettings
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.service import ScalingSettings, ServiceSettings
from core.sections.step_scaling import StepScalingSettings, StepSettings
from tests.recording import Recording, record

KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
SERVICE = "aws:ecs/service:Service"
ROLE = "aws:iam/role:Role"
NAMES = ServiceNames(
    service="shop-service",
    container="fastapi-app",
    log_group="/ecs/shop-task",
    execution_role="shop-execution",
    task_role="shop-task",
)
STEPS = StepScalingSettings(
    scale_out=StepSettings(cpu_percent=70, periods=2), scale_in=StepSettings(cpu_percent=30, periods=5)
)


def build(*, spot: bool = False) -> None:
    settings = ServiceSettings(
        port=8000,
        cpu=512,
        memory=1024,
        desired_count=2,
        spot=spot,
        scaling=ScalingSettings(minimum=2, maximum=10, requests_per_minute=None, steps=STEPS),
        deployment=DeploymentSettings(minimum_healthy_percent=50),
    )
    balancer = LoadBalancer(
        "shop",
        LoadBalancerArgs(
            settings=LoadBalancerSettings(),
            service=settings,
            vpc_id="vpc-1",
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-1",
            certificate_arn="arn:aws:acm:us-east-1:000000000000:certificate/1",
            protected=False,
        ),
    )
    EcsService(
        "core",
        EcsServiceArgs(
            settings=settings,
            family="shop-task",
            cluster=EcsCluster(
                "shop", EcsClusterArgs(kms_key_arn=KEY, log_retention_days=30, capacity_providers=("FARGATE",))
            ),
            target=balancer.target,
            subnet_ids=["subnet-3"],
            security_group_id="sg-2",
            account_id="000000000000",
            region="us-east-1",
            repository_arn="arn:aws:ecr:us-east-1:000000000000:repository/shop",
            image=None,
            names=NAMES,
            execution_policy_arns=(MANAGED,),
            kms_key_arn=KEY,
            log_retention_days=30,
        ),
    )


@pytest.fixture(scope="module")
def recording() -> Recording[None]:
    return record(build)


def test_everything_has_the_stated_name_and_is_gone_before_the_name_is_taken_again(recording: Recording[None]) -> None:
    named = [
        recording.one(SERVICE),
        recording.named("aws:cloudwatch/logGroup:LogGroup", "core"),
        recording.named(ROLE, "core-execution"),
        recording.named(ROLE, "core-task"),
    ]

    assert [one.inputs["name"] for one in named] == [
        "shop-service",
        "/ecs/shop-task",
        "shop-execution",
        "shop-task",
    ]
    assert all(one.delete_before_replace for one in named)


def test_requests_go_to_the_container_of_the_stated_name(recording: Recording[None]) -> None:
    (container,) = json.loads(
        str(recording.one("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"])
    )
    targets = recording.one(SERVICE).inputs["loadBalancers"]

    assert container["name"] == "fastapi-app"
    assert isinstance(targets, list)
    assert targets[0]["containerName"] == "fastapi-app"


def test_a_cluster_of_on_demand_capacity_alone_makes_the_launch_type_fargate(recording: Recording[None]) -> None:
    inputs = recording.one(SERVICE).inputs

    assert (inputs["launchType"], inputs["platformVersion"]) == ("FARGATE", "LATEST")
    assert "capacityProviderStrategies" not in inputs


def test_spot_without_its_capacity_is_refused() -> None:
    with pytest.raises(ValueError, match=r"EcsService core: settings\.spot needs FARGATE_SPOT"):
        record(lambda: build(spot=True))


def test_the_execution_role_has_the_policy_of_aws_before_the_service_starts(recording: Recording[None]) -> None:
    attachment = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")

    assert attachment.inputs["policyArn"] == MANAGED
    assert attachment.inputs["role"] == "shop-execution"
    assert attachment.urn in recording.one(SERVICE).dependencies


def test_deployments_may_stop_as_many_tasks_as_the_settings_allow(recording: Recording[None]) -> None:
    inputs = recording.one(SERVICE).inputs

    assert (inputs["deploymentMinimumHealthyPercent"], inputs["deploymentMaximumPercent"]) == (50, 200)


def test_scaling_follows_cpu_and_memory_and_goes_in_steps_too(recording: Recording[None]) -> None:
    policies = {one.name for one in recording.of("aws:appautoscaling/policy:Policy")}

    assert policies == {"core-cpu", "core-memory", "core-steps-out", "core-steps-in"}


def test_aws_accepts_all_of_it(recording: Recording[None]) -> None:
    for one in recording.resources:
        assert violations(one.token, one.inputs) == []
