"""Load balancers and web firewalls: what stands between the internet and a service."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule
from policies.lib.view import View, each

BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"


def _is_application(balancer: View) -> bool:
    return balancer.value("loadBalancerType") in (None, "application")


@rule(
    "lb-drop-invalid-headers",
    "Load balancers drop headers that HTTP does not allow",
    severity=Severity.MEDIUM,
    remedy="Set dropInvalidHeaderFields to true",
    types=BALANCERS,
    controls=("ELB.4", "CKV_AWS_131", "ALBHttpDropInvalidHeaderEnabled"),
)
def drop_invalid_headers(balancer: Resource) -> Iterator[str]:
    """Headers that two programs read differently smuggle requests past the first."""
    if _is_application(balancer) and balancer.value("dropInvalidHeaderFields") is not True:
        yield "dropInvalidHeaderFields is not true"


@rule(
    "lb-desync-mitigation",
    "Load balancers refuse requests that two servers would read differently",
    severity=Severity.MEDIUM,
    remedy="Set desyncMitigationMode to defensive or strictest",
    types=BALANCERS,
    controls=("ELB.12", "CKV_AWS_328"),
)
def desync_mitigation(balancer: Resource) -> Iterator[str]:
    """AWS's default is defensive; monitor only counts."""
    if _is_application(balancer) and balancer.value("desyncMitigationMode") == "monitor":
        yield "desyncMitigationMode is monitor"


@stack_rule(
    "lb-waf-attached",
    "A web firewall stands before every public load balancer",
    severity=Severity.HIGH,
    remedy="Add a WebAclAssociation for it",
    types=BALANCERS,
    controls=("ELB.16", "CKV2_AWS_28", "ALBWAFEnabled"),
)
def firewall_attached(balancer: StackResource, stack: Stack) -> Iterator[str]:
    """Leave out internal ones and network load balancers."""
    if not _is_application(balancer) or balancer.value("internal") is True:
        return
    if not any(item.comes_from("resourceArn", balancer) for item in stack.of((ASSOCIATION,))):
        yield "no web ACL is associated with it"


@rule(
    "waf-has-rules",
    "Web firewalls have rules",
    severity=Severity.HIGH,
    remedy="Add AWS's managed rule groups and a rate limit",
    types=(WEB_ACL,),
    controls=("WAF.10", "CKV_AWS_175"),
)
def has_rules(acl: Resource) -> Iterator[str]:
    """Look for rules: an empty one lets everything through and is paid for all the same."""
    if not acl.given("rules") and not acl.given("ruleJson"):
        yield "rules is empty"


@rule(
    "waf-rules-have-actions",
    "Every rule of a web firewall says what happens",
    severity=Severity.HIGH,
    remedy="Set action, or overrideAction for a group of rules",
    types=(WEB_ACL,),
    controls=("CKV_AWS_342",),
)
def rules_have_actions(acl: Resource) -> Iterator[str]:
    """Expect overrideAction of groups, action of all others."""

    def check(item: View) -> Iterator[str]:
        if item.value("action") is None and item.value("overrideAction") is None:
            yield f"{item.path} has neither action nor overrideAction"

    return each(acl.items("rules"), check)


@rule(
    "waf-known-bad-inputs",
    "Web firewalls stop requests that are known to break programs",
    severity=Severity.HIGH,
    remedy=f"Add the managed rule group {KNOWN_BAD_INPUTS} without counting only",
    types=(WEB_ACL,),
    controls=("CKV_AWS_192",),
)
def known_bad_inputs(acl: Resource) -> Iterator[str]:
    """Look for the group with the rule against Log4Shell."""
    if acl.given("ruleJson"):
        return
    for item in acl.items("rules"):
        if item.value("statement.managedRuleGroupStatement.name") == KNOWN_BAD_INPUTS:
            if item.value("overrideAction.count") is not None:
                yield f"{item.path} only counts"
            return
    yield f"{KNOWN_BAD_INPUTS} is not among the rules"


@rule(
    "waf-rate-limit",
    "Web firewalls limit how often one address may ask",
    severity=Severity.MEDIUM,
    remedy="Add a rule with a rateBasedStatement",
    types=(WEB_ACL,),
)
def rate_limit(acl: Resource) -> Iterator[str]:
    """Without it one client can keep everyone else out."""
    if not acl.given("ruleJson") and not any(
        item.value("statement.rateBasedStatement") is not None for item in acl.items("rules")
    ):
        yield "no rule limits the rate"


@rule(
    "waf-metrics-enabled",
    "Web firewalls show what they do",
    severity=Severity.LOW,
    remedy="Set cloudwatchMetricsEnabled and sampledRequestsEnabled to true",
    types=(WEB_ACL,),
    controls=("WAF.12",),
)
def metrics_enabled(acl: Resource) -> Iterator[str]:
    """Look at the firewall and at each rule."""

    def check(view: View) -> Iterator[str]:
        for flag in ("cloudwatchMetricsEnabled", "sampledRequestsEnabled"):
            if view.value(f"visibilityConfig.{flag}") is not True:
                yield f"{view.path + '.' if view.path else ''}visibilityConfig.{flag} is not true"

    return each([acl, *acl.items("rules")], check)
