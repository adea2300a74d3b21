"""Refuses, already at preview, a change of a cluster's Kubernetes version that EKS would refuse."""

import pulumi
from pulumi_aws import eks

from core.aws.eks import check_upgrade
from core.aws.kubernetes_versions import minor_of
from core.settings import ConfigError, Mistake

_KEY = "settings.cluster.version"


def check_version_step(cluster_name: str, version: str, asking: pulumi.Resource | None) -> None:
    """Raise ConfigError if the cluster exists and EKS cannot bring it from its version to `version`.

    Nothing that a program is told by the engine says what there is already, so AWS is asked: for the names of the
    region's clusters, and for the version of this one if it is among them. That is the version as it is, also where EKS
    has upgraded the cluster by itself at the end of support. `asking` lends its provider.
    """
    opts = pulumi.InvokeOptions(parent=asking)
    if cluster_name not in eks.get_clusters(opts=opts).names:
        return
    present = eks.get_cluster(name=cluster_name, opts=opts).version
    try:
        check_upgrade(present, version)
    except ValueError as error:
        raise ConfigError(
            [Mistake(_KEY, version, str(error), f"pulumi config set --path {_KEY} {_next(present, version)}")]
        ) from error


def _next(present: str, wanted: str) -> str:
    """Return the version on the way from one to the other: the next minor up, or the present one."""
    before, after = minor_of(present), minor_of(wanted)
    return f"1.{before + 1}" if before is not None and after is not None and after > before else present
