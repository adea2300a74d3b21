"""Grafana dashboards from a short description: rows of panels, each with its PromQL.

The JSON is what Grafana exports; only what differs from its defaults is written.
https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

COLUMNS = 24
"""Width of a dashboard."""

ROW_HEIGHT = 8
SCHEMA_VERSION = 41
"""Grafana moves older schemas up when it loads them."""

DATA_SOURCE = {"type": "prometheus", "uid": "prometheus"}
"""The data source that the chart kube-prometheus-stack presets."""

MAX_UID = 40
"""https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/#identifier-id-vs-unique-identifier-uid"""

Unit: TypeAlias = Literal["short", "percent", "percentunit", "s", "bytes", "reqps", "Bps"]
"""How Grafana writes values: percent is 0 to 100, percentunit 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One PromQL expression. `legend` names its series, with labels in braces such as {{pod}}."""

    expression: str
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A graph over time, or with `stat` the newest value in large digits."""

    title: str
    queries: Sequence[Query]
    unit: Unit = "short"
    kind: Literal["timeseries", "stat"] = "timeseries"


@dataclass(frozen=True, kw_only=True)
class GrafanaDashboard:
    """Rows of one to eight panels that share each row evenly. The title is unique in a Grafana."""

    title: str
    rows: Sequence[Sequence[Panel]]

    @property
    def slug(self) -> str:
        """Return the title as a Kubernetes name: `e-commerce-overview`."""
        words = "".join(letter if letter.isalnum() else " " for letter in self.title.lower()).split()
        return "-".join(words)


def dashboard_json(dashboard: GrafanaDashboard) -> str:
    """Return a dashboard as the text that Grafana's sidecar loads. Equal dashboards are equal text."""
    panels = [
        _panel(panel, row=row, column=column, width=COLUMNS // len(panels))
        for row, panels in enumerate(dashboard.rows)
        for column, panel in enumerate(panels)
    ]
    body = {
        "uid": _uid(dashboard.slug),
        "title": dashboard.title,
        "tags": ["pulumi"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": [panel | {"id": number} for number, panel in enumerate(panels, start=1)],
    }
    return json.dumps(body, sort_keys=True, indent=1)


def _uid(slug: str) -> str:
    """Return the id in the dashboard's address, the same at every deployment."""
    if len(slug) <= MAX_UID:
        return slug
    return hashlib.sha256(slug.encode()).hexdigest()[:MAX_UID]


def _panel(panel: Panel, *, row: int, column: int, width: int) -> dict[str, object]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "datasource": DATA_SOURCE,
        "gridPos": {"x": column * width, "y": row * ROW_HEIGHT, "w": width, "h": ROW_HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + position),
                "datasource": DATA_SOURCE,
                "expr": query.expression,
                "legendFormat": query.legend or "__auto",
                "instant": panel.kind == "stat",
            }
            for position, query in enumerate(panel.queries)
        ],
    }
