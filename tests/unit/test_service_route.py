"""Routes of services that share a private load balancer, and the deployments that need two target groups."""

from collections.abc import Mapping

import pytest

from components.ecs_cluster import EcsCluster, EcsClusterArgs
from components.ecs_service import EcsService, EcsServiceArgs, ServiceNames
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.private_load_balancer import PrivateLoadBalancer, PrivateLoadBalancerArgs
from components.service_route import ServiceRoute, ServiceRouteArgs
from core.aws.rules import violations
from core.containers import Sidecar
from core.property_paths import values_at
from core.sections.deployment import CanarySettings, DeploymentSettings, LinearSettings
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.service import ScalingSettings, ServiceSettings
from tests.recording import Recording, record

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"
PARAMETER = "arn:aws:ssm:us-east-1:000000000000:parameter/shop/url"
BLUE_GREEN = DeploymentSettings(strategy="blue_green", bake_minutes=5)
CANARY = DeploymentSettings(strategy="canary", bake_minutes=5, canary=CanarySettings(percent=10, bake_minutes=7))
LINEAR = DeploymentSettings(
    strategy="linear", bake_minutes=5, linear=LinearSettings(step_percent=20, step_bake_minutes=3)
)
SERVICE = "aws:ecs/service:Service"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGETS = "aws:lb/targetGroup:TargetGroup"


def settings(deployment: DeploymentSettings | None = None) -> ServiceSettings:
    scaling = ScalingSettings(minimum=1, maximum=2, memory_percent=None, requests_per_minute=None)
    chosen = deployment or DeploymentSettings()
    return ServiceSettings(port=8000, cpu=256, memory=512, desired_count=1, scaling=scaling, deployment=chosen)


def balancer(test_port: int | None = 8443) -> PrivateLoadBalancer:
    return PrivateLoadBalancer(
        "shop-alb",
        PrivateLoadBalancerArgs(
            settings=LoadBalancerSettings(test_port=test_port),
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-1",
            certificate_arn="arn:aws:acm:us-east-1:000000000000:certificate/1",
            log_bucket="logs",
            protected=False,
        ),
    )


def route(name: str, service: ServiceSettings, *, test_port: int | None = 8443, priority: int = 10) -> ServiceRoute:
    args = ServiceRouteArgs(
        service=service, balancer=balancer(test_port), vpc_id="vpc-1", paths=["/api/*"], priority=priority
    )
    return ServiceRoute(name, args)


def service(deployment: DeploymentSettings | None = None) -> None:
    chosen = settings(deployment)
    EcsService(
        "shop-api",
        EcsServiceArgs(
            settings=chosen,
            family="shop-api",
            names=ServiceNames(service="api"),
            cluster=EcsCluster("shop", EcsClusterArgs(kms_key_arn=KEY, log_retention_days=30)),
            target=route("shop-api", chosen).target,
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-2",
            account_id="000000000000",
            region="us-east-1",
            repository_arn="arn:aws:ecr:us-east-1:000000000000:repository/api",
            image=None,
            parameters={"DATABASE_URL": PARAMETER},
            sidecars=[Sidecar(name="agent", image="agent:7", cpu=64, memory=128, environment={"A": "b"})],
            policy_names={"cpu": "scale-up"},
            rollback_alarms=["errors"],
            kms_key_arn=KEY,
            log_retention_days=30,
        ),
    )


def recorded(deployment: DeploymentSettings | None = None) -> Recording[None]:
    return record(lambda: service(deployment))


@pytest.mark.parametrize("deployment", [None, BLUE_GREEN, CANARY, LINEAR])
def test_aws_accepts_every_part(deployment: DeploymentSettings | None) -> None:
    for one in recorded(deployment).resources:
        assert violations(one.token, one.inputs) == [], one.urn


def test_the_load_balancer_is_private_and_turns_away_what_no_route_takes() -> None:
    recording = record(balancer)

    assert recording.one("aws:lb/loadBalancer:LoadBalancer").inputs["internal"] is True
    listeners = recording.of("aws:lb/listener:Listener")
    assert {one.inputs["port"] for one in listeners} == {443, 8443}
    for one in listeners:
        assert one.inputs["protocol"] == "HTTPS"
        assert values_at(one.inputs, "defaultActions[*].fixedResponse.statusCode") == ["404"]


def test_a_rolling_service_has_one_target_group_and_one_rule() -> None:
    recording = record(lambda: route("shop-api", settings()))

    assert [one.name for one in recording.of(TARGETS)] == ["shop-api"]
    assert recording.one(RULE).ignore_changes == ()
    assert recording.one(RULE).inputs["conditions"] == [{"pathPattern": {"values": ["/api/*"]}}]


@pytest.mark.parametrize("deployment", [BLUE_GREEN, CANARY, LINEAR])
def test_a_shifting_service_has_two_groups_and_its_weights_are_left_to_ecs(deployment: DeploymentSettings) -> None:
    recording = record(lambda: route("shop-api", settings(deployment)))

    assert {one.name for one in recording.of(TARGETS)} == {"shop-api", "shop-api-green"}
    assert {one.name for one in recording.of(RULE)} == {"shop-api-production", "shop-api-test"}
    for one in recording.of(RULE):
        assert values_at(one.inputs, "actions[*].forward.targetGroups[*].weight") == [100, 0]
        assert one.ignore_changes == ("actions[0].forward.targetGroups[*].weight",)


