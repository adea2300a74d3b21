"""The controllers that let a cluster on EKS make load balancers, nodes and volumes, and read secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.storage.v1 import StorageClass

from components.helm_release import HelmReleaseArgs, helm_release
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core import charts, controller_values
from core.aws.eks import release_of
from core.chart_values import STORAGE_CLASS, Values
from core.charts import Chart
from core.cluster_permissions import load_balancing, node_scaling
from core.controller_values import SECRETS_NAMESPACE, SYSTEM_NAMESPACE
from core.iam import Statement
from core.naming import type_token
from core.ordering import after
from core.sections.cluster import ClusterSettings


@dataclass(frozen=True, kw_only=True)
class ClusterServicesArgs:
    """What the controllers of a cluster are made from.

    The key encrypts volumes, and is the one that the cluster's driver for volumes may use. `tags` are put on the load
    balancers that the cluster makes, which the provider's default tags do not reach.
    """

    settings: ClusterSettings
    replicas: int
    cluster_name: str
    vpc_id: pulumi.Input[str]
    region: str
    account_id: str
    oidc_provider_arn: pulumi.Input[str]
    oidc_issuer: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    tags: Mapping[str, str]


class ClusterServices(pulumi.ComponentResource):
    """Load balancer controller, cluster autoscaler, metrics server, external secrets and the default storage class.

    Whatever uses them must say so, with this component in `needs` of its namespace, so that at the end it goes first:

    - An Ingress is gone only when its controller has deleted the load balancer. Without the controller it would wait
      for ever, and without that wait the load balancer would be left behind.
    - An ExternalSecret, like any custom resource, can be deleted only as long as its definition and webhook are there.
    - A volume's claim is deleted with its namespace, the disk some seconds after it by the EBS CSI driver. The class
      goes after all claims; the driver, which everything that uses the cluster's provider depends on, after the class.
    """

    storage_class: pulumi.Output[str]
    """Name of the class for encrypted volumes, the default."""
    secrets_controller: pulumi.Resource
    """The release of external-secrets, for stores and synced secrets (components/synced_secret.py)."""

    def __init__(self, name: str, args: ClusterServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("kubernetes", "ClusterServices"), name, {}, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.storage_class = after(STORAGE_CLASS, self._storage_class())
        self._load_balancer_controller()
        self._cluster_autoscaler()
        self._release(charts.METRICS_SERVER, controller_values.metrics_server(replicas=args.replicas))
        self.secrets_controller = self._external_secrets()
        self.register_outputs({"storageClass": self.storage_class})

    def _storage_class(self) -> StorageClass:
        """Make the class. Its disks grow when their claims do, and come in the zone of the pod that uses them."""
        return StorageClass(
            f"{self.pulumi_resource_name}-{STORAGE_CLASS}",
            metadata=ObjectMetaArgs(
                name=STORAGE_CLASS, annotations={"storageclass.kubernetes.io/is-default-class": "true"}
            ),
            provisioner="ebs.csi.aws.com",
            parameters={"type": "gp3", "encrypted": "true", "kmsKeyId": self._args.kms_key_arn},
            allow_volume_expansion=True,
            reclaim_policy="Delete",
            volume_binding_mode="WaitForFirstConsumer",
            opts=self._child,
        )

    def _load_balancer_controller(self) -> None:
        args = self._args
        rights = load_balancing(
            cluster_name=args.cluster_name, vpc_id=args.vpc_id, region=args.region, account_id=args.account_id
        )
        role_arn = self._role(SYSTEM_NAMESPACE, controller_values.LOAD_BALANCER_ACCOUNT, rights)
        values = controller_values.load_balancer_controller(
            cluster_name=args.cluster_name,
            vpc_id=args.vpc_id,
            region=args.region,
            role_arn=role_arn,
            tags=args.tags,
            replicas=args.replicas,
        )
        self._release(charts.LOAD_BALANCER_CONTROLLER, values)

    def _cluster_autoscaler(self) -> None:
        args, autoscaler = self._args, self._args.settings.autoscaler
        rights = node_scaling(cluster_name=args.cluster_name, region=args.region, account_id=args.account_id)
        role_arn = self._role(SYSTEM_NAMESPACE, controller_values.AUTOSCALER_ACCOUNT, rights)
        values = controller_values.cluster_autoscaler(
            cluster_name=args.cluster_name,
            region=args.region,
            role_arn=role_arn,
            image_tag=release_of(args.settings.version).autoscaler,
            max_nodes=autoscaler.max_nodes_total,
            unneeded_minutes=autoscaler.scale_down_unneeded_minutes,
            replicas=args.replicas,
        )
        self._release(charts.CLUSTER_AUTOSCALER, values)

    def _external_secrets(self) -> Release:
        namespace = KubernetesNamespace(
            f"{self.pulumi_resource_name}-{SECRETS_NAMESPACE}",
            KubernetesNamespaceArgs(namespace=SECRETS_NAMESPACE, pod_security="restricted", isolated=False),
            self._child,
        )
        values = controller_values.external_secrets(replicas=self._args.replicas)
        return self._release(charts.EXTERNAL_SECRETS, values, namespace=namespace.name)

    def _role(self, namespace: str, service_account: str, statements: Sequence[Statement]) -> pulumi.Output[str]:
        identity = WorkloadIdentity(
            f"{self.pulumi_resource_name}-{service_account}",
            WorkloadIdentityArgs(
                oidc_provider_arn=self._args.oidc_provider_arn,
                oidc_issuer=self._args.oidc_issuer,
                namespace=namespace,
                service_account=service_account,
                statements=statements,
            ),
            self._child,
        )
        return identity.role_arn

    def _release(self, chart: Chart, values: Values, *, namespace: pulumi.Input[str] = SYSTEM_NAMESPACE) -> Release:
        return helm_release(
            f"{self.pulumi_resource_name}-{chart.name}",
            HelmReleaseArgs(chart=chart, namespace=namespace, values=values, holds_data=False),
            self._child,
        )
