"""What EKS refuses because of the cluster, its node groups and their launch templates.

https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html and
https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
"""

from collections.abc import Callable, Iterator, Mapping

from core.aws.kubernetes_versions import MOST_BEHIND, minor_of
from sandbox.eks_addons import minors_of
from sandbox.errors import CloudError, SandboxError
from sandbox.outputs import value_at
from sandbox.store import Store, Thing
from sandbox.zones import subnets_of, zones_of

_Inputs = Mapping[str, object]
_Rule = Callable[[Store, _Inputs, Thing | None], None]

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"

# What a launch template must leave to the node group.
_LEFT_TO_THE_GROUP = ("iamInstanceProfile", "instanceMarketOptions", "hibernationOptions")


def of_cluster(store: Store, token: str, name: object) -> list[Thing]:
    """Return the things of one type that belong to the cluster called `name`."""
    return store.things("type = ? and json_extract(inputs, '$.clusterName') = ?", (token, name))


def cluster_of(store: Store, inputs: _Inputs) -> Thing | None:
    """Return the cluster that the inputs of a node group, add-on or access entry name."""
    name = inputs.get("clusterName")
    return store.get(CLUSTER, name) if isinstance(name, str) else None


def template_of(store: Store, inputs: _Inputs) -> Thing | None:
    """Return the launch template of a node group."""
    identifier, name = value_at(inputs, "launchTemplate.id"), value_at(inputs, "launchTemplate.name")
    named = "type = ? and (id = ? or json_extract(outputs, '$.name') = ?)"
    return next(iter(store.things(named, (_TEMPLATE, identifier, name))), None)


def cluster_step(store: Store, own: Thing, inputs: _Inputs) -> None:
    """Refuse a version that is lower, more than one minor higher, or higher while nodes are behind the cluster."""
    before, after = _minor(own), minor_of(inputs.get("version"))
    if before is None or after is None or after == before:
        return
    if after == before - 1:
        # https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html
        reason = f"version: the sandbox does not take a cluster back from 1.{before} to 1.{after}"
        how = "AWS does for seven days after an upgrade, by hand, once the nodes are back; a program only goes up"
        raise SandboxError(f"{reason}; {how}")
    if not before < after <= before + 1:
        given = f"Unsupported Kubernetes minor version update from 1.{before} to 1.{after}"
        allowed = f"a cluster goes up one minor version at a time, so 1.{before + 1} is next"
        raise CloudError("InvalidParameterException", f"version: {given}; {allowed}")
    behind = [group for group in of_cluster(store, NODE_GROUP, own.id) if _minor(group) != before]
    if behind:
        named = ", ".join(f"{group.label} with {group.outputs.get('version')}" for group in behind)
        reason = f"node groups must be updated to match cluster version 1.{before} first: {named}"
        raise CloudError("InvalidRequestException", f"version: {reason}")


def _minor(thing: Thing | None) -> int | None:
    return minor_of(thing.outputs.get("version")) if thing is not None else None


