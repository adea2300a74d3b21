"""Values of kube-prometheus-stack: Prometheus, Alertmanager, Grafana and what they read from.

Keys as in the chart's own values at the version of core/charts.py. What the chart has on by default and documents ask
for (node exporter, kubelet, dashboards) is written out, so that a new version cannot turn it off unseen.
"""

from collections.abc import Mapping, Sequence

import pulumi

from core.chart_values import STORAGE_CLASS, Values, resources, service_account, volume_claim
from core.sections.platform import MonitoringSettings

NAMESPACE = "monitoring"
ALERTMANAGER_ACCOUNT = "alertmanager"
SECRETS_ACCOUNT = "secret-reader"

DASHBOARD_LABEL = {"grafana_dashboard": "1"}
"""Grafana's sidecar loads config maps with this label. Label values are text, so the 1 is quoted."""

ADMIN_SECRET = "grafana-admin"  # noqa: S105  # the name of a Kubernetes secret
"""Holds `username` and `password` of Grafana's administrator."""

_SHARE_OF_VOLUME = 0.85
"""Of a full volume Prometheus could not free anything any more, so it drops the oldest before."""

_ALERTMANAGER_GIB = 2
"""Silences and what was sent already; a few MiB."""

_NOT_REACHABLE = {"enabled": False}
"""EKS runs these parts of the control plane itself, and kube-proxy tells its metrics to its own node only."""


def kube_prometheus_stack(
    settings: MonitoringSettings,
    *,
    alertmanager_config: Mapping[str, object],
    alertmanager_role_arn: pulumi.Input[str],
    keep_volumes: bool,
) -> Values:
    """Return the values. With `keep_volumes` volumes outlive the release."""
    kept = "Retain" if keep_volumes else "Delete"
    volumes = {"whenDeleted": kept, "whenScaled": "Retain"}
    return {
        "crds": {"enabled": True},
        "kubeControllerManager": _NOT_REACHABLE,
        "kubeScheduler": _NOT_REACHABLE,
        "kubeEtcd": _NOT_REACHABLE,
        "kubeProxy": _NOT_REACHABLE,
        "kubelet": {"enabled": True},
        "nodeExporter": {"enabled": True},
        "kubeStateMetrics": {"enabled": True},
        "prometheusOperator": {"resources": resources(cpu="100m", memory="256Mi")},
        "kube-state-metrics": {"resources": resources(cpu="50m", memory="256Mi")},
        "prometheus-node-exporter": {"resources": resources(cpu="50m", memory="64Mi")},
        "prometheus": _prometheus(settings, volumes),
        "alertmanager": _alertmanager(settings, alertmanager_config, alertmanager_role_arn, volumes),
        "grafana": _grafana(settings),
    }


def _prometheus(settings: MonitoringSettings, volumes: Values) -> Values:
    """Collect from everything that asks for it in any namespace, not only from what this release brings."""
    selectors = ("serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig")
    return {
        "enabled": True,
        "podDisruptionBudget": {"enabled": settings.replicas > 1},
        "prometheusSpec": {
            "scrapeInterval": f"{settings.scrape_interval_seconds}s",
            "evaluationInterval": f"{settings.scrape_interval_seconds}s",
            "retention": f"{settings.metrics_retention_days}d",
            "retentionSize": f"{settings.volume_gib * 1024 * _SHARE_OF_VOLUME:.0f}MB",
            "replicas": settings.replicas,
            "podAntiAffinity": "soft",
            "podAntiAffinityTopologyKey": "topology.kubernetes.io/zone",
            "resources": resources(cpu="250m", memory=f"{settings.memory_mib}Mi"),
            "storageSpec": {"volumeClaimTemplate": {"spec": volume_claim(settings.volume_gib)}},
            "persistentVolumeClaimRetentionPolicy": volumes,
            **{f"{selector}SelectorNilUsesHelmValues": False for selector in selectors},
        },
    }


def _alertmanager(
    settings: MonitoringSettings, config: Mapping[str, object], role_arn: pulumi.Input[str], volumes: Values
) -> Values:
    return {
        "enabled": True,
        "config": dict(config),
        "serviceAccount": service_account(ALERTMANAGER_ACCOUNT, role_arn),
        "podDisruptionBudget": {"enabled": settings.replicas > 1},
        "alertmanagerSpec": {
            "replicas": settings.replicas,
            "podAntiAffinity": "soft",
            "podAntiAffinityTopologyKey": "topology.kubernetes.io/zone",
            "resources": resources(cpu="25m", memory="128Mi"),
            "storage": {"volumeClaimTemplate": {"spec": volume_claim(_ALERTMANAGER_GIB)}},
            "persistentVolumeClaimRetentionPolicy": volumes,
        },
    }


def _grafana(settings: MonitoringSettings) -> Values:
    """Return Grafana's values: one pod, as its database is a file, and no way in but through the cluster's API."""
    return {
        "enabled": True,
        "defaultDashboardsEnabled": True,
        "admin": {"existingSecret": ADMIN_SECRET, "userKey": "username", "passwordKey": "password"},
        "service": {"type": "ClusterIP"},
        "persistence": {
            "enabled": True,
            "storageClassName": STORAGE_CLASS,
            "accessModes": ["ReadWriteOnce"],
            "size": f"{settings.grafana_volume_gib}Gi",
        },
        # The volume can be in one pod only, so the old one goes first.
        "deploymentStrategy": {"type": "Recreate"},
        # It would run as root; the volume is the pod's by its fsGroup.
        "initChownData": {"enabled": False},
        "sidecar": {"dashboards": {"enabled": True, "label": "grafana_dashboard", "labelValue": "1"}},
        "grafana.ini": {"analytics": {"check_for_updates": False, "reporting_enabled": False}},
        "resources": resources(cpu="100m", memory="256Mi", most_memory="512Mi"),
    }


def annotated_services(namespaces: Sequence[str], port_name: str) -> Values:
    """Return the spec of a ServiceMonitor for all services of some namespaces that ask to be collected from.

    They ask with the annotation `prometheus.io/scrape`, and say path and scheme with `prometheus.io/path` and
    `prometheus.io/scheme`. A pod is asked by its address, which no certificate names, so certificates are not checked.
    """
    annotation = "__meta_kubernetes_service_annotation_prometheus_io_"
    relabelings = [
        {"action": "keep", "sourceLabels": [f"{annotation}scrape"], "regex": "true"},
        {"sourceLabels": [f"{annotation}path"], "regex": "(.+)", "targetLabel": "__metrics_path__"},
        {"sourceLabels": [f"{annotation}scheme"], "regex": "(https?)", "targetLabel": "__scheme__"},
    ]
    return {
        "namespaceSelector": {"matchNames": list(namespaces)},
        "selector": {},
        "endpoints": [
            {"port": port_name, "tlsConfig": {"insecureSkipVerify": True}, "relabelings": relabelings},
        ],
    }
