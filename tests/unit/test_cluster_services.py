"""The controllers of a cluster: each with its own role, found again by others, gone after whatever uses it."""

import json
from collections.abc import Mapping

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.cluster_services import ClusterServices, ClusterServicesArgs
from core.aws.eks import KUBERNETES_RELEASES
from core.sections.cluster import AutoscalerSettings, ClusterSettings, NodeGroupSettings
from sandbox.outputs import value_at
from tests.iam_findings import findings
from tests.kubernetes_objects import object_problems
from tests.recording import Recording, Registered, record

RELEASE = "kubernetes:helm.sh/v3:Release"
CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF"


def settings(version: str = "1.35") -> ClusterSettings:
    return ClusterSettings(
        version=version,
        node_groups={"general": NodeGroupSettings(instance_types=("t3.large",), minimum=3, maximum=10)},
        autoscaler=AutoscalerSettings(max_nodes_total=20, scale_down_unneeded_minutes=10),
    )


def services(*, version: str = "1.35", replicas: int = 2) -> ClusterServices:
    args = ClusterServicesArgs(
        settings=settings(version),
        replicas=replicas,
        cluster_name="shop-dev",
        vpc_id="vpc-1",
        region="us-east-1",
        account_id="000000000000",
        oidc_provider_arn=f"arn:aws:iam::000000000000:oidc-provider/{ISSUER}",
        oidc_issuer=ISSUER,
        kms_key_arn=KEY,
        tags={"Project": "shop", "Environment": "dev"},
    )
    return ClusterServices("shop-services", args)


@pytest.fixture(scope="module")
def built() -> Recording[ClusterServices]:
    return record(services)


def release(recording: Recording[ClusterServices], chart: str) -> Registered:
    return recording.named(RELEASE, f"shop-services-{chart}")


def value(recording: Recording[ClusterServices], chart: str, path: str) -> object:
    return value_at(release(recording, chart).inputs, f"values.{path}")


def test_the_controllers_are_there(built: Recording[ClusterServices]) -> None:
    assert {one.inputs["chart"] for one in built.of(RELEASE)} == {
        "aws-load-balancer-controller",
        "cluster-autoscaler",
        "metrics-server",
        "external-secrets",
    }


def test_kubernetes_takes_every_object(built: Recording[ClusterServices]) -> None:
    assert object_problems(built) == {}


def test_new_volumes_are_encrypted_gp3_by_default(built: Recording[ClusterServices]) -> None:
    inputs = built.one(CLASS).inputs
    assert value_at(inputs, "metadata.name") == "gp3"
    annotations = value_at(inputs, "metadata.annotations")
    assert annotations == {"storageclass.kubernetes.io/is-default-class": "true"}
    parameters = inputs["parameters"]
    assert isinstance(parameters, Mapping)
    assert (parameters["type"], parameters["encrypted"], parameters["kmsKeyId"]) == ("gp3", "true", KEY)


def test_volumes_come_in_the_zone_of_their_pod_and_go_with_their_claim(built: Recording[ClusterServices]) -> None:
    inputs = built.one(CLASS).inputs
    assert (inputs["volumeBindingMode"], inputs["reclaimPolicy"]) == ("WaitForFirstConsumer", "Delete")
    assert inputs["allowVolumeExpansion"] is True


def test_load_balancers_have_the_tags_of_the_stack(built: Recording[ClusterServices]) -> None:
    tags = value(built, "aws-load-balancer-controller", "defaultTags")
    assert tags == {"Environment": "dev", "Project": "shop"}


def test_the_load_balancer_controller_asks_no_metadata_service(built: Recording[ClusterServices]) -> None:
    chart = "aws-load-balancer-controller"
    known = {key: value(built, chart, key) for key in ("clusterName", "region", "vpcId")}
    assert known == {"clusterName": "shop-dev", "region": "us-east-1", "vpcId": "vpc-1"}


def test_no_new_service_waits_for_the_load_balancer_controller(built: Recording[ClusterServices]) -> None:
    assert value(built, "aws-load-balancer-controller", "enableServiceMutatorWebhook") is False


