"""What firewall, domain, groups, alarms and dashboards do for a system behind CloudFront."""

import json

from components.alarms import Alarm, Alarms, AlarmsArgs
from components.dashboard import Calculated, Dashboard, DashboardArgs, Graph
from components.domain import Domain, DomainArgs
from components.metrics import target_metric
from components.security_group import SecurityGroup, SecurityGroupArgs
from components.web_firewall import WebFirewall, WebFirewallArgs
from core import bucket_policy
from core.aws.rules import violations
from core.property_paths import values_at
from core.sections.firewall import FirewallSettings
from tests.recording import Recording, record

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"
RECORD = "aws:route53/record:Record"


def accepted(recording: Recording[object]) -> None:
    for one in recording.resources:
        assert violations(one.token, one.inputs) == [], one.urn


def test_a_firewall_of_a_distribution_is_global_and_associated_by_nobody_else() -> None:
    args = WebFirewallArgs(settings=FirewallSettings(), scope="CLOUDFRONT", kms_key_arn=KEY, log_retention_days=30)
    recording: Recording[object] = record(lambda: WebFirewall("shop", args))

    accepted(recording)
    assert recording.one("aws:wafv2/webAcl:WebAcl").inputs["scope"] == "CLOUDFRONT"
    assert recording.of("aws:wafv2/webAclAssociation:WebAclAssociation") == []
    assert {one.inputs["region"] for one in recording.resources if one.custom} == {"us-east-1"}


def domain() -> None:
    args = DomainArgs(domain="shop.example.org", hosted_zone_id=None, validation_minutes=75, protected=False)
    made = Domain("shop", args)
    made.edge_certificate()
    made.point_to_distribution("d1.cloudfront.net")


def test_one_record_proves_the_certificates_of_load_balancer_and_distribution() -> None:
    recording: Recording[object] = record(domain)

    accepted(recording)
    certificates = {one.name: one.inputs.get("region") for one in recording.of("aws:acm/certificate:Certificate")}
    assert certificates == {"shop": None, "shop-edge": "us-east-1"}
    proof = recording.named(RECORD, "shop-validation")
    for validation in recording.of("aws:acm/certificateValidation:CertificateValidation"):
        assert proof.urn in validation.dependencies


def test_the_name_is_an_alias_of_the_distribution_for_both_kinds_of_address() -> None:
    recording: Recording[object] = record(domain)

    aliases = [one.inputs for one in recording.of(RECORD) if "aliases" in one.inputs]
    assert {one["type"] for one in aliases} == {"A", "AAAA"}
    for one in aliases:
        alias = {"evaluateTargetHealth": False, "name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2"}
        assert one["aliases"] == [alias]


def test_a_group_lets_in_a_list_of_addresses_that_aws_keeps() -> None:
    def build() -> None:
        args = SecurityGroupArgs(vpc_id="vpc-1", description="Load balancer")
        SecurityGroup("alb", args).allow_prefix_list("https", "pl-1", 443, "CloudFront")

    recording: Recording[object] = record(build)
    accepted(recording)
    rule = recording.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["prefixListId"], rule["fromPort"], rule["toPort"]) == ("pl-1", 443, 443)
    assert "cidrIpv4" not in rule


def test_an_alarm_on_the_sum_counts_a_group_without_data_as_nothing() -> None:
    metrics = [
        target_metric("HealthyHostCount", load_balancer_suffix="app/a/1", target_group_suffix=f"targetgroup/{name}/1")
        for name in ("blue", "green")
    ]
    down = Alarm(
        description="Down",
        severity="critical",
        metrics=metrics,
        together=True,
        statistic="Average",
        comparison="LessThanThreshold",
        threshold=1,
        missing_data="breaching",
    )
    args = AlarmsArgs(alarms={"down": down}, topics={"critical": "arn:aws:sns:us-east-1:000000000000:critical"})
    recording = record(lambda: Alarms("shop", args).names["down"])

    accepted(recording)  # type: ignore[arg-type]
    registered = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert values_at(registered.inputs, "metricQueries[*].expression") == ["SUM([FILL(m0, 0), FILL(m1, 0)])"]
    assert str(recording.result).startswith("shop-down-")


def test_a_graph_shows_what_cloudwatch_calculates() -> None:
    graph = Graph(title="Deadlocks", lines=[Calculated(expression="A + B", label="deadlocks")])
    args = DashboardArgs(dashboard_name="shop", region="us-east-1", rows=[[graph]])
    registered = record(lambda: Dashboard("shop", args)).one("aws:cloudwatch/dashboard:Dashboard")

    (widget,) = json.loads(str(registered.inputs["dashboardBody"]))["widgets"]
    assert widget["properties"]["metrics"] == [[{"expression": "A + B", "label": "deadlocks"}]]


def test_distributions_of_the_account_alone_read_static_files_and_deliver_logs() -> None:
    reading = bucket_policy.distribution_reads("files", "000000000000", "static/")
    logs = bucket_policy.distribution_logs("logs", "000000000000")

    assert (reading["Action"], reading["Resource"]) == (["s3:GetObject"], "arn:aws:s3:::files/static/*")
    assert "arn:aws:cloudfront::000000000000:distribution/*" in json.dumps(reading["Condition"])
    assert logs["Resource"] == "arn:aws:s3:::logs/AWSLogs/000000000000/CloudFront/*"
    assert "000000000000" in json.dumps(logs["Condition"])
