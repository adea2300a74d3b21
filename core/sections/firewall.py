"""The web application firewall before a public entrance."""

from collections.abc import Mapping
from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator

from core.sections.base import Section

ManagedRuleGroup: TypeAlias = Literal[
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesAdminProtectionRuleSet",
    "AWSManagedRulesLinuxRuleSet",
    "AWSManagedRulesUnixRuleSet",
]
"""AWS's rule groups without a charge of their own:
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""


class FirewallSettings(Section):
    """Which requests are turned away before they reach the load balancer."""

    rate_limit: int = Field(
        default=2000,
        ge=10,
        le=2_000_000_000,
        description="Requests that one client address may send in five minutes; above it the address is blocked until "
        "it slows down. Clients behind one NAT share an address.",
    )
    managed_rule_groups: tuple[ManagedRuleGroup, ...] = Field(
        default=(
            "AWSManagedRulesAmazonIpReputationList",
            "AWSManagedRulesCommonRuleSet",
            "AWSManagedRulesKnownBadInputsRuleSet",
            "AWSManagedRulesSQLiRuleSet",
        ),
        description="AWS's managed rule groups, in the order in which they are evaluated.",
    )
    counted_rules: Mapping[ManagedRuleGroup, tuple[str, ...]] = Field(
        default={"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)},
        description="Rules of the managed groups that only count, by group. SizeRestrictions_BODY would block every "
        "request whose body is above 8 KiB.",
    )
    count_only: bool = Field(
        default=False,
        description="Whether the managed groups only count what they would block, to be watched before they are "
        "relied upon. The rate limit blocks in any case.",
    )

    @model_validator(mode="after")
    def _each_group_stands_once(self) -> Self:
        groups = self.managed_rule_groups
        if twice := sorted({group for group in groups if groups.count(group) > 1}):
            raise ValueError(f"managed_rule_groups names {', '.join(twice)} twice")
        return self
