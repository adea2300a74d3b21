import json
from collections.abc import Mapping

import pulumi
import pytest

from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from core.containers import MetricsCollection
from core.iam import statement
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.service import ScalingSettings, ServiceSettings
from tests.recording import Recording, record

ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
REPOSITORY = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/api"
WORKSPACE = f"arn:aws:aps:us-east-1:{ACCOUNT}:workspace/ws-1"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:cache-abcdef"
BUCKET = "arn:aws:s3:::backups"
SCALING = ScalingSettings(minimum=3, maximum=6)

SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"


def service_settings(*, spot: bool = False, scaling: ScalingSettings | None = SCALING) -> ServiceSettings:
    return ServiceSettings(port=8000, cpu=256, memory=512, desired_count=3, spot=spot, scaling=scaling)


def build(
    settings: ServiceSettings, secrets: Mapping[str, pulumi.Input[str]] | None = None, *, collected: bool = True
) -> None:
    cluster = EcsCluster("ims", EcsClusterArgs(kms_key_arn=KEY, log_retention_days=30))
    balancer = LoadBalancer(
        "ims",
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
    metrics = MetricsCollection(
        workspace_arn=WORKSPACE, remote_write_url="https://aps.invalid/api/v1/remote_write", interval_seconds=15
    )
    EcsService(
        "api",
        EcsServiceArgs(
            settings=settings,
            family="ims-dev-api",
            cluster=cluster,
            target=balancer.target,
            subnet_ids=["subnet-3", "subnet-4"],
            security_group_id="sg-2",
            account_id=ACCOUNT,
            region="us-east-1",
            repository_arn=REPOSITORY,
            image=None,
            secrets=secrets or {},
            task_statements=[statement(["s3:PutObject"], f"{BUCKET}/*")],
            metrics=metrics if collected else None,
            kms_key_arn=KEY,
            log_retention_days=30,
        ),
    )


def recorded(settings: ServiceSettings | None = None) -> Recording[None]:
    return record(lambda: build(settings or service_settings()))


def statements(recording: Recording[None], name: str) -> Mapping[str, Mapping[str, object]]:
    """The statements of a role's policy, by their actions."""
    document = json.loads(str(recording.named(ROLE_POLICY, name).inputs["policy"]))
    return {" ".join(one["Action"]): one for one in document["Statement"]}


def test_a_task_has_the_documented_size_on_fargate() -> None:
    inputs = recorded().one(TASK_DEFINITION).inputs

    assert (inputs["cpu"], inputs["memory"]) == ("256", "512")
    assert inputs["requiresCompatibilities"] == ["FARGATE"]
    assert inputs["networkMode"] == "awsvpc"
    assert inputs["family"] == "ims-dev-api"


def test_the_application_is_the_first_container_and_logs_to_the_services_own_group() -> None:
    recording = recorded()
    definitions = json.loads(str(recording.one(TASK_DEFINITION).inputs["containerDefinitions"]))

    assert [one["name"] for one in definitions] == ["api", "metrics-collector"]
    assert {one["logConfiguration"]["logDriver"] for one in definitions} == {"awslogs"}
    group = definitions[0]["logConfiguration"]["options"]["awslogs-group"]
    assert group.startswith("api-")
    assert recording.named("aws:cloudwatch/logGroup:LogGroup", "api").inputs == {
        "kmsKeyId": KEY,
        "retentionInDays": 30,
    }


def test_every_mounted_volume_is_declared() -> None:
    inputs = recorded().one(TASK_DEFINITION).inputs
    definitions = json.loads(str(inputs["containerDefinitions"]))

    mounted = [mount["sourceVolume"] for one in definitions for mount in one.get("mountPoints", [])]
    assert [{"name": volume} for volume in mounted] == inputs["volumes"]


def test_without_metrics_there_is_no_collector_and_no_right_to_write_metrics() -> None:
    recording = record(lambda: build(service_settings(), collected=False))

    assert len(json.loads(str(recording.one(TASK_DEFINITION).inputs["containerDefinitions"]))) == 1
    assert "aps:RemoteWrite" not in statements(recording, "api-task")


@pytest.mark.parametrize(("spot", "provider"), [(True, "FARGATE_SPOT"), (False, "FARGATE")])
def test_the_capacity_follows_the_setting_and_no_launch_type_contradicts_it(spot: bool, provider: str) -> None:
    inputs = recorded(service_settings(spot=spot)).one(SERVICE).inputs

    assert inputs["capacityProviderStrategies"] == [{"capacityProvider": provider, "weight": 1}]
    assert "launchType" not in inputs


def test_a_failed_deployment_is_rolled_back_and_noticed() -> None:
    inputs = recorded().one(SERVICE).inputs

    assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert inputs["waitForSteadyState"] is True
    assert (inputs["deploymentMinimumHealthyPercent"], inputs["deploymentMaximumPercent"]) == (100, 200)


def test_tasks_run_in_private_subnets_and_can_be_entered_without_ssh() -> None:
    inputs = recorded().one(SERVICE).inputs

    assert inputs["networkConfiguration"] == {
        "subnets": ["subnet-3", "subnet-4"],
        "securityGroups": ["sg-2"],
        "assignPublicIp": False,
    }
    assert inputs["enableExecuteCommand"] is True


def test_the_service_waits_for_listener_capacity_and_rights() -> None:
    recording = recorded()
    dependencies = recording.one(SERVICE).dependencies

    assert recording.named("aws:lb/listener:Listener", "ims-https").urn in dependencies
    assert recording.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").urn in dependencies
    assert {one.urn for one in recording.of(ROLE_POLICY)} <= dependencies


def test_scaling_owns_the_number_of_tasks() -> None:
    recording = recorded()

    assert recording.one(SERVICE).inputs["desiredCount"] == 3
    assert recording.one(SERVICE).ignore_changes == ("desiredCount",)
    target = recording.one(TARGET).inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (3, 6)
    assert str(target["resourceId"]).startswith("service/ims-")


def test_without_scaling_the_program_owns_the_number_of_tasks() -> None:
    recording = recorded(service_settings(scaling=None))

    assert recording.one(SERVICE).ignore_changes == ()
    assert recording.of(TARGET) == []
    assert recording.of(POLICY) == []


def test_scaling_follows_cpu_memory_and_requests() -> None:
    recording = recorded()
    label = recording.named(POLICY, "api-requests").inputs["targetTrackingScalingPolicyConfiguration"]

    followed = {}
    for policy in recording.of(POLICY):
        tracking = policy.inputs["targetTrackingScalingPolicyConfiguration"]
        assert isinstance(tracking, dict)
        assert (tracking["scaleOutCooldown"], tracking["scaleInCooldown"]) == (60, 300)
        followed[tracking["predefinedMetricSpecification"]["predefinedMetricType"]] = tracking["targetValue"]
    assert followed == {
        "ECSServiceAverageCPUUtilization": 70,
        "ECSServiceAverageMemoryUtilization": 80,
        "ALBRequestCountPerTarget": 60000,
    }
    assert isinstance(label, dict)
    parts = label["predefinedMetricSpecification"]["resourceLabel"].split("/")
    assert (parts[0], parts[3], len(parts)) == ("app", "targetgroup", 6)


def test_both_roles_trust_ecs_tasks_of_this_account_alone() -> None:
    for role in recorded().of(ROLE):
        (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_the_execution_role_reaches_its_own_repository_log_and_secrets_alone() -> None:
    references = {"PASSWORD": f"{SECRET}:password::", "USERNAME": f"{SECRET}:username::"}
    recording = record(lambda: build(service_settings(), references))
    rights = statements(recording, "api-execution")

    resources = {actions: one["Resource"] for actions, one in rights.items()}
    log_group = resources.pop("logs:CreateLogStream logs:PutLogEvents")
    assert str(log_group).startswith(f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:api-")
    assert resources == {
        "ecr:GetAuthorizationToken": "*",
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer": REPOSITORY,
        "secretsmanager:GetSecretValue": [SECRET],
        "kms:Decrypt": KEY,
    }
    assert rights["kms:Decrypt"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}
    }


def test_the_execution_role_of_a_service_without_secrets_reads_none() -> None:
    assert not any("secretsmanager" in actions for actions in statements(recorded(), "api-execution"))


def test_the_task_role_has_sessions_metrics_and_what_the_application_asks_for() -> None:
    rights = statements(recorded(), "api-task")

    everywhere = {actions for actions, one in rights.items() if one["Resource"] == "*"}
    sessions = "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel"
    assert everywhere == {
        f"{sessions} ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel",
        "logs:DescribeLogGroups",
    }
    assert rights["aps:RemoteWrite"]["Resource"] == WORKSPACE
    assert rights["s3:PutObject"]["Resource"] == f"{BUCKET}/*"


def test_no_name_and_no_resource_depends_on_values_that_a_preview_does_not_know() -> None:
    settings = service_settings()

    previewed = record(lambda: build(settings), preview=True)

    assert [one.urn for one in previewed.resources] == [one.urn for one in recorded(settings).resources]
