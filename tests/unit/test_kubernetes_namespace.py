import pulumi
import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs, PodSecurity
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

NAMESPACE = "kubernetes:core/v1:Namespace"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def recorded(
    *, pod_security: PodSecurity = "restricted", isolated: bool = True, readiness_gates: bool = False
) -> Recording[pulumi.Output[str]]:
    args = KubernetesNamespaceArgs(
        namespace="shop", pod_security=pod_security, isolated=isolated, readiness_gates=readiness_gates
    )
    return record(lambda: KubernetesNamespace("ecommerce-namespace", args).name)


@pytest.mark.parametrize("pod_security", ["restricted", "baseline", "privileged"])
def test_a_namespace_enforces_its_pod_security_standard(pod_security: PodSecurity) -> None:
    recording = recorded(pod_security=pod_security)

    labels = value_at(recording.one(NAMESPACE), "metadata.labels")
    assert labels == {
        "pod-security.kubernetes.io/enforce": pod_security,
        "pod-security.kubernetes.io/warn": "restricted",
    }


def test_an_isolated_namespace_denies_both_directions_but_dns() -> None:
    spec = recorded().one(NETWORK_POLICY).inputs["spec"]

    assert isinstance(spec, dict)
    assert spec["podSelector"] == {}
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in spec
    (rule,) = spec["egress"]
    assert rule["ports"] == [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
    assert rule["to"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ]


def test_a_namespace_that_is_not_isolated_has_no_policy() -> None:
    assert recorded(isolated=False).of(NETWORK_POLICY) == []


def test_readiness_gates_are_a_label_for_the_load_balancer_controller() -> None:
    recording = recorded(readiness_gates=True)

    labels = value_at(recording.one(NAMESPACE), "metadata.labels")
    assert isinstance(labels, dict)
    assert labels["elbv2.k8s.aws/pod-readiness-gate-inject"] == "enabled"


def test_what_uses_the_namespace_waits_for_its_policy() -> None:
    def build() -> None:
        namespace = KubernetesNamespace(
            "ecommerce-namespace", KubernetesNamespaceArgs(namespace="shop", pod_security="restricted", isolated=True)
        )
        ConfigMap("inside", metadata={"namespace": namespace.name})

    recording = record(build)

    assert recording.one(NETWORK_POLICY).urn in recording.one("kubernetes:core/v1:ConfigMap").dependencies


def test_the_cluster_takes_the_objects() -> None:
    assert object_problems(recorded()) == {}
    assert str(recorded().result) == "shop"
