"""The add-ons of EKS: which versions go with a cluster's, as far as core/aws/eks.py knows, and which need nodes."""

import time
from collections.abc import Iterator, Mapping

from core.aws.eks import KUBERNETES_RELEASES, KubernetesRelease
from core.aws.kubernetes_versions import minor_of
from sandbox.errors import SandboxError
from sandbox.operations import fail
from sandbox.store import Store, Thing

ADDON = "aws:eks/addon:Addon"
_FIELDS = {
    "vpc-cni": "vpc_cni",
    "coredns": "coredns",
    "kube-proxy": "kube_proxy",
    "aws-ebs-csi-driver": "ebs_csi_driver",
}
_PER_MINOR = ("coredns", "kube-proxy")  # EKS builds these for each minor, the others for all

# These run as deployments: EKS calls them degraded until a node has taken their pods, and the provider waits for that.
_ON_NODES = {"aws-ebs-csi-driver", "cert-manager", "coredns", "metrics-server", "snapshot-controller"}
_NODES = "type = 'aws:eks/nodeGroup:NodeGroup' and json_extract(inputs, '$.clusterName') = ?"
_LOOK = 0.1  # seconds between two looks for nodes


def newest_version(arguments: Mapping[str, object], _region: str) -> dict[str, object]:
    """Answer the provider's getAddonVersion: the add-on's version for a version of Kubernetes."""
    name, kubernetes = str(arguments.get("addonName")), str(arguments.get("kubernetesVersion"))
    release = KUBERNETES_RELEASES.get(kubernetes)
    if release is None or name not in _FIELDS:
        reason = f"the sandbox knows no version of the add-on {name} for Kubernetes {kubernetes}"
        raise SandboxError(f"{reason}; name one in the program, or add it to core/aws/eks.py")
    return {"id": name, "version": _version_in(release, name)}


def minors_of(name: object, version: object) -> set[int]:
    """Return the minors of Kubernetes that a version of an add-on is built for, empty if it may go with any."""
    return set(_minors(str(name), version)) if name in _PER_MINOR else set()


def _minors(name: str, version: object) -> Iterator[int]:
    if name == "kube-proxy" and (own := minor_of(version)) is not None:
        yield own
    for kubernetes, release in KUBERNETES_RELEASES.items():
        if _version_in(release, name) == version and (minor := minor_of(kubernetes)) is not None:
            yield minor


def _version_in(release: KubernetesRelease, name: str) -> str:
    return str(getattr(release, _FIELDS[name]))


def await_nodes(store: Store, addon: Thing, patience: float = 20) -> None:
    """Wait until the cluster of an add-on has the nodes that it needs; raise `PartialError` if none comes.

    `patience` are real seconds, for the twenty minutes that the provider waits on AWS: a node group that is made at the
    same time is seen, one that waits for the add-on never comes.
    """
    if addon.type != ADDON or addon.inputs.get("addonName") not in _ON_NODES:
        return
    end = time.monotonic() + patience
    while not store.things(_NODES, (addon.inputs.get("clusterName"),)):
        if time.monotonic() > end:
            store.set_status(addon, "failed")
            fail(addon, f"timeout after 20 minutes, last state of {addon.label}: DEGRADED; no node takes its pods")
        time.sleep(_LOOK)
