"""What everything else of the platform stands on: the key, the network and the buckets."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.bucket import Bucket, BucketArgs
from components.kms_key import KmsKey, KmsKeyArgs
from components.vpc import Vpc, VpcArgs
from core import bucket_policy
from core.address_plan import Tier

from .settings import EcommerceSettings

LOAD_BALANCER_TAGS: Mapping[Tier, Mapping[str, str]] = {
    "public": {"kubernetes.io/role/elb": "1"},
    "private": {"kubernetes.io/role/internal-elb": "1"},
}
"""How the load balancer controller finds the subnets for public and internal load balancers:
https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
"""


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The parts that the rest is given."""

    key: KmsKey
    network: Vpc
    logs: Bucket
    buckets: Mapping[str, Bucket]
    """The documented buckets by purpose: users, products, orders, terraform-state."""


def build_foundation(stack: StackContext, settings: EcommerceSettings) -> Foundation:
    """Make the key, the network and the buckets."""
    key = KmsKey(
        stack.name("key"),
        KmsKeyArgs(
            alias=stack.prefix,
            description=f"All data of {stack.prefix} at rest",
            account_id=stack.account_id,
            region=stack.region,
            services=("logs", "cloudwatch", "budgets", "events", "cloudtrail", "autoscaling"),
            protected=stack.protected,
        ),
        stack.opts,
    )
    network = Vpc(
        stack.name("network"),
        VpcArgs(
            settings=settings.network,
            zones=stack.zones,
            region=stack.region,
            account_id=stack.account_id,
            kms_key_arn=key.arn,
            protected=stack.protected,
            subnet_tags=LOAD_BALANCER_TAGS,
        ),
        stack.opts,
    )
    logs_name = stack.bucket_name("logs")
    logs = Bucket(
        stack.name("logs"),
        BucketArgs(
            bucket_name=logs_name,
            settings=settings.storage.logs,
            kms_key_arn=None,  # load balancers deliver their logs to SSE-S3 only
            statements=[
                bucket_policy.load_balancer_logs(logs_name, stack.account_id),
                bucket_policy.access_logs(logs_name, stack.account_id),
            ],
            protected=stack.protected,
        ),
        stack.opts,
    )
    storage = settings.storage
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
                access_log_bucket=logs.name,
                protected=stack.protected,
            ),
            stack.opts,
        )
        for purpose, of_purpose in purposes.items()
    }
    return Foundation(key=key, network=network, logs=logs, buckets=buckets)


def bucket_arns(foundation: Foundation, *purposes: str) -> list[pulumi.Output[str]]:
    """Return the ARNs of buckets and of what is in them."""
    arns = [foundation.buckets[purpose].arn for purpose in purposes]
    return [*arns, *(pulumi.Output.concat(arn, "/*") for arn in arns)]
