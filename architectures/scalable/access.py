"""Who calls whom, and what each service may use (SCA-023 to SCA-026, SCA-105 to SCA-108).

A service that is not named here runs alone: it reaches DNS and the store of traces, nothing else.
"""

from collections.abc import Mapping

from architectures.on_eks.access import Access

NAMESPACE = "application"
DATABASE = "application"

ACCESS: Mapping[str, Access] = {
    "frontend": Access(calls=("api-gateway",)),
    "api-gateway": Access(calls=("backend",)),
    "backend": Access(database=DATABASE, cache=True, buckets=("uploads",)),
}
