"""Kinds of Kubernetes objects: what a Pulumi type token names, which live in a namespace, and where CRDs come from."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

RELEASE = "kubernetes:helm.sh/v3:Release"

_CLUSTER_WIDE = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "ServiceCIDR",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
        # Custom resources of the charts below.
        "ClusterExternalSecret",
        "ClusterGenerator",
        "ClusterPushSecret",
        "ClusterSecretStore",
        "IngressClassParams",
    }
)

CHART_OF_GROUP: Mapping[str, str] = {
    "external-secrets.io": "external-secrets",
    "generators.external-secrets.io": "external-secrets",
    "monitoring.coreos.com": "kube-prometheus-stack",
    "elbv2.k8s.aws": "aws-load-balancer-controller",
    "agent.k8s.elastic.co": "eck-operator",
    "apm.k8s.elastic.co": "eck-operator",
    "autoscaling.k8s.elastic.co": "eck-operator",
    "beat.k8s.elastic.co": "eck-operator",
    "elasticsearch.k8s.elastic.co": "eck-operator",
    "kibana.k8s.elastic.co": "eck-operator",
    "logstash.k8s.elastic.co": "eck-operator",
    "stackconfigpolicy.k8s.elastic.co": "eck-operator",
}
"""API group of custom resources to the chart whose release brings their definitions."""

CHARTS_WITH_OPERATOR: Mapping[str, str] = {
    "eck-elasticsearch": "eck-operator",
    "eck-kibana": "eck-operator",
    "eck-logstash": "eck-operator",
}
"""Charts that hold nothing but custom resources, to the chart whose release must be there first."""

CHART_OF_CONTROLLER = "aws-load-balancer-controller"
"""The chart that makes load balancers of Ingresses, with the ingress class alb."""


@dataclass(frozen=True)
class Kind:
    """A kind of object: its apiVersion as a manifest says it (`v1`, `apps/v1`) and its name."""

    api_version: str
    name: str

    @property
    def group(self) -> str:
        """The API group, empty for the core."""
        return self.api_version.rpartition("/")[0]

    @property
    def namespaced(self) -> bool:
        """Whether its objects live in a namespace."""
        return self.name not in _CLUSTER_WIDE


@functools.cache
def kind_of(token: str) -> Kind:
    """Return the kind that a token such as `kubernetes:core/v1:Service` names."""
    _, api, name = token.split(":")
    return Kind(api.removeprefix("core/"), name)
