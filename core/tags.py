"""The tags that every resource of a stack carries.

They reach resources through the provider's default tags; components add only a `Name` where the console shows it.
"""

REQUIRED_TAGS = ("Environment", "Project", "Owner", "Architecture")
"""Keys that the tagging pack asks for on every taggable resource."""


def stack_tags(*, environment: str, project: str, owner: str, architecture: str) -> dict[str, str]:
    """Return the default tags of a stack."""
    values = (environment, project, owner, architecture)
    return dict(zip(REQUIRED_TAGS, values, strict=True)) | {"ManagedBy": "Pulumi"}
