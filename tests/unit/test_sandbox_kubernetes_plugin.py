"""The calls of the Kubernetes stand-in, as the engine makes them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pulumi.runtime.proto import provider_pb2

from core.aws.rules import UNKNOWN
from sandbox.errors import CloudError, SandboxError
from sandbox.kubernetes.contents import Contents
from sandbox.kubernetes.plugin import KubernetesPlugin
from sandbox.paths import Paths
from sandbox.wire import from_struct, to_struct
from tests.kubernetes_cluster import CONFIG_MAP, SERVICE, FakeCluster

CLASS = "kubernetes:scheduling.k8s.io/v1:PriorityClass"


def urn(token: str) -> str:
    return f"urn:pulumi:dev::shop::{token}::api"


def plugin(cluster: FakeCluster, **settings: object) -> KubernetesPlugin:
    """Return a plugin that speaks to a cluster, by a kubeconfig as text."""
    config = {
        "current-context": "a",
        "contexts": [{"name": "a", "context": {"cluster": "b"}}],
        "clusters": [{"name": "b", "cluster": {"server": cluster.address}}],
    }
    made = KubernetesPlugin(Paths(cluster.store.file.parent))
    arguments = to_struct({"kubeconfig": json.dumps(config), **settings})
    made._configure(provider_pb2.ConfigureRequest(args=arguments))
    return made


def test_what_is_made_can_be_read_and_is_gone_once_deleted(tmp_path: Path) -> None:
    served = plugin(FakeCluster(tmp_path))
    inputs = to_struct({"metadata": {"name": "api", "namespace": "default"}, "data": {"a": "b"}})
    made = served._create(provider_pb2.CreateRequest(urn=urn(CONFIG_MAP), properties=inputs))
    assert made.id == "default/api"

    known = served._read(provider_pb2.ReadRequest(urn=urn(CONFIG_MAP), id=made.id))
    assert known.properties == made.properties
    assert known.inputs == inputs

    served._delete(provider_pb2.DeleteRequest(urn=urn(CONFIG_MAP), id=made.id))
    assert served._read(provider_pb2.ReadRequest(urn=urn(CONFIG_MAP), id=made.id)).id == ""


def test_a_preview_knows_what_the_program_gives_and_makes_nothing(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    inputs = to_struct({"metadata": {"name": "api"}, "spec": {"ports": [{"port": 80}]}})
    request = provider_pb2.CreateRequest(urn=urn(SERVICE), properties=inputs, preview=True)
    planned = from_struct(plugin(cluster)._create(request).properties)
    assert planned["status"] is UNKNOWN
    assert planned["metadata"] == {"name": "api", "uid": UNKNOWN, "creationTimestamp": UNKNOWN}
    assert planned["spec"] == {"clusterIP": UNKNOWN, "ports": [{"port": 80}]}
    assert cluster.contents.of("Service") == []


def test_a_preview_of_an_update_knows_what_stays(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    made = cluster.of(SERVICE, "api", namespace="default", spec={"ports": [{"port": 80}]})
    news = to_struct({**made.inputs, "spec": {"ports": [{"port": 81}]}})
    olds = to_struct(made.outputs)
    request = provider_pb2.UpdateRequest(urn=urn(SERVICE), id=made.id, olds=olds, news=news, preview=True)
    planned = from_struct(plugin(cluster)._update(request).properties)
    spec, metadata = made.outputs["spec"], made.outputs["metadata"]
    assert isinstance(spec, dict)
    assert isinstance(metadata, dict)
    assert planned["spec"] == {"clusterIP": spec["clusterIP"], "ports": [{"port": 81}]}
    assert planned["metadata"] == {key: value for key, value in metadata.items() if key != "generation"}
    assert planned["status"] is None


def test_a_preview_refuses_a_step_that_the_api_server_forbids(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    made = cluster.make(CLASS, "api", {"metadata": {"name": "api"}, "value": 1})
    news = to_struct({"metadata": {"name": "api"}, "value": 2})
    request = provider_pb2.UpdateRequest(urn=urn(CLASS), id=made.id, news=news, preview=True)
    with pytest.raises(CloudError, match="the field is immutable"):
        plugin(cluster)._update(request)


def test_objects_of_a_cluster_that_is_gone_count_as_deleted_only_if_the_provider_is_told(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    made = cluster.of(CONFIG_MAP, "api", namespace="default")
    cluster.store.remove(cluster.thing)
    read = provider_pb2.ReadRequest(urn=urn(CONFIG_MAP), id=made.id)
    delete = provider_pb2.DeleteRequest(urn=urn(CONFIG_MAP), id=made.id)

    strict = plugin(cluster)
    for call in (lambda: strict._read(read), lambda: strict._delete(delete)):
        with pytest.raises(SandboxError, match=r"unreachable: no EKS cluster answers at https://shop.example"):
            call()
    lenient = plugin(cluster, deleteUnreachable="true")
    assert lenient._read(read).id == ""
    lenient._delete(delete)


def test_a_cluster_that_was_made_anew_is_empty(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    cluster.of(CONFIG_MAP, "api", namespace="default")
    again = Contents(cluster.store, replace(cluster.thing, count=2))
    assert again.of("ConfigMap") == []
    assert cluster.contents.of("ConfigMap") != []


def test_objects_are_judged_by_the_version_of_their_cluster(tmp_path: Path) -> None:
    cluster = FakeCluster(tmp_path)
    removed = "kubernetes:flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema"
    request = provider_pb2.CheckRequest(urn=urn(removed), news=to_struct({"metadata": {"name": "api"}}))
    assert "Kubernetes 1.35 does not have it" in plugin(cluster)._check(request).failures[0].reason
    cluster.store.save(replace(cluster.thing, outputs={**cluster.thing.outputs, "version": "1.31"}), None)
    assert list(plugin(cluster)._check(request).failures) == []
