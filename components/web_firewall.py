"""The web application firewall of a public entrance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import cloudwatch, wafv2

from core.aws.cloudfront import EDGE_REGION
from core.naming import type_token
from core.sections.firewall import FirewallSettings, ManagedRuleGroup

RATE_WINDOW_SECONDS = 300
REDACTED_HEADERS = ("authorization", "cookie")


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """What a firewall needs to know."""

    settings: FirewallSettings
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"
    """Before load balancers, or before distributions, which name it in their own configuration."""
    load_balancer_arn: pulumi.Input[str] | None = None
    """The application load balancer it stands before. Nothing else may associate a web ACL with it. None leaves that to
    whoever makes the load balancer: the AWS Load Balancer Controller does it by the ingress annotation
    `alb.ingress.kubernetes.io/wafv2-acl-arn`, and takes away any association but its own (ECO-160).
    """
    kms_key_arn: pulumi.Input[str]
    """Key of the log, in the firewall's region."""
    log_retention_days: int


class WebFirewall(pulumi.ComponentResource):
    """A web ACL before a load balancer or a distribution: a rate limit and AWS's managed rules, with its log.

    For a distribution it is one of scope CLOUDFRONT, which lives in us-east-1 whatever the stack's region.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WebFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("edge", "WebFirewall"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        balancer = args.load_balancer_arn
        self._region = EDGE_REGION if args.scope == "CLOUDFRONT" else None
        web_acl = wafv2.WebAcl(
            name,
            region=self._region,
            scope=args.scope,
            default_action={"allow": {}},
            rules=_rules(args.settings),
            visibility_config={
                "metric_name": name,
                "cloudwatch_metrics_enabled": True,
                "sampled_requests_enabled": True,
            },
            opts=child,
        )
        if balancer is not None:
            wafv2.WebAclAssociation(name, resource_arn=balancer, web_acl_arn=web_acl.arn, opts=child)
        self._log(name, web_acl, args, child)
        self.arn = web_acl.arn
        self.register_outputs({"arn": self.arn})

    def _log(self, name: str, web_acl: wafv2.WebAcl, args: WebFirewallArgs, child: pulumi.ResourceOptions) -> None:
        # WAF logs to groups only whose name begins so; auto-naming keeps the beginning.
        # https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
        log_group = cloudwatch.LogGroup(
            f"aws-waf-logs-{name}",
            region=self._region,
            retention_in_days=args.log_retention_days,
            kms_key_id=args.kms_key_arn,
            opts=child,
        )
        wafv2.WebAclLoggingConfiguration(
            name,
            region=self._region,
            resource_arn=web_acl.arn,
            log_destination_configs=[log_group.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in REDACTED_HEADERS],
            opts=child,
        )


def _rules(settings: FirewallSettings) -> Sequence[wafv2.WebAclRuleArgsDict]:
    """Return the rules. A rule's priority is its place, so no two are the same."""
    managed = [
        _managed_rule(place, group, settings.counted_rules.get(group, ()), count_only=settings.count_only)
        for place, group in enumerate(settings.managed_rule_groups, start=1)
    ]
    return [_rate_rule(settings.rate_limit), *managed]


def _rate_rule(limit: int) -> wafv2.WebAclRuleArgsDict:
    return {
        "name": "RateLimit",
        "priority": 0,
        "action": {"block": {}},
        "statement": {
            "rate_based_statement": {
                "limit": limit,
                "aggregate_key_type": "IP",
                "evaluation_window_sec": RATE_WINDOW_SECONDS,
            }
        },
        "visibility_config": _visibility("RateLimit"),
    }


def _managed_rule(
    priority: int, group: ManagedRuleGroup, counted: Sequence[str], *, count_only: bool
) -> wafv2.WebAclRuleArgsDict:
    return {
        "name": group,
        "priority": priority,
        "override_action": {"count": {}} if count_only else {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "vendor_name": "AWS",
                "name": group,
                "rule_action_overrides": [{"name": rule, "action_to_use": {"count": {}}} for rule in counted],
            }
        },
        "visibility_config": _visibility(group),
    }


def _visibility(metric: str) -> wafv2.WebAclRuleVisibilityConfigArgsDict:
    return {"metric_name": metric, "cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True}
