"""A managed Prometheus that applications' collectors write to."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class PrometheusWorkspaceArgs:
    """What a workspace is made from. A change of the key replaces it, and its 150 days of metrics with it.

    The key must let `logs.<region>.amazonaws.com` use it; Prometheus itself uses it through a grant, so whoever deploys
    needs kms:CreateGrant on it:
    https://docs.aws.amazon.com/prometheus/latest/userguide/encryption-at-rest-Amazon-Service-Prometheus.html
    """

    kms_key_arn: pulumi.Input[str]
    log_retention_days: int


class PrometheusWorkspace(pulumi.ComponentResource):
    """An encrypted workspace of Amazon Managed Service for Prometheus and the log group of its own errors."""

    arn: pulumi.Output[str]
    remote_write_url: pulumi.Output[str]
    """Where collectors send metrics, signed with SigV4; they need aps:RemoteWrite on `arn`."""

    def __init__(self, name: str, args: PrometheusWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "PrometheusWorkspace"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.cloudwatch.LogGroup(
            name,
            # Groups of this prefix share one resource policy; others are added to it one by one, until it is full:
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
            name_prefix=f"/aws/vendedlogs/prometheus/{name}-",
            kms_key_id=args.kms_key_arn,
            retention_in_days=args.log_retention_days,
            opts=child,
        )
        workspace = aws.amp.Workspace(
            name,
            alias=name,
            kms_key_arn=args.kms_key_arn,
            logging_configuration=aws.amp.WorkspaceLoggingConfigurationArgs(
                log_group_arn=pulumi.Output.concat(group.arn, ":*")
            ),
            opts=child,
        )
        self.arn = workspace.arn
        self.remote_write_url = pulumi.Output.concat(workspace.prometheus_endpoint, "api/v1/remote_write")
        self.register_outputs({"arn": self.arn, "remoteWriteUrl": self.remote_write_url})
