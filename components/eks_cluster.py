"""A Kubernetes cluster on EKS with its nodes, its add-ons and the provider for what runs in it."""

import datetime
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_eks
import pulumi_kubernetes
from pulumi_aws import cloudwatch, eks, iam

from components.eks_addons import EksAddons, EksAddonsArgs
from components.eks_node_group import EksNodeGroup, EksNodeGroupArgs
from components.eks_version import check_version_step
from components.remote_children import Props, completing
from core import cluster_roles
from core.aws.eks import release_of
from core.aws.names import check_name
from core.iam import document, service_trust
from core.naming import type_token
from core.ordering import after
from core.sections.cluster import ClusterSettings, PodAddresses

_CLUSTER = "aws:eks/cluster:Cluster"
WARM_ADDRESSES = 3
"""Addresses that a node holds in reserve in a small subnet. With 20 nodes that is 60, where whole network interfaces in
reserve, the plugin's own way, would hold hundreds of the some 750 of three /24.
"""

_ADMINISTRATION = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


@dataclass(frozen=True, kw_only=True)
class EksClusterArgs:
    """What a cluster needs to know."""

    settings: ClusterSettings
    cluster_name: str
    """Physical name; charts, IAM policies and the log group are written with it before the cluster is there."""
    vpc_id: pulumi.Input[str]
    private_subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of nodes and of the control plane's interfaces, in at least two zones."""
    way_out: Sequence[pulumi.Resource]
    """What these subnets reach the internet through, such as a components.vpc.Vpc. Nodes start with it, and controllers
    in the cluster delete load balancers and volumes through it, so it is deleted last.
    """
    region: str
    account_id: str
    kms_key_arn: pulumi.Input[str]
    """Key of Kubernetes secrets, control plane logs and all volumes. It cannot be changed or taken away later. It must
    allow CloudWatch Logs and EC2 Auto Scaling to use it (`logs` and `autoscaling` of components/kms_key.py).
    """
    admin_role_arns: Sequence[str]
    """IAM roles that administer the cluster: that of whoever runs `pulumi up` has to be among them."""
    log_retention_days: int
    tags: Mapping[str, str]
    """The stack's tags, for instances and volumes, which the provider's default tags do not reach."""
    protected: bool


