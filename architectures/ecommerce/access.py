"""What each service may use. A service that is not named here runs alone: it reaches DNS and nothing else.

The stores are those of the document (ECO-011, ECO-015, ECO-030 to ECO-032, ECO-048).
"""

from collections.abc import Mapping

from architectures.on_eks.access import Access

NAMESPACE = "ecommerce"

ACCESS: Mapping[str, Access] = {
    "user": Access(database="users", buckets=("users",), secrets=("jwt",)),
    "product": Access(database="products", cache=True, search=True, buckets=("products",), secrets=("jwt", "api-keys")),
    "order": Access(database="orders", buckets=("orders",), secrets=("jwt", "api-keys", "third-party")),
}
