"""Volumes: encrypted disks, made where the pods are, and folders that cannot fill a node."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.view import View, each
from policies.workloads.specs import PODS, pod_of

STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
_DISKS = ("ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs")


def _is_disk(storage: View) -> bool:
    return storage.value("provisioner") in _DISKS


@rule(
    "k8s-storage-class-encrypted",
    "Volumes of pods are encrypted",
    severity=Severity.HIGH,
    remedy="Set parameters.encrypted to the text true",
    types=(STORAGE_CLASS,),
)
def encrypted(storage: Resource) -> Iterator[str]:
    """Expect it in so many words: the driver leaves it to the account's default."""
    if _is_disk(storage) and storage.value("parameters.encrypted") != "true":
        yield "parameters.encrypted is not true"


@rule(
    "k8s-storage-class-cmk",
    "Volumes of pods are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set parameters.kmsKeyId to the ARN of a customer-managed key",
    types=(STORAGE_CLASS,),
)
def customer_key(storage: Resource) -> Iterator[str]:
    """Take a key that is still to be made."""
    if _is_disk(storage):
        yield from missing_customer_key(storage, "parameters.kmsKeyId")


@rule(
    "k8s-storage-class-waits",
    "A volume is made in the zone of the pod that needs it",
    severity=Severity.MEDIUM,
    remedy="Set volumeBindingMode to WaitForFirstConsumer",
    types=(STORAGE_CLASS,),
)
def waits(storage: Resource) -> Iterator[str]:
    """Refuse Immediate, the default: a disk in the wrong zone can never be mounted."""
    if _is_disk(storage) and storage.value("volumeBindingMode") != "WaitForFirstConsumer":
        yield "volumeBindingMode is not WaitForFirstConsumer"


@rule(
    "k8s-empty-dir-limit",
    "No pod fills the disk of its node",
    severity=Severity.LOW,
    remedy="Set emptyDir.sizeLimit",
    types=PODS,
)
def empty_dir_limit(resource: Resource) -> Iterator[str]:
    """Look at each volume of this kind; a pod above its limit is evicted, without one its neighbours are."""

    def check(volume: View) -> Iterator[str]:
        if volume.value("emptyDir") is not None and not volume.given("emptyDir.sizeLimit"):
            yield f"{volume.path}.emptyDir has no sizeLimit"

    return each(pod_of(resource).items("volumes"), check)
