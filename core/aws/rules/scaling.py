"""Scaling policies of Application Auto Scaling that go in steps.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepScalingPolicyConfiguration.html
"""

import itertools
import math
from collections.abc import Iterator, Sequence

from core.aws.rules.base import Inputs, Rule, Violation, is_known, is_set, number, objects, text
from core.aws.rules.kinds import at_most, between, one_of, within

_ADJUSTMENTS = {"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"}
_CONFIGURATIONS = {
    "StepScaling": "stepScalingPolicyConfiguration",
    "TargetTrackingScaling": "targetTrackingScalingPolicyConfiguration",
}


def _own_configuration(inputs: Inputs) -> Iterator[Violation]:
    """Check that a policy has the configuration of its type. Without a type it is one of steps."""
    if not is_known(inputs, "policyType"):
        return
    kind = text(inputs, "policyType") or "StepScaling"
    own = _CONFIGURATIONS.get(kind)
    if own is None:
        return
    if not is_set(inputs, own):
        yield Violation(own, "not set", f"a value, since policyType is {kind}")
    for other in _CONFIGURATIONS.values():
        if other != own and is_set(inputs, other):
            yield Violation(other, "given", f"none, since policyType is {kind}")


def _least_change(configuration: Inputs) -> Iterator[Violation]:
    kind = text(configuration, "adjustmentType")
    if is_set(configuration, "minAdjustmentMagnitude") and kind in ("ChangeInCapacity", "ExactCapacity"):
        yield Violation("minAdjustmentMagnitude", "given", "none: it is for PercentChangeInCapacity alone")


def _step_intervals(configuration: Inputs) -> Iterator[Violation]:
    """Check that the steps lie side by side, and that each goes upwards."""
    steps = objects(configuration, "stepAdjustments[]")
    if not steps and is_known(configuration, "stepAdjustments"):
        yield Violation("stepAdjustments", "none", "one step at least")
    bounds: list[tuple[float, float, str]] = []
    for where, step in steps:
        if not is_known(step, "metricIntervalLowerBound", "metricIntervalUpperBound"):
            return
        lower, upper = number(step, "metricIntervalLowerBound"), number(step, "metricIntervalUpperBound")
        lowest, highest = (-math.inf if lower is None else lower), (math.inf if upper is None else upper)
        if lowest >= highest:
            yield Violation(
                f"{where}.metricIntervalUpperBound", f"{highest:g}", f"more than {lowest:g}, its lower bound"
            )
        bounds.append((lowest, highest, where))
    bounds.sort()
    for (_, end, _), (start, _, where) in itertools.pairwise(bounds):
        if start != end:
            yield Violation(f"{where}.metricIntervalLowerBound", f"{start:g}", f"{end:g}, where the step before ends")


STEP_SCALING: Sequence[Rule] = (
    _own_configuration,
    within(
        "stepScalingPolicyConfiguration",
        one_of("adjustmentType", _ADJUSTMENTS),
        one_of("metricAggregationType", {"Average", "Maximum", "Minimum"}),
        between("cooldown", 0, 2147483647, "seconds"),
        at_most("stepAdjustments", 20, "steps"),
        _least_change,
        _step_intervals,
    ),
)
