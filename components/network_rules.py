"""Who a pod may talk to, in the words of Kubernetes network policies.

EKS enforces them in the VPC CNI, which wants a service's port to be its container's port, and takes at most 24 pairs of
port and protocol for one address range: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pulumi_kubernetes.meta.v1 import LabelSelectorArgs
from pulumi_kubernetes.networking.v1 import (
    IPBlockArgs,
    NetworkPolicyEgressRuleArgs,
    NetworkPolicyIngressRuleArgs,
    NetworkPolicyPeerArgs,
    NetworkPolicyPortArgs,
)

Protocol = Literal["TCP", "UDP"]

NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""Kubernetes gives every namespace its name as this label."""


@dataclass(frozen=True)
class Cidr:
    """An IPv4 range, such as that of a subnet with load balancers or databases."""

    range: str


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods with certain labels, all if none are given, in one namespace: the policy's own unless another is named."""

    labels: Mapping[str, str] = field(default_factory=dict)
    namespace: str | None = None


Peer: TypeAlias = Cidr | Pods


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where a pod may connect to: any of the peers on any of the ports."""

    peers: Sequence[Peer]
    ports: Sequence[int]
    protocols: Sequence[Protocol] = ("TCP",)


DNS = Destination(
    peers=(Pods(labels={"k8s-app": "kube-dns"}, namespace="kube-system"),), ports=(53,), protocols=("UDP", "TCP")
)
"""The cluster's name service, which CoreDNS answers."""

HTTPS = Destination(peers=(Cidr("0.0.0.0/0"),), ports=(443,))
"""HTTPS to anywhere: the services of AWS have no fixed addresses."""


def ingress_rule(sources: Sequence[Peer], port: int) -> NetworkPolicyIngressRuleArgs:
    """Return the rule that lets `sources` reach a port. There must be at least one: none would mean everybody."""
    if not sources:
        raise ValueError("an ingress rule without sources would let everybody in")
    return NetworkPolicyIngressRuleArgs(
        from_=[_peer(source) for source in sources], ports=[NetworkPolicyPortArgs(port=port, protocol="TCP")]
    )


def egress_rule(destination: Destination) -> NetworkPolicyEgressRuleArgs:
    """Return the rule that lets pods reach a destination. It must name peers and ports: none would mean all."""
    if not destination.peers or not destination.ports:
        raise ValueError("an egress rule without peers or ports would let pods reach everything")
    return NetworkPolicyEgressRuleArgs(
        to=[_peer(peer) for peer in destination.peers],
        ports=[
            NetworkPolicyPortArgs(port=port, protocol=protocol)
            for port in destination.ports
            for protocol in destination.protocols
        ],
    )


def _peer(peer: Peer) -> NetworkPolicyPeerArgs:
    if isinstance(peer, Cidr):
        return NetworkPolicyPeerArgs(ip_block=IPBlockArgs(cidr=peer.range))
    # An empty selector stands for all pods of the namespace.
    pods = LabelSelectorArgs(match_labels=dict(peer.labels)) if peer.labels else LabelSelectorArgs()
    if peer.namespace is None:
        return NetworkPolicyPeerArgs(pod_selector=pods)
    namespace = LabelSelectorArgs(match_labels={NAMESPACE_LABEL: peer.namespace})
    return NetworkPolicyPeerArgs(namespace_selector=namespace, pod_selector=pods)
