"""What runs in a cluster besides the application: sizes that can work, said at once if not."""

import pytest
from pydantic import ValidationError

from core.sections.platform import (
    ElasticsearchSettings,
    LoggingSettings,
    MonitoringSettings,
    PlatformSettings,
    WorkloadAlertSettings,
)


def test_the_documented_figures_are_the_defaults() -> None:
    monitoring = MonitoringSettings(replicas=1)
    assert (monitoring.scrape_interval_seconds, monitoring.metrics_retention_days) == (15, 15)
    logging = LoggingSettings(elasticsearch=ElasticsearchSettings(nodes=1), logstash_replicas=1, kibana_replicas=1)
    assert logging.log_retention_days == 30


def test_two_nodes_of_elasticsearch_are_refused_because_neither_survives_the_other() -> None:
    with pytest.raises(ValidationError, match="give 1 or at least 3"):
        ElasticsearchSettings(nodes=2)


@pytest.mark.parametrize("nodes", [1, 3, 9])
def test_other_numbers_of_nodes_can_elect_a_master(nodes: int) -> None:
    assert ElasticsearchSettings(nodes=nodes).nodes == nodes


@pytest.mark.parametrize("percent", [0, 101])
def test_a_threshold_is_a_percentage(percent: int) -> None:
    with pytest.raises(ValidationError, match="cpu_percent"):
        WorkloadAlertSettings(cpu_percent=percent)


def test_a_volume_is_no_larger_than_ebs_makes_them() -> None:
    with pytest.raises(ValidationError, match="volume_gib"):
        MonitoringSettings(replicas=1, volume_gib=16385)


def test_there_is_at_least_one_pod_of_everything() -> None:
    with pytest.raises(ValidationError, match="controller_replicas"):
        PlatformSettings.model_validate({"controller_replicas": 0})
