"""What each service may use. A service that is not named here runs alone: it reaches DNS and AWS's APIs, nothing else.

The stores are those of the document (ECO-011, ECO-015, ECO-030 to ECO-032, ECO-048).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["users", "products", "orders"]
SecretName = Literal["jwt", "api-keys", "third-party"]


@dataclass(frozen=True, kw_only=True)
class Access:
    """Stores and secrets of one service."""

    database: str | None = None
    """Its database in the PostgreSQL instance. It signs in with an IAM token, as a user of the service's own name."""
    cache: bool = False
    search: bool = False
    """Whether it searches in Elasticsearch."""
    buckets: tuple[Purpose, ...] = ()
    secrets: tuple[SecretName, ...] = ()
    """Secrets that it reads from Secrets Manager, by their ARN in its environment: they rotate, or people fill them."""


ACCESS: Mapping[str, Access] = {
    "user": Access(database="users", buckets=("users",), secrets=("jwt",)),
    "product": Access(database="products", cache=True, search=True, buckets=("products",), secrets=("jwt", "api-keys")),
    "order": Access(database="orders", buckets=("orders",), secrets=("jwt", "api-keys", "third-party")),
}
