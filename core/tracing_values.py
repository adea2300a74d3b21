"""Values of the chart jaeger: a collector of traces that keeps them in the Elasticsearch of the logs.

Keys as in the chart's own values at the version of core/charts.py. Jaeger's own configuration is that of an
OpenTelemetry collector: https://www.jaegertracing.io/docs/latest/deployment/configuration/
"""

from collections.abc import Mapping

from core.chart_values import RESTRICTED_CONTAINER, Values, resources, spread
from core.logging_values import (
    ELASTICSEARCH_CA_SECRET,
    ELASTICSEARCH_URL,
    ELASTICSEARCH_USER_SECRET,
    NAMESPACE,
)
from core.quantities import memory_quantity
from core.sections.platform import TracingSettings

JAEGER = "jaeger"
OTLP_PORT = 4318
"""Traces over HTTP, as OpenTelemetry's exporters send them."""

OTLP_URL = f"http://{JAEGER}.{NAMESPACE}.svc:{OTLP_PORT}"

_GRPC_PORT, _UI_PORT, _HEALTH_PORT = 4317, 16686, 13133
_USER = "elastic"
_PASSWORD = "ELASTICSEARCH_PASSWORD"  # noqa: S105  # a variable's name
_CERTIFICATES = "/etc/elasticsearch/certificates"
_STORE = "elasticsearch"


def jaeger(settings: TracingSettings) -> Values:
    """Return the values. Certificate and password of Elasticsearch are its operator's secrets in the same namespace."""
    password = {"secretKeyRef": {"name": ELASTICSEARCH_USER_SECRET, "key": _USER}}
    return {
        "fullnameOverride": JAEGER,
        "jaeger": {
            "enabled": True,
            "replicas": settings.replicas,
            # No trace is kept in a pod, so an old and a new one may stand side by side.
            "strategy": {"type": "RollingUpdate"},
            "extraEnv": [{"name": _PASSWORD, "valueFrom": password}],
            "extraVolumes": [{"name": "certificates", "secret": {"secretName": ELASTICSEARCH_CA_SECRET}}],
            "extraVolumeMounts": [{"name": "certificates", "mountPath": _CERTIFICATES, "readOnly": True}],
            "resources": resources(cpu="100m", memory=memory_quantity(settings.memory_mib)),
            "podSecurityContext": _pod(),
            "securityContext": RESTRICTED_CONTAINER,
            "topologySpreadConstraints": spread({"app.kubernetes.io/name": JAEGER}),
        },
        "userconfig": _configuration(),
        **_cleaner(settings.trace_retention_days),
    }


def _pod() -> Values:
    """Return the pods' security context, with the user of Jaeger's images."""
    user = {"runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001}
    return {"runAsNonRoot": True, **user, "seccompProfile": {"type": "RuntimeDefault"}}


def _configuration() -> Mapping[str, object]:
    """Return Jaeger's configuration. It is kept in a config map, so the password is a variable in it."""
    store = {
        "server_urls": [ELASTICSEARCH_URL],
        "auth": {"basic": {"username": _USER, "password": f"${{env:{_PASSWORD}}}"}},
        "tls": {"ca_file": f"{_CERTIFICATES}/ca.crt"},
        # One shard a day is enough below some ten GB, and a single node has nowhere for a copy.
        "indices": {name: {"shards": 1, "replicas": 0} for name in ("spans", "services", "dependencies", "sampling")},
    }
    every = "0.0.0.0"  # noqa: S104  # other pods send traces here
    return {
        "service": {
            "extensions": ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            "pipelines": {
                "traces": {"receivers": ["otlp"], "processors": ["batch"], "exporters": ["jaeger_storage_exporter"]}
            },
        },
        "extensions": {
            "healthcheckv2": {"use_v2": True, "http": {"endpoint": f"{every}:{_HEALTH_PORT}"}},
            "jaeger_query": {"storage": {"traces": _STORE}, "http": {"endpoint": f"{every}:{_UI_PORT}"}},
            "jaeger_storage": {"backends": {_STORE: {"elasticsearch": store}}},
        },
        "receivers": {
            "otlp": {
                "protocols": {
                    "grpc": {"endpoint": f"{every}:{_GRPC_PORT}"},
                    "http": {"endpoint": f"{every}:{OTLP_PORT}"},
                }
            }
        },
        "processors": {"batch": {}},
        "exporters": {"jaeger_storage_exporter": {"trace_storage": _STORE}},
    }


def _cleaner(days: int) -> Values:
    """Return the nightly job that deletes old indices of traces; nothing else of the chart reads `storage`."""
    store = {
        "url": ELASTICSEARCH_URL,
        "user": _USER,
        "usePassword": True,
        "existingSecret": ELASTICSEARCH_USER_SECRET,
        "existingSecretKey": _USER,
        "tls": {"enabled": True, "ca": f"{_CERTIFICATES}/ca.crt"},
    }
    certificates = {"name": "certificates", "secretName": ELASTICSEARCH_CA_SECRET, "mountPath": _CERTIFICATES}
    return {
        "storage": {"type": "elasticsearch", "elasticsearch": store},
        "esIndexCleaner": {
            "enabled": True,
            "numberOfDays": days,
            "extraSecretMounts": [{**certificates, "subPath": "", "readOnly": True}],
            "resources": resources(cpu="10m", memory="64Mi"),
            "podSecurityContext": _pod(),
            "securityContext": RESTRICTED_CONTAINER,
        },
    }
