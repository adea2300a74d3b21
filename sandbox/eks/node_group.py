"""The components eks:index:ManagedNodeGroup and eks:index:Addon."""

from collections.abc import Mapping

import pulumi
import pulumi_eks
from pulumi.errors import InputPropertyError

from sandbox.eks.children import Child, compact, plain, then, whole
from sandbox.eks.refusals import check_node_group

_PASSED_ON = (
    *("amiType", "capacityType", "diskSize", "forceUpdateVersion", "instanceTypes", "labels", "launchTemplate"),
    *("nodeGroupName", "nodeGroupNamePrefix", "releaseVersion", "remoteAccess", "tags", "taints"),
)
_ADDON_PASSED_ON = (
    *("addonName", "addonVersion", "preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"),
    *("serviceAccountRoleArn", "tags"),
)
_SIZES = {"desiredSize": 2, "minSize": 1, "maxSize": 2}


class ManagedNodeGroup(pulumi.ComponentResource):
    """A component with one node group of the same name."""

    def __init__(self, name: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> None:
        check_node_group(inputs)
        super().__init__("eks:index:ManagedNodeGroup", name, {}, opts)
        cluster = inputs.get("cluster")
        # With a launch template the program decides on the version.
        takes_version = inputs.get("version") is None and inputs.get("launchTemplate") is None
        own = {
            **{key: inputs.get(key) for key in _PASSED_ON},
            "clusterName": inputs.get("clusterName") or then(cluster, _name),
            "nodeRoleArn": inputs.get("nodeRoleArn") or then(inputs.get("nodeRole"), _arn),
            "scalingConfig": then(inputs.get("scalingConfig"), _sizes),
            "subnetIds": inputs.get("subnetIds") or then(cluster, _subnets),
            "version": then(cluster, _version) if takes_version else inputs.get("version"),
        }
        ignored = ["scalingConfig.desiredSize"] if plain(inputs, "ignoreScalingChanges") else []
        made = Child(
            "aws:eks/nodeGroup:NodeGroup",
            name,
            own,
            pulumi.ResourceOptions(parent=self, ignore_changes=ignored),
        )
        self.state: dict[str, object] = {"nodeGroup": made}
        self.register_outputs(self.state)


class Addon(pulumi.ComponentResource):
    """A component with one add-on of the same name; its parent is the cluster, whatever the program says."""

    def __init__(self, name: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> None:
        cluster = plain(inputs, "cluster")
        if not isinstance(cluster, pulumi_eks.Cluster):
            raise InputPropertyError("cluster", "an eks.Cluster is needed")
        opts.parent = cluster
        super().__init__("eks:index:Addon", name, {}, opts)
        values = inputs.get("configurationValues")
        own = {
            **{key: inputs.get(key) for key in _ADDON_PASSED_ON},
            "clusterName": then(cluster, _name),
            # The real one sorts nothing itself, but what it reads from the engine comes to it in the keys' order.
            "configurationValues": None if values is None else then(values, compact),
        }
        Child("aws:eks/addon:Addon", name, own, pulumi.ResourceOptions(parent=self))
        self.state: dict[str, object] = {}
        self.register_outputs(self.state)


def _arn(role: object) -> object:
    return getattr(role, "arn", None)


def _sizes(given: object) -> dict[str, object]:
    known = given if isinstance(given, Mapping) else {}
    return {key: whole(known.get(key, default)) for key, default in _SIZES.items()}


def _aws_cluster(cluster: object) -> object:
    """Return the EKS cluster in a component, or in the `core` of one."""
    if isinstance(cluster, pulumi_eks.Cluster):
        return cluster.eks_cluster
    return cluster.get("cluster") if isinstance(cluster, Mapping) else None


def _name(cluster: object) -> object:
    return then(_aws_cluster(cluster), lambda one: getattr(one, "name", None))


def _version(cluster: object) -> object:
    return then(_aws_cluster(cluster), lambda one: getattr(one, "version", None))


def _subnets(cluster: object) -> object:
    """Return the subnets of a cluster, which its nodes get if the program names none."""
    if isinstance(cluster, pulumi_eks.Cluster):
        return then(cluster.core, lambda core: getattr(core, "subnet_ids", None))
    return cluster.get("subnetIds") if isinstance(cluster, Mapping) else None
