"""In which zones things stand."""

from sandbox.store import Store, Thing

SUBNET = "aws:ec2/subnet:Subnet"


def subnets_of(store: Store, subnet_ids: object) -> list[Thing]:
    """Return the subnets with the ids in a list."""
    found = [store.get(SUBNET, str(item)) for item in subnet_ids] if isinstance(subnet_ids, list) else []
    return [subnet for subnet in found if subnet is not None]


def zones_of(store: Store, subnet_ids: object) -> list[str]:
    """Return the zone of each subnet."""
    return [str(subnet.outputs.get("availabilityZone")) for subnet in subnets_of(store, subnet_ids)]
