"""What the stand-in for the Kubernetes provider makes of inputs, and of changes to them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.aws.rules import UNKNOWN
from sandbox.errors import CloudError
from sandbox.kubernetes import provider_config
from sandbox.kubernetes.changes import AUTONAMED, changes, deletes_first, refused
from sandbox.kubernetes.check import check
from sandbox.kubernetes.contents import cluster_at
from sandbox.kubernetes.kinds import kind_of
from sandbox.kubernetes.times import TIMES
from tests.kubernetes_cluster import (
    CLAIM,
    CONFIG_MAP,
    DEPLOYMENT,
    NAMESPACE,
    RELEASE,
    SECRET,
    SERVICE,
    STATEFUL_SET,
    FakeCluster,
    Inputs,
    pods,
)

CONFIG = provider_config.read({})
JOB, STORAGE_CLASS = "kubernetes:batch/v1:Job", "kubernetes:storage.k8s.io/v1:StorageClass"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
TIMES_PAGE = (Path(__file__).parents[2] / "docs" / "creation-times.md").read_text(encoding="utf-8")


def kubeconfig(server: str = "https://shop.example", user: str = "a") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "aws",
        "contexts": [{"name": "aws", "context": {"cluster": "kubernetes", "user": "aws"}}],
        "clusters": [{"name": "kubernetes", "cluster": {"server": server}}],
        "users": [{"name": "aws", "user": {"username": user}}],
    }


def settings(server: str = "https://shop.example", user: str = "a", **more: object) -> dict[str, object]:
    return {"kubeconfig": json.dumps(kubeconfig(server, user)), **more}


def verdicts(token: str, old: Inputs, new: Inputs, config: provider_config.Config = CONFIG) -> dict[str, str]:
    return {change.path: change.verdict for change in changes(token, old, new, config)}


def named(**rest: object) -> Inputs:
    return {"metadata": {"name": "api", "namespace": "shop"}, **rest}


# The provider's own configuration.


def test_a_kubeconfig_that_is_not_known_yet_is_taken() -> None:
    assert provider_config.findings({"kubeconfig": UNKNOWN}) == []


@pytest.mark.parametrize("wrong", [None, "", "{", "a: [", "{}", json.dumps({**kubeconfig(), "current-context": "x"})])
def test_a_kubeconfig_must_be_given_and_name_a_cluster(wrong: object) -> None:
    ((name, _),) = provider_config.findings({"kubeconfig": wrong})
    assert name == "kubeconfig"


def test_a_kubeconfig_may_be_json_or_yaml() -> None:
    text = (
        "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: s}}]"
    )
    assert provider_config.server(text) == "s"
    assert provider_config.server(json.dumps(kubeconfig("s"))) == "s"
    assert provider_config.server(kubeconfig("s")) == "s"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (settings(), settings(), ([], False)),
        (settings(user="a"), settings(user="b"), (["kubeconfig"], False)),
        (settings(), settings("https://other.example"), (["kubeconfig"], True)),
        (settings(), {"kubeconfig": UNKNOWN}, (["kubeconfig"], True)),
        (
            settings(clusterIdentifier="c"),
            {"kubeconfig": UNKNOWN, "clusterIdentifier": "c"},
            (["kubeconfig"], False),
        ),
        (
            settings(clusterIdentifier="c"),
            settings("https://other.example", clusterIdentifier="c"),
            (["kubeconfig"], False),
        ),
        (settings(clusterIdentifier="c"), settings(clusterIdentifier="d"), (["clusterIdentifier"], True)),
        (settings(), settings(deleteUnreachable="true"), (["deleteUnreachable"], False)),
    ],
)
def test_only_another_cluster_replaces_what_is_in_it(
    old: Inputs, new: Inputs, expected: tuple[list[str], bool]
) -> None:
    assert provider_config.diff(old, new) == expected


def test_the_cluster_is_found_by_the_address_in_the_kubeconfig(tmp_path: Path) -> None:
    fake = FakeCluster(tmp_path)
    FakeCluster(tmp_path, "other")
    assert cluster_at(fake.store, provider_config.server(kubeconfig(fake.address))) == fake.thing
    assert cluster_at(fake.store, "https://lost.example") is None


# What is done to inputs before they are planned.


def checked(token: str, news: Inputs, olds: Inputs | None = None, seed: bytes = b"seed") -> dict[str, Any]:
    return check(token, "api", olds or {}, news, seed, "1.35", CONFIG).inputs


def test_an_object_without_a_name_gets_one_and_is_marked() -> None:
    metadata = checked(CONFIG_MAP, {})["metadata"]
    assert re.fullmatch(r"api-[0-9a-f]{8}", metadata["name"])
    assert metadata["annotations"] == {AUTONAMED: "true"}
    assert metadata["namespace"] == "default"


def test_a_made_name_stays_and_annotations_of_the_program_with_it() -> None:
    first = checked(CONFIG_MAP, {"metadata": {"annotations": {"a": "b"}}})
    again = checked(CONFIG_MAP, {"metadata": {"annotations": {"a": "c"}}}, first, b"another seed")
    assert again["metadata"]["name"] == first["metadata"]["name"]
    assert again["metadata"]["annotations"] == {"a": "c", AUTONAMED: "true"}


def test_a_given_name_is_taken_as_it_is_and_a_dropped_one_is_made_up() -> None:
    first = checked(CONFIG_MAP, named())
    assert first["metadata"] == {"name": "api", "namespace": "shop"}
    assert checked(CONFIG_MAP, {}, first)["metadata"]["name"].startswith("api-")


def test_an_object_outside_namespaces_gets_none() -> None:
    assert "namespace" not in checked(NAMESPACE, {})["metadata"]


def test_a_release_gets_a_name_a_namespace_and_helms_patience() -> None:
    first = checked(RELEASE, {"chart": "a"})
    assert re.fullmatch(r"api-[0-9a-f]{8}", first["name"])
    assert (first["namespace"], first["timeout"]) == ("default", 300)
    assert checked(RELEASE, {"chart": "a"}, first, b"another seed") == first
    assert "timeout" not in checked(RELEASE, {"chart": "a", "skipAwait": True})


def test_a_refused_object_is_refused_with_the_path() -> None:
    result = check(DEPLOYMENT, "api", {}, named(spec={**pods(), "replicas": "2"}), b"", "1.35", CONFIG)
    assert result.failures == [("spec.replicas", "'2' is given, a whole number is wanted")]


# What a change does.


@pytest.mark.parametrize(
    ("token", "old", "new", "path"),
    [
        (DEPLOYMENT, {"selector": {"matchLabels": {"a": "b"}}}, {"selector": {"matchLabels": {"a": "c"}}}, "selector"),
        (JOB, {"template": {"spec": {"restartPolicy": "Never"}}}, {"template": {"spec": {}}}, "template"),
        (SERVICE, {}, {"clusterIP": "None"}, "clusterIP"),
        (STATEFUL_SET, {"serviceName": "a"}, {"serviceName": "b"}, "serviceName"),
        (STATEFUL_SET, {"volumeClaimTemplates": []}, {"volumeClaimTemplates": [{"spec": {}}]}, "volumeClaimTemplates"),
        (CLAIM, {"storageClassName": "gp2"}, {"storageClassName": "gp3"}, "storageClassName"),
    ],
)
def test_what_the_provider_cannot_change_in_a_spec_replaces(token: str, old: Inputs, new: Inputs, path: str) -> None:
    ((changed, verdict),) = verdicts(token, named(spec=old), named(spec=new)).items()
    assert changed.startswith(f"spec.{path}")
    assert verdict == "replace"


def test_what_the_provider_cannot_change_outside_a_spec_replaces() -> None:
    assert verdicts(STORAGE_CLASS, {"provisioner": "a"}, {"provisioner": "b"}) == {"provisioner": "replace"}
    assert verdicts(BINDING, {"roleRef": {"name": "a"}}, {"roleRef": {"name": "b"}}) == {"roleRef.name": "replace"}
    assert verdicts(SECRET, {"type": "Opaque"}, {"type": "kubernetes.io/tls"}) == {"type": "replace"}


@pytest.mark.parametrize("key", ["name", "namespace"])
def test_another_name_or_namespace_replaces(key: str) -> None:
    assert verdicts(SERVICE, {"metadata": {key: "a"}}, {"metadata": {key: "b"}}) == {f"metadata.{key}": "replace"}
    assert verdicts(RELEASE, {key: "a"}, {key: "b"}) == {key: "replace"}


def test_the_rest_is_updated_in_place() -> None:
    assert verdicts(DEPLOYMENT, named(spec={"replicas": 1}), named(spec={"replicas": 2})) == {"spec.replicas": "update"}
    assert verdicts(RELEASE, {"version": "1.0.0"}, {"version": "1.0.1"}) == {"version": "update"}
    annotated = {"metadata": {"annotations": {"example.com/a": "b"}}}
    assert verdicts(SERVICE, {"metadata": {"annotations": {}}}, annotated) == {
        'metadata.annotations["example.com/a"]': "update"
    }


def test_new_data_replaces_a_config_map_and_a_secret_unless_the_provider_is_told_otherwise() -> None:
    old, new = {"data": {"a": "b"}}, {"data": {"a": "c"}}
    mutable = provider_config.read({"enableConfigMapMutable": "true", "enableSecretMutable": True})
    for token in (CONFIG_MAP, SECRET):
        assert verdicts(token, old, new) == {"data.a": "replace"}
        assert verdicts(token, old, new, mutable) == {"data.a": "update"}
        fixed = ({**old, "immutable": True}, {**new, "immutable": True})
        assert verdicts(token, *fixed, mutable) == {"data.a": "replace"}


def test_only_an_object_with_a_given_name_goes_before_its_replacement_comes() -> None:
    made = {"metadata": {"name": "api-1", "namespace": "shop", "annotations": {AUTONAMED: "true"}}}
    assert deletes_first(SERVICE, named(), named())
    assert not deletes_first(SERVICE, made, made)
    assert not deletes_first(SERVICE, named(), {"metadata": {"name": "api", "namespace": "other"}})
    assert not deletes_first(SERVICE, named(), {"metadata": {"name": UNKNOWN, "namespace": "shop"}})
    assert not deletes_first(RELEASE, {"name": "a"}, {"name": "a"})


@pytest.mark.parametrize(
    ("token", "old", "new", "path"),
    [
        (STATEFUL_SET, {"spec": {}}, {"spec": {"nothing": 1}}, "spec.nothing"),
        (STORAGE_CLASS, {"reclaimPolicy": "Delete"}, {"reclaimPolicy": "Retain"}, "reclaimPolicy"),
        (PRIORITY, {"value": 1}, {"value": 2}, "value"),
        (CONFIG_MAP, {"immutable": True}, {}, "immutable"),
        (
            CLAIM,
            {"spec": {"resources": {"requests": {"storage": "2Gi"}}}},
            {"spec": {"resources": {"requests": {"storage": "1024Mi"}}}},
            "spec.resources.requests.storage",
        ),
    ],
)
def test_what_the_api_server_lets_nobody_change_is_refused(token: str, old: Inputs, new: Inputs, path: str) -> None:
    assert [place for place, _ in refused(kind_of(token), old, new)] == [path]


def test_what_may_change_is_not_refused() -> None:
    old: Inputs = {"spec": {"replicas": 1, "serviceName": "a", "template": {"spec": {}}}}
    new: Inputs = {"spec": {"replicas": 2, "serviceName": "b", "template": {"spec": {"dnsPolicy": "Default"}}}}
    assert list(refused(kind_of(STATEFUL_SET), old, new)) == []
    grown = ({"resources": {"requests": {"storage": "1Gi"}}}, {"resources": {"requests": {"storage": "2Gi"}}})
    assert list(refused(kind_of(CLAIM), {"spec": grown[0]}, {"spec": grown[1]})) == []


def test_an_update_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    made = cluster.make(PRIORITY, "high", {"metadata": {"name": "high"}, "value": 1})
    with pytest.raises(CloudError, match="Forbidden: value: 1 cannot become 2: the field is immutable"):
        cluster.server.update(PRIORITY, made.id, {**made.inputs, "value": 2})
    assert cluster.store.get(PRIORITY, made.id) == made


def test_an_update_of_what_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CloudError, match="NotFound: ConfigMap shop/lost is not in the cluster"):
        FakeCluster(tmp_path).server.update(CONFIG_MAP, "shop/lost", {})


@pytest.mark.parametrize("token", TIMES)
def test_the_page_on_times_says_what_the_table_says(token: str) -> None:
    for condition, times in {"": TIMES[token], **TIMES[token].when}.items():
        numbers = f"{times.create:g} | {times.update:g} | {times.delete:g}"
        assert f"| {token} | {condition} | {numbers} | {times.source} |" in TIMES_PAGE


def test_the_page_on_times_has_no_row_of_another_kubernetes_type() -> None:
    assert set(re.findall(r"^\| (kubernetes:\S+) \|", TIMES_PAGE, flags=re.MULTILINE)) == TIMES.keys()
