"""What everything else stands on: the key, the network, and the bucket of logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from architectures.context import StackContext
from architectures.parts import build_key, build_network
from components.bucket import Bucket, BucketArgs, Classification
from components.eks_version import check_version_step
from components.kms_key import KeyService, KmsKey
from components.network_rules import Cidr
from components.vpc import Vpc
from core import bucket_policy
from core.address_plan import Tier, plan
from core.sections.network import NetworkSettings
from core.sections.storage import BucketSettings

from .settings import EksSettings

LOAD_BALANCER_TAGS: Mapping[Tier, Mapping[str, str]] = {
    "public": {"kubernetes.io/role/elb": "1"},
    "private": {"kubernetes.io/role/internal-elb": "1"},
}
"""How the load balancer controller finds the subnets for public and internal load balancers:
https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
"""

KEY_SERVICES: Sequence[KeyService] = ("logs", "cloudwatch", "budgets", "events", "autoscaling")
"""The services that use the key in their own name on every cluster: logs, encrypted topics, volumes of nodes."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The parts that the rest is given."""

    key: KmsKey
    network: Vpc
    logs: Bucket
    """Logs of the load balancer and of access to other buckets."""


def build_ground(
    stack: StackContext,
    settings: EksSettings,
    logs: BucketSettings,
    *,
    key_services: Sequence[KeyService] = (),
    classification: Classification | None = None,
) -> Ground:
    """Make the key, the network and the bucket of logs, which bears the `classification` of its objects as a tag.

    `key_services` use the key besides those of every cluster.
    """
    # The cluster would ask this too, but only after an `up` without preview has changed what stands before it.
    check_version_step(stack.prefix, settings.cluster.version, stack.opts.parent)
    key = build_key(stack, services=(*KEY_SERVICES, *key_services))
    vpc = build_network(stack, settings.network, key, subnet_tags=LOAD_BALANCER_TAGS)
    logs_name = stack.bucket_name("logs")
    bucket = Bucket(
        stack.name("logs"),
        BucketArgs(
            bucket_name=logs_name,
            settings=logs,
            kms_key_arn=None,  # load balancers deliver their logs to SSE-S3 only
            statements=[
                bucket_policy.load_balancer_logs(logs_name, stack.account_id),
                bucket_policy.access_logs(logs_name, stack.account_id),
            ],
            classification=classification,
            protected=stack.protected,
        ),
        stack.opts,
    )
    return Ground(key=key, network=vpc, logs=bucket)


def ranges(stack: StackContext, network: NetworkSettings, tier: Tier) -> list[Cidr]:
    """Return the ranges of a tier's subnets, as network policies take them."""
    planned = plan(network.cidr, stack.zones, network.tiers, stated=network.subnets)
    return [Cidr(one) for one in planned[tier].values()]
