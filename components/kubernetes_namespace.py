"""A namespace of a cluster, closed until something is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_kubernetes.core.v1 import Namespace
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicySpecArgs

from components.network_rules import DNS, egress_rule
from core.naming import type_token
from core.ordering import after

PodSecurity = Literal["restricted", "baseline", "privileged"]

READINESS_GATE_LABEL = "elbv2.k8s.aws/pod-readiness-gate-inject"
"""With it the load balancer controller lets a pod count as ready only when the load balancer finds it healthy, so that
a rollout never runs ahead of the load balancer:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
"""


@dataclass(frozen=True, kw_only=True)
class KubernetesNamespaceArgs:
    """What a namespace needs to know."""

    namespace: str
    """Its name in the cluster; policies, roles and DNS names hold it."""
    pod_security: PodSecurity
    """What pods may do at most. Pods that do more are refused; pods that would fail `restricted` get a warning.
    https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    isolated: bool
    """Whether pods can neither be reached nor reach anything but DNS, unless a policy of theirs allows it (ECO-158)."""
    readiness_gates: bool = False
    """Whether pods here stand behind an ingress of class alb."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before anything is in the namespace, and stays until it is empty: the controllers that make
    and take away volumes, load balancers and secrets (components/cluster_services.py). Options of a component do not
    reach its children, so this does.
    """


class KubernetesNamespace(pulumi.ComponentResource):
    """A namespace with a pod security standard and, if it is isolated, a policy that denies what nothing allows.

    Everything in it is deleted with it.
    """

    name: pulumi.Output[str]
    """Name of the namespace, once it is there and closed."""

    def __init__(self, name: str, args: KubernetesNamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("kubernetes", "Namespace"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        namespace = Namespace(
            name,
            metadata=ObjectMetaArgs(name=args.namespace, labels=_labels(args)),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.needs)),
        )
        # What comes into the namespace waits for its policy too, or pods could start unguarded.
        self.name = after(args.namespace, namespace, *([_deny(name, namespace, child)] if args.isolated else []))
        self.register_outputs({"name": self.name})


def _labels(args: KubernetesNamespaceArgs) -> dict[str, str]:
    labels: dict[str, str] = {
        "pod-security.kubernetes.io/enforce": args.pod_security,
        "pod-security.kubernetes.io/warn": "restricted",
    }
    return labels | {READINESS_GATE_LABEL: "enabled"} if args.readiness_gates else labels


def _deny(name: str, namespace: Namespace, child: pulumi.ResourceOptions) -> NetworkPolicy:
    """Return the policy that selects every pod and allows DNS only, for without it nothing finds anything."""
    return NetworkPolicy(
        f"{name}-default-deny",
        metadata=ObjectMetaArgs(name="default-deny", namespace=namespace.metadata.name),
        spec=NetworkPolicySpecArgs(
            pod_selector=LabelSelectorArgs(), policy_types=["Ingress", "Egress"], egress=[egress_rule(DNS)]
        ),
        opts=child,
    )