class EksCluster(pulumi.ComponentResource):
    """An EKS cluster in the order that works.

    Before the cluster: its log group, its roles with their policies. With it: network (with network policies) and
    kube-proxy, so that nodes become ready. Then the nodes, and after them what needs nodes to run: CoreDNS and the
    driver for volumes. The provider comes last, so that on the way down everything in the cluster is deleted while
    nodes, access, driver and network are still there, and no load balancer or volume is left behind.
    """

    name: pulumi.Output[str]
    provider: pulumi_kubernetes.Provider
    """For everything in the cluster; give it to components with `providers=[...]`."""
    cluster: pulumi_eks.Cluster
    oidc_provider_arn: pulumi.Output[str]
    oidc_issuer: pulumi.Output[str]
    """Without `https://`."""
    security_group_id: pulumi.Output[str]
    """The group of nodes and control plane; EKS makes it with the cluster."""
    kubeconfig: pulumi.Output[str]
    """How kubectl signs in through the AWS CLI; a secret, though it holds no credentials."""
    node_groups: Mapping[str, EksNodeGroup]

    def __init__(self, name: str, args: EksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name(_CLUSTER, args.cluster_name)
        super().__init__(type_token("compute", "EksCluster"), name, {}, opts)
        self._label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        check_version_step(args.cluster_name, args.settings.version, self)
        self._warn()
        self.cluster = self._cluster()
        self.security_group_id = self.cluster.cluster_security_group_id
        self.oidc_provider_arn = self.cluster.oidc_provider_arn
        self.oidc_issuer = self.cluster.oidc_issuer
        self.kubeconfig = pulumi.Output.secret(self.cluster.kubeconfig_json)
        self.name = self.cluster.eks_cluster.apply(lambda cluster: cluster.name)
        access = [self._administrator(arn) for arn in args.admin_role_arns]
        self.node_groups = self._node_groups()
        nodes = [group.node_group for group in self.node_groups.values()]
        addons = EksAddons(
            name,
            EksAddonsArgs(
                cluster=self.cluster,
                release=release_of(args.settings.version),
                nodes=nodes,
                kms_key_arn=args.kms_key_arn,
                tags=args.tags,
            ),
            self._child,
        )
        self.provider = self._kubernetes([*access, *nodes, addons, *addons.addons, *args.way_out])
        self.register_outputs({"name": self.name, "oidcProviderArn": self.oidc_provider_arn})

    def _kubernetes(self, before: Sequence[pulumi.Input[pulumi.Resource]]) -> pulumi_kubernetes.Provider:
        # A cluster's address stays the same until it is replaced. So a kubeconfig that is written differently updates
        # the provider, and does not replace all that is in the cluster.
        endpoint: pulumi.Output[str] = self.cluster.eks_cluster.apply(lambda cluster: cluster.endpoint)
        return pulumi_kubernetes.Provider(
            self._label,
            kubeconfig=self.kubeconfig,
            cluster_identifier=endpoint,
            enable_server_side_apply=True,
            # An unreachable cluster is an error: taken for empty, it would be deployed into once more.
            delete_unreachable=False,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(before)),
        )

    def _warn(self) -> None:
        """Say once what works and will bite later."""
        for warning in self._args.settings.warnings(datetime.datetime.now(datetime.UTC).date()):
            pulumi.log.warn(f"settings.cluster: {warning}", self)
        if not self._args.admin_role_arns:
            pulumi.log.warn(
                "adminRoleArns is empty: only the identity that makes the cluster will administer it. Set it before "
                "the first `pulumi up`, with the role that runs it",
                self,
            )

    def _cluster(self) -> pulumi_eks.Cluster:
        args, settings = self._args, self._args.settings
        release = release_of(settings.version)
        logs = cloudwatch.LogGroup(
            f"{self._label}-control-plane",
            # EKS writes into the group of this name, and would make one without key and retention.
            name=f"/aws/eks/{args.cluster_name}/cluster",
            retention_in_days=args.log_retention_days,
            kms_key_id=args.kms_key_arn,
            opts=self._child,
        )
        arn = f"arn:aws:eks:{args.region}:{args.account_id}:cluster/{args.cluster_name}"
        role, rights = self._role(
            "control-plane", service_trust("eks.amazonaws.com", source_arn=arn), cluster_roles.CONTROL_PLANE
        )
        completed = functools.partial(_completed, creator_administers=not args.admin_role_arns)
        return pulumi_eks.Cluster(
            self._label,
            name=after(args.cluster_name, logs, *rights),
            version=settings.version,
            vpc_id=args.vpc_id,
            private_subnet_ids=list(args.private_subnet_ids),
            authentication_mode=pulumi_eks.AuthenticationMode.API,
            endpoint_private_access=True,
            endpoint_public_access=bool(settings.public_access_cidrs),
            public_access_cidrs=list(settings.public_access_cidrs) or None,
            encryption_config_key_arn=args.kms_key_arn,
            enabled_cluster_log_types=list(settings.log_types),
            service_role=role,
            upgrade_policy=eks.ClusterUpgradePolicyArgs(support_type=settings.support_type),
            deletion_protection=args.protected,
            create_oidc_provider=True,
            skip_default_node_group=True,
            # The nodes carry the group that EKS makes, and no other: with two of them the load balancer controller
            # does not know which one to open.
            skip_default_security_groups=True,
            use_default_vpc_cni=False,
            vpc_cni_options=_network_plugin(release.vpc_cni, settings.pod_addresses),
            kube_proxy_addon_options=pulumi_eks.KubeProxyAddonOptionsArgs(enabled=True, version=release.kube_proxy),
            # Inside the cluster's component it would wait for nodes that wait for the component, 20 minutes, and fail
            # (https://github.com/pulumi/pulumi-eks/issues/1819); so it is an add-on of its own, after the nodes.
            coredns_addon_options=pulumi_eks.CoreDnsAddonOptionsArgs(enabled=False),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protected,
                transforms=[completing(_CLUSTER, completed)],
            ),
        )

    def _role(
        self, purpose: str, trust: Mapping[str, object], policies: Sequence[str]
    ) -> tuple[iam.Role, list[pulumi.Resource]]:
        name = f"{self._label}-{purpose}"
        role = iam.Role(name, assume_role_policy=document(trust), opts=self._child)
        rights: list[pulumi.Resource] = [
            iam.RolePolicyAttachment(
                f"{name}-{arn.rsplit('/', 1)[-1]}", role=role.name, policy_arn=arn, opts=self._child
            )
            for arn in policies
        ]
        return role, rights

    def _administrator(self, arn: str) -> pulumi.Resource:
        """Let a role administer the cluster. Returns the last thing that it needs for that."""
        name = f"{self._label}-{cluster_roles.label_of(arn)}"
        entry = eks.AccessEntry(name, cluster_name=self.name, principal_arn=arn, type="STANDARD", opts=self._child)
        return eks.AccessPolicyAssociation(
            name,
            cluster_name=self.name,
            principal_arn=entry.principal_arn,
            policy_arn=_ADMINISTRATION,
            access_scope=eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
            opts=self._child,
        )

    def _node_groups(self) -> Mapping[str, EksNodeGroup]:
        args = self._args
        role, rights = self._role("nodes", service_trust("ec2.amazonaws.com"), cluster_roles.NODES)
        return {
            group: EksNodeGroup(
                f"{self._label}-{group}",
                EksNodeGroupArgs(
                    settings=settings,
                    cluster=self.cluster,
                    version=args.settings.version,
                    security_group_id=self.security_group_id,
                    subnet_ids=args.private_subnet_ids,
                    role=role,
                    needs=[*rights, *args.way_out],
                    kms_key_arn=args.kms_key_arn,
                    tags=args.tags,
                ),
                self._child,
            )
            for group, settings in args.settings.made_groups.items()
        }


def _network_plugin(version: str, addresses: PodAddresses) -> pulumi_eks.VpcCniOptionsArgs:
    """Return the options of the VPC CNI (ECO-075, SCA-042): network policies, and addresses for pods.

    https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html
    """
    few = addresses == "single"
    return pulumi_eks.VpcCniOptionsArgs(
        addon_version=version,
        enable_network_policy=True,
        enable_prefix_delegation=not few,
        warm_prefix_target=None if few else 1,
        warm_ip_target=WARM_ADDRESSES if few else None,
    )


def _completed(given: Props, *, creator_administers: bool) -> Props:
    """Return the inputs of the AWS resource for which the component has none."""
    access = given.get("accessConfig")
    return {
        "accessConfig": {
            **(access if isinstance(access, Mapping) else {}),
            "bootstrapClusterCreatorAdminPermissions": creator_administers,
        },
        # Lets traffic be moved away from a zone that fails.
        "zonalShiftConfig": {"enabled": True},
    }
