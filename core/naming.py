"""Type tokens of our components, and physical names that AWS accepts.

Physical names are left to Pulumi's auto-naming wherever AWS lets them be. Where a name is forced (a bucket that others
address, a log group whose name AWS derives) it is built here, so that a name that is too long is found at preview.
"""

from core.aws.names import check_name

PROJECT = "aws-architectures"
"""The Pulumi project's name: the namespace of the configuration and the first part of every component's type token."""


def type_token(module: str, cls: str) -> str:
    """Return the type token of one of our components, such as `aws-architectures:network:Vpc`."""
    return f"{PROJECT}:{module}:{cls}"


def physical_name(token: str, *parts: str) -> str:
    """Join `parts` with hyphens into a lower-case name for a resource of type `token`.

    Raises ValueError if AWS would refuse the name: too long, or with characters it does not take.
    """
    name = "-".join(part for part in parts if part).lower()
    check_name(token, name)
    return name
