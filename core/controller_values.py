"""Values of the charts that let a cluster work: load balancers, node scaling, pod metrics and secrets.

Keys as in the charts' own values at the versions of core/charts.py. Controllers elect one of their pods to lead, so
with two of them a lost node is not noticed.
"""

from collections.abc import Mapping

import pulumi

from core.chart_values import (
    RESTRICTED_CONTAINER,
    RESTRICTED_POD,
    Values,
    resources,
    service_account,
    spread,
)

SYSTEM_NAMESPACE = "kube-system"
"""Where Kubernetes's own parts run. It is always there."""

SECRETS_NAMESPACE = "external-secrets"

LOAD_BALANCER_ACCOUNT = "aws-load-balancer-controller"
AUTOSCALER_ACCOUNT = "cluster-autoscaler"
"""Service accounts that roles are made for."""

_NAME = "app.kubernetes.io/name"


def load_balancer_controller(
    *,
    cluster_name: str,
    vpc_id: pulumi.Input[str],
    region: str,
    role_arn: pulumi.Input[str],
    tags: Mapping[str, str],
    replicas: int,
) -> Values:
    """Return the values of aws-load-balancer-controller, which makes an ALB of every Ingress of class `alb`.

    Region and VPC are given because pods cannot ask the metadata service of a node. `tags` are put on the load
    balancers, which no provider's default tags reach.
    """
    return {
        "clusterName": cluster_name,
        "region": region,
        "vpcId": vpc_id,
        "replicaCount": replicas,
        "serviceAccount": service_account(LOAD_BALANCER_ACCOUNT, role_arn),
        "defaultTargetType": "ip",
        "defaultTags": dict(tags),
        # The role has no rights for these two.
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": True,
        # It would stand in the way of every new Service of the cluster while the controller starts, for NLBs that
        # nobody asks for.
        "enableServiceMutatorWebhook": False,
        # Otherwise each upgrade makes a new certificate, which the API server trusts only some moments later.
        "keepTLSSecret": True,
        # The chart makes a budget only if there are several pods.
        "podDisruptionBudget": {"maxUnavailable": 1},
        "resources": resources(cpu="100m", memory="256Mi"),
        "podSecurityContext": {"fsGroup": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {**RESTRICTED_CONTAINER, "runAsNonRoot": True},
    }


def cluster_autoscaler(
    *,
    cluster_name: str,
    region: str,
    role_arn: pulumi.Input[str],
    image_tag: str,
    max_nodes: int,
    unneeded_minutes: int,
    replicas: int,
) -> Values:
    """Return the values of cluster-autoscaler: nodes for pods that wait, and none that are not needed (ECO-196 to 198).

    `max_nodes` counts all nodes of the cluster.
    """
    return {
        "fullnameOverride": AUTOSCALER_ACCOUNT,
        "cloudProvider": "aws",
        "awsRegion": region,
        # The groups are found by the tags that EKS gives them.
        "autoDiscovery": {"clusterName": cluster_name},
        "image": {"tag": image_tag},
        "replicaCount": replicas,
        "rbac": {"serviceAccount": service_account(AUTOSCALER_ACCOUNT, role_arn)},
        "extraArgs": {
            "max-nodes-total": max_nodes,
            "scale-down-unneeded-time": f"{unneeded_minutes}m",
            "expander": "least-waste",
            "balance-similar-node-groups": True,
            # Left true, a node with an emptyDir or with a pod of kube-system is never removed; budgets protect those.
            "skip-nodes-with-local-storage": False,
            "skip-nodes-with-system-pods": False,
        },
        "resources": resources(cpu="100m", memory="600Mi"),
        "securityContext": RESTRICTED_POD,
        "containerSecurityContext": RESTRICTED_CONTAINER,
        "topologySpreadConstraints": spread({_NAME: "aws-cluster-autoscaler"}),
    }


def metrics_server(*, replicas: int) -> Values:
    """Return the values of metrics-server, which autoscalers of pods ask for CPU and memory (ECO-190)."""
    return {
        "replicas": replicas,
        "podDisruptionBudget": {"enabled": replicas > 1, "maxUnavailable": 1},
        "resources": resources(cpu="100m", memory="200Mi"),
        "topologySpreadConstraints": spread({_NAME: "metrics-server"}),
    }


def external_secrets(*, replicas: int) -> Values:
    """Return the values of external-secrets, which copies secrets of AWS into the cluster.

    It has no rights in AWS of its own: each store names a service account, and reads with the role of that.

    The custom resource definitions stay when the release goes: with them would go every copied secret.
    """
    return {
        "leaderElect": True,
        "installCRDs": True,
        "crds": {"annotations": {"helm.sh/resource-policy": "keep"}},
        **_replicated("external-secrets", replicas),
        "webhook": _replicated("external-secrets-webhook", replicas),
        "certController": _replicated("external-secrets-cert-controller", replicas),
    }


def _replicated(name: str, replicas: int) -> dict[str, object]:
    return {
        "replicaCount": replicas,
        "podDisruptionBudget": {"enabled": replicas > 1, "minAvailable": 1},
        "resources": resources(cpu="50m", memory="128Mi"),
        "topologySpreadConstraints": spread({_NAME: name}),
    }
