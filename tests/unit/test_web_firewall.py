from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from components.web_firewall import WebFirewall, WebFirewallArgs
from core.sections.firewall import FirewallSettings
from tests.recording import Recording, record

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
LOAD_BALANCER = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/ims/1"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"


def recorded(
    settings: FirewallSettings | None = None, load_balancer_arn: str | None = LOAD_BALANCER
) -> Recording[WebFirewall]:
    args = WebFirewallArgs(
        settings=settings or FirewallSettings(),
        load_balancer_arn=load_balancer_arn,
        kms_key_arn=KEY,
        log_retention_days=30,
    )
    return record(lambda: WebFirewall("ims", args))


def rules(recording: Recording[WebFirewall]) -> Mapping[str, Mapping[str, object]]:
    listed = recording.one(WEB_ACL).inputs["rules"]
    assert isinstance(listed, list)
    return {rule["name"]: rule for rule in listed}


def managed(rule: Mapping[str, object]) -> Mapping[str, object]:
    statement = rule["statement"]
    assert isinstance(statement, dict)
    group: Mapping[str, object] = statement["managedRuleGroupStatement"]
    return group


def test_the_managed_groups_are_evaluated_after_the_rate_limit_in_their_order() -> None:
    in_order = sorted(rules(recorded()).values(), key=lambda rule: str(rule["priority"]))

    assert [rule["name"] for rule in in_order] == ["RateLimit", *FirewallSettings().managed_rule_groups]
    assert [rule["priority"] for rule in in_order] == [0, 1, 2, 3, 4]


def test_an_address_above_the_rate_limit_is_blocked() -> None:
    rule = rules(recorded(FirewallSettings(rate_limit=500)))["RateLimit"]

    assert rule["action"] == {"block": {}}
    assert rule["statement"] == {
        "rateBasedStatement": {"limit": 500, "aggregateKeyType": "IP", "evaluationWindowSec": 300}
    }


def test_managed_groups_block_but_for_large_bodies() -> None:
    by_name = rules(recorded())

    for name in FirewallSettings().managed_rule_groups:
        assert by_name[name]["overrideAction"] == {"none": {}}
    assert managed(by_name["AWSManagedRulesCommonRuleSet"])["ruleActionOverrides"] == [
        {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    ]
    assert managed(by_name["AWSManagedRulesSQLiRuleSet"])["ruleActionOverrides"] == []


def test_managed_groups_can_be_watched_before_they_block() -> None:
    by_name = rules(recorded(FirewallSettings(count_only=True)))

    assert by_name["AWSManagedRulesSQLiRuleSet"]["overrideAction"] == {"count": {}}
    assert by_name["RateLimit"]["action"] == {"block": {}}


def test_the_firewall_stands_before_the_load_balancer() -> None:
    recording = recorded()

    assert recording.one(WEB_ACL).inputs["scope"] == "REGIONAL"
    assert recording.one("aws:wafv2/webAclAssociation:WebAclAssociation").inputs["resourceArn"] == LOAD_BALANCER


def test_without_a_load_balancer_whoever_makes_one_attaches_the_firewall() -> None:
    recording = recorded(load_balancer_arn=None)

    assert recording.of("aws:wafv2/webAclAssociation:WebAclAssociation") == []
    assert recording.one(WEB_ACL).inputs["scope"] == "REGIONAL"


def test_requests_are_logged_without_credentials_to_a_group_waf_accepts() -> None:
    recording = recorded()
    log_group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    logging = recording.one("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")

    assert log_group.name.startswith("aws-waf-logs-")
    assert log_group.inputs == {"kmsKeyId": KEY, "retentionInDays": 30}
    assert log_group.urn in logging.dependencies
    assert logging.inputs["redactedFields"] == [
        {"singleHeader": {"name": "authorization"}},
        {"singleHeader": {"name": "cookie"}},
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"rate_limit": 9}, "rate_limit"),
        ({"managed_rule_groups": ["AWSManagedRulesSQLRuleSet"]}, "managed_rule_groups"),
        ({"managed_rule_groups": ["AWSManagedRulesSQLiRuleSet"] * 2}, "AWSManagedRulesSQLiRuleSet twice"),
    ],
)
def test_what_waf_refuses_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        FirewallSettings.model_validate(changes)
