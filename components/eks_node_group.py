"""A group of Kubernetes nodes of one kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_eks
from pulumi_aws import ec2, eks, iam

from components.remote_children import completing
from core.aws.eks import release_of
from core.aws.names import check_name
from core.naming import type_token
from core.ordering import after
from core.sections.cluster import NodeGroupSettings

_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_ROOT_DEVICE = "/dev/xvda"
"""Of AL2023: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html"""

_SUFFIX = "-1234567"  # as long as what Pulumi's auto-naming adds


@dataclass(frozen=True, kw_only=True)
class EksNodeGroupArgs:
    """What a node group needs to know."""

    settings: NodeGroupSettings
    cluster: pulumi_eks.Cluster
    version: str
    """Kubernetes version of the nodes, that of the cluster."""
    security_group_id: pulumi.Input[str]
    """The one security group of the nodes, which EKS made with the cluster."""
    subnet_ids: Sequence[pulumi.Input[str]]
    role: iam.Role
    needs: Sequence[pulumi.Resource]
    """The role's policies and the way to the internet: nodes come after them and are gone before them."""
    kms_key_arn: pulumi.Input[str]
    """Key of the nodes' volumes; the service-linked role of EC2 Auto Scaling must be allowed to use it."""
    tags: Mapping[str, str]
    """Tags of instances, volumes and network interfaces, which the provider's default tags do not reach."""


class EksNodeGroup(pulumi.ComponentResource):
    """A managed node group on a launch template of its own.

    Volumes are encrypted gp3. Instance metadata is read with a token, and not from inside pods: one hop is what the
    node itself needs, and pods have roles of their own. A change of the template, the version or the release replaces
    nodes a share at a time and moves their pods within their disruption budgets.
    """

    node_group: pulumi.Output[eks.NodeGroup]

    def __init__(self, name: str, args: EksNodeGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name(_NODE_GROUP, f"{name}{_SUFFIX}")
        super().__init__(type_token("compute", "EksNodeGroup"), name, {}, opts)
        settings = args.settings
        template = self._launch_template(name, args)
        completed = {
            "updateConfig": {"maxUnavailablePercentage": settings.max_unavailable_percentage},
            # EKS replaces nodes that stay unhealthy: https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
            "nodeRepairConfig": {"enabled": True},
        }
        group = pulumi_eks.ManagedNodeGroup(
            name,
            cluster=args.cluster,
            node_role_arn=after(args.role.arn, *args.needs),
            subnet_ids=list(args.subnet_ids),
            capacity_type=settings.capacity_type,
            instance_types=list(settings.instance_types),
            ami_type="AL2023_ARM_64_STANDARD" if settings.arm else "AL2023_x86_64_STANDARD",
            version=args.version,
            release_version=release_of(args.version).nodes,
            scaling_config=eks.NodeGroupScalingConfigArgs(
                min_size=settings.minimum, max_size=settings.maximum, desired_size=settings.desired_size
            ),
            # The autoscaler owns the number once the group runs.
            ignore_scaling_changes=True,
            labels=dict(settings.node_labels),
            taints=[
                eks.NodeGroupTaintArgs(key=taint.key, value=taint.value, effect=taint.effect)
                for taint in settings.node_taints
            ],
            launch_template=eks.NodeGroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(lambda number: str(number))
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                # All of the cluster's component, so network and kube-proxy too: without them no node gets ready.
                depends_on=[args.cluster],
                transforms=[completing(_NODE_GROUP, lambda _: completed)],
            ),
        )
        self.node_group = group.node_group
        self.register_outputs({})

    def _launch_template(self, name: str, args: EksNodeGroupArgs) -> ec2.LaunchTemplate:
        tags = {**args.tags, "Name": name}
        return ec2.LaunchTemplate(
            name,
            description=f"Nodes of {name}",
            update_default_version=True,
            vpc_security_group_ids=[args.security_group_id],
            block_device_mappings=[
                ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=_ROOT_DEVICE,
                    ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        volume_type="gp3",
                        volume_size=args.settings.disk_gib,
                        encrypted="true",
                        kms_key_id=args.kms_key_arn,
                        delete_on_termination="true",
                    ),
                )
            ],
            metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
            ),
            monitoring=ec2.LaunchTemplateMonitoringArgs(enabled=True),
            tag_specifications=[
                ec2.LaunchTemplateTagSpecificationArgs(resource_type=made, tags=tags)
                for made in ("instance", "volume", "network-interface")
            ],
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )
