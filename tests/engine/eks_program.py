"""A small program with an EKS cluster for the engine tests; knobs.json beside it says what to change."""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

KNOBS = json.loads(Path(__file__).with_name("knobs.json").read_text(encoding="utf-8"))
VERSION = KNOBS.get("version", "1.34")
PROXY = "v1.34.6-eksbuild.29" if VERSION == "1.34" else "v1.35.3-eksbuild.29"
ADDONS = {
    "dns": ("coredns", "v1.12.4-eksbuild.38" if VERSION == "1.34" else "v1.13.2-eksbuild.31"),
    "storage": ("aws-ebs-csi-driver", "v1.66.0-eksbuild.1"),
}
TRUST = {"Version": "2012-10-17"}


def role(name: str, service: str) -> aws.iam.Role:
    """Make a role that an AWS service takes."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return aws.iam.Role(name, assume_role_policy=json.dumps({**TRUST, "Statement": [statement]}), opts=options)


provider = aws.Provider("aws", region="us-east-1")
options = pulumi.ResourceOptions(provider=provider)
network = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=options)
subnets = [
    aws.ec2.Subnet(
        f"net-{zone}", vpc_id=network.id, cidr_block=cidr, availability_zone=f"us-east-1{zone}", opts=options
    )
    for zone, cidr in KNOBS.get("subnets", {"a": "10.0.0.0/24", "b": "10.0.1.0/24"}).items()
]
subnet_ids = [subnet.id for subnet in subnets]
key = aws.kms.Key("secrets", opts=options)
cluster = eks.Cluster(
    KNOBS.get("cluster", "shop"),
    name="shop",
    version=VERSION,
    vpc_id=network.id,
    private_subnet_ids=subnet_ids,
    authentication_mode=eks.AuthenticationMode.API,
    access_entries={
        "admin": eks.AccessEntryArgs(
            principal_arn="arn:aws:iam::000000000000:role/admin",
            access_policies={
                "all": eks.AccessPolicyAssociationArgs(
                    policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                    access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
                )
            },
        )
    },
    endpoint_private_access=True,
    endpoint_public_access=KNOBS.get("public", True),
    public_access_cidrs=["203.0.113.0/24"],
    enabled_cluster_log_types=["api", "audit"],
    service_role=None if KNOBS.get("own_role") else role("control-plane", "eks.amazonaws.com"),
    encryption_config_key_arn=key.arn,
    create_oidc_provider=True,
    skip_default_node_group=True,
    skip_default_security_groups=KNOBS.get("skip_groups", True),
    kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(version=KNOBS.get("kube_proxy", PROXY)),
    vpc_cni_options=eks.VpcCniOptionsArgs(
        addon_version="v1.22.4-eksbuild.3",
        enable_network_policy=True,
        enable_prefix_delegation=True,
        warm_prefix_target=1,
    ),
    tags={"Team": "shop"},
    opts=pulumi.ResourceOptions(
        provider=provider,
        protect=KNOBS.get("protect"),
        aliases=[pulumi.Alias(name=name) for name in KNOBS.get("was", [])],
    ),
)


def roll_one_by_one(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Say how nodes are replaced, which the component has no input for."""
    if args.type_ != "aws:eks/nodeGroup:NodeGroup":
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "updateConfig": {"maxUnavailable": 1}}, opts=args.opts)


node_role = role("nodes", "ec2.amazonaws.com")
template = aws.ec2.LaunchTemplate(
    "nodes",
    vpc_security_group_ids=[cluster.cluster_security_group_id],
    metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
        http_tokens="required", http_put_response_hop_limit=KNOBS.get("hop_limit", 1)
    ),
    opts=options,
)
groups = [
    eks.ManagedNodeGroup(
        name,
        cluster=cluster,
        node_role_arn=node_role.arn,
        subnet_ids=subnet_ids,
        capacity_type="SPOT" if name == "spot" else "ON_DEMAND",
        instance_types=["t3.large", "t3a.large"],
        ami_type="AL2023_x86_64_STANDARD",
        version=KNOBS.get("node_version", VERSION),
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=smallest, min_size=smallest, max_size=largest),
        labels={"capacity": name},
        launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(lambda number: str(number))
        ),
        ignore_scaling_changes=True,
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cluster], transforms=[roll_one_by_one]),
    )
    for name, (smallest, largest) in KNOBS.get("groups", {"on-demand": [1, 3], "spot": [1, 3]}).items()
]
for name, (addon, version) in ADDONS.items():
    eks.Addon(
        name,
        cluster=cluster,
        addon_name=addon,
        addon_version=version,
        configuration_values={"controller": {"replicaCount": 2}} if name == "storage" else None,
        opts=pulumi.ResourceOptions(provider=provider, parent=cluster, depends_on=groups),
    )

pulumi.export("issuer", cluster.oidc_issuer)
pulumi.export("identity", cluster.oidc_provider_arn)
pulumi.export("endpoint", cluster.eks_cluster.endpoint)
pulumi.export("kubeconfig", cluster.kubeconfig_json)
pulumi.export("group", cluster.cluster_security_group_id)
