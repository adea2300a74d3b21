"""What a Kubernetes cluster, or Helm, finds wrong with an object by itself."""

import pytest

from core.aws.rules import UNKNOWN
from sandbox.kubernetes.schemas import problems, versions
from tests.kubernetes_cluster import DEPLOYMENT, INGRESS, RELEASE, SECRET, SERVICE, Inputs, ingress, pods

HPA, PDB = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "kubernetes:policy/v1:PodDisruptionBudget"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
METADATA = {"name": "api", "namespace": "shop"}
CHART = {"name": "a", "namespace": "b", "chart": "c", "version": "1.2.3", "repositoryOpts": {"repo": "https://d"}}
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}


def found(token: str, version: str = "1.35", **inputs: object) -> list[str]:
    return problems(token, {"metadata": METADATA, **inputs}, version)


def deployment(**more: object) -> Inputs:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": METADATA, "spec": {**pods(), **more}}


def test_a_complete_workload_is_accepted_in_every_version() -> None:
    assert [version for version in versions() if problems(DEPLOYMENT, deployment(replicas=2), version)] == []
    assert {"1.34", "1.35", "1.36"} <= {*versions()}


def test_an_unknown_field_is_named_with_its_path_and_the_known_ones() -> None:
    (problem,) = problems(DEPLOYMENT, deployment(replica=2), "1.35")
    assert problem.startswith("spec.replica: no such property; there are ")
    assert "replicas" in problem


def test_a_wrong_type_is_named_with_its_path() -> None:
    assert problems(DEPLOYMENT, deployment(replicas="2"), "1.35") == [
        "spec.replicas: '2' is given, a whole number is wanted"
    ]
    ports = pods({"ports": [{"containerPort": True}]})
    assert problems(DEPLOYMENT, deployment(**ports), "1.35") == [
        "spec.template.spec.containers[0].ports[0].containerPort: True is given, a whole number is wanted"
    ]


def test_what_is_required_must_be_given() -> None:
    assert "spec.selector: required, but not given" in found(DEPLOYMENT, spec={"template": {}})


def test_what_is_not_known_yet_is_taken() -> None:
    unknown = pods({"image": UNKNOWN}, serviceAccountName=UNKNOWN)
    assert problems(DEPLOYMENT, {**deployment(**unknown), "metadata": UNKNOWN}, "1.35") == []


def test_a_quantity_must_be_one() -> None:
    wrong = pods({"resources": {"requests": {"memory": "1 GB"}}})
    assert "a quantity such as 500m or 1Gi is wanted" in problems(DEPLOYMENT, deployment(**wrong), "1.35")[0]


