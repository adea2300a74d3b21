"""What an architecture is told about the stack that it is built in."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from core.naming import physical_name


@dataclass(frozen=True, kw_only=True)
class StackContext:
    """The stack's choices and surroundings, all known before the first resource."""

    architecture: str
    environment: str
    prefix: str
    """Begins physical names: architecture and stack, such as ims-dev. Stays when `environment` changes."""
    region: str
    account_id: str
    zones: tuple[str, ...]
    domain: str
    hosted_zone_id: str | None
    images: Mapping[str, str]
    alert_emails: tuple[str, ...]
    alert_phones: Mapping[str, pulumi.Output[str]]
    pager_endpoint: pulumi.Output[str] | None
    admin_role_arns: tuple[str, ...]
    """IAM roles that administer Kubernetes clusters."""
    pipeline_principal_arns: tuple[str, ...]
    """Who may take the role of the delivery pipeline."""
    tags: Mapping[str, str]
    """The stack's default tags, for what the provider's default tags do not reach."""
    protected: bool
    """Whether data is protected from deletion."""
    opts: pulumi.ResourceOptions
    """Options for every top-level component: its parent, and through it the provider with its default tags."""

    @property
    def variant(self) -> str:
        """What tells this stack from the others of its architecture: `dev` of ims-dev."""
        return self.prefix.removeprefix(f"{self.architecture}-")

    def name(self, part: str) -> str:
        """Return the logical name of a part, such as ims-database. It is the part's identity: never rename it."""
        return f"{self.architecture}-{part}"

    def bucket_name(self, purpose: str) -> str:
        """Return the name of a bucket; the account and the region make it unique in the world."""
        return physical_name("aws:s3/bucket:Bucket", self.prefix, purpose, self.account_id, self.region)

    def documented_name(self, token: str, documented: str) -> str:
        """Return a name of which an account has one in a region, as its document writes it, for a stack called prod.

        Other stacks append their own name, as they may share the account. Like `prefix` it stays when `environment`
        changes.
        """
        stack = self.prefix.removeprefix(f"{self.architecture}-")
        return physical_name(token, documented, "" if stack == "prod" else stack)

    def documented_bucket_name(self, documented: str) -> str:
        """Return a bucket's name that begins as its document writes it, followed by what makes it unique."""
        return physical_name("aws:s3/bucket:Bucket", documented, self.variant, self.account_id, self.region)
