"""Until when AWS supports a version at its ordinary price, and until when it can be had at all.

Dates of RDS and EKS: https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html,
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html,
https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, as of August 2026. Runtimes of Lambda:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as cfn-lint 1.58.0 carries them.
"""

import datetime
from collections.abc import Mapping

from core.aws.kubernetes_versions import minor_of

_DATABASES: Mapping[str, Mapping[str, str]] = {
    "postgres": {
        "13": "2026-02-28",
        "14": "2027-02-28",
        "15": "2028-02-29",
        "16": "2029-02-28",
        "17": "2030-02-28",
        "18": "2031-02-28",
    },
    "mysql": {"8.0": "2026-07-31", "8.4": "2029-07-31"},
}
"""Engine to major version to the end of standard support. Extended support, at a price per vCPU, follows."""

_KUBERNETES: Mapping[int, str] = {
    28: "2024-11-26",
    29: "2025-03-23",
    30: "2025-07-23",
    31: "2025-11-26",
    32: "2026-03-23",
    33: "2026-07-29",
    34: "2026-12-02",
    35: "2027-03-27",
    36: "2027-08-02",
}
"""Minor of Kubernetes on EKS to the end of standard support. A year of extended support follows."""

_RUNTIMES: Mapping[str, str] = {
    "dotnet6": "2024-12-20",
    "dotnet8": "2026-11-10",
    "dotnet9": "2026-11-10",
    "dotnet10": "2028-11-14",
    "go1.x": "2024-01-08",
    "java8": "2024-01-08",
    "java8.al2": "2027-06-30",
    "java11": "2027-06-30",
    "java17": "2027-06-30",
    "java21": "2029-06-30",
    "java25": "2029-06-30",
    "nodejs14.x": "2023-12-04",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "nodejs22.x": "2027-04-30",
    "nodejs24.x": "2028-04-30",
    "provided": "2024-01-08",
    "provided.al2": "2026-07-31",
    "provided.al2023": "2029-06-30",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "python3.10": "2026-10-31",
    "python3.11": "2027-06-30",
    "python3.12": "2028-10-31",
    "python3.13": "2029-06-30",
    "python3.14": "2029-06-30",
    "ruby2.7": "2023-12-07",
    "ruby3.2": "2026-03-31",
    "ruby3.3": "2027-03-31",
    "ruby3.4": "2028-03-31",
    "ruby4.0": "2029-03-31",
}
"""Runtime of Lambda to the day on which it is deprecated."""

RUNTIMES = frozenset(name for name, end in _RUNTIMES.items() if end >= "2026-07-31") - {"dotnet9"}
"""Runtimes with which functions can be made: that ends a month or more after deprecation. .NET 9 has images only."""


def database_support_ends(engine: str, version: str) -> datetime.date | None:
    """Return the end of standard support of an RDS engine in a version such as "15" or "8.4.11", if it is known."""
    for major, end in _DATABASES.get(engine, {}).items():
        if version == major or version.startswith(f"{major}."):
            return datetime.date.fromisoformat(end)
    return None


def kubernetes_support_ends(version: str) -> datetime.date | None:
    """Return the end of standard support of a Kubernetes version such as "1.35" on EKS, if it is known."""
    end = _KUBERNETES.get(minor_of(version) or 0)
    return None if end is None else datetime.date.fromisoformat(end)


def runtime_support_ends(runtime: str) -> datetime.date | None:
    """Return the day on which a runtime of Lambda such as "python3.13" is deprecated, if it is known."""
    end = _RUNTIMES.get(runtime)
    return None if end is None else datetime.date.fromisoformat(end)