def test_its_certificate_outlives_upgrades(built: Recording[ClusterServices]) -> None:
    assert value(built, "aws-load-balancer-controller", "keepTLSSecret") is True


def test_the_autoscaler_stops_at_20_nodes_and_removes_idle_ones_after_10_minutes(
    built: Recording[ClusterServices],
) -> None:
    arguments = value(built, "cluster-autoscaler", "extraArgs")
    assert isinstance(arguments, Mapping)
    assert (arguments["max-nodes-total"], arguments["scale-down-unneeded-time"]) == (20, "10m")


@pytest.mark.parametrize("version", KUBERNETES_RELEASES)
def test_the_autoscaler_is_of_the_clusters_own_minor(version: str) -> None:
    tag = value(record(lambda: services(version=version)), "cluster-autoscaler", "image.tag")
    assert str(tag).startswith(f"v{version}.")


@pytest.mark.parametrize(
    ("chart", "path", "account"),
    [
        ("aws-load-balancer-controller", "serviceAccount", "aws-load-balancer-controller"),
        ("cluster-autoscaler", "rbac.serviceAccount", "cluster-autoscaler"),
    ],
)
def test_a_role_is_for_the_service_account_of_its_controller(
    built: Recording[ClusterServices], chart: str, path: str, account: str
) -> None:
    assert value(built, chart, f"{path}.name") == account
    role = built.named(ROLE, f"shop-services-{account}")
    trust = json.loads(str(role.inputs["assumeRolePolicy"]))
    subject = trust["Statement"][0]["Condition"]["StringEquals"][f"{ISSUER}:sub"]
    assert subject == f"system:serviceaccount:{release(built, chart).inputs['namespace']}:{account}"
    annotations = value(built, chart, f"{path}.annotations")
    assert isinstance(annotations, Mapping)
    assert f"role/shop-services-{account}" in annotations["eks.amazonaws.com/role-arn"]


def test_controllers_without_calls_to_aws_have_no_role(built: Recording[ClusterServices]) -> None:
    assert len(built.of(ROLE)) == 2


def test_an_iam_linter_finds_nothing_wrong_with_the_roles(built: Recording[ClusterServices]) -> None:
    assert [finding for one in built.of(POLICY) for finding in findings(one)] == []


@pytest.mark.parametrize(
    ("chart", "path"),
    [
        ("aws-load-balancer-controller", "replicaCount"),
        ("cluster-autoscaler", "replicaCount"),
        ("metrics-server", "replicas"),
        ("external-secrets", "replicaCount"),
        ("external-secrets", "webhook.replicaCount"),
        ("external-secrets", "certController.replicaCount"),
    ],
)
def test_every_controller_has_the_pods_asked_for(built: Recording[ClusterServices], chart: str, path: str) -> None:
    assert value(built, chart, path) == 2


@pytest.mark.parametrize("chart", ["metrics-server", "external-secrets"])
def test_a_single_pod_has_no_budget_that_would_stop_a_drain(chart: str) -> None:
    alone, both = record(lambda: services(replicas=1)), record(lambda: services(replicas=2))
    assert value(alone, chart, "podDisruptionBudget.enabled") is False
    assert value(both, chart, "podDisruptionBudget.enabled") is True


def test_copied_secrets_survive_a_new_release_of_their_controller(built: Recording[ClusterServices]) -> None:
    assert value(built, "external-secrets", "crds.annotations") == {"helm.sh/resource-policy": "keep"}


def test_what_depends_on_the_services_outlives_none_of_them() -> None:
    def program() -> None:
        cluster = services()
        ConfigMap("user", opts=pulumi.ResourceOptions(depends_on=[cluster]))

    recording = record(program)
    needed = {one.urn for one in recording.resources if one.token in (RELEASE, CLASS)}
    assert needed <= recording.named("kubernetes:core/v1:ConfigMap", "user").dependencies


def test_stores_are_told_which_release_serves_them() -> None:
    def program() -> None:
        ConfigMap("store", opts=pulumi.ResourceOptions(depends_on=[services().secrets_controller]))

    recording = record(program)
    controller = recording.named(RELEASE, "shop-services-external-secrets").urn
    assert controller in recording.named("kubernetes:core/v1:ConfigMap", "store").dependencies
