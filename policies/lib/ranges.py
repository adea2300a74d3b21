"""Ranges of addresses: which of them stand for the whole internet."""

from ipaddress import IPv6Network, ip_network

from policies.lib.values import Value

_WIDEST = {4: 8, 6: 32}
"""The shortest prefix, by version of IP, of a range that AWS does not call public.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

_PRIVATE = IPv6Network("fc00::/7")
"""The private addresses of version 6 (RFC 4193). The widest private range of version 4 is 10.0.0.0/8."""


def is_internet(value: Value) -> bool:
    """Say whether a range is wider than those with an owner: the internet in one piece, or in halves and quarters."""
    if not isinstance(value, str):
        return False
    try:
        network = ip_network(value.strip(), strict=False)
    except ValueError:
        return False
    private = isinstance(network, IPv6Network) and network.subnet_of(_PRIVATE)
    return network.prefixlen < _WIDEST[network.version] and not private
