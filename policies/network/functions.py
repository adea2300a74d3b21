"""Functions: from where they reach what they work with."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule

FUNCTION = "aws:lambda/function:Function"


@rule(
    "lambda-in-vpc",
    "Functions run in subnets of the stack",
    severity=Severity.LOW,
    remedy="Set vpcConfig with private subnets and security groups",
    types=(FUNCTION,),
    controls=("CKV_AWS_117", "Lambda.3"),
)
def in_vpc(function: Resource) -> Iterator[str]:
    """Outside a VPC no security group or flow log sees what a function calls."""
    if not function.given("vpcConfig.subnetIds"):
        yield "vpcConfig has no subnets"