def _cluster(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse unless the control plane has subnets in two zones of one VPC."""
    subnet_ids = value_at(inputs, "vpcConfig.subnetIds")
    zones = sorted(set(zones_of(store, subnet_ids)))
    if len(zones) < 2:
        reason = f"vpcConfig.subnetIds lie in {zones}; subnets in at least two zones must be specified"
        raise CloudError("InvalidParameterException", reason)
    networks = sorted({str(subnet.inputs.get("vpcId")) for subnet in subnets_of(store, subnet_ids)})
    if len(networks) > 1:
        raise CloudError("InvalidParameterException", f"vpcConfig.subnetIds lie in {networks}; one VPC is allowed")


def _node_group(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a version that does not go with the cluster's, subnets of another VPC, a template that does not fit."""
    cluster, template = cluster_of(store, inputs), template_of(store, inputs)
    reasons = [*_version_problems(inputs, _minor(cluster), _minor(own))]
    network = value_at(cluster.outputs, "vpcConfig.vpcId") if cluster is not None else None
    reasons += [
        f"subnetIds: {subnet.label} is not in {network}, the VPC of the cluster"
        for subnet in subnets_of(store, inputs.get("subnetIds"))
        if network not in (None, subnet.inputs.get("vpcId"))
    ]
    if template is not None:
        reasons += [f"launchTemplate: {reason}" for reason in _template_problems(template, inputs)]
    if reasons:
        raise CloudError("InvalidParameterException", "; ".join(reasons))


def _version_problems(inputs: _Inputs, newest: int | None, before: int | None) -> Iterator[str]:
    """Yield why nodes cannot have the version in `inputs` in a cluster with the minor `newest`, after `before`."""
    version = minor_of(inputs.get("version"))
    if version is None or version == before:
        return
    if newest is not None and not newest - MOST_BEHIND <= version <= newest:
        allowed = f"1.{newest - MOST_BEHIND} to 1.{newest}, the version of the cluster {inputs['clusterName']}"
        yield f"version: 1.{version} is given, allowed is {allowed}"
    if before is not None and version < before:
        yield f"version: a node group cannot go from 1.{before} back to 1.{version}"


def _template_problems(template: Thing, inputs: _Inputs) -> Iterator[str]:
    """Yield what EKS does not accept in the launch template of a node group with `inputs`."""
    wanted, newest = str(value_at(inputs, "launchTemplate.version")), template.outputs.get("latestVersion")
    if wanted.isdigit() and not 1 <= int(wanted) <= int(str(newest)):
        yield f"version {wanted} of {template.label} does not exist, the newest is {newest}"
    for name in _LEFT_TO_THE_GROUP:
        if template.inputs.get(name):
            yield f"{template.label} must not specify {name}, which a managed node group sets itself"
    if template.inputs.get("instanceType") and inputs.get("instanceTypes"):
        yield f"instance types are given in {template.label} and in instanceTypes; give them in one place"
    for name in ("amiType", "releaseVersion", "version"):
        if template.inputs.get("imageId") and inputs.get(name) not in (None, "CUSTOM"):
            yield f"{template.label} has an imageId, so {name} must not be given"


def _addon(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a new version of an add-on that is built for another minor than the cluster's."""
    name, version = inputs.get("addonName"), inputs.get("addonVersion")
    if own is not None and own.outputs.get("addonVersion") == version:
        return
    minors, cluster = minors_of(name, version), _minor(cluster_of(store, inputs))
    if minors and cluster is not None and cluster not in minors:
        built = ", ".join(f"1.{minor}" for minor in sorted(minors))
        reason = f"addonVersion: {version} is not supported for {name} on a cluster with 1.{cluster}; it is for {built}"
        raise CloudError("InvalidParameterException", reason)


def _access_entry(store: Store, inputs: _Inputs, _own: Thing | None) -> None:
    """Refuse an entry where the cluster reads only its config map, or for nodes that have one from EKS already."""
    cluster = cluster_of(store, inputs)
    mode = value_at(cluster.inputs, "accessConfig.authenticationMode") if cluster is not None else "API"
    if mode in (None, "CONFIG_MAP"):
        reason = "the cluster's authentication mode must be API or API_AND_CONFIG_MAP for access entries"
        raise CloudError("InvalidRequestException", reason)
    for group in of_cluster(store, NODE_GROUP, inputs.get("clusterName")):
        if group.inputs.get("nodeRoleArn") == inputs.get("principalArn"):
            reason = (
                f"the access entry of {group.inputs['nodeRoleArn']} is in use already: EKS made it for {group.label}"
            )
            raise CloudError("ResourceInUseException", reason)


def _pod_identity(store: Store, inputs: _Inputs, own: Thing | None) -> None:
    """Refuse a second association of one service account."""
    keys = ("namespace", "serviceAccount")
    for other in of_cluster(store, _ASSOCIATION, inputs.get("clusterName")):
        same = all(other.inputs.get(key) == inputs.get(key) for key in keys)
        if same and (own is None or other.id != own.id):
            raise CloudError("ResourceInUseException", f"{other.label} is for the same service account already")


RULES: Mapping[str, _Rule] = {
    CLUSTER: _cluster,
    NODE_GROUP: _node_group,
    "aws:eks/addon:Addon": _addon,
    "aws:eks/accessEntry:AccessEntry": _access_entry,
    _ASSOCIATION: _pod_identity,
}
