"""Logs, alarms, dashboards, Prometheus workspaces, alert topics and budgets.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html,
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html,
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
"""

import re
from collections.abc import Iterator, Mapping

from core.aws.logs import check_retention
from core.aws.rules.base import Inputs, Rules, Violation, is_set, number, objects, shown, text
from core.aws.rules.documents import Kind, json_text, parsed, policy
from core.aws.rules.kinds import at_most, between, exactly_one, matches, not_together, one_of, unique, within

_COMPARISONS = {
    *("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"),
    *("LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"),
}
_STATISTICS = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}
_EXTENDED = r"p(\d{1,2}(\.\d{1,10})?|100)|IQM|(tm|wm|tc|ts|tn|PR|TM|WM|TC|TS).*"
_UNITS = {
    *("Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"),
    *(
        f"{scale}{unit}{rate}"
        for scale, unit in [
            ("", "Bytes"),
            ("", "Bits"),
            *((s, u) for s in ("Kilo", "Mega", "Giga", "Tera") for u in ("bytes", "bits")),
        ]
        for rate in ("", "/Second")
    ),
}
_ENDPOINTS: Mapping[str, str] = {
    "email": r"[^@\s]+@[^@\s]+",
    "email-json": r"[^@\s]+@[^@\s]+",
    "sms": r"\+[1-9]\d{6,14}",
    "http": r"http://\S+",
    "https": r"https://\S+",
    "sqs": r"arn:aws[a-z-]*:sqs:\S+",
    "lambda": r"arn:aws[a-z-]*:lambda:\S+",
    "firehose": r"arn:aws[a-z-]*:firehose:\S+",
    "application": r"arn:aws[a-z-]*:sns:\S+",
}
"""Protocol of a subscription to the form of its endpoint."""

_LOG_GROUP_ARN = r"arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[A-Za-z0-9._/#-]{1,512}:\*"


def _retention(inputs: Inputs) -> Iterator[Violation]:
    """Check the retention; 0 is the provider's word for keeping events for ever."""
    days = number(inputs, "retentionInDays")
    if days:
        try:
            check_retention(int(days))
        except ValueError as error:
            yield Violation("retentionInDays", f"{days:g}", str(error))


def _period(inputs: Inputs) -> Iterator[Violation]:
    """Check a metric's period, and that all periods together end within a day, or a week from one hour on."""
    period, count = number(inputs, "period"), number(inputs, "evaluationPeriods") or 1
    if period is None:
        return
    if period not in (10, 20, 30) and (period <= 0 or period % 60):
        yield Violation("period", f"{period:g}", "10, 20, 30 or a multiple of 60 seconds")
    longest = 604800 if period >= 3600 else 86400
    if period * count > longest:
        yield Violation("evaluationPeriods", f"{count:g}", f"at most {longest // period:g} of {period:g} seconds")


def _datapoints(inputs: Inputs) -> Iterator[Violation]:
    needed, count = number(inputs, "datapointsToAlarm"), number(inputs, "evaluationPeriods")
    if needed is not None and count is not None and not 1 <= needed <= count:
        yield Violation("datapointsToAlarm", f"{needed:g}", f"1 to evaluationPeriods, which is {count:g}")


def _single_metric(inputs: Inputs) -> Iterator[Violation]:
    """Check that an alarm on one metric says which one, how it is summed up, and what is too much."""
    if not is_set(inputs, "metricName"):
        return
    wanted = {
        "namespace": ("namespace",),
        "period": ("period",),
        "statistic": ("statistic", "extendedStatistic"),
        "threshold": ("threshold", "thresholdMetricId"),
        "evaluationPeriods": ("evaluationPeriods",),
        "comparisonOperator": ("comparisonOperator",),
    }
    for key, alternatives in wanted.items():
        if not any(is_set(inputs, one) for one in alternatives):
            yield Violation(key, "not set", "a value, which an alarm on a metric needs")


def _returned_query(inputs: Inputs) -> Iterator[Violation]:
    queries = objects(inputs, "metricQueries[]")
    returned = [where for where, query in queries if query.get("returnData") in (True, "true")]
    if queries and len(returned) != 1 and not is_set(inputs, "thresholdMetricId"):
        yield Violation("metricQueries", f"{len(returned)} with returnData", "exactly one with returnData")


