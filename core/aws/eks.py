"""What belongs together in a Kubernetes release of Amazon EKS: add-ons, node images, the autoscaler, end of support.

Add-on versions are the defaults that EKS offered in September and October 2026 (`aws eks describe-addon-versions`),
node releases are those of AL2023 of 30 September 2026, which are the same for x86_64 and ARM_64:
https://github.com/awslabs/amazon-eks-ami/releases. They are pinned, because a look-up in `up` would upgrade a cluster
on a day that nobody chose. To raise one, edit it here; a new minor is a new entry.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.aws.kubernetes_versions import minor_of

LogType: TypeAlias = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
SupportType: TypeAlias = Literal["STANDARD", "EXTENDED"]
CapacityType: TypeAlias = Literal["ON_DEMAND", "SPOT"]
TaintEffect: TypeAlias = Literal["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"]

CAPACITY_KEY = "capacity"
SPOT = "spot"
"""The label and the taint of spot nodes, `capacity=spot`. A pod that may be stopped with two minutes' notice tolerates
the taint. EKS has a label for it too, but keeps keys below eks.amazonaws.com to itself.
"""


@dataclass(frozen=True, kw_only=True)
class KubernetesRelease:
    """The versions that go with one minor."""

    vpc_cni: str
    """At least v1.22.4: older builds let network policies be passed by (CVE-2026-86831)."""
    coredns: str
    kube_proxy: str
    """Of the cluster's own minor; EKS refuses others."""
    ebs_csi_driver: str
    nodes: str
    """Release of the AL2023 image, `<kubelet>-<date>`."""
    autoscaler: str
    """Tag of the image registry.k8s.io/autoscaling/cluster-autoscaler; it must not be newer than the cluster."""
    standard_support_ends: datetime.date
    """https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"""


KUBERNETES_RELEASES: Mapping[str, KubernetesRelease] = {
    "1.34": KubernetesRelease(
        vpc_cni="v1.22.4-eksbuild.3",
        coredns="v1.12.4-eksbuild.38",
        kube_proxy="v1.34.6-eksbuild.29",
        ebs_csi_driver="v1.66.0-eksbuild.1",
        nodes="1.34.11-20260930",
        autoscaler="v1.34.5",
        standard_support_ends=datetime.date(2026, 12, 2),
    ),
    "1.35": KubernetesRelease(
        vpc_cni="v1.22.4-eksbuild.3",
        coredns="v1.13.2-eksbuild.31",
        kube_proxy="v1.35.3-eksbuild.29",
        ebs_csi_driver="v1.66.0-eksbuild.1",
        nodes="1.35.8-20260930",
        autoscaler="v1.35.2",
        standard_support_ends=datetime.date(2027, 3, 27),
    ),
    "1.36": KubernetesRelease(
        vpc_cni="v1.22.4-eksbuild.3",
        coredns="v1.14.3-eksbuild.23",
        kube_proxy="v1.36.0-eksbuild.25",
        ebs_csi_driver="v1.66.0-eksbuild.1",
        nodes="1.36.4-20260930",
        autoscaler="v1.36.1",
        standard_support_ends=datetime.date(2027, 8, 2),
    ),
}
"""Kubernetes minor to what goes with it. 1.33 and older are in extended support, at six times the price."""

SUPPORT_WARNING_DAYS = 60
"""How long before the end of standard support it is said."""


def release_of(version: str) -> KubernetesRelease:
    """Return what goes with `version`. Raises ValueError for a version that is not in the table."""
    release = KUBERNETES_RELEASES.get(version)
    if release is None:
        raise ValueError(
            f"{version!r} is no Kubernetes version whose add-ons are known here. "
            f"Allowed: {', '.join(KUBERNETES_RELEASES)} (core/aws/eks.py)"
        )
    return release


def check_kubernetes_version(version: str) -> None:
    """Raise ValueError unless clusters can be made in `version`, such as "1.35", and all that goes with it is known."""
    release_of(version)


def check_upgrade(old: str, new: str) -> None:
    """Raise ValueError unless a cluster of version `old` can be brought to `new`.

    EKS takes a cluster up by one minor at a time, and never down by a change of its version:
    https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
    """
    before, after = minor_of(old), minor_of(new)
    if before is None or after is None:
        raise ValueError(f"{old!r} and {new!r} cannot be compared; expected versions such as 1.35")
    if after < before:
        raise ValueError(
            f"the cluster runs {old}, and EKS does not take a cluster down to {new} by a change of its version"
        )
    if after > before + 1:
        raise ValueError(
            f"the cluster runs {old}, and EKS takes a cluster up by one minor at a time: "
            f"bring it to 1.{before + 1} first, then on to {new}"
        )


def support_warnings(version: str, support_type: SupportType, today: datetime.date) -> Sequence[str]:
    """Say that standard support ends, if it is about to or has. AWS then acts without being asked."""
    ends = release_of(version).standard_support_ends
    if today + datetime.timedelta(days=SUPPORT_WARNING_DAYS) < ends:
        return ()
    then = {
        "STANDARD": "EKS then upgrades the cluster by itself",
        "EXTENDED": "a cluster-hour then costs 0.60 instead of 0.10 USD",
    }
    return (f"standard support of Kubernetes {version} ends on {ends}: {then[support_type]}",)
