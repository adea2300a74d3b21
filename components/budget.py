"""A monthly budget on what a stack's tags cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from core.naming import type_token
from core.sections.observability import BudgetSettings

EMAILS_PER_NOTIFICATION = 10
"""https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html"""


@dataclass(frozen=True, kw_only=True)
class BudgetArgs:
    """What is counted and who is told.

    The cost of everything that carries all of `tags` counts (two or more). AWS sees tags in costs only once they are
    activated as cost allocation tags in the paying account, a step by hand:
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
    `topic_arn` is a topic whose policy lets budgets.amazonaws.com publish, as those of `Alerts` do.
    """

    settings: BudgetSettings
    tags: Mapping[str, str]
    topic_arn: pulumi.Input[str]
    emails: Sequence[str] = ()


class Budget(pulumi.ComponentResource):
    """A cost budget in US dollars that reports shares or amounts spent or expected. It stops nothing."""

    def __init__(self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "Budget"), name, {}, opts)
        if len(args.tags) < 2:
            raise ValueError(f"Budget {name}: tags names {len(args.tags)}, AWS combines two or more conditions")
        if len(args.emails) > EMAILS_PER_NOTIFICATION:
            raise ValueError(
                f"Budget {name}: emails names {len(args.emails)}, AWS takes {EMAILS_PER_NOTIFICATION}; "
                "use the topic for more"
            )
        settings = args.settings
        aws.budgets.Budget(
            name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(settings.limit_usd),
            limit_unit="USD",
            metrics="UnblendedCost",
            filter_expression=aws.budgets.BudgetFilterExpressionArgs(
                ands=[
                    aws.budgets.BudgetFilterExpressionAndArgs(
                        tags=aws.budgets.BudgetFilterExpressionAndTagsArgs(key=key, values=[value])
                    )
                    for key, value in sorted(args.tags.items())
                ]
            ),
            notifications=[
                *(_notification(args, "ACTUAL", share, "PERCENTAGE") for share in settings.actual_percent),
                *(_notification(args, "FORECASTED", share, "PERCENTAGE") for share in settings.forecast_percent),
                *(_notification(args, "ACTUAL", amount, "ABSOLUTE_VALUE") for amount in settings.actual_usd),
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _notification(args: BudgetArgs, kind: str, threshold: int, unit: str) -> aws.budgets.BudgetNotificationArgs:
    return aws.budgets.BudgetNotificationArgs(
        comparison_operator="GREATER_THAN",
        notification_type=kind,
        threshold=threshold,
        threshold_type=unit,
        subscriber_email_addresses=list(args.emails),
        subscriber_sns_topic_arns=[args.topic_arn],
    )
