"""What everything else of the platform stands on: the key, the network and the buckets."""

from collections.abc import Mapping
from dataclasses import dataclass

from architectures.context import StackContext
from architectures.on_eks.ground import Ground, build_ground
from components.bucket import Bucket, BucketArgs

from .settings import EcommerceSettings


@dataclass(frozen=True, kw_only=True)
class Foundation(Ground):
    """The parts that the rest is given."""

    buckets: Mapping[str, Bucket]
    """The documented buckets by purpose: users, products, orders, terraform-state."""


def build_foundation(stack: StackContext, settings: EcommerceSettings) -> Foundation:
    """Make the key, the network and the buckets."""
    storage = settings.storage
    ground = build_ground(stack, settings, storage.logs, key_services=["cloudtrail"])
    purposes = {
        "users": storage.users,
        "products": storage.products,
        "orders": storage.orders,
        "terraform-state": storage.terraform_state,
    }
    buckets = {
        purpose: Bucket(
            stack.name(purpose),
            BucketArgs(
                bucket_name=stack.documented_bucket_name(f"ecommerce-{purpose}"),
                settings=of_purpose,
                kms_key_arn=None,  # AES-256 as written, that is SSE-S3 (ECO-104)
                access_log_bucket=ground.logs.name,
                protected=stack.protected,
            ),
            stack.opts,
        )
        for purpose, of_purpose in purposes.items()
    }
    return Foundation(key=ground.key, network=ground.network, logs=ground.logs, buckets=buckets)
