"""ECS clusters, services and task definitions, their scaling, and ECR repositories.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html,
https://docs.aws.amazon.com/autoscaling/application/APIReference/Welcome.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
"""

from collections.abc import Iterator, Mapping, Sequence

from core.aws.rules.base import Inputs, Rule, Rules, Violation, found, is_known, is_set, number, objects, shown, text
from core.aws.rules.documents import json_text, parsed
from core.aws.rules.kinds import at_most, between, exactly_one, matches, needs, not_together, one_of, unique, within
from core.aws.rules.scaling import STEP_SCALING
from core.aws.rules.tasks import TASK_DEFINITION

_SCALED_METRICS = {
    "ALBRequestCountPerTarget",
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    "ECSServiceAverageCPUUtilizationHighResolution",
    "ECSServiceAverageMemoryUtilizationHighResolution",
}
"""Predefined metrics of target tracking that exist for ECS services."""

_SCALED_SERVICE: Sequence[Rule] = (
    one_of("scalableDimension", {"ecs:service:DesiredCount"}),
    matches("resourceId", r"service/[\w-]+/[\w-]+", "service/CLUSTER/SERVICE"),
)

_LABEL = r"app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+"


def _deployment_percents(inputs: Inputs) -> Iterator[Violation]:
    """Check that a rolling deployment has room to stop an old task or start a new one. Defaults of AWS: 100 and 200."""
    if not is_known(inputs, "deploymentMinimumHealthyPercent", "deploymentMaximumPercent", "schedulingStrategy"):
        return
    lowest, highest = number(inputs, "deploymentMinimumHealthyPercent"), number(inputs, "deploymentMaximumPercent")
    lowest, highest = (100 if lowest is None else lowest), (200 if highest is None else highest)
    if highest <= lowest and text(inputs, "schedulingStrategy") != "DAEMON":
        yield Violation(
            "deploymentMaximumPercent",
            f"{highest:g}",
            f"more than deploymentMinimumHealthyPercent, which is {lowest:g}",
        )


def _shifted_traffic(inputs: Inputs) -> Iterator[Violation]:
    """Check that a strategy that runs two versions has a second target group, and canary and linear their steps.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
    """
    for where, configuration in objects(inputs, "deploymentConfiguration"):
        strategy = text(configuration, "strategy")
        shifts = strategy in ("BLUE_GREEN", "CANARY", "LINEAR")
        for place, balancer in objects(inputs, "loadBalancers[]"):
            if shifts and not is_set(balancer, "advancedConfiguration"):
                yield Violation(f"{place}.advancedConfiguration", "not set", f"a second target group for {strategy}")
        for kind in ("CANARY", "LINEAR"):
            key = f"{kind.lower()}Configuration"
            if strategy is not None and (strategy == kind) is not is_set(configuration, key):
                given = "given" if is_set(configuration, key) else "not set"
                yield Violation(f"{where}.{key}", given, f"{key} with strategy {kind}, and only with it")


def _fargate_network(inputs: Inputs) -> Iterator[Violation]:
    """Tasks on Fargate use awsvpc networking, so the service names its subnets."""
    providers = [value for _, value in found(inputs, "capacityProviderStrategies[].capacityProvider")]
    on_fargate = text(inputs, "launchType") == "FARGATE" or any(one in ("FARGATE", "FARGATE_SPOT") for one in providers)
    if on_fargate and not is_set(inputs, "networkConfiguration"):
        yield Violation("networkConfiguration", "not set", "subnets and security groups, which Fargate needs")


