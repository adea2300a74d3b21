"""PromQL over what every cluster and every service of ours has: the words of dashboards and alerts.

Services are expected to publish `http_requests_total`, with the label `status`, and the histogram
`http_request_duration_seconds`; Prometheus adds `namespace` and `service`. The rest comes from cAdvisor, the node
exporter and kube-state-metrics, which the chart kube-prometheus-stack brings.
"""

from typing import Literal

WINDOW = "5m"
"""Time over which rates are taken: twenty collections at 15 seconds, so that a few lost ones do not matter."""

Resource = Literal["cpu", "memory"]


def request_rate(namespace: str, *, by: str = "service") -> str:
    """Return requests per second."""
    return f'sum by ({by}) (rate(http_requests_total{{namespace="{namespace}"}}[{WINDOW}]))'


def error_rate(namespace: str, *, by: str = "service") -> str:
    """Return requests per second that end in a 5xx."""
    return f'sum by ({by}) (rate(http_requests_total{{namespace="{namespace}",status=~"5.."}}[{WINDOW}]))'


def error_ratio(namespace: str, *, by: str = "service") -> str:
    """Return the share of requests that end in a 5xx, 0 to 1. Without requests there is none, and no error either."""
    return f"{error_rate(namespace, by=by)} / {request_rate(namespace, by=by)}"


def latency(namespace: str, percentile: int, *, by: str = "service") -> str:
    """Return the duration in seconds that this many of 100 requests stay below."""
    buckets = f'rate(http_request_duration_seconds_bucket{{namespace="{namespace}"}}[{WINDOW}])'
    return f"histogram_quantile({percentile / 100:g}, sum by ({by}, le) ({buckets}))"


def container_usage(namespace: str, resource: Resource) -> str:
    """Return CPU in cores or memory in bytes, by pod and container. The pause container and totals are left out."""
    labels = f'namespace="{namespace}",container!="",container!="POD"'
    if resource == "cpu":
        used = f"rate(container_cpu_usage_seconds_total{{{labels}}}[{WINDOW}])"
    else:
        used = f"container_memory_working_set_bytes{{{labels}}}"
    return f"sum by (namespace, pod, container) ({used})"


def container_load(namespace: str, resource: Resource) -> str:
    """Return the use of CPU or memory as a share of the container's limit, 0 to 1."""
    limits = f'kube_pod_container_resource_limits{{namespace="{namespace}",resource="{resource}"}}'
    limit = f"sum by (namespace, pod, container) ({limits})"
    return f"{container_usage(namespace, resource)} / {limit}"


def restarts(namespace: str, window: str) -> str:
    """Return how often containers were started again within a time such as 15m."""
    return f'increase(kube_pod_container_status_restarts_total{{namespace="{namespace}"}}[{window}])'


def missing_replicas(namespace: str) -> str:
    """Return the pods that deployments want and that cannot take requests."""
    wanted = f'kube_deployment_spec_replicas{{namespace="{namespace}"}}'
    return f'{wanted} - kube_deployment_status_replicas_available{{namespace="{namespace}"}}'


def at_most_replicas(namespace: str) -> str:
    """Return the autoscalers that run as many pods as they may, as 1."""
    now = f'kube_horizontalpodautoscaler_status_current_replicas{{namespace="{namespace}"}}'
    most = f'kube_horizontalpodautoscaler_spec_max_replicas{{namespace="{namespace}"}}'
    return f"{now} >= bool {most}"


NODES = "count(kube_node_info)"
NODE_CPU = f'1 - avg by (instance) (rate(node_cpu_seconds_total{{mode="idle"}}[{WINDOW}]))'
NODE_MEMORY = "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"
NODE_DISK = '1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}'
NODE_RECEIVED = f'sum by (instance) (rate(node_network_receive_bytes_total{{device!="lo"}}[{WINDOW}]))'
NODE_SENT = f'sum by (instance) (rate(node_network_transmit_bytes_total{{device!="lo"}}[{WINDOW}]))'
VOLUME_USE = "kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes"
PENDING_PODS = 'sum by (namespace) (kube_pod_status_phase{phase="Pending"})'
