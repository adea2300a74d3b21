"""Alerts about pods: thresholds from the settings, summaries from labels that are there, each to its receiver."""

import re

import pytest

from core.alert_rules import NOWHERE, AlertRule, alertmanager_config, rule_group, workload_rules
from core.sections.platform import WorkloadAlertSettings

RULES = workload_rules("shop", WorkloadAlertSettings())
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
TOPICS = {"warning": "arn:aws:sns:us-east-1:000000000000:warning", "critical": "arn:aws:sns:us-east-1:1:critical"}


def named(name: str, settings: WorkloadAlertSettings) -> AlertRule:
    return next(rule for rule in workload_rules("shop", settings) if rule.name == name)


@EACH
def test_a_rule_looks_at_one_namespace_and_compares(rule: AlertRule) -> None:
    assert 'namespace="shop"' in rule.expression
    assert re.search(r" (>|>=|==) [0-9.]+$", rule.expression)


@EACH
def test_a_summary_names_a_label_that_the_expression_keeps(rule: AlertRule) -> None:
    (label,) = set(re.findall(r"\$labels\.(\w+)", rule.summary))
    kept = re.search(r"\bby \(([^)]*)\)", rule.expression)
    assert kept is None or label in kept[1].split(", ")


def test_names_are_told_apart() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("name", "settings", "threshold"),
    [
        ("HighCpu", WorkloadAlertSettings(cpu_percent=75), "> 0.75"),
        ("HighMemory", WorkloadAlertSettings(memory_percent=90), "> 0.9"),
        ("PodRestarts", WorkloadAlertSettings(restarts=5), ">= 5"),
        ("HighErrorRatio", WorkloadAlertSettings(error_percent=2), "> 0.02"),
        ("HighLatency", WorkloadAlertSettings(p95_latency_milliseconds=250), "> 0.25"),
    ],
)
def test_thresholds_are_those_of_the_settings(name: str, settings: WorkloadAlertSettings, threshold: str) -> None:
    assert named(name, settings).expression.endswith(threshold)


def test_the_group_is_what_prometheus_reads() -> None:
    group = rule_group("workloads", RULES[:1])
    assert group == {
        "groups": [
            {
                "name": "workloads",
                "rules": [
                    {
                        "alert": "HighCpu",
                        "expr": RULES[0].expression,
                        "for": "10m",
                        "labels": {"severity": "warning"},
                        "annotations": {"summary": "{{ $labels.pod }} uses more than 80 % of its CPU limit"},
                    }
                ],
            }
        ]
    }


def config() -> dict[str, object]:
    return alertmanager_config({"warning": TOPICS["warning"], "critical": TOPICS["critical"]}, region="us-east-1")


def test_each_severity_with_a_topic_has_its_route_and_the_rest_goes_nowhere() -> None:
    route = config()["route"]
    assert isinstance(route, dict)
    assert route["receiver"] == NOWHERE
    assert route["routes"] == [
        {"receiver": "warning", "matchers": ['severity = "warning"']},
        {"receiver": "critical", "matchers": ['severity = "critical"']},
    ]


def test_every_route_leads_to_a_receiver() -> None:
    receivers = config()["receivers"]
    assert isinstance(receivers, list)
    assert [receiver["name"] for receiver in receivers] == [NOWHERE, "warning", "critical"]
    assert [receiver["sns_configs"][0]["topic_arn"] for receiver in receivers[1:]] == list(TOPICS.values())


def test_a_subject_is_never_longer_than_sns_takes() -> None:
    receivers = config()["receivers"]
    assert isinstance(receivers, list)
    assert '"%.100s"' in receivers[1]["sns_configs"][0]["subject"]