def _strategy(path: str) -> Rule:
    """In a capacity provider strategy one provider at most has a base, and one at least has a weight."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        items = objects(inputs, f"{path}[]")
        based = [where for where, item in items if (number(item, "base") or 0) > 0]
        if len(based) > 1:
            yield Violation(f"{based[1]}.base", "given", f"none: {based[0]} has the base already")
        if items and all(is_known(item, "weight") and not number(item, "weight") for _, item in items):
            yield Violation(f"{path}[0].weight", "0", "more than 0 for one provider at least")

    return rule


def _strategy_providers(inputs: Inputs) -> Iterator[Violation]:
    """Check that the default strategy uses providers of the cluster."""
    if not is_known(inputs, "capacityProviders"):
        return
    present = [value for _, value in found(inputs, "capacityProviders[]")]
    for where, value in found(inputs, "defaultCapacityProviderStrategies[].capacityProvider"):
        if value not in present:
            yield Violation(where, shown(value), f"a provider of the cluster: {shown(present)}")


def _of_ecs(*rules: Rule) -> Rule:
    """Return the rules as one that judges ECS services only, of all that Application Auto Scaling scales."""

    def rule(inputs: Inputs) -> Iterator[Violation]:
        if text(inputs, "serviceNamespace") == "ecs":
            for own in rules:
                yield from own(inputs)

    return rule


def _capacity_order(inputs: Inputs) -> Iterator[Violation]:
    lowest, highest = number(inputs, "minCapacity"), number(inputs, "maxCapacity")
    if lowest is not None and highest is not None and lowest > highest:
        yield Violation("maxCapacity", f"{highest:g}", f"at least minCapacity, which is {lowest:g}")


def _tracking_metric(inputs: Inputs) -> Iterator[Violation]:
    """Request counts are those of one target group, which the resource label names; no other metric takes a label."""
    path = "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification"
    for where, metric in objects(inputs, path):
        if not is_known(metric, "predefinedMetricType", "resourceLabel"):
            continue
        counts_requests = text(metric, "predefinedMetricType") == "ALBRequestCountPerTarget"
        if counts_requests and not is_set(metric, "resourceLabel"):
            yield Violation(f"{where}.resourceLabel", "not set", "app/NAME/ID/targetgroup/NAME/ID")
        if not counts_requests and is_set(metric, "resourceLabel"):
            yield Violation(f"{where}.resourceLabel", "given", "none: only ALBRequestCountPerTarget takes one")


def _lifecycle_rules(inputs: Inputs) -> Iterator[Violation]:
    """Rules have priorities of their own, and the rule for images of any tag comes last."""
    document = parsed(inputs.get("policy"))
    rules = document.get("rules") if isinstance(document, Mapping) else None
    if not isinstance(rules, list) or not rules:
        return
    given = [number(rule, "rulePriority") for rule in rules if isinstance(rule, Mapping)]
    priorities = [priority for priority in given if priority is not None]
    if len(priorities) != len(given):
        yield Violation("policy.rules", "a rule without rulePriority", "a rulePriority for every rule")
    if len(set(priorities)) != len(priorities):
        yield Violation("policy.rules", shown(priorities), "a rulePriority of its own for every rule")
    for index, rule in enumerate(rules):
        selection = rule.get("selection") if isinstance(rule, Mapping) else None
        if not isinstance(rule, Mapping) or not isinstance(selection, Mapping):
            yield Violation(f"policy.rules[{index}].selection", "not set", "which images the rule is about")
        elif text(selection, "tagStatus") == "any" and number(rule, "rulePriority") != max(priorities, default=None):
            yield Violation(
                f"policy.rules[{index}].rulePriority", "not the highest", "the highest, since tagStatus is any"
            )


def _repository_key(inputs: Inputs) -> Iterator[Violation]:
    if (
        is_known(inputs, "encryptionType")
        and is_set(inputs, "kmsKey")
        and text(inputs, "encryptionType") in (None, "AES256")
    ):
        yield Violation("kmsKey", "given", "none: encryptionType AES256 uses no key of yours")


RULES: Rules = {
    "aws:ecs/cluster:Cluster": (
        within(
            "settings[]",
            one_of("name", {"containerInsights"}),
            one_of("value", {"enabled", "enhanced", "disabled"}),
        ),
        one_of("configuration.executeCommandConfiguration.logging", {"NONE", "DEFAULT", "OVERRIDE"}),
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": (
        between("defaultCapacityProviderStrategies[].weight", 0, 1000),
        between("defaultCapacityProviderStrategies[].base", 0, 100000, "tasks"),
        unique("defaultCapacityProviderStrategies[].capacityProvider"),
        _strategy("defaultCapacityProviderStrategies"),
        _strategy_providers,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": TASK_DEFINITION,
    "aws:ecs/service:Service": (
        not_together("launchType", "capacityProviderStrategies", "each says where tasks run"),
        one_of("launchType", {"EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"}),
        one_of("propagateTags", {"TASK_DEFINITION", "SERVICE", "NONE"}),
        one_of("schedulingStrategy", {"REPLICA", "DAEMON"}),
        one_of("availabilityZoneRebalancing", {"ENABLED", "DISABLED"}),
        one_of("deploymentController.type", {"ECS", "CODE_DEPLOY", "EXTERNAL"}),
        one_of("deploymentConfiguration.strategy", {"ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"}),
        between("deploymentConfiguration.bakeTimeInMinutes", 0, 1440, "minutes"),
        between("capacityProviderStrategies[].weight", 0, 1000),
        between("capacityProviderStrategies[].base", 0, 100000, "tasks"),
        unique("capacityProviderStrategies[].capacityProvider"),
        between("desiredCount", 0, 5000, "tasks"),
        between("healthCheckGracePeriodSeconds", 0, 2147483647, "seconds"),
        needs("healthCheckGracePeriodSeconds", "loadBalancers", "the grace period is that of load balancer checks"),
        between("loadBalancers[].containerPort", 1, 65535),
        at_most("networkConfiguration.subnets", 16, "subnets"),
        at_most("networkConfiguration.securityGroups", 5, "security groups"),
        between("deploymentConfiguration.canaryConfiguration.canaryPercent", 0.1, 100, "percent"),
        between("deploymentConfiguration.canaryConfiguration.canaryBakeTimeInMinutes", 0, 1440, "minutes"),
        between("deploymentConfiguration.linearConfiguration.stepPercent", 3, 100, "percent"),
        between("deploymentConfiguration.linearConfiguration.stepBakeTimeInMinutes", 0, 1440, "minutes"),
        _strategy("capacityProviderStrategies"),
        _deployment_percents,
        _shifted_traffic,
        _fargate_network,
    ),
    "aws:appautoscaling/target:Target": (
        between("minCapacity", 0, 2147483647),
        between("maxCapacity", 0, 2147483647),
        _of_ecs(*_SCALED_SERVICE),
        _capacity_order,
    ),
    "aws:appautoscaling/policy:Policy": (
        one_of("policyType", {"StepScaling", "TargetTrackingScaling", "PredictiveScaling"}),
        within(
            "targetTrackingScalingPolicyConfiguration",
            exactly_one("customizedMetricSpecification", "predefinedMetricSpecification"),
            between("targetValue", 8.515920e-109, 1.174271e108),
            between("scaleInCooldown", 0, 2147483647, "seconds"),
            between("scaleOutCooldown", 0, 2147483647, "seconds"),
            matches("predefinedMetricSpecification.resourceLabel", _LABEL, "app/NAME/ID/targetgroup/NAME/ID"),
        ),
        _of_ecs(
            *_SCALED_SERVICE,
            one_of(
                "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType",
                _SCALED_METRICS,
            ),
        ),
        _tracking_metric,
        *STEP_SCALING,
    ),
    "aws:ecr/repository:Repository": (
        one_of("imageTagMutability", {"MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"}),
        within(
            "encryptionConfigurations[]",
            one_of("encryptionType", {"AES256", "KMS", "KMS_DSSE"}),
            _repository_key,
        ),
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": (json_text("policy", 30720), _lifecycle_rules),
}
