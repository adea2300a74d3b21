"""Services and ingresses: which load balancers are public, and what those that share one tell between them."""

import pytest

from core.aws.rules import UNKNOWN
from policies.workloads.specs import INGRESS, SERVICE

from .case import Change, altered
from .cases_workloads import ALB, METADATA, TOLD, member
from .driver import Driver, Thing
from .workload_answers import said, said_of_stack


def alb(annotations: Change, spec: Change) -> Thing:
    own = {f"{ALB}{name}": value for name, value in annotations.items()}
    return Thing(INGRESS, {"metadata": {"annotations": own}, "spec": {"ingressClassName": "alb", **spec}})


@pytest.mark.parametrize("annotation", [("scheme", "internal"), ("internal", "true")])
def test_a_load_balancer_of_a_service_may_be_internal(annotation: tuple[str, str]) -> None:
    key = f"service.beta.kubernetes.io/aws-load-balancer-{annotation[0]}"
    thing = Thing(SERVICE, {"metadata": {"annotations": {key: annotation[1]}}, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing) == []
    assert said("k8s-service-source-ranges", thing) == []


@pytest.mark.parametrize("kind", ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb"])
def test_a_load_balancer_of_the_newer_controllers_is_internal_unless_it_says_otherwise(kind: str) -> None:
    thing = Thing(SERVICE, {"metadata": METADATA, "spec": {"type": "LoadBalancer", "loadBalancerClass": kind}})
    scheme = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}
    for rule in ("k8s-service-no-load-balancer", "k8s-service-source-ranges"):
        assert said(rule, thing) == []
        assert said(rule, altered(thing, {"metadata.annotations": scheme}))


def test_a_load_balancer_left_to_the_newer_controller_by_annotation_is_internal() -> None:
    kind = {"service.beta.kubernetes.io/aws-load-balancer-type": "external"}
    thing = Thing(SERVICE, {"metadata": {"annotations": kind}, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing) == []
    assert said("k8s-service-no-load-balancer", altered(thing, {"metadata.annotations": {}}))


def test_a_public_load_balancer_that_is_allowed_still_says_who_may_come() -> None:
    thing = Thing(SERVICE, {"metadata": METADATA, "spec": {"type": "LoadBalancer"}})
    assert said("k8s-service-no-load-balancer", thing, allowed=["order"]) == []
    assert said("k8s-service-source-ranges", thing) == ["spec.loadBalancerSourceRanges lets everybody in"]


def test_an_ingress_of_another_class_has_tls_hosts_and_nothing_of_alb() -> None:
    plain = Thing(INGRESS, {"metadata": METADATA, "spec": {"ingressClassName": "nginx"}})
    assert said("k8s-ingress-tls", plain) == ["spec.tls is not set"]
    assert said("k8s-ingress-tls", altered(plain, {"spec.tls": [{"hosts": ["shop.example.com"]}]})) == []
    for rule in ("k8s-ingress-tls-policy", "k8s-ingress-waf", "k8s-ingress-access-logs"):
        assert said(rule, plain) == []


def test_an_unknown_annotation_that_decides_is_told() -> None:
    thing = Thing(INGRESS, {"metadata": {"annotations": {f"{ALB}ssl-policy": UNKNOWN}}})
    assert said("k8s-ingress-tls-policy", thing) == [
        f"cannot be decided at preview: metadata.annotations[{ALB}ssl-policy]"
    ]


@pytest.mark.parametrize(
    ("annotations", "spec"),
    [
        ({"certificate-arn": "arn:aws:acm:us-east-1:000000000000:certificate/x"}, {}),
        ({"certificate-arn": UNKNOWN}, {}),
        ({"listen-ports": '[{"HTTPS":443}]'}, {"rules": [{"host": "shop.example.com"}]}),
        ({"listen-ports": '[{"HTTPS":443}]'}, {"tls": [{"hosts": ["shop.example.com"]}]}),
        ({"listen-ports": '[{"HTTPS":443}]', "group.name": "shop"}, {}),
    ],
)
def test_an_ingress_that_listens_on_https_alone_needs_no_redirect(annotations: Change, spec: Change) -> None:
    assert said("k8s-ingress-tls", alb(annotations, spec)) == []


@pytest.mark.parametrize(
    ("annotations", "spec"),
    [
        ({"listen-ports": '[{"HTTPS":443}]'}, {"rules": [{"http": {}}]}),
        ({"ssl-redirect": "443"}, {"rules": [{"host": "shop.example.com"}]}),
    ],
)
def test_no_certificate_is_found_without_a_host_or_without_https(annotations: Change, spec: Change) -> None:
    assert said("k8s-ingress-tls", alb(annotations, spec)) == ["it has no certificate"]


GROUP_RULES = (
    "k8s-ingress-tls-policy",
    "k8s-ingress-waf",
    "k8s-ingress-drop-invalid-headers",
    "k8s-ingress-access-logs",
)


@pytest.mark.parametrize("rule", GROUP_RULES)
def test_what_a_group_has_once_is_not_asked_of_each_ingress(rule: str) -> None:
    public = {"scheme": "internet-facing"}
    assert said(rule, alb(public, {}))
    assert said(rule, alb({**public, "group.name": "shop"}, {})) == []


@pytest.mark.parametrize(
    ("rule", "annotations"),
    [
        ("k8s-ingress-tls-policy", {"ssl-policy": "ELBSecurityPolicy-2016-08"}),
        ("k8s-ingress-access-logs", {"load-balancer-attributes": "access_logs.s3.enabled=false"}),
    ],
)
def test_what_an_ingress_sets_wrongly_is_wrong_in_a_group_too(rule: str, annotations: Change) -> None:
    assert said(rule, alb({**annotations, "group.name": "shop"}, {}))


def test_a_group_of_ingresses_is_judged_once() -> None:
    silent = {"group.name": "shop"}
    answer = Driver("workloads").stack((member("second", **silent), member("first", **silent)))
    found = [item.urn for item in answer.said if item.text.startswith("k8s-ingress-group: ")]
    assert found == [member("first").urn] * 4


@pytest.mark.parametrize("ports", ['[{"HTTPS": 443}]', ""])
def test_a_group_of_which_none_listens_on_plain_http_needs_no_redirect(ports: str) -> None:
    given = {**TOLD, "listen-ports": ports, "ssl-redirect": ""}
    assert said_of_stack(member("only", **given)) == []
