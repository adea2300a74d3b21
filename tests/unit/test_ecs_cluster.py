import pytest

from components.ecs_cluster import EcsCluster, EcsClusterArgs
from tests.recording import Recording, record

CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"


@pytest.fixture(scope="module")
def recording() -> Recording[EcsCluster]:
    return record(lambda: EcsCluster("ims", EcsClusterArgs(kms_key_arn=KEY, log_retention_days=30)))


def test_container_insights_are_on(recording: Recording[EcsCluster]) -> None:
    assert recording.one(CLUSTER).inputs["settings"] == [{"name": "containerInsights", "value": "enabled"}]


def test_services_may_run_on_demand_and_on_spot_and_tasks_run_on_demand(recording: Recording[EcsCluster]) -> None:
    inputs = recording.one(PROVIDERS).inputs

    assert inputs["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert inputs["defaultCapacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "weight": 1}]


def test_sessions_are_encrypted_and_recorded_in_an_encrypted_log(recording: Recording[EcsCluster]) -> None:
    log_group = recording.one(LOG_GROUP)
    configuration = recording.one(CLUSTER).inputs["configuration"]

    assert log_group.inputs == {"kmsKeyId": KEY, "retentionInDays": 30}
    assert isinstance(configuration, dict)
    sessions = configuration["executeCommandConfiguration"]
    assert (sessions["kmsKeyId"], sessions["logging"]) == (KEY, "OVERRIDE")
    assert sessions["logConfiguration"]["cloudWatchEncryptionEnabled"] is True
    assert sessions["logConfiguration"]["cloudWatchLogGroupName"].startswith("ims-sessions-")
    assert log_group.urn in recording.one(CLUSTER).dependencies


def test_all_parts_belong_to_the_cluster(recording: Recording[EcsCluster]) -> None:
    component = recording.one("aws-architectures:compute:EcsCluster")

    assert {recording.one(token).parent for token in (CLUSTER, PROVIDERS, LOG_GROUP)} == {component.urn}


def test_a_cluster_can_keep_to_on_demand_capacity_under_a_stated_name() -> None:
    args = EcsClusterArgs(
        kms_key_arn=KEY, log_retention_days=30, capacity_providers=("FARGATE",), physical_name="shop-cluster"
    )
    recording = record(lambda: EcsCluster("shop", args))

    assert recording.one(PROVIDERS).inputs["capacityProviders"] == ["FARGATE"]
    assert recording.one(CLUSTER).inputs["name"] == "shop-cluster"
    assert recording.one(CLUSTER).delete_before_replace
