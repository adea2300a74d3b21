"""Budgets: somebody hears of the bill before it comes."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import number, rule, stack_rule

BUDGET = "aws:budgets/budget:Budget"
COSTLY = (
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:ecs/cluster:Cluster",
    "aws:eks/cluster:Cluster",
    "eks:index:Cluster",
)
MONTHS = {"DAILY": 1 / 30, "MONTHLY": 1, "QUARTERLY": 3, "ANNUALLY": 12}
"""Length of a budget's period."""
_AMOUNT = re.compile(r"\d+(\.\d*)?|\.\d+")


@stack_rule(
    "budget-exists",
    "Stacks with databases or clusters have a budget",
    severity=Severity.MEDIUM,
    remedy="Add a Budget",
    types=COSTLY,
)
def exists(resource: StackResource, stack: Stack) -> Iterator[str]:
    """Look for one of the stack: a budget of the account may be another's concern."""
    del resource
    if not any(True for _ in stack.of((BUDGET,))):
        yield "the stack has no budget"


@rule(
    "budget-notifications",
    "Budgets tell somebody, of what is spent and of what is expected",
    severity=Severity.MEDIUM,
    remedy="Add notifications of ACTUAL and FORECASTED with a subscriber",
    types=(BUDGET,),
)
def notifications(budget: Resource) -> Iterator[str]:
    """Look for both kinds, and that each has somebody to tell."""
    found = budget.items("notifications")
    missing = {"ACTUAL", "FORECASTED"} - {str(item.value("notificationType")) for item in found}
    if missing:
        yield f"notifications lack {', '.join(sorted(missing))}"
    for item in found:
        if not item.given("subscriberEmailAddresses") and not item.given("subscriberSnsTopicArns"):
            yield f"{item.path} has no subscriber"


@rule(
    "budget-limit",
    "Budgets are within what the environment may cost",
    severity=Severity.MEDIUM,
    remedy="Lower limitAmount, or raise the bound in the pack's configuration",
    types=(BUDGET,),
    settings={"maximumUsd": {"type": "integer", "minimum": 0, "default": 10000}},
)
def limit(budget: Resource) -> Iterator[str]:
    """Compare amounts per month in US dollars, and pass over budgets of hours, GB or reservations."""
    amount = budget.value("limitAmount")
    of_costs = budget.value("budgetType") in (None, "COST") and budget.value("limitUnit") in (None, "USD")
    if amount is None or not of_costs:
        return
    months = MONTHS.get(str(budget.value("timeUnit")), 1)
    if _AMOUNT.fullmatch(str(amount)) is None:
        yield "limitAmount is no amount that can be read"
    elif number(amount) / months > number(budget.config.value("maximumUsd")):
        yield "limitAmount is above what is allowed here"
