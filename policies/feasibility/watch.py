"""Alarms and dashboards that look at something, and logs that are kept as CloudWatch can."""

from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws.metrics import dimensions_of, is_percentage, metrics_of
from policies.feasibility.refusals import refusal, rest
from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings
from policies.lib.view import View, each

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
_COUNTED = ("Sum", "SampleCount")

PERIODS = refusal(
    "feasible-alarm-periods", "Alarms look at periods that CloudWatch has, over a day at most", "Change the period"
)
BODY = refusal("feasible-dashboard", "Dashboards are such as CloudWatch can draw", "Mend the widget")
RETENTION = refusal("feasible-log-retention", "Logs are kept for a period that CloudWatch has", "Choose one of them")
OTHER = rest("monitoring", "CloudWatch and SNS take what is asked of them", "Set the property to what AWS allows")


@rule(
    "feasible-alarm-metric",
    "Alarms look at a metric that its service publishes",
    severity=Severity.MEDIUM,
    remedy="Correct the metric's name; an alarm on any other has no data for ever",
    types=(ALARM,),
)
def alarm_metric(alarm: Resource) -> Iterator[str]:
    """Look at the namespaces of AWS that are listed in core."""
    yield from each(_metrics(alarm), _unknown_metric)


@rule(
    "feasible-alarm-dimensions",
    "Alarms name dimensions that the metric's service uses",
    severity=Severity.MEDIUM,
    remedy="Name the dimensions as the service publishes them; an alarm on any other set has no data for ever",
    types=(ALARM,),
)
def alarm_dimensions(alarm: Resource) -> Iterator[str]:
    """Look at their names; their values are ids of resources."""

    def check(metric: View) -> Iterator[str]:
        known = dimensions_of(str(metric.value("namespace")))
        for name in metric.keys("dimensions") if known is not None else ():
            if name not in (known or ()):
                yield f"{_path(metric, 'dimensions')} has {name}, which no metric of the namespace has"

    yield from each(_metrics(alarm), check)


@rule(
    "feasible-alarm-threshold",
    "Thresholds of percentages lie between 0 and 100",
    severity=Severity.MEDIUM,
    remedy="Give the threshold in percent",
    types=(ALARM,),
)
def alarm_threshold(alarm: Resource) -> Iterator[str]:
    """Look at alarms on a single metric that are no sum."""
    threshold = alarm.value("threshold")
    percent = is_percentage(str(alarm.value("namespace")), str(alarm.value("metricName")))
    if percent and threshold is not None and alarm.value("statistic") not in _COUNTED:
        if not 0 <= number(threshold) <= 100:
            yield "threshold lies outside 0 to 100, where the metric always is"
        elif 0 < number(threshold) < 1:
            yield "threshold is below 1 percent; a share is to be given in percent"


@rule(
    "feasible-dashboard-metrics",
    "Dashboards show metrics that their service publishes",
    severity=Severity.MEDIUM,
    remedy="Correct the metric's name; a graph of any other stays empty",
    types=(DASHBOARD,),
)
def dashboard_metrics(dashboard: Resource) -> Iterator[str]:
    """Pass over short forms ("." and "...") and expressions."""
    for widget in dashboard.document("dashboardBody").items("widgets"):
        for line in widget.items("properties.metrics"):
            namespace, metric = [*strings(line.value()), "", ""][:2]
            known = metrics_of(namespace)
            if known is not None and metric not in (*known, ".") and not metric.startswith("..."):
                yield f"{line.path} shows {metric}, which {namespace} does not publish"


def _metrics(alarm: Resource) -> Iterator[View]:
    """Yield the metrics that an alarm names, its own or those of its queries."""
    if alarm.given("metricName"):
        yield alarm
    for query in alarm.items("metricQueries"):
        if query.given("metric"):
            yield query.at("metric")


def _unknown_metric(metric: View) -> Iterator[str]:
    namespace, name = str(metric.value("namespace")), str(metric.value("metricName"))
    known = metrics_of(namespace)
    if known is not None and name not in known:
        yield f"{_path(metric, 'metricName')} is {name}, which {namespace} does not publish"


def _path(metric: View, name: str) -> str:
    return f"{metric.path}.{name}" if metric.path else name
