"""The functions of AWS that say what there is."""

from collections.abc import Callable, Mapping

from sandbox.errors import CloudError
from sandbox.store import Store

_Arguments = Mapping[str, object]
_CLUSTER = "aws:eks/cluster:Cluster"


def _clusters(store: Store, _arguments: _Arguments, region: str) -> dict[str, object]:
    found = store.things("type = ? and region = ? and status != 'failed'", (_CLUSTER, region))
    return {"id": region, "region": region, "names": sorted(thing.id for thing in found)}


def _cluster(store: Store, arguments: _Arguments, region: str) -> dict[str, object]:
    name = str(arguments.get("name"))
    thing = store.get(_CLUSTER, name, region)
    if thing is None:
        raise CloudError("ResourceNotFoundException", f"no cluster found for name: {name}")
    return {**thing.inputs, **thing.outputs, "id": thing.id, "region": region}


_LOOKUPS: Mapping[str, Callable[[Store, _Arguments, str], dict[str, object]]] = {
    "aws:eks/getClusters:getClusters": _clusters,
    "aws:eks/getCluster:getCluster": _cluster,
}


def look_up(store: Store, token: str, arguments: _Arguments, region: str) -> dict[str, object] | None:
    """Return what the function `token` finds in the simulated cloud, or None if it is not one that looks there."""
    function = _LOOKUPS.get(token)
    return None if function is None else {**arguments, **function(store, arguments, region)}
