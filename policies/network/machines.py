"""Machines from launch templates: who reaches them, and who reaches their role."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule

MACHINES = ("aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/instance:Instance")
TEMPLATE = MACHINES[0]


@rule(
    "imdsv2-required",
    "Machines give their role's credentials to none but who holds a session",
    severity=Severity.HIGH,
    remedy="Set metadataOptions.httpTokens to required",
    types=MACHINES,
    controls=("EC2.8", "EC2.170", "CKV_AWS_79", "EC2IMDSv2Enabled"),
)
def sessions(machine: Resource) -> Iterator[str]:
    """Pass over machines without the service: a server that forwards requests cannot be made to ask for a session."""
    if machine.value("metadataOptions.httpEndpoint") == "disabled":
        return
    if machine.value("metadataOptions.httpTokens") != "required":
        yield "metadataOptions.httpTokens is not required"


@rule(
    "imds-hop-limit",
    "Credentials of a machine do not reach the containers on it",
    severity=Severity.MEDIUM,
    remedy="Set metadataOptions.httpPutResponseHopLimit to 1",
    types=MACHINES,
    controls=("CKV_AWS_341",),
)
def hops(machine: Resource) -> Iterator[str]:
    """Count an absent value as 1, which is AWS's default."""
    if number(machine.value("metadataOptions.httpPutResponseHopLimit")) > 1:
        yield "metadataOptions.httpPutResponseHopLimit is above 1"


@rule(
    "launch-template-no-public-ip",
    "Machines get no public address by themselves",
    severity=Severity.HIGH,
    remedy="Remove networkInterfaces[].associatePublicIpAddress, or set it to false",
    types=(TEMPLATE,),
    controls=("EC2.25", "CKV_AWS_88", "AutoScalingLaunchConfigPublicIpDisabled"),
)
def no_public_address(template: Resource) -> Iterator[str]:
    """Look at each interface; the provider takes this switch as text."""
    for interface in template.items("networkInterfaces"):
        if interface.value("associatePublicIpAddress") in (True, "true"):
            yield f"{interface.path}.associatePublicIpAddress is true"
