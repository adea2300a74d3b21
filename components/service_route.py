"""How requests find one service behind a load balancer that several share."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import lb

from components.load_balancer import Target, TrafficShift, make_target_group
from components.private_load_balancer import PrivateLoadBalancer
from core.naming import type_token
from core.sections.service import ServiceSettings

WEIGHTS = "actions[0].forward.targetGroups[*].weight"
"""What ECS changes in a rule."""

LARGEST_PRIORITY = 50_000
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html"""

LONGEST_NAME = 18
"""A target group's name has 32 characters; `-green` takes six of them and auto-naming eight."""


@dataclass(frozen=True, kw_only=True)
class ServiceRouteArgs:
    """What a route needs to know."""

    service: ServiceSettings
    """Port, health check, draining, and whether deployments need a second target group."""
    balancer: PrivateLoadBalancer
    vpc_id: pulumi.Input[str]
    paths: Sequence[str]
    """Paths that the service answers, such as `/api/*`."""
    priority: int
    """Routes are tried in the order of their priorities, the lowest number first; each has one of its own."""


class ServiceRoute(pulumi.ComponentResource):
    """A service's target group and listener rule; for deployments that shift requests a second group and a test rule.

    ECS changes the weights of the rules while it deploys, and leaves them at the group it ended with, so weights are
    set once and then left alone: https://github.com/terraform-aws-modules/terraform-aws-alb/issues/409
    """

    target: Target
    target_group_suffixes: Sequence[pulumi.Output[str]]
    """What CloudWatch calls the target groups: those in which tasks may stand."""

    def __init__(self, name: str, args: ServiceRouteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "ServiceRoute"), name, {}, opts)
        if len(name) > LONGEST_NAME:
            raise ValueError(f"ServiceRoute {name}: name has {len(name)} characters, allowed are {LONGEST_NAME}")
        if not 1 <= args.priority <= LARGEST_PRIORITY:
            raise ValueError(f"ServiceRoute {name}: priority is {args.priority}, allowed are 1 to {LARGEST_PRIORITY}")
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        first = make_target_group(name, args.service, args.vpc_id, self._child)
        groups = [first]
        test_listener = self._test_listener()
        if test_listener is not None:
            groups.append(make_target_group(f"{name}-green", args.service, args.vpc_id, self._child))
        rule = self._rule("production", args.balancer.listener_arn, groups)
        self.target_group_suffixes = [group.arn_suffix for group in groups]
        self.target = Target(
            arn=first.arn,
            request_count_label=pulumi.Output.concat(args.balancer.arn_suffix, "/", first.arn_suffix),
            listener=rule,
            shift=None
            if test_listener is None
            else TrafficShift(
                alternate_arn=groups[-1].arn,
                production_rule_arn=rule.arn,
                test_rule_arn=self._rule("test", test_listener, groups).arn,
            ),
        )
        self.register_outputs({"targetGroupArn": first.arn})

    def _test_listener(self) -> pulumi.Output[str] | None:
        """Return the listener for tests if the service's deployments need one; raise ValueError if there is none."""
        deployment = self._args.service.deployment
        if not deployment.shifts_traffic:
            return None
        if self._args.balancer.test_listener_arn is None:
            raise ValueError(
                f"ServiceRoute {self._label}: service.deployment.strategy is {deployment.strategy}, and the load "
                "balancer has no listener for tests: set settings.load_balancer.test_port (8443), or the strategy to "
                "rolling"
            )
        return self._args.balancer.test_listener_arn

    def _rule(self, purpose: str, listener_arn: pulumi.Input[str], groups: Sequence[lb.TargetGroup]) -> lb.ListenerRule:
        args, (first, *others) = self._args, groups
        action = lb.ListenerRuleActionArgs(type="forward")
        if others:
            weighted = [
                lb.ListenerRuleActionForwardTargetGroupArgs(arn=first.arn, weight=100),
                *(lb.ListenerRuleActionForwardTargetGroupArgs(arn=group.arn, weight=0) for group in others),
            ]
            action.forward = lb.ListenerRuleActionForwardArgs(target_groups=weighted)
        else:
            action.target_group_arn = first.arn
        paths = lb.ListenerRuleConditionPathPatternArgs(values=list(args.paths))
        return lb.ListenerRule(
            f"{self._label}-{purpose}",
            listener_arn=listener_arn,
            priority=args.priority,
            actions=[action],
            conditions=[lb.ListenerRuleConditionArgs(path_pattern=paths)],
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=[WEIGHTS] if others else None),
        )
