"""Kubernetes in the sandbox under the real Pulumi engine: the life of what runs in a cluster."""

import base64

from sandbox.store import Thing
from tests.engine.conftest import Sandbox, lines_with

IN_CLUSTER = 11  # objects and releases of tests/engine/kubernetes_program.py
IN_AWS = 6


def objects(sandbox: Sandbox) -> dict[str, Thing]:
    """Return everything in the clusters by its kind."""
    found = [thing for thing in sandbox.store.things() if thing.type.startswith("kubernetes:")]
    return {thing.type.rpartition(":")[2]: thing for thing in found}


def spec_of(thing: Thing) -> dict[str, object]:
    spec = thing.outputs["spec"]
    assert isinstance(spec, dict)
    return spec


def test_what_runs_in_a_cluster_lives_from_up_to_destroy_and_leaves_nothing(kubernetes_sandbox: Sandbox) -> None:
    preview = kubernetes_sandbox.succeed("preview")
    assert lines_with(preview, "host", "[unknown]")
    assert kubernetes_sandbox.store.things() == []

    first = kubernetes_sandbox.succeed("up")
    assert len(kubernetes_sandbox.store.things()) == IN_CLUSTER + IN_AWS
    assert lines_with(first, "host", "k8s-shop-entrance-", ".us-east-1.elb.amazonaws.com")
    assert "Cluster shop 9 min 22 s > Release controller 30 s > Ingress entrance 15 s" in first

    shown = kubernetes_sandbox.succeed("show", "shop/key")
    assert '"stringData": "[secret]"' in shown
    state = next((kubernetes_sandbox.root / "state").rglob("small-dev.json")).read_text(encoding="utf-8")
    for clear in ("correct-horse", base64.b64encode(b"correct-horse").decode()):
        assert clear not in first + shown + state

    before = kubernetes_sandbox.store.things()
    kubernetes_sandbox.succeed("up", "--", "--expect-no-changes")
    kubernetes_sandbox.succeed("refresh", "--", "--expect-no-changes")
    assert kubernetes_sandbox.store.things() == before

    destroyed = kubernetes_sandbox.succeed("destroy")
    assert "Ingress entrance (deleted) 30 s > Release controller (deleted) 10 s > Cluster shop (deleted)" in destroyed
    assert kubernetes_sandbox.store.things() == []


def test_a_change_updates_or_replaces_as_the_provider_would(kubernetes_sandbox: Sandbox) -> None:
    kubernetes_sandbox.succeed("up")
    before = objects(kubernetes_sandbox)

    kubernetes_sandbox.knobs(replicas=3, level="debug", chart_version="3.5.1", user="other")
    preview = kubernetes_sandbox.succeed("preview")
    assert lines_with(preview, "kubernetes:core/v1:ConfigMap", "settings", "replace")
    assert not lines_with(preview, "kubernetes:apps/v1:Deployment", "replace")
    kubernetes_sandbox.succeed("up")
    after = objects(kubernetes_sandbox)
    assert {kind for kind, thing in after.items() if thing.id != before[kind].id} == {"ConfigMap"}
    assert spec_of(after["Deployment"])["replicas"] == 3
    status = after["Release"].outputs["status"]
    assert isinstance(status, dict)
    assert (status["version"], status["revision"]) == ("3.5.1", 2)

    kubernetes_sandbox.knobs(label="web")
    replaced = kubernetes_sandbox.succeed("up")
    assert lines_with(replaced, "kubernetes:apps/v1:Deployment", "api", "replaced")
    assert len(objects(kubernetes_sandbox)) == IN_CLUSTER
    assert objects(kubernetes_sandbox)["Deployment"].count == 2

    kubernetes_sandbox.knobs(version="1.36")
    upgrade = kubernetes_sandbox.succeed("preview")
    assert lines_with(upgrade, "aws:eks:Cluster", "shop", "update")
    assert not lines_with(upgrade, "kubernetes:", "replace")


def test_what_the_cluster_would_refuse_is_refused(kubernetes_sandbox: Sandbox) -> None:
    kubernetes_sandbox.knobs(ordered=False, account="lost")
    # The SDK itself prints a traceback for what the engine went on after.
    done = kubernetes_sandbox.run("up", "--", "--continue-on-error", "--exclude", "**Release::controller")
    refused = done.stdout
    assert done.returncode != 0
    assert "the chart aws-load-balancer-controller is not in the cluster" in refused
    wanted = "spec.template.spec.serviceAccountName: there is no service account 'lost' in the namespace shop"
    assert wanted in refused
    assert not {"Ingress", "Deployment", "HorizontalPodAutoscaler"} & objects(kubernetes_sandbox).keys()

    kubernetes_sandbox.knobs(ordered=True, account=None, port=8080)
    assert "the service api has no port 80; it has [8080]" in kubernetes_sandbox.fail("up")
    kubernetes_sandbox.knobs(port=80)
    kubernetes_sandbox.succeed("up")
    kubernetes_sandbox.knobs(replicas="two")
    wrong = kubernetes_sandbox.fail("preview")
    assert lines_with(wrong, "property spec.replicas", "'two' is given, a whole number is wanted")


def test_drift_faults_and_a_lost_cluster_are_seen_and_mended(kubernetes_sandbox: Sandbox) -> None:
    kubernetes_sandbox.faults({"match": "*:Deployment::api", "operation": "create", "effect": "fail_after_create"})
    assert "was made, but it came up broken" in kubernetes_sandbox.fail("up")
    assert objects(kubernetes_sandbox)["Deployment"].status == "failed"
    kubernetes_sandbox.succeed("up")
    deployment = objects(kubernetes_sandbox)["Deployment"]
    assert (deployment.status, deployment.count) == ("available", 1)

    kubernetes_sandbox.succeed("drift", deployment.urn, "spec.replicas=7")
    assert lines_with(kubernetes_sandbox.succeed("preview", "--", "--refresh"), "Deployment", "api", "update")
    kubernetes_sandbox.succeed("up", "--", "--refresh")
    assert spec_of(objects(kubernetes_sandbox)["Deployment"])["replicas"] == 2

    cluster = kubernetes_sandbox.store.things("type = 'aws:eks/cluster:Cluster'")[0]
    kubernetes_sandbox.succeed("drift", cluster.urn, "--delete")
    kubernetes_sandbox.succeed("refresh")
    known = {kind for kind, _ in kubernetes_sandbox.state().known_ids()}
    assert not [kind for kind in known if kind.startswith("kubernetes:")]
