"""What architectures on EKS share: who reaches whom, what goes with a switch, and the settings of `scalable`."""

import functools
from collections.abc import Mapping

import pytest

from architectures.scalable.settings import DEV, PROD, ScalableSettings
from core.naming import PROJECT
from core.settings import merge_profile
from tests.architecture_recordings import run_main, stack_config
from tests.kubernetes_objects import value_at
from tests.recording import Recording, Registered

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"
NODES = "eks:index:ManagedNodeGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-4000-8000-00000000000{}"
VPN = {"server_certificate_arn": CERTIFICATE.format(1), "client_certificate_arn": CERTIFICATE.format(2)}
SERVICE = {
    "port": 5000,
    "resources": {"cpu_request": 100, "cpu_limit": 200, "memory_request": 128, "memory_limit": 256},
    "scaling": {"minimum": 2, "maximum": 4},
}
SWITCHED = {"cluster": {"spot": False}, "database_proxy": {}, "vpn": VPN, "services": {"reports": SERVICE}}


@functools.cache
def built(*, switched: bool) -> Recording[None]:
    config = stack_config("scalable", "dev")
    return run_main({**config, f"{PROJECT}:settings": SWITCHED if switched else {}}, "dev")


def variables(service: Registered) -> Mapping[str, object]:
    entries = value_at(service, "spec.template.spec.containers[0].env")
    assert isinstance(entries, list)
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in entries}


def peers(policy: Registered, direction: str, other: str) -> list[tuple[object, tuple[int, ...]]]:
    """Return whom a policy names in a direction, each with the ports."""
    rules = value_at(policy, f"spec.{direction}")
    assert isinstance(rules, list)
    return [(peer, tuple(port["port"] for port in rule["ports"])) for rule in rules for peer in rule[other]]


def pods(name: str) -> Mapping[str, object]:
    return {"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}


@pytest.mark.parametrize(
    ("caller", "called", "port"),
    [("frontend", "api-gateway", 3000), ("api-gateway", "backend", 4000), ("backend", "redis", 6379)],
)
def test_each_tier_reaches_the_next(caller: str, called: str, port: int) -> None:
    recording = built(switched=False)
    target = "scalable-redis-pod" if called == "redis" else f"scalable-{called}"
    assert (pods(called), (port,)) in peers(recording.named(POLICY, f"scalable-{caller}"), "egress", "to")
    assert (pods(caller), (port,)) in peers(recording.named(POLICY, target), "ingress", "from")


@pytest.mark.parametrize(
    ("caller", "called"), [("frontend", "backend"), ("frontend", "redis"), ("api-gateway", "redis")]
)
def test_no_tier_reaches_over_the_next(caller: str, called: str) -> None:
    out = peers(built(switched=False).named(POLICY, f"scalable-{caller}"), "egress", "to")
    assert pods(called) not in [peer for peer, _ in out]


def test_the_backend_alone_reaches_the_database_and_the_internet() -> None:
    recording = built(switched=False)
    for name in ("frontend", "api-gateway", "backend"):
        ports = [
            port for _, found in peers(recording.named(POLICY, f"scalable-{name}"), "egress", "to") for port in found
        ]
        assert (5432 in ports) is (443 in ports) is (name == "backend")


def test_services_are_told_where_the_next_is() -> None:
    recording = built(switched=False)
    assert variables(recording.named(DEPLOYMENT, "scalable-frontend"))["API_GATEWAY_URL"] == "http://api-gateway:3000"
    backend = variables(recording.named(DEPLOYMENT, "scalable-backend"))
    assert (backend["REDIS_HOST"], backend["REDIS_TLS"]) == ("redis", "false")
    assert backend["REDIS_AUTH_TOKEN"] == {"secretKeyRef": {"name": "redis", "key": "password"}}
    assert backend["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://jaeger.logging.svc:4318"
    assert backend["OTEL_SERVICE_NAME"] == "backend"
    assert "proxy" not in str(backend["DATABASE_HOST"])


def test_only_what_uses_aws_has_a_role_there() -> None:
    recording = built(switched=True)
    roles = {
        name: value_at(recording.named(ACCOUNT, f"scalable-{name}"), "metadata.annotations")
        for name in ("frontend", "api-gateway", "backend", "reports")
    }
    assert [name for name, role in roles.items() if role] == ["backend"]


def test_a_service_that_nobody_named_runs_alone() -> None:
    recording = built(switched=True)
    policy = recording.named(POLICY, "scalable-reports")
    assert {found for _, found in peers(policy, "egress", "to")} == {(53, 53), (4318,)}
    assert len(peers(policy, "ingress", "from")) == 1  # the collector of metrics


def test_one_setting_switches_spot() -> None:
    assert {one.name for one in built(switched=False).of(NODES)} == {"scalable-cluster-main", "scalable-cluster-spot"}
    assert {one.name for one in built(switched=True).of(NODES)} == {"scalable-cluster-main"}


def test_services_go_through_the_proxy_if_there_is_one() -> None:
    recording = built(switched=True)
    assert "proxy" in str(variables(recording.named(DEPLOYMENT, "scalable-backend"))["DATABASE_HOST"])
    policies = [str(one.inputs["policy"]) for one in recording.of("aws:iam/rolePolicy:RolePolicy")]
    assert any("dbuser:prx-" in policy for policy in policies)


def test_the_vpn_reaches_the_api_and_the_database() -> None:
    recording = built(switched=True)
    rules = {one.name: one.inputs["fromPort"] for one in recording.of(RULE) if "vpn" in one.name}
    assert rules == {"scalable-vpn-to-cluster": 443, "scalable-rds-from-scalable-vpn-5432": 5432}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_cidr": "10.0.0.0/20"}, "overlaps network.cidr"),
        ({"zones": 4}, "more than network.zone_count"),
    ],
)
def test_a_vpn_that_does_not_fit_the_network_is_refused(changes: Mapping[str, object], said: str) -> None:
    _, mistakes = merge_profile(DEV, {"vpn": {**VPN, **changes}})
    assert [said in mistake.problem for mistake in mistakes] == [True]


def test_node_groups_may_span_families() -> None:
    families = ("t3.large", "t3a.large", "m5.large", "m6i.large")
    merged, mistakes = merge_profile(PROD, {"cluster": {"node_groups": {"spot": {"instance_types": families}}}})
    assert mistakes == []
    assert isinstance(merged, ScalableSettings)
    assert merged.cluster.made_groups["spot"].instance_types == families
