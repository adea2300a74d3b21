"""Dashboards: JSON that Grafana loads, panels that do not overlap, the same text at every run."""

import json
import re
from itertools import combinations

import pytest

from core import service_dashboards
from core.grafana import GrafanaDashboard, Panel, Query, dashboard_json

DASHBOARDS = [
    service_dashboards.overview("E-Commerce Overview", namespace="shop"),
    service_dashboards.service_health("Service Health", namespace="shop"),
    service_dashboards.infrastructure("Infrastructure Metrics"),
    service_dashboards.business("Business Metrics", counters=[("Orders", "orders_created_total")]),
]
EACH = pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.slug)


def panels(dashboard: GrafanaDashboard) -> list[dict[str, dict[str, int]]]:
    found = json.loads(dashboard_json(dashboard))["panels"]
    assert isinstance(found, list)
    return found


def expressions(dashboard: GrafanaDashboard) -> list[str]:
    return [query.expression for row in dashboard.rows for panel in row for query in panel.queries]


def test_the_documented_four_have_the_names_that_their_objects_bear() -> None:
    assert [dashboard.slug for dashboard in DASHBOARDS] == [
        "e-commerce-overview",
        "service-health",
        "infrastructure-metrics",
        "business-metrics",
    ]


@EACH
def test_every_panel_stays_on_the_board(dashboard: GrafanaDashboard) -> None:
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels(dashboard))


@EACH
def test_no_two_panels_overlap(dashboard: GrafanaDashboard) -> None:
    for one, other in combinations((panel["gridPos"] for panel in panels(dashboard)), 2):
        apart = (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
        assert apart


@EACH
def test_panels_are_told_apart_by_their_ids(dashboard: GrafanaDashboard) -> None:
    ids = [str(panel["id"]) for panel in panels(dashboard)]
    assert len(set(ids)) == len(ids)


@EACH
def test_every_expression_closes_what_it_opens(dashboard: GrafanaDashboard) -> None:
    for expression in expressions(dashboard):
        bare = re.sub(r'"[^"]*"', "", expression)
        assert bare.count("(") == bare.count(")"), expression
        assert bare.count("{") == bare.count("}"), expression
        assert '"' not in bare, expression


@pytest.mark.parametrize("dashboard", DASHBOARDS[:2], ids=lambda dashboard: dashboard.slug)
def test_the_dashboards_of_an_application_look_at_its_namespace(dashboard: GrafanaDashboard) -> None:
    about_nodes = "kube_node_info"
    assert all('namespace="shop"' in one or about_nodes in one for one in expressions(dashboard))


@EACH
def test_the_same_dashboard_is_the_same_text(dashboard: GrafanaDashboard) -> None:
    assert dashboard_json(dashboard) == dashboard_json(dashboard)


def test_its_address_fits_whatever_its_title() -> None:
    long = GrafanaDashboard(title="Everything there is " * 5, rows=[])
    other = GrafanaDashboard(title="Everything there is " * 6, rows=[])
    first, second = (json.loads(dashboard_json(one))["uid"] for one in (long, other))
    assert len(first) == len(second) == 40
    assert first != second


def test_several_queries_of_a_panel_have_letters_of_their_own() -> None:
    panel = Panel(title="Two", queries=[Query(expression="a"), Query(expression="b", legend="{{pod}}")])
    (drawn,) = json.loads(dashboard_json(GrafanaDashboard(title="Letters", rows=[[panel]])))["panels"]
    assert [(one["refId"], one["legendFormat"]) for one in drawn["targets"]] == [("A", "__auto"), ("B", "{{pod}}")]


def test_a_percentile_is_taken_of_one_hundred() -> None:
    latency = [one for one in expressions(DASHBOARDS[1]) if one.startswith("histogram_quantile")]
    assert [one.split("(")[1].split(",")[0] for one in latency] == ["0.5", "0.95", "0.99"]


def test_a_business_counter_is_shown_as_total_and_as_rate() -> None:
    assert expressions(DASHBOARDS[3]) == [
        "sum(increase(orders_created_total[24h]))",
        "sum(increase(orders_created_total[1h]))",
    ]
