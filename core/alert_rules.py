"""Alerts of Prometheus about the application's pods, and how Alertmanager hands them on.

The chart kube-prometheus-stack brings the alerts about nodes, volumes and Kubernetes itself; these are what it cannot
know of. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

from core import workload_metrics as metrics
from core.sections.observability import Severity
from core.sections.platform import WorkloadAlertSettings

NOWHERE = "nowhere"
"""The receiver of alerts that nobody wants to hear of, such as Watchdog, which always fires."""


@dataclass(frozen=True, kw_only=True)
class AlertRule:
    """An alert while `expression` has any result for `minutes` on end. The summary may name labels of the result."""

    name: str
    expression: str
    minutes: int
    severity: Literal["warning", "critical"]
    summary: str


def workload_rules(namespace: str, settings: WorkloadAlertSettings) -> Sequence[AlertRule]:
    """Return the alerts about pods and requests of one namespace."""
    latency = settings.p95_latency_milliseconds / 1000
    pod = "{{ $labels.pod }}"
    service = "{{ $labels.service }}"
    return (
        AlertRule(
            name="HighCpu",
            expression=f"{metrics.container_load(namespace, 'cpu')} > {settings.cpu_percent / 100:g}",
            minutes=10,
            severity="warning",
            summary=f"{pod} uses more than {settings.cpu_percent} % of its CPU limit",
        ),
        AlertRule(
            name="HighMemory",
            expression=f"{metrics.container_load(namespace, 'memory')} > {settings.memory_percent / 100:g}",
            minutes=10,
            severity="warning",
            summary=f"{pod} uses more than {settings.memory_percent} % of its memory limit",
        ),
        AlertRule(
            name="PodRestarts",
            expression=f"{metrics.restarts(namespace, '15m')} >= {settings.restarts}",
            minutes=1,
            severity="critical",
            summary=f"{pod} keeps being started again",
        ),
        AlertRule(
            name="MissingReplicas",
            expression=f"{metrics.missing_replicas(namespace)} > 0",
            minutes=10,
            severity="critical",
            summary="{{ $labels.deployment }} has fewer pods than it wants",
        ),
        AlertRule(
            name="AutoscalingExhausted",
            expression=f"{metrics.at_most_replicas(namespace)} == 1",
            minutes=15,
            severity="warning",
            summary="{{ $labels.horizontalpodautoscaler }} runs as many pods as it may",
        ),
        AlertRule(
            name="HighErrorRatio",
            expression=f"{metrics.error_ratio(namespace)} > {settings.error_percent / 100:g}",
            minutes=5,
            severity="critical",
            summary=f"{service} answers more than {settings.error_percent} % of requests with an error",
        ),
        AlertRule(
            name="HighLatency",
            expression=f"{metrics.latency(namespace, 95)} > {latency:g}",
            minutes=5,
            severity="warning",
            summary=f"{service} takes longer than {settings.p95_latency_milliseconds} ms for 5 of 100 requests",
        ),
    )


def rule_group(name: str, rules: Sequence[AlertRule]) -> dict[str, object]:
    """Return the groups of a PrometheusRule object."""
    return {
        "groups": [
            {
                "name": name,
                "rules": [
                    {
                        "alert": rule.name,
                        "expr": rule.expression,
                        "for": f"{rule.minutes}m",
                        "labels": {"severity": rule.severity},
                        "annotations": {"summary": rule.summary},
                    }
                    for rule in rules
                ],
            }
        ]
    }


def alertmanager_config(topic_arns: Mapping[Severity, pulumi.Input[str]], *, region: str) -> dict[str, object]:
    """Return Alertmanager's configuration: each severity that has an SNS topic goes to it, the rest nowhere.

    Requests to SNS are signed with the pod's own role, so the configuration holds no secret.
    https://prometheus.io/docs/alerting/latest/configuration/
    """
    return {
        "global": {"resolve_timeout": "5m"},
        "route": {
            "receiver": NOWHERE,
            "group_by": ["namespace", "alertname"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "12h",
            "routes": [{"receiver": severity, "matchers": [f'severity = "{severity}"']} for severity in topic_arns],
        },
        # Who hears of a critical alert need not hear of its lesser form as well.
        "inhibit_rules": [
            {
                "source_matchers": ['severity = "critical"'],
                "target_matchers": ['severity =~ "warning|info"'],
                "equal": ["namespace", "alertname"],
            }
        ],
        "receivers": [
            {"name": NOWHERE},
            *(_receiver(severity, topic_arn, region) for severity, topic_arn in topic_arns.items()),
        ],
        # The chart adds this file to its own configuration, and lists are replaced as a whole.
        "templates": ["/etc/alertmanager/config/*.tmpl"],
    }


def _receiver(severity: Severity, topic_arn: pulumi.Input[str], region: str) -> dict[str, object]:
    return {
        "name": severity,
        "sns_configs": [
            {
                "topic_arn": topic_arn,
                "sigv4": {"region": region},
                "send_resolved": True,
                # SNS takes 100 characters as a subject: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
                "subject": '{{ printf "%.100s" (printf "%s: %s" .Status .CommonLabels.alertname) }}',
                "message": '{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}{{ "\\n" }}{{ end }}',
            }
        ],
    }
