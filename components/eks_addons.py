"""Add-ons of EKS that run on nodes: CoreDNS and the driver for EBS volumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_eks
from pulumi_aws import eks

from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core import cluster_roles
from core.aws.eks import KubernetesRelease
from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class EksAddonsArgs:
    """What the add-ons need to know."""

    cluster: pulumi_eks.Cluster
    release: KubernetesRelease
    nodes: Sequence[pulumi.Output[eks.NodeGroup]]
    """The node groups, which come first: without a node these add-ons never get ready."""
    kms_key_arn: pulumi.Input[str]
    """Key that volumes are encrypted with."""
    tags: Mapping[str, str]
    """Tags of the volumes that the driver makes."""


class EksAddons(pulumi.ComponentResource):
    """CoreDNS (ECO-075) and the EBS CSI driver (ECO-135) in the versions of the cluster's release.

    They keep running when their add-on is deleted, until the cluster is: who deletes volumes then still needs them. The
    driver's role is part of this component, so depend on the component to be deleted before the role.
    """

    addons: Sequence[pulumi_eks.Addon]
    """The add-ons themselves, which belong to the cluster and not to this component."""

    def __init__(self, name: str, args: EksAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("compute", "EksAddons"), name, {}, opts)
        self._label = name
        self._args = args
        coredns = self._add("coredns", args.release.coredns)
        driver = WorkloadIdentity(
            f"{name}-ebs-csi",
            WorkloadIdentityArgs(
                oidc_provider_arn=args.cluster.oidc_provider_arn,
                oidc_issuer=args.cluster.oidc_issuer,
                namespace="kube-system",
                service_account="ebs-csi-controller-sa",
                statements=cluster_roles.volume_encryption(args.kms_key_arn),
                managed_policy_arns=(cluster_roles.VOLUME_DRIVER,),
            ),
            pulumi.ResourceOptions(parent=self),
        )
        # Classes of volumes, with our key, belong to whoever needs volumes.
        values = {"controller": {"extraVolumeTags": dict(args.tags)}, "defaultStorageClass": {"enabled": False}}
        volumes = self._add("aws-ebs-csi-driver", args.release.ebs_csi_driver, driver.role_arn, values)
        self.addons = (coredns, volumes)
        self.register_outputs({})

    def _add(
        self,
        addon: str,
        version: str,
        role_arn: pulumi.Output[str] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> pulumi_eks.Addon:
        return pulumi_eks.Addon(
            f"{self._label}-{addon}",
            cluster=self._args.cluster,
            addon_name=addon,
            addon_version=version,
            service_account_role_arn=role_arn,
            configuration_values=values,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            preserve=True,
            # The class makes the cluster its parent whatever it is told; said here, its options hold.
            opts=pulumi.ResourceOptions(parent=self._args.cluster, depends_on=list(self._args.nodes)),
        )
