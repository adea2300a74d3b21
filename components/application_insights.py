"""CloudWatch Application Insights: AWS looks for problems in everything that belongs to one application."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import applicationinsights, resourcegroups

from core.aws.names import check_name
from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class ApplicationInsightsArgs:
    """What the observation of an application needs to know."""

    group_name: str
    """Physical name of the resource group, unique in account and region; it may not begin with `aws`."""
    tags: Mapping[str, str]
    """The tags by which the application's resources are found; all must match."""
    topic_arn: pulumi.Input[str]
    """Who hears of problems, through items of Systems Manager OpsCenter."""


class ApplicationInsights(pulumi.ComponentResource):
    """A resource group by tags, and its observation.

    Application Insights makes alarms and dashboards of its own for what it finds, and takes them away with itself.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-application-insights.html
    """

    def __init__(self, name: str, args: ApplicationInsightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "ApplicationInsights"), name, {}, opts)
        check_name("aws:resourcegroups/group:Group", args.group_name)
        fixed = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        query = {
            "ResourceTypeFilters": ["AWS::AllSupported"],
            "TagFilters": [{"Key": key, "Values": [value]} for key, value in sorted(args.tags.items())],
        }
        group = resourcegroups.Group(
            name,
            name=args.group_name,
            description="Everything of the application, by its tags",
            resource_query=resourcegroups.GroupResourceQueryArgs(
                type="TAG_FILTERS_1_0", query=json.dumps(query, sort_keys=True)
            ),
            opts=fixed,
        )
        applicationinsights.Application(
            name,
            resource_group_name=group.name,
            auto_config_enabled=True,
            cwe_monitor_enabled=True,
            ops_center_enabled=True,
            ops_item_sns_topic_arn=args.topic_arn,
            opts=fixed,
        )
        self.register_outputs({})
