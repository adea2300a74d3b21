"""Logs and metrics: they hold what requests carry, so they are encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule


@rule(
    "log-group-cmk",
    "Log groups are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set kmsKeyId to a customer-managed key whose policy admits logs.<region>.amazonaws.com",
    types=("aws:cloudwatch/logGroup:LogGroup",),
    controls=("CKV_AWS_158", "CloudWatchLogGroupEncrypted"),
)
def log_group_key(group: Resource) -> Iterator[str]:
    """CloudWatch Logs encrypts with keys of its own unless told otherwise."""
    return missing_customer_key(group, "kmsKeyId")


@rule(
    "amp-workspace-cmk",
    "Prometheus workspaces are encrypted with a key of the account",
    severity=Severity.LOW,
    remedy="Set kmsKeyArn to a customer-managed key when the workspace is created: it cannot be changed later",
    types=("aws:amp/workspace:Workspace",),
)
def workspace_key(workspace: Resource) -> Iterator[str]:
    """Amazon Managed Prometheus encrypts with keys of its own unless told otherwise."""
    return missing_customer_key(workspace, "kmsKeyArn")
