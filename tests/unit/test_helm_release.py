"""A Helm release: an exact chart under a fixed name, waited for, and rolled back only where no data is lost."""

import pulumi
import pytest

from components.helm_release import HelmReleaseArgs, helm_release
from core.charts import CHARTS, Chart
from sandbox.kubernetes.schemas import problems
from tests.recording import Registered, record

RELEASE = "kubernetes:helm.sh/v3:Release"
CHART = Chart(name="lamp", repository="https://charts.example.org", version="1.2.3")


def release(*, holds_data: bool = False, chart: Chart = CHART) -> Registered:
    args = HelmReleaseArgs(
        chart=chart, namespace="light", values={"bulbs": 2}, holds_data=holds_data, timeout_minutes=7
    )
    return record(lambda: helm_release("house-lamp", args, pulumi.ResourceOptions(protect=True))).one(RELEASE)


def test_the_chart_is_of_one_repository_and_one_version() -> None:
    inputs = release().inputs
    assert (inputs["chart"], inputs["version"]) == ("lamp", "1.2.3")
    assert inputs["repositoryOpts"] == {"repo": "https://charts.example.org"}


def test_its_name_is_the_charts_so_that_services_and_accounts_keep_theirs() -> None:
    inputs = release().inputs
    assert (inputs["name"], inputs["namespace"]) == ("lamp", "light")


def test_a_replacement_deletes_first_because_the_name_is_fixed() -> None:
    assert release().delete_before_replace


def test_the_options_of_the_caller_hold() -> None:
    assert release().protect


def test_it_is_waited_for_as_long_as_asked() -> None:
    inputs = release().inputs
    assert (inputs["skipAwait"], inputs["timeout"]) == (False, 420)


@pytest.mark.parametrize(("holds_data", "atomic"), [(False, True), (True, False)])
def test_a_failure_is_rolled_back_unless_data_would_go_with_it(*, holds_data: bool, atomic: bool) -> None:
    inputs = release(holds_data=holds_data).inputs
    assert (inputs["atomic"], inputs["cleanupOnFail"]) == (atomic, True)


def test_old_revisions_do_not_pile_up() -> None:
    assert release().inputs["maxHistory"] == 5


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_chart_is_one_that_can_be_released(chart: Chart) -> None:
    assert problems(RELEASE, release(chart=chart).inputs, "1.35") == []


def test_no_chart_is_listed_twice() -> None:
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)
