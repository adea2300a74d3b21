"""Scaling in steps: an alarm and a policy each way, each doing what it says."""

import pytest
from pulumi_aws import appautoscaling
from pydantic import ValidationError

from components.step_scaling import StepScaling, StepScalingArgs
from core.aws.rules import violations
from core.sections.step_scaling import StepScalingSettings, StepSettings
from tests.recording import Recording, record

POLICY = "aws:appautoscaling/policy:Policy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SETTINGS = StepScalingSettings(
    scale_out=StepSettings(cpu_percent=70, periods=2, tasks=3),
    scale_in=StepSettings(cpu_percent=30, periods=5, cooldown_seconds=600),
)


def build() -> None:
    target = appautoscaling.Target(
        "api",
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id="service/shop/api",
        min_capacity=2,
        max_capacity=10,
    )
    StepScaling("api-steps", StepScalingArgs(settings=SETTINGS, target=target, cluster_name="shop", service_name="api"))


@pytest.fixture(scope="module")
def recording() -> Recording[None]:
    return record(build)


@pytest.mark.parametrize(
    ("label", "change", "bound", "cooldown"),
    [("out", 3, "metricIntervalLowerBound", 300), ("in", -1, "metricIntervalUpperBound", 600)],
)
def test_a_policy_changes_the_number_of_tasks_by_its_step(
    recording: Recording[None], label: str, change: int, bound: str, cooldown: int
) -> None:
    inputs = recording.named(POLICY, f"api-steps-{label}").inputs

    assert (inputs["policyType"], inputs["resourceId"]) == ("StepScaling", "service/shop/api")
    assert inputs["stepScalingPolicyConfiguration"] == {
        "adjustmentType": "ChangeInCapacity",
        "cooldown": cooldown,
        "metricAggregationType": "Average",
        "stepAdjustments": [{"scalingAdjustment": change, bound: "0"}],
    }


@pytest.mark.parametrize(
    ("label", "comparison", "threshold", "periods"),
    [("out", "GreaterThanThreshold", 70, 2), ("in", "LessThanThreshold", 30, 5)],
)
def test_an_alarm_on_the_services_cpu_sets_it_off(
    recording: Recording[None], label: str, comparison: str, threshold: int, periods: int
) -> None:
    alarm = recording.named(ALARM, f"api-steps-{label}")

    assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == ("AWS/ECS", "CPUUtilization")
    assert alarm.inputs["dimensions"] == {"ClusterName": "shop", "ServiceName": "api"}
    assert (alarm.inputs["comparisonOperator"], alarm.inputs["threshold"]) == (comparison, threshold)
    assert (alarm.inputs["period"], alarm.inputs["evaluationPeriods"]) == (60, periods)
    assert recording.named(POLICY, f"api-steps-{label}").urn in alarm.property_dependencies["alarmActions"]


def test_aws_accepts_all_of_it(recording: Recording[None]) -> None:
    for one in recording.resources:
        assert violations(one.token, one.inputs) == []


def test_steps_that_would_chase_each_other_are_refused() -> None:
    step = {"cpu_percent": 70, "periods": 2}
    with pytest.raises(ValidationError, match=r"must be below scale_out\.cpu_percent 70"):
        StepScalingSettings.model_validate({"scale_out": step, "scale_in": step})