@pytest.mark.parametrize(
    ("name", "deployment", "test_port", "priority", "problem"),
    [
        ("shop-api", BLUE_GREEN, None, 10, r"test_port \(8443\)"),
        ("a-service-name-too-long", None, 8443, 10, "allowed are 18"),
        ("shop-api", None, 8443, 50001, "allowed are 1 to 50000"),
    ],
)
def test_a_route_that_cannot_be_is_refused(
    name: str, deployment: DeploymentSettings | None, test_port: int | None, priority: int, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        record(lambda: route(name, settings(deployment), test_port=test_port, priority=priority))


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        (None, None),
        (BLUE_GREEN, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "5"}),
        (
            CANARY,
            {
                "strategy": "CANARY",
                "bakeTimeInMinutes": "5",
                "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": "7"},
            },
        ),
        (
            LINEAR,
            {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": "5",
                "linearConfiguration": {"stepPercent": 20, "stepBakeTimeInMinutes": "3"},
            },
        ),
    ],
)
def test_a_service_is_deployed_as_its_settings_say(
    deployment: DeploymentSettings | None, expected: Mapping[str, object] | None
) -> None:
    assert recorded(deployment).one(SERVICE).inputs.get("deploymentConfiguration") == expected


def test_a_shifting_service_is_given_both_groups_both_rules_and_a_role_that_may_move_requests() -> None:
    recording = recorded(BLUE_GREEN)

    (advanced,) = values_at(recording.one(SERVICE).inputs, "loadBalancers[*].advancedConfiguration")
    assert isinstance(advanced, dict)
    assert advanced.keys() == {"alternateTargetGroupArn", "productionListenerRule", "roleArn", "testListenerRule"}
    attachment = recording.named("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "shop-api-shifting")
    assert str(attachment.inputs["policyArn"]).endswith("/AmazonECSInfrastructureRolePolicyForLoadBalancers")
    assert attachment.urn in recording.one(SERVICE).dependencies


@pytest.mark.parametrize(("deployment", "brake"), [(None, True), (BLUE_GREEN, True), (CANARY, False), (LINEAR, False)])
def test_alarms_roll_every_deployment_back_and_the_circuit_breaker_where_there_is_one(
    deployment: DeploymentSettings | None, brake: bool
) -> None:
    inputs = recorded(deployment).one(SERVICE).inputs

    assert inputs["alarms"] == {"alarmNames": ["errors"], "enable": True, "rollback": True}
    assert ("deploymentCircuitBreaker" in inputs) is brake


def test_a_shifting_strategy_on_a_target_with_one_group_is_refused_with_the_mend() -> None:
    def mismatched() -> None:
        chosen = settings(BLUE_GREEN)
        entrance = LoadBalancer(
            "shop",
            LoadBalancerArgs(
                settings=LoadBalancerSettings(),
                service=chosen,
                vpc_id="vpc-1",
                subnet_ids=["subnet-1", "subnet-2"],
                security_group_id="sg-1",
                certificate_arn="arn:aws:acm:us-east-1:000000000000:certificate/1",
                protected=False,
            ),
        )
        EcsService(
            "shop-api",
            EcsServiceArgs(
                settings=chosen,
                family="shop-api",
                cluster=EcsCluster("shop", EcsClusterArgs(kms_key_arn=KEY, log_retention_days=30)),
                target=entrance.target,
                subnet_ids=["subnet-1", "subnet-2"],
                security_group_id="sg-2",
                account_id="000000000000",
                region="us-east-1",
                repository_arn="arn:aws:ecr:us-east-1:000000000000:repository/api",
                image=None,
                kms_key_arn=KEY,
                log_retention_days=30,
            ),
        )

    with pytest.raises(ValueError, match="target has no second target group"):
        record(mismatched)


def test_stated_names_and_scaling_targets_are_taken_and_others_left_out() -> None:
    recording = recorded()

    assert recording.one(SERVICE).inputs["name"] == "api"
    assert recording.one(SERVICE).delete_before_replace
    policy = recording.one("aws:appautoscaling/policy:Policy")
    assert (policy.name, policy.inputs["name"]) == ("shop-api-cpu", "scale-up")


def test_parameters_are_read_by_the_execution_role_and_sidecars_take_their_share_of_the_task() -> None:
    recording = recorded()
    text = str(recording.one("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"])

    assert PARAMETER in text
    assert '"name": "agent"' in text
    assert '"cpu": 192' in text
    assert '"memory": 384' in text
    rights = str(recording.named("aws:iam/rolePolicy:RolePolicy", "shop-api-execution").inputs["policy"])
    assert "ssm:GetParameters" in rights
    assert "ssm.us-east-1.amazonaws.com" in rights
