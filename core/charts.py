"""The Helm charts that clusters get, each at one exact version.

A range would upgrade by itself, so versions are exact. None of these charts names a newest Kubernetes release; they are
used on 1.34 to 1.36. Before a version is raised, read the chart's upgrade notes: Helm installs the CRDs of
aws-load-balancer-controller and kube-prometheus-stack once and never upgrades them, so a release with new CRDs wants
them applied first.
"""

from dataclasses import dataclass

_EKS = "https://aws.github.io/eks-charts"
_AUTOSCALER = "https://kubernetes.github.io/autoscaler"
_METRICS = "https://kubernetes-sigs.github.io/metrics-server/"
_PROMETHEUS = "https://prometheus-community.github.io/helm-charts"
_ELASTIC = "https://helm.elastic.co"
_FLUENT = "https://fluent.github.io/helm-charts"
_JAEGER = "https://jaegertracing.github.io/helm-charts"
_EXTERNAL_SECRETS = "https://charts.external-secrets.io"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart in a public repository."""

    name: str
    repository: str
    version: str


LOAD_BALANCER_CONTROLLER = Chart(name="aws-load-balancer-controller", repository=_EKS, version="3.5.0")
CLUSTER_AUTOSCALER = Chart(name="cluster-autoscaler", repository=_AUTOSCALER, version="9.59.0")
"""Its own image is of one Kubernetes minor; the image's tag follows the cluster (core/aws/eks.py)."""

METRICS_SERVER = Chart(name="metrics-server", repository=_METRICS, version="3.14.0")
EXTERNAL_SECRETS = Chart(name="external-secrets", repository=_EXTERNAL_SECRETS, version="2.9.0")
KUBE_PROMETHEUS_STACK = Chart(name="kube-prometheus-stack", repository=_PROMETHEUS, version="88.5.3")
ECK_OPERATOR = Chart(name="eck-operator", repository=_ELASTIC, version="3.5.0")
ECK_ELASTICSEARCH = Chart(name="eck-elasticsearch", repository=_ELASTIC, version="0.20.0")
ECK_LOGSTASH = Chart(name="eck-logstash", repository=_ELASTIC, version="0.20.0")
ECK_KIBANA = Chart(name="eck-kibana", repository=_ELASTIC, version="0.20.0")
"""Elastic's charts for its operator. The charts elasticsearch, logstash and kibana of the same repository ended with
8.5.1 in November 2022 and make a new password and certificate at every upgrade.
"""

FLUENT_BIT = Chart(name="fluent-bit", repository=_FLUENT, version="0.58.1")

JAEGER = Chart(name="jaeger", repository=_JAEGER, version="4.11.1")
"""Jaeger 2. The chart calls itself experimental and changes its values in minor versions."""

CHARTS = (
    LOAD_BALANCER_CONTROLLER,
    CLUSTER_AUTOSCALER,
    METRICS_SERVER,
    EXTERNAL_SECRETS,
    KUBE_PROMETHEUS_STACK,
    ECK_OPERATOR,
    ECK_ELASTICSEARCH,
    ECK_LOGSTASH,
    ECK_KIBANA,
    FLUENT_BIT,
    JAEGER,
)

ELASTIC_STACK_VERSION = "9.5.4"
"""Elasticsearch, Logstash and Kibana. The charts' own default, 9.5.0, lacks the fixes of September 2026."""

ELASTICSEARCH_IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{ELASTIC_STACK_VERSION}"
"""The image that the operator runs for this version; it has curl."""
