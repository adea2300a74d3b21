"""Which versions of Kubernetes EKS has, and how versions of clusters, nodes and add-ons are written.

https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, as of November 2026.
"""

import re

OLDEST_MINOR, NEWEST_MINOR = 31, 36
"""In standard or extended support, so that clusters and nodes can be made with them or brought to them."""

MOST_BEHIND = 3
"""How many minors the nodes may be older than their cluster. https://kubernetes.io/releases/version-skew-policy/"""

_VERSION = re.compile(r"v?1\.(\d+)(?:[.-].*)?")


def minor_of(version: object) -> int | None:
    """Return the minor of a version such as 1.35, v1.35.3-eksbuild.29 or 1.35.8-20260930, None if there is none."""
    known = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return int(known[1]) if known else None


def check_version(version: str) -> None:
    """Raise ValueError unless EKS has `version`, such as "1.35"."""
    minor = minor_of(version)
    if minor is None or version != f"1.{minor}" or not OLDEST_MINOR <= minor <= NEWEST_MINOR:
        raise ValueError(f"EKS has no Kubernetes {version!r}. Allowed: 1.{OLDEST_MINOR} to 1.{NEWEST_MINOR}")
