"""How new versions come in: the pipeline's role, and what it may do in the cluster."""

import pulumi

from architectures.context import StackContext
from components.cluster_access import ClusterAccess, ClusterAccessArgs
from components.pipeline_role import Artifacts, PipelineRole, PipelineRoleArgs

from .cluster import Platform
from .services import Services


def build_delivery(
    stack: StackContext, platform: Platform, services: Services, artifacts: Artifacts | None = None
) -> pulumi.Output[str]:
    """Make the role and return its ARN.

    It pushes images, keeps what it built in the bucket of artifacts if there is one, and changes workloads in the
    services' namespace alone.
    """
    role = PipelineRole(
        stack.name("pipeline"),
        PipelineRoleArgs(
            principal_arns=stack.pipeline_principal_arns,
            repository_arns=[registry.arn for registry in services.registries.values()],
            artifacts=artifacts,
            cluster_arn=f"arn:aws:eks:{stack.region}:{stack.account_id}:cluster/{stack.prefix}",
        ),
        stack.opts,
    )
    ClusterAccess(
        stack.name("pipeline"),
        ClusterAccessArgs(
            cluster_name=platform.cluster.name,
            principal_arn=role.arn,
            policy="AmazonEKSEditPolicy",
            namespaces=[services.namespace],
        ),
        stack.opts,
    )
    return role.arn
