import json
from collections.abc import Mapping, Sequence

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.alb_ingress import AlbIngress, AlbIngressArgs, Route
from core.sections.load_balancer import LoadBalancerSettings
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/1"
WEB_ACL = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/shop/1"
ROUTES = (
    Route(path="/api/v1/users", service_name="user", port=8080),
    Route(path="/api/v1/orders", service_name="order", port=8081),
)


def recorded(
    *,
    routes: Sequence[Route] = ROUTES,
    subnet_ids: Sequence[str] = ("subnet-1", "subnet-2"),
    log_bucket: str | None = "logs",
    protected: bool = True,
) -> Recording[pulumi.Output[str]]:
    def build() -> pulumi.Output[str]:
        args = AlbIngressArgs(
            settings=LoadBalancerSettings(ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
            controller=ConfigMap("controller"),
            namespace="shop",
            host="api.shop.org",
            routes=routes,
            certificate_arn=CERTIFICATE,
            web_acl_arn=WEB_ACL,
            subnet_ids=subnet_ids,
            log_bucket=log_bucket,
            protected=protected,
        )
        return AlbIngress("ecommerce-entrance", args).hostname

    return record(build)


def annotations(recording: Recording[pulumi.Output[str]]) -> Mapping[str, str]:
    found = value_at(recording.one(INGRESS), "metadata.annotations")
    assert isinstance(found, dict)
    return {key.removeprefix("alb.ingress.kubernetes.io/"): value for key, value in found.items()}


def pairs(text: str) -> Mapping[str, str]:
    """Read an annotation as the controller does: at commas, then at the first equals sign."""
    return dict(pair.split("=", 1) for pair in text.split(","))


def test_the_cluster_takes_the_ingress() -> None:
    assert object_problems(recorded()) == {}


def test_paths_lead_to_the_services_under_one_host() -> None:
    ingress = recorded().one(INGRESS)

    assert value_at(ingress, "spec.rules[0].host") == "api.shop.org"
    assert value_at(ingress, "spec.rules[0].http.paths") == [
        {
            "path": path,
            "pathType": "Prefix",
            "backend": {"service": {"name": service, "port": {"number": port}}},
        }
        for path, service, port in (("/api/v1/users", "user", 8080), ("/api/v1/orders", "order", 8081))
    ]


def test_a_load_balancer_of_class_alb_serves_https_and_redirects_http() -> None:
    recording = recorded()

    assert value_at(recording.one(INGRESS), "spec.ingressClassName") == "alb"
    given = annotations(recording)
    assert json.loads(given["listen-ports"]) == [{"HTTP": 80}, {"HTTPS": 443}]
    assert given["ssl-redirect"] == "443"
    assert given["ssl-policy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert given["certificate-arn"] == CERTIFICATE


def test_it_is_public_behind_the_firewall_in_the_subnets_given() -> None:
    given = annotations(recorded())

    assert given["scheme"] == "internet-facing"
    assert given["wafv2-acl-arn"] == WEB_ACL
    assert given["subnets"] == "subnet-1,subnet-2"
    assert given["target-type"] == "ip"


@pytest.mark.parametrize(("protected", "text"), [(True, "true"), (False, "false")])
def test_deletion_protection_follows_the_stack(protected: bool, text: str) -> None:
    attributes = pairs(annotations(recorded(protected=protected))["load-balancer-attributes"])

    assert attributes["deletion_protection.enabled"] == text


def test_access_and_connection_logs_go_to_the_bucket() -> None:
    attributes = pairs(annotations(recorded())["load-balancer-attributes"])

    for kind in ("access_logs", "connection_logs"):
        assert attributes[f"{kind}.s3.enabled"] == "true"
        assert attributes[f"{kind}.s3.bucket"] == "logs"


def test_without_a_bucket_logging_is_off_and_not_merely_unsaid() -> None:
    attributes = pairs(annotations(recorded(log_bucket=None))["load-balancer-attributes"])

    assert attributes["access_logs.s3.enabled"] == "false"
    assert "access_logs.s3.bucket" not in attributes


def test_requests_are_hardened_and_browsers_get_the_headers() -> None:
    given = annotations(recorded())

    attributes = pairs(given["load-balancer-attributes"])
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["routing.http.desync_mitigation_mode"] == "strictest"
    headers = pairs(given["listener-attributes.HTTPS-443"])
    assert headers["routing.http.response.strict_transport_security.header_value"] == "max-age=31536000"


def test_the_ingress_comes_after_the_controller_and_goes_before_it() -> None:
    recording = recorded()

    assert recording.one(CONFIG_MAP).urn in recording.one(INGRESS).dependencies


def test_the_hostname_is_that_of_the_load_balancer() -> None:
    assert str(recorded().result).endswith(".elb.amazonaws.com")


def test_what_cannot_work_is_refused() -> None:
    with pytest.raises(ValueError, match="routes is empty"):
        recorded(routes=())
    with pytest.raises(ValueError, match="lead /api/v1/users to two services"):
        recorded(routes=(*ROUTES, ROUTES[0]))
    with pytest.raises(ValueError, match="needs two zones"):
        recorded(subnet_ids=("subnet-1",))
