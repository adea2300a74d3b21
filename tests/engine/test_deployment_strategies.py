"""Every deployment strategy of an ECS service on the real engine, and what is said when one lacks something."""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from core.property_paths import values_at
from tests.engine.deployed import Deployed, own_sandbox

SERVICE = "ecs/service:Service"
RULE = "lb/listenerRule:ListenerRule"
TARGETS = "lb/targetGroup:TargetGroup"
CANARY = {"strategy": "canary", "bake_minutes": 10, "canary": {"percent": 10, "bake_minutes": 5}}
LINEAR = {"strategy": "linear", "bake_minutes": 10, "linear": {"step_percent": 25, "step_bake_minutes": 3}}
BLUE_GREEN = {"strategy": "blue_green", "bake_minutes": 15}
ROLLING = {"strategy": "rolling", "bake_minutes": None}


@pytest.fixture
def evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    yield from own_sandbox(tmp_path, monkeypatch, "evaluation")


def choose(
    sandbox: Deployed,
    *,
    frontend: Mapping[str, object],
    backend: Mapping[str, object],
    test_port: int | None = 8443,
    images: Mapping[str, str] | None = None,
) -> None:
    services = {"frontend": {"deployment": dict(frontend)}, "backend": {"deployment": dict(backend)}}
    settings = {"load_balancer": {"test_port": test_port}, "services": services}
    sandbox.configure({"settings": settings, "images": dict(images or {})})


def service(sandbox: Deployed, name: str) -> Mapping[str, object]:
    return sandbox.of(SERVICE)[f"evaluation-{name}"].inputs


def weights(sandbox: Deployed, name: str) -> list[tuple[object, object]]:
    """The target groups of a listener rule, each with its weight."""
    inputs, groups = sandbox.of(RULE)[name].inputs, "actions[0].forward.targetGroups[*]"
    return list(zip(values_at(inputs, f"{groups}.arn"), values_at(inputs, f"{groups}.weight"), strict=True))


def test_every_strategy_is_deployed(evaluation: Deployed) -> None:
    choose(evaluation, frontend=CANARY, backend=BLUE_GREEN)
    evaluation.succeed("up")
    evaluation.assert_settled()
    canary, blue_green = service(evaluation, "frontend"), service(evaluation, "backend")
    share = {"canaryPercent": 10, "canaryBakeTimeInMinutes": "5"}
    expected = {"strategy": "CANARY", "bakeTimeInMinutes": "10", "canaryConfiguration": share}
    assert canary["deploymentConfiguration"] == expected
    assert blue_green["deploymentConfiguration"] == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "15"}
    groups = {name: thing.outputs["arn"] for name, thing in evaluation.of(TARGETS).items()}
    rules = {name: thing.outputs["arn"] for name, thing in evaluation.of(RULE).items()}
    assert values_at(blue_green, "loadBalancers[*].targetGroupArn") == [groups["evaluation-api"]]
    advanced = "loadBalancers[*].advancedConfiguration"
    assert values_at(blue_green, f"{advanced}.alternateTargetGroupArn") == [groups["evaluation-api-green"]]
    assert values_at(blue_green, f"{advanced}.productionListenerRule") == [rules["evaluation-api-production"]]
    assert values_at(blue_green, f"{advanced}.testListenerRule") == [rules["evaluation-api-test"]]
    evaluation.up_changes_nothing()

    # ECS has moved the requests to green; a new version does not move them back.
    actions = copy.deepcopy(evaluation.of(RULE)["evaluation-api-production"].outputs["actions"])
    for group, weight in zip(actions[0]["forward"]["targetGroups"], (0, 100), strict=True):  # type: ignore[index]
        group["weight"] = weight
    rule = evaluation.of(RULE)["evaluation-api-production"].id
    evaluation.succeed("drift", rule, f"actions={json.dumps(actions)}")
    evaluation.succeed("refresh")
    new = {"backend": "registry.example.com/backend:2"}
    choose(evaluation, frontend=CANARY, backend=BLUE_GREEN, images=new)
    evaluation.succeed("up")
    moved = [(groups["evaluation-api"], 0), (groups["evaluation-api-green"], 100)]
    assert weights(evaluation, "evaluation-api-production") == moved
    assert service(evaluation, "backend")["taskDefinition"] != blue_green["taskDefinition"]

    ids = {name: thing.id for name, thing in evaluation.of(SERVICE).items()}
    choose(evaluation, frontend=ROLLING, backend=LINEAR, images=new)
    evaluation.succeed("up")
    evaluation.assert_settled()
    steps = {"stepPercent": 25, "stepBakeTimeInMinutes": "3"}
    expected = {"strategy": "LINEAR", "bakeTimeInMinutes": "10", "linearConfiguration": steps}
    assert service(evaluation, "backend")["deploymentConfiguration"] == expected
    rolling = service(evaluation, "frontend")
    assert "deploymentConfiguration" not in rolling
    assert rolling["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert {name: thing.id for name, thing in evaluation.of(SERVICE).items()} == ids
    assert "evaluation-web-green" not in evaluation.of(TARGETS)
    evaluation.up_changes_nothing()


def test_every_service_is_rolled_back_by_its_own_alarms(evaluation: Deployed) -> None:
    evaluation.succeed("up")
    alarms = {thing.outputs["name"] for thing in evaluation.of("cloudwatch/metricAlarm:MetricAlarm").values()}
    for name in ("frontend", "backend"):
        watching = service(evaluation, name)["alarms"]
        assert isinstance(watching, dict)
        assert (watching["enable"], watching["rollback"]) == (True, True)
        assert {alarm.rpartition("-")[0] for alarm in watching["alarmNames"]} == {
            f"evaluation-{name}-alarms-errors",
            f"evaluation-{name}-alarms-response-time",
        }
        assert set(watching["alarmNames"]) <= alarms


@pytest.mark.parametrize(
    ("deployment", "test_port", "key", "mend"),
    [
        (BLUE_GREEN, None, "load_balancer.test_port", "settings.load_balancer.test_port 8443"),
        ({"strategy": "blue_green"}, 8443, "deployment.bake_minutes", "deployment.bake_minutes 10"),
        ({**CANARY, "canary": None}, 8443, "deployment.canary", "deployment.canary --json"),
        ({**LINEAR, "linear": None}, 8443, "deployment.linear", "deployment.linear --json"),
    ],
)
def test_a_strategy_that_lacks_something_is_refused_with_the_mend(
    evaluation: Deployed, deployment: Mapping[str, object], test_port: int | None, key: str, mend: str
) -> None:
    choose(evaluation, frontend=ROLLING, backend=deployment, test_port=test_port)
    refusal = evaluation.fail("up")
    assert f"settings.services.backend.{key}" in refusal or f"settings.{key}" in refusal
    assert mend in refusal
    assert evaluation.store.things() == []
