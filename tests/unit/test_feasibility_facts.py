"""Facts behind the pack feasibility: support, metrics, actions, and what Kubernetes takes."""

import datetime

import pytest

from core.aws.iam_actions import exists, is_service
from core.aws.metrics import dimensions_of, is_percentage, metrics_of
from core.aws.rds import ORDERABLE_VERSIONS
from core.aws.support import RUNTIMES, database_support_ends, kubernetes_support_ends, runtime_support_ends
from core.kubernetes_objects import REMOVED_APIS, amount, is_label, is_release_name, is_subdomain


@pytest.mark.parametrize(
    ("engine", "major"), [(engine, major) for engine, majors in ORDERABLE_VERSIONS.items() for major in majors]
)
def test_every_version_that_can_be_created_has_an_end_of_support(engine: str, major: str) -> None:
    end = database_support_ends(engine, major)
    assert end is not None
    assert database_support_ends(engine, f"{major}.1") == end


def test_a_version_is_not_taken_for_one_that_begins_alike() -> None:
    assert database_support_ends("postgres", "155") is None
    assert database_support_ends("oracle", "19") is None


def test_a_version_that_is_not_known_has_no_end() -> None:
    assert kubernetes_support_ends("1.36") == datetime.date(2027, 8, 2)
    assert kubernetes_support_ends("1.99") is None
    assert kubernetes_support_ends("latest") is None
    assert runtime_support_ends("python3.13") == datetime.date(2029, 6, 30)
    assert runtime_support_ends("cobol") is None


def test_functions_are_made_with_runtimes_that_have_an_end_of_support() -> None:
    assert "ruby4.0" in RUNTIMES
    assert not RUNTIMES & {"python3.9", "nodejs20.x", "dotnet9"}
    assert all(runtime_support_ends(runtime) for runtime in RUNTIMES)


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/EC2", "MetadataNoTokenRejected"),
        ("AWS/DynamoDB", "FaultInjectionServiceInducedErrors"),
        ("AWS/DynamoDB", "ReadProvisionedThroughputThrottleEvents"),
        ("AWS/Logs", "TransformationErrors"),
    ],
)
def test_newer_metrics_are_listed(namespace: str, metric: str) -> None:
    assert metric in (metrics_of(namespace) or ())


def test_metrics_of_a_namespace_that_is_not_listed_are_not_judged() -> None:
    assert metrics_of("Own/Metrics") is None
    assert dimensions_of("Own/Metrics") is None
    assert "CPUUtilization" in (metrics_of("AWS/RDS") or ())
    assert "DBInstanceIdentifier" in (dimensions_of("AWS/RDS") or ())


def test_a_percentage_is_one_in_its_namespace_only() -> None:
    assert is_percentage("AWS/RDS", "CPUUtilization")
    assert not is_percentage("AWS/ECS", "CPUUtilization")
    assert not is_percentage("AWS/RDS", "FreeStorageSpace")


@pytest.mark.parametrize(
    "action", ["*", "s3:*", "s3:Get*", "S3:getobject", "*:*", "elasticloadbalancing:ModifyIpPools"]
)
def test_an_action_that_exists_is_found_whatever_its_case(action: str) -> None:
    assert exists(action)


@pytest.mark.parametrize("action", ["s3vectors:PutVectors", "bedrock-agentcore:InvokeAgentRuntime"])
def test_actions_of_a_service_that_is_newer_than_the_list_are_not_judged(action: str) -> None:
    assert is_service(action.partition(":")[0])
    assert exists(action)


@pytest.mark.parametrize("action", ["s3:FetchObject", "s4:GetObject", "s3:Fetch*"])
def test_an_action_that_does_not_exist_is_not_found(action: str) -> None:
    assert not exists(action)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("250m", 0.25), ("1", 1), (2, 2), ("1Gi", 1024**3), ("1.5G", 1.5e9), ("1e3", 1000), ("many", None), (True, None)],
)
def test_an_amount_is_read_in_cores_or_bytes(text: object, expected: float | None) -> None:
    assert amount(text) == expected


def test_names_of_kubernetes_have_their_lengths() -> None:
    assert is_label("a" * 63)
    assert not is_label("a" * 64)
    assert not is_label("a.b")
    assert is_subdomain("a.b")
    assert not is_subdomain("a" * 254)
    assert is_release_name("a" * 53)
    assert not is_release_name("a" * 54)
    assert not is_release_name("-a")


def test_a_kind_is_removed_by_itself_and_not_with_its_whole_version() -> None:
    assert REMOVED_APIS["storage.k8s.io/v1beta1:StorageClass"] == 22
    assert "storage.k8s.io/v1beta1:VolumeAttributesClass" not in REMOVED_APIS
