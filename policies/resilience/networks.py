"""Networks: a record of who talked to whom."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

VPC = "aws:ec2/vpc:Vpc"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"


@stack_rule(
    "vpc-flow-logs",
    "Networks record their connections",
    severity=Severity.MEDIUM,
    remedy="Add a FlowLog for it",
    types=(VPC,),
    controls=("EC2.6", "CKV2_AWS_11", "AwsSolutions-VPC7", "VPCFlowLogsEnabled"),
)
def flow_logs(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a log of this VPC."""
    if not any(item.comes_from("vpcId", vpc) for item in stack.of((FLOW_LOG,))):
        yield "the network has no flow log"


@rule(
    "vpc-flow-logs-rejects",
    "Records of connections hold those that were refused",
    severity=Severity.LOW,
    remedy="Set trafficType to ALL or REJECT",
    types=(FLOW_LOG,),
    controls=("EC2.6",),
)
def refused_connections(log: Resource) -> Iterator[str]:
    """Refuse ACCEPT, which leaves out what an intruder tried."""
    if log.value("trafficType") == "ACCEPT":
        yield "trafficType is ACCEPT"