def test_a_request_must_not_be_more_than_the_limit() -> None:
    wrong = pods({"resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "512Mi"}}})
    assert "1Gi is more than the limit, 512Mi" in problems(DEPLOYMENT, deployment(**wrong), "1.35")[0]


def test_a_workload_must_select_its_own_pods() -> None:
    (problem,) = problems(DEPLOYMENT, deployment(**pods(labels={"app": "web"})), "1.35")
    assert problem.startswith("spec.selector.matchLabels: app=api is given")


def test_a_mount_needs_its_volume() -> None:
    wrong = pods({"volumeMounts": [{"name": "tmp", "mountPath": "/data"}]})
    assert "the pod has no volume 'tmp'" in problems(DEPLOYMENT, deployment(**wrong), "1.35")[0]


def test_secret_data_must_be_base64() -> None:
    assert found(SECRET, data={"password": "not base64!"}) == ['data["password"]: the value is not base64']


@pytest.mark.parametrize("name", ["Api", "api_1", "-api", "a" * 64])
def test_a_service_must_have_a_name_of_dns(name: str) -> None:
    spec = {"ports": [{"port": 80}]}
    (problem,) = problems(SERVICE, {"metadata": {"name": name}, "spec": spec}, "1.35")
    assert problem.startswith("metadata.name: ")


def test_a_label_must_have_the_form_of_one() -> None:
    wrong = problems(SECRET, {"metadata": {"name": "a", "labels": {"owner": "a team"}}}, "1.35")
    assert wrong[0].startswith('metadata.labels["owner"]: ')


def test_two_ports_of_a_service_need_names() -> None:
    wrong = found(SERVICE, spec={"ports": [{"port": 80, "name": "http"}, {"port": 81}]})
    assert wrong == ["spec.ports[1].name: required as soon as there are two ports"]


def test_an_ingress_path_begins_with_a_slash() -> None:
    inputs = ingress({})
    assert problems(INGRESS, inputs, "1.35") == []
    path = {"path": "api", "pathType": "Prefix", "backend": {"service": {"name": "api", "port": {"number": 80}}}}
    wrong = {**inputs, "spec": {"rules": [{"http": {"paths": [path]}}]}}
    assert "it must begin with /" in problems(INGRESS, wrong, "1.35")[0]


def test_an_autoscaler_has_a_range() -> None:
    assert found(HPA, spec={"minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": TARGET}) == []
    wrong = found(HPA, spec={"minReplicas": 5, "maxReplicas": 3, "scaleTargetRef": TARGET})
    assert wrong == ["spec.minReplicas: 5 is more than spec.maxReplicas, 3"]


def test_a_disruption_budget_says_one_of_two() -> None:
    assert found(PDB, spec={"minAvailable": 1}) == []
    wrong = found(PDB, spec={"minAvailable": 1, "maxUnavailable": "50%"})
    assert wrong == ["spec: minAvailable and maxUnavailable exclude each other"]


def test_a_network_policy_is_judged_by_its_schema() -> None:
    assert found(POLICY, spec={"podSelector": {}, "policyTypes": ["Ingress"]}) == []
    assert found(POLICY, spec={"podSelector": {}, "ingress": [{"form": []}]})[0].startswith("spec.ingress[0].form: ")


def test_a_kind_that_the_version_lacks_is_refused() -> None:
    (problem,) = found("kubernetes:policy/v1beta1:PodSecurityPolicy", spec={})
    assert 'no matches for kind "PodSecurityPolicy" in version "policy/v1beta1"' in problem


def test_a_cluster_wide_object_is_in_no_namespace() -> None:
    wrong = problems("kubernetes:core/v1:Namespace", {"metadata": METADATA}, "1.35")
    assert wrong == ["metadata.namespace: a Namespace is in no namespace"]


def test_of_a_custom_resource_the_metadata_is_judged() -> None:
    token = "kubernetes:external-secrets.io/v1:ExternalSecret"
    assert found(token, spec={"whatever": 1}) == []
    assert problems(token, {"metadata": {"name": 1}}, "1.35")[0].startswith("metadata.name: 1 is given")


def test_a_release_with_an_exact_version_is_accepted() -> None:
    assert problems(RELEASE, {**CHART, "values": {"a": {"b": [1, True, "c", 0.5]}}}, "1.35") == []
    assert problems(RELEASE, {**CHART, "values": UNKNOWN, "version": UNKNOWN}, "1.35") == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"version": None}, "version"),
        ({"version": ">=1.2"}, "version"),
        ({"chart": None}, "chart"),
        ({"repositoryOpts": None}, "repositoryOpts.repo"),
        ({"repositoryOpts": {"repo": "example.com"}}, "repositoryOpts.repo"),
        ({"name": "Upper"}, "name"),
        ({"createNamespaces": True}, "createNamespaces"),
        ({"timeout": "300"}, "timeout"),
        ({"values": {"a": [{"b": None}]}}, "values.a[0].b"),
        ({"values": {"a": float("inf")}}, "values.a"),
    ],
)
def test_a_malformed_release_is_refused_with_the_path(change: dict[str, object], path: str) -> None:
    (problem,) = problems(RELEASE, {**CHART, **change}, "1.35")
    assert problem.startswith(f"{path}: ")


def test_null_values_may_be_asked_for() -> None:
    assert problems(RELEASE, {**CHART, "allowNullValues": True, "values": {"a": None}}, "1.35") == []
