"""Ranges of addresses: which of them stand for the whole internet."""

from ipaddress import IPv4Network, ip_network

from policies.lib.values import Value

PRIVATE_LENGTHS = (8, 7)
"""The widest private ranges there are: 10.0.0.0/8, and fc00::/7 of version 6."""


def is_everyone(value: Value) -> bool:
    """Say whether a range is wider than any private one: the internet in one piece, or in halves and quarters."""
    if not isinstance(value, str):
        return False
    try:
        network = ip_network(value.strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen < PRIVATE_LENGTHS[0 if isinstance(network, IPv4Network) else 1]
