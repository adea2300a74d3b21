"""Outputs that AWS takes from other things: the VPC of a cluster's subnets, the version of a node group's cluster."""

from collections.abc import Callable, Mapping

from sandbox.eks_relations import CLUSTER, NODE_GROUP, cluster_of
from sandbox.outputs import value_at
from sandbox.store import Store, Thing
from sandbox.zones import subnets_of

_Inputs = Mapping[str, object]
_Derive = Callable[[Store, _Inputs, Thing | None], dict[str, object]]


def _cluster(store: Store, inputs: _Inputs, _own: Thing | None) -> dict[str, object]:
    subnets = subnets_of(store, value_at(inputs, "vpcConfig.subnetIds"))
    return {"vpcConfig": {"vpcId": subnets[0].inputs.get("vpcId")}} if subnets else {}


def _node_group(store: Store, inputs: _Inputs, own: Thing | None) -> dict[str, object]:
    """Return the cluster's version, which new nodes have unless told otherwise; old nodes keep theirs.

    A new version of the launch template replaces the nodes, so it counts as new.
    """
    cluster = cluster_of(store, inputs)
    kept = own is not None and own.inputs.get("launchTemplate") == inputs.get("launchTemplate")
    if inputs.get("version") is not None or cluster is None or kept:
        return {}
    return {"version": cluster.outputs.get("version")}


_DERIVED: Mapping[str, _Derive] = {CLUSTER: _cluster, NODE_GROUP: _node_group}


def derived(store: Store, token: str, inputs: _Inputs, own: Thing | None) -> dict[str, object]:
    """Return the outputs that a thing with `inputs` gets from others; `own` is what it was, if it exists."""
    derive = _DERIVED.get(token)
    return derive(store, inputs, own) if derive is not None else {}
