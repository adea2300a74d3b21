"""Kubernetes clusters and their nodes: secrets and disks."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import entries, rule, some
from policies.lib.view import View, each

CLUSTER = "aws:eks/cluster:Cluster"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ROOT_DISKS = ("/dev/xvda", "/dev/sda1", "/dev/sda", "xvda", "sda1")
"""What machine images call their root disk: AWS's xvda, most others sda1."""


def _is_root(mapping: View) -> bool:
    return mapping.given("ebs") and mapping.value("deviceName") in ROOT_DISKS


@rule(
    "eks-secrets-encryption",
    "Clusters encrypt Kubernetes secrets with a key of the account",
    severity=Severity.HIGH,
    remedy="Set encryptionConfig with resources secrets and a customer-managed key; it cannot be taken away later",
    types=(CLUSTER,),
    controls=("EKS.3", "CKV_AWS_58"),
)
def cluster_secrets(cluster: Resource) -> Iterator[str]:
    """EKS encrypts with a key of its own unless told otherwise, which nobody can look into or take back."""
    if not some(entries(cluster, "encryptionConfig.resources"), lambda item: item.value() == "secrets"):
        yield "encryptionConfig does not cover secrets"
    else:
        yield from missing_customer_key(cluster.at("encryptionConfig"), "provider.keyArn")


@rule(
    "launch-template-ebs-encrypted",
    "Disks of instances from a launch template are encrypted",
    severity=Severity.HIGH,
    remedy="Describe the root disk in blockDeviceMappings with ebs.encrypted true",
    types=(TEMPLATE,),
    controls=("EC2.181", "AwsSolutions-EC26"),
)
def volumes(template: Resource) -> Iterator[str]:
    """Look for the root disk too: one that is not described is as the machine image has it, and AWS's are in clear."""

    def check(part: View) -> Iterator[str]:
        return _no_root_disk(template) if part is template else each(part.items("ebs"), _in_clear)

    return each([template, *template.items("blockDeviceMappings")], check)


def _in_clear(disk: View) -> Iterator[str]:
    # The provider takes this flag as text.
    if disk.value("encrypted") not in (True, "true"):
        yield f"{disk.path}.encrypted is not true"


def _no_root_disk(template: Resource) -> Iterator[str]:
    if not some(template.items("blockDeviceMappings"), _is_root):
        yield "blockDeviceMappings does not describe the root disk"


@rule(
    "launch-template-volumes-cmk",
    "Disks of instances from a launch template are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set ebs.kmsKeyId to a customer-managed key that the service-linked role of Auto Scaling may use",
    types=(TEMPLATE,),
)
def volume_key(template: Resource) -> Iterator[str]:
    """Look at every disk that the template describes."""

    def check(mapping: View) -> Iterator[str]:
        return each(mapping.items("ebs"), lambda disk: missing_customer_key(disk, "kmsKeyId"))

    return each(template.items("blockDeviceMappings"), check)
