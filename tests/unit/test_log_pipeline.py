"""From a pod's log line to a document: the parts fit together, and nothing secret is written down."""

import json
import re

import pytest

from core import log_pipeline
from sandbox.outputs import value_at

PIPELINE = log_pipeline.logstash_pipeline()
SHIPPER = log_pipeline.shipper_config("logstash.logging.svc")


def entries(section: str) -> dict[str, str]:
    _, *lines = SHIPPER[section].strip().splitlines()
    return {key: value for key, value in (line.split(maxsplit=1) for line in lines)}  # noqa: C416  # the type says what it is


def test_fluent_bit_speaks_to_the_input_of_logstash() -> None:
    output = entries("outputs")
    assert (output["Name"], output["Host"], output["Port"]) == ("http", "logstash.logging.svc", "8080")
    assert re.search(r"input \{\s+http \{\s+port => 8080\s", PIPELINE)


def test_fluent_bit_does_not_read_what_it_writes() -> None:
    assert entries("inputs")["Exclude_Path"] == "/var/log/containers/fluent-bit-*.log"


def test_what_was_read_is_remembered_on_the_node() -> None:
    assert entries("inputs")["DB"].startswith(log_pipeline.STATE_FOLDER)
    assert entries("service")["storage.path"].startswith(log_pipeline.STATE_FOLDER)


def test_waiting_logs_cannot_fill_the_node() -> None:
    assert entries("outputs")["storage.total_limit_size"] == "1G"
    assert int(entries("outputs")["Retry_Limit"]) > 0


def test_filters_and_output_take_what_the_input_tags() -> None:
    assert entries("inputs")["Tag"] == entries("filters")["Match"] == entries("outputs")["Match"] == "kube.*"


def test_the_pipeline_closes_what_it_opens() -> None:
    assert PIPELINE.count("{") == PIPELINE.count("}")


@pytest.mark.parametrize("level", ["INFO", "WARN", "ERROR", "CRITICAL"])
def test_a_level_is_one_of_the_documented_four(level: str) -> None:
    assert f'"level" => "{level}"' in PIPELINE


def test_an_index_is_of_one_namespace_and_one_day() -> None:
    assert f'index => "{log_pipeline.INDEX}"' in PIPELINE
    assert log_pipeline.INDEX == "logs-%{[kubernetes][namespace_name]}-%{+YYYY.MM.dd}"


def test_a_line_of_no_pod_has_an_index_too() -> None:
    assert re.search(r"if !\[kubernetes\]\[namespace_name\]", PIPELINE)


def test_the_password_is_a_variable() -> None:
    assert 'password => "${ELASTICSEARCH_ES_PASSWORD}"' in PIPELINE


def test_the_policy_deletes_at_the_age_asked_for_and_not_before() -> None:
    phases = value_at(json.loads(log_pipeline.lifecycle_policy(30)), "policy.phases")
    assert isinstance(phases, dict)
    assert phases["delete"] == {"min_age": "30d", "actions": {"delete": {}}}
    assert "delete" not in phases["hot"]["actions"]


def test_every_daily_index_falls_under_the_template_and_the_policy() -> None:
    template = json.loads(log_pipeline.index_template())
    (pattern,) = template["index_patterns"]
    assert pattern == f"{log_pipeline.INDEX_PREFIX}*"
    assert log_pipeline.INDEX.startswith(log_pipeline.INDEX_PREFIX)
    assert template["template"]["settings"]["index.lifecycle.name"] == log_pipeline.POLICY


def test_the_template_comes_before_elastics_own() -> None:
    template = json.loads(log_pipeline.index_template())
    assert template["priority"] > 200  # https://www.elastic.co/docs/manage-data/data-store/templates
    assert "data_stream" not in template


def test_the_setup_puts_the_policy_before_the_template_that_names_it() -> None:
    script = log_pipeline.setup_script()
    assert script.index("_ilm/policy/logs") < script.index("_index_template/logs")


def test_the_setup_fails_when_a_request_does_and_hides_the_password() -> None:
    script = log_pipeline.setup_script()
    assert script.startswith("set -eu\n")
    assert "--fail-with-body" in script
    assert "--user" not in script
