from collections.abc import Mapping

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import ConfigMap

from components.synced_secret import RemoteValue, SecretStore, SecretStoreArgs, SyncedSecret, SyncedSecretArgs
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

STORE = "kubernetes:external-secrets.io/v1:SecretStore"
EXTERNAL = "kubernetes:external-secrets.io/v1:ExternalSecret"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
ROLE = "arn:aws:iam::000000000000:role/reader"
SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:ecommerce/dev/jwt-abcdef"
VALUES = {"key": RemoteValue(secret_arn=SECRET), "issuer": RemoteValue(secret_arn=SECRET, json_key="issuer")}


def recorded(
    values: Mapping[str, RemoteValue] = VALUES, *, refresh_minutes: int = 60, preview: bool = False
) -> Recording[pulumi.Output[str]]:
    def build() -> pulumi.Output[str]:
        controller = ConfigMap("controller")
        store = SecretStore(
            "ecommerce-secrets",
            SecretStoreArgs(
                controller=controller,
                namespace="shop",
                service_account="secret-reader",
                role_arn=ROLE,
                region="us-east-1",
            ),
        )
        secret = SyncedSecret(
            "ecommerce-jwt",
            SyncedSecretArgs(
                controller=controller,
                namespace="shop",
                store_name=store.name,
                secret_name="jwt",
                values=values,
                refresh_minutes=refresh_minutes,
            ),
        )
        ConfigMap("consumer", data={"secret": secret.name})
        return secret.name

    return record(build, preview=preview)


def test_the_cluster_takes_the_objects() -> None:
    assert object_problems(recorded()) == {}


def test_the_store_reads_by_a_service_account_with_the_role() -> None:
    recording = recorded()

    account = recording.one(SERVICE_ACCOUNT)
    assert value_at(account, "metadata.annotations") == {"eks.amazonaws.com/role-arn": ROLE}
    assert value_at(recording.one(STORE), "spec.provider.aws") == {
        "service": "SecretsManager",
        "region": "us-east-1",
        "auth": {"jwt": {"serviceAccountRef": {"name": value_at(account, "metadata.name")}}},
    }
    assert account.urn in recording.one(STORE).dependencies


def test_values_are_named_by_where_they_are_and_never_given() -> None:
    spec = recorded().one(EXTERNAL).inputs["spec"]

    assert spec == {
        "refreshInterval": "60m",
        "secretStoreRef": {"kind": "SecretStore", "name": "aws-secrets-manager"},
        "target": {"name": "jwt", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [
            {"secretKey": "issuer", "remoteRef": {"key": SECRET, "property": "issuer"}},
            {"secretKey": "key", "remoteRef": {"key": SECRET}},
        ],
    }


@pytest.mark.parametrize("token", [STORE, EXTERNAL])
def test_pulumi_waits_until_the_object_is_ready_and_deletes_it_before_the_controller(token: str) -> None:
    recording = recorded()

    one = recording.one(token)
    assert value_at(one, "metadata.annotations") == {"pulumi.com/waitFor": "condition=Ready"}
    assert recording.named(CONFIG_MAP, "controller").urn in one.dependencies


def test_who_uses_the_secret_comes_after_it_and_the_secret_after_its_store() -> None:
    recording = recorded()

    assert recording.one(EXTERNAL).urn in recording.named(CONFIG_MAP, "consumer").dependencies
    assert recording.one(STORE).urn in recording.one(EXTERNAL).dependencies


def test_a_preview_knows_the_names() -> None:
    recording = recorded(preview=True)

    assert str(recording.result) == "jwt"
    assert value_at(recording.one(EXTERNAL), "spec.secretStoreRef.name") == "aws-secrets-manager"


def test_what_cannot_work_is_refused() -> None:
    with pytest.raises(ValueError, match="values is empty"):
        recorded({})
    with pytest.raises(ValueError, match="a/b: Kubernetes takes letters"):
        recorded({"a/b": RemoteValue(secret_arn=SECRET)})
    with pytest.raises(ValueError, match="refresh_minutes 0"):
        recorded(refresh_minutes=0)
