"""What one service may use, and where what it uses is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.bucket import Bucket
from components.network_rules import Peer
from components.pod_template import SecretKey


@dataclass(frozen=True, kw_only=True)
class Access:
    """The services that one service calls, its stores and its secrets. Everything else is closed to it."""

    calls: tuple[str, ...] = ()
    """Services of the same namespace that it calls, by name."""
    database: str | None = None
    """Its database in the PostgreSQL instance. It signs in with an IAM token, as a user of the service's own name."""
    cache: bool = False
    search: bool = False
    """Whether it searches in Elasticsearch."""
    buckets: tuple[str, ...] = ()
    """Buckets by purpose."""
    secrets: tuple[str, ...] = ()
    """Secrets that it reads from Secrets Manager, by their ARN in its environment: they rotate, or people fill them."""


@dataclass(frozen=True, kw_only=True)
class DatabaseStore:
    """How services reach the database."""

    host: pulumi.Input[str]
    port: int
    user_arns: Callable[[str], Sequence[pulumi.Input[str]]]
    """Name of a user to what `rds-db:connect` is about for it."""
    peers: Sequence[Peer]


@dataclass(frozen=True, kw_only=True)
class CacheStore:
    """How services reach Redis."""

    host: pulumi.Input[str]
    port: int
    tls: bool
    password: SecretKey
    """Where the password is among the Kubernetes secrets of the namespace."""
    peers: Sequence[Peer]


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What the services of an architecture can be given access to."""

    database: DatabaseStore
    cache: CacheStore
    buckets: Mapping[str, Bucket]
    bucket_key_arn: pulumi.Input[str] | None
    """The key that encrypts the buckets; None if S3's own does."""
    search_url: pulumi.Input[str]
    traces_url: pulumi.Input[str] | None = None
    """Where services send their traces (OTLP over HTTP); None if nothing takes them."""
    secret_arns: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)

    def bucket_arns(self, purposes: Sequence[str]) -> list[pulumi.Output[str]]:
        """Return the ARNs of buckets and of what is in them."""
        arns = [self.buckets[purpose].arn for purpose in purposes]
        return [*arns, *(pulumi.Output.concat(arn, "/*") for arn in arns)]
