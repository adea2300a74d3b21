"""The security groups that the cluster component makes unless it is told to skip them."""

from collections.abc import Mapping

import pulumi

from sandbox.eks.children import Child, tagged

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_ALL = {"fromPort": 0, "toPort": 0, "protocol": "-1"}


def cluster_group(name: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> Child:
    """Make the group of the control plane, open towards the internet."""
    own = {
        "description": "Control plane of the cluster",
        "vpcId": inputs.get("vpcId"),
        "revokeRulesOnDelete": True,
        "tags": tagged(f"{name}-eksClusterSecurityGroup", inputs.get("clusterSecurityGroupTags"), inputs.get("tags")),
    }
    made = Child(_GROUP, f"{name}-eksClusterSecurityGroup", own, opts)
    _rule(f"{name}-eksClusterInternetEgressRule", "egress", made, {**_ALL, "cidrBlocks": ["0.0.0.0/0"]}, opts)
    return made


def node_group(
    name: str, inputs: Mapping[str, object], cluster: Child, control_plane: Child, opts: pulumi.ResourceOptions
) -> tuple[Child, Child]:
    """Make the group of the nodes and the rules between both; return it and the control plane's ingress rule."""
    owned = cluster.output("name").apply(lambda known: {f"kubernetes.io/cluster/{known}": "owned"})
    own = {
        "description": "Nodes of the cluster",
        "vpcId": inputs.get("vpcId"),
        "revokeRulesOnDelete": True,
        "tags": tagged(f"{name}-nodeSecurityGroup", owned, inputs.get("nodeSecurityGroupTags"), inputs.get("tags")),
    }
    made = Child(_GROUP, f"{name}-nodeSecurityGroup", own, opts)
    https = {"fromPort": 443, "toPort": 443, "protocol": "tcp"}
    pods = {"fromPort": 1025, "toPort": 65535, "protocol": "tcp"}
    _rule(f"{name}-eksNodeIngressRule", "ingress", made, {**_ALL, "self": True}, opts)
    _rule(
        f"{name}-eksNodeClusterIngressRule", "ingress", made, {**pods, "sourceSecurityGroupId": control_plane.id}, opts
    )
    api = {**https, "sourceSecurityGroupId": control_plane.id}
    _rule(f"{name}-eksExtApiServerClusterIngressRule", "ingress", made, api, opts)
    _rule(f"{name}-eksNodeInternetEgressRule", "egress", made, {**_ALL, "cidrBlocks": ["0.0.0.0/0"]}, opts)
    from_nodes = {**https, "sourceSecurityGroupId": made.id}
    return made, _rule(f"{name}-eksClusterIngressRule", "ingress", control_plane, from_nodes, opts)


def _rule(name: str, direction: str, of: Child, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> Child:
    own = {**inputs, "type": direction, "securityGroupId": of.id, "description": f"Managed by pulumi-eks: {direction}"}
    return Child(_RULE, name, own, opts, outputs=("securityGroupRuleId",))