def _widgets(inputs: Inputs) -> Iterator[Violation]:
    """Check a dashboard's widgets: at most 500, each with a type, on a grid 24 columns wide."""
    body = parsed(inputs.get("dashboardBody"))
    widgets = body.get("widgets") if isinstance(body, Mapping) else None
    if not isinstance(widgets, list):
        return
    if len(widgets) > 500:
        yield Violation("dashboardBody.widgets", f"{len(widgets)} widgets", "at most 500 widgets")
    for index, widget in enumerate(widgets):
        where = f"dashboardBody.widgets[{index}]"
        if not isinstance(widget, Mapping) or text(widget, "type") not in (
            "metric",
            "text",
            "log",
            "alarm",
            "explorer",
        ):
            yield Violation(f"{where}.type", shown(widget), "metric, text, log, alarm or explorer")
        elif (number(widget, "x") or 0) + (number(widget, "width") or 6) > 24:
            yield Violation(f"{where}.width", shown(widget.get("width")), "a widget that ends within 24 columns")


def _endpoint_form(inputs: Inputs) -> Iterator[Violation]:
    protocol, endpoint = text(inputs, "protocol"), text(inputs, "endpoint")
    form = _ENDPOINTS.get(protocol or "")
    if form and endpoint is not None and not re.fullmatch(form, endpoint):
        yield Violation("endpoint", endpoint, f"an endpoint of the form {form} for protocol {protocol}")


def _budget_amount(inputs: Inputs) -> Iterator[Violation]:
    amount = number(inputs, "limitAmount")
    if amount is not None and amount <= 0:
        yield Violation("limitAmount", f"{amount:g}", "more than 0")


def _subscribers(inputs: Inputs) -> Iterator[Violation]:
    addresses, topics = inputs.get("subscriberEmailAddresses"), inputs.get("subscriberSnsTopicArns")
    if not addresses and not topics:
        yield Violation("subscriberEmailAddresses", "none", "one subscriber at least")


RULES: Rules = {
    "aws:cloudwatch/logGroup:LogGroup": (
        one_of("logGroupClass", {"STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"}),
        _retention,
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        not_together("metricName", "metricQueries", "an alarm watches one metric or one expression"),
        not_together("statistic", "extendedStatistic", "a metric is summed up in one way"),
        one_of("comparisonOperator", _COMPARISONS),
        one_of("statistic", _STATISTICS),
        matches("extendedStatistic", _EXTENDED, "a percentile such as p99, or a trimmed statistic such as tm90"),
        one_of("treatMissingData", {"missing", "ignore", "breaching", "notBreaching"}),
        one_of("unit", _UNITS),
        between("evaluationPeriods", 1, 2147483647, "periods"),
        at_most("alarmActions", 5, "actions"),
        at_most("okActions", 5, "actions"),
        at_most("insufficientDataActions", 5, "actions"),
        matches("namespace", r"[^:]{1,255}", "1 to 255 characters without a colon"),
        unique("metricQueries[].id"),
        matches("metricQueries[].id", r"[a-z]\w{0,254}", "letters, digits and underscores, a lower-case letter first"),
        within("metricQueries[]", exactly_one("metric", "expression")),
        _period,
        _datapoints,
        _single_metric,
        _returned_query,
    ),
    "aws:cloudwatch/dashboard:Dashboard": (json_text("dashboardBody", 1048576), _widgets),
    # https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateWorkspace.html
    "aws:amp/workspace:Workspace": (
        matches("alias", r".{1,100}", "1 to 100 characters"),
        matches("loggingConfiguration.logGroupArn", _LOG_GROUP_ARN, "the ARN of a log group with :* at its end"),
    ),
    "aws:sns/topic:Topic": (
        matches("displayName", r".{0,100}", "at most 100 characters"),
        policy("policy", 30720, Kind.RESOURCE),
        one_of("tracingConfig", {"PassThrough", "Active"}),
    ),
    "aws:sns/topicPolicy:TopicPolicy": (policy("policy", 30720, Kind.RESOURCE),),
    "aws:sns/topicSubscription:TopicSubscription": (
        one_of("protocol", set(_ENDPOINTS)),
        one_of("filterPolicyScope", {"MessageAttributes", "MessageBody"}),
        _endpoint_form,
    ),
    "aws:budgets/budget:Budget": (
        one_of(
            "budgetType",
            {
                *("COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE"),
                *("SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE"),
            },
        ),
        one_of("timeUnit", {"DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"}),
        matches("limitAmount", r"([0-9]*\.)?[0-9]+", "a number"),
        at_most("notifications", 5, "notifications"),
        within(
            "notifications[]",
            one_of("comparisonOperator", {"GREATER_THAN", "LESS_THAN", "EQUAL_TO"}),
            one_of("notificationType", {"ACTUAL", "FORECASTED"}),
            one_of("thresholdType", {"PERCENTAGE", "ABSOLUTE_VALUE"}),
            between("threshold", 0.1, 15_000_000_000_000),
            at_most("subscriberEmailAddresses", 10, "addresses"),
            at_most("subscriberSnsTopicArns", 1, "topics"),
            _subscribers,
        ),
        _budget_amount,
    ),
}
