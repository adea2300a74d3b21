"""What AWS Client VPN takes.

https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html
"""

import ipaddress

LARGEST_PREFIX, SMALLEST_PREFIX = 12, 22
"""A client range is /12 to /22."""

SESSION_HOURS = (8, 10, 12, 24)
"""https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-max-duration.html"""


def check_client_range(cidr: str) -> None:
    """Raise ValueError unless AWS takes a range for the addresses of clients."""
    prefix = ipaddress.IPv4Network(cidr).prefixlen
    if not LARGEST_PREFIX <= prefix <= SMALLEST_PREFIX:
        raise ValueError(f"{cidr} is a /{prefix}: AWS takes /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}")


def resolver(vpc_cidr: str) -> str:
    """Return the address of a VPC's own DNS resolver, the third of its range.

    https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
    """
    return str(ipaddress.IPv4Network(vpc_cidr)[2])
