import pytest
from pydantic import ValidationError

from components.load_balancer import LoadBalancer, LoadBalancerArgs
from core.sections.load_balancer import LoadBalancerSettings
from core.sections.service import ServiceSettings
from tests.recording import Recording, record

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/1"
TLS13 = "ELBSecurityPolicy-TLS13-1-3-2021-06"


def build(*, protected: bool, log_bucket: str | None) -> LoadBalancer:
    args = LoadBalancerArgs(
        settings=LoadBalancerSettings(ssl_policy=TLS13),
        service=ServiceSettings(port=8000, cpu=256, memory=512, desired_count=3),
        vpc_id="vpc-1",
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-1",
        certificate_arn=CERTIFICATE,
        log_bucket=log_bucket,
        protected=protected,
    )
    return LoadBalancer("ims", args)


def recorded(*, protected: bool = False, log_bucket: str | None = "logs") -> Recording[LoadBalancer]:
    return record(lambda: build(protected=protected, log_bucket=log_bucket))


def test_the_load_balancer_faces_the_internet_and_refuses_malformed_requests() -> None:
    inputs = recorded().one(BALANCER).inputs

    assert (inputs["internal"], inputs["loadBalancerType"]) == (False, "application")
    assert inputs["dropInvalidHeaderFields"] is True
    assert inputs["desyncMitigationMode"] == "strictest"
    assert inputs["subnets"] == ["subnet-1", "subnet-2"]
    assert inputs["securityGroups"] == ["sg-1"]


@pytest.mark.parametrize("protected", [True, False])
def test_deletion_protection_follows_the_environment(protected: bool) -> None:
    assert recorded(protected=protected).one(BALANCER).inputs["enableDeletionProtection"] is protected


def test_requests_and_connections_are_logged_to_the_bucket() -> None:
    inputs = recorded().one(BALANCER).inputs

    assert inputs["accessLogs"] == {"bucket": "logs", "enabled": True}
    assert inputs["connectionLogs"] == {"bucket": "logs", "enabled": True}


def test_without_a_bucket_nothing_is_logged() -> None:
    assert "accessLogs" not in recorded(log_bucket=None).one(BALANCER).inputs


def test_https_is_forwarded_to_the_target_group() -> None:
    recording = recorded()
    inputs = recording.named(LISTENER, "ims-https").inputs

    assert (inputs["port"], inputs["protocol"]) == (443, "HTTPS")
    assert (inputs["sslPolicy"], inputs["certificateArn"]) == (TLS13, CERTIFICATE)
    assert isinstance(inputs["defaultActions"], list)
    assert [action["type"] for action in inputs["defaultActions"]] == ["forward"]
    assert ":targetgroup/ims-" in inputs["defaultActions"][0]["targetGroupArn"]
    assert recording.one(TARGET_GROUP).urn in recording.named(LISTENER, "ims-https").dependencies


def test_browsers_are_told_to_stay_on_https() -> None:
    inputs = recorded().named(LISTENER, "ims-https").inputs

    assert inputs["routingHttpResponseStrictTransportSecurityHeaderValue"] == "max-age=31536000"
    assert inputs["routingHttpResponseXContentTypeOptionsHeaderValue"] == "nosniff"
    assert inputs["routingHttpResponseServerEnabled"] is False


def test_http_is_redirected_to_https_for_good() -> None:
    inputs = recorded().named(LISTENER, "ims-http").inputs

    assert (inputs["port"], inputs["protocol"]) == (80, "HTTP")
    assert inputs["defaultActions"] == [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
    ]


def test_the_target_group_checks_tasks_as_documented() -> None:
    inputs = recorded().one(TARGET_GROUP).inputs

    assert (inputs["targetType"], inputs["port"]) == ("ip", 8000)
    assert (inputs["protocol"], inputs["protocolVersion"]) == ("HTTP", "HTTP1")
    assert inputs["deregistrationDelay"] == 30
    assert inputs["healthCheck"] == {
        "enabled": True,
        "protocol": "HTTP",
        "port": "traffic-port",
        "path": "/health",
        "interval": 30,
        "timeout": 10,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
        "matcher": "200",
    }


def test_names_are_left_to_auto_naming_so_that_a_replacement_does_not_collide() -> None:
    recording = recorded()

    assert "name" not in recording.one(TARGET_GROUP).inputs
    assert "name" not in recording.one(BALANCER).inputs


def test_scaling_gets_the_label_of_load_balancer_and_target_group() -> None:
    label = str(record(lambda: build(protected=False, log_bucket=None).target.request_count_label).result)

    assert label.startswith("app/ims-")
    assert "/targetgroup/ims-" in label


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("ELBSecurityPolicy-2016-08", "lacks TLS 1.3"),
        ("ELBSecurityPolicy-TLS13-1-0-2021-06", "lacks TLS 1.3 or accepts TLS below 1.2"),
        ("TLS13", "has no TLS policy"),
    ],
)
def test_a_tls_policy_below_our_floor_is_refused(policy: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        LoadBalancerSettings(ssl_policy=policy)


def test_logs_can_go_below_a_prefix() -> None:
    args = LoadBalancerArgs(
        settings=LoadBalancerSettings(),
        service=ServiceSettings(port=8000, cpu=256, memory=512, desired_count=3),
        vpc_id="vpc-1",
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-1",
        certificate_arn=CERTIFICATE,
        log_bucket="logs",
        log_prefix="access-logs",
        protected=False,
    )
    inputs = record(lambda: LoadBalancer("shop", args)).one(BALANCER).inputs

    for kind in ("accessLogs", "connectionLogs"):
        assert inputs[kind] == {"bucket": "logs", "prefix": "access-logs", "enabled": True}
