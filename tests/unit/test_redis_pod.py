"""Redis in a pod: what survives a drain and a rollout, who gets in, and that its password stays where it belongs."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from components.network_rules import Peer, Pods
from components.pod_template import SecretKey
from components.redis_pod import RedisPod, RedisPodArgs
from core import redis_config
from core.sections.redis import RedisSettings
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

SET = "kubernetes:apps/v1:StatefulSet"
SERVICE = "kubernetes:core/v1:Service"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"
CONFIG = "kubernetes:core/v1:ConfigMap"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"

POD = "spec.template.spec"
CONTAINER = f"{POD}.containers[0]"
SELECTOR = {"app.kubernetes.io/name": "redis"}
BACKEND = {"app.kubernetes.io/name": "backend"}
RESOURCES = {"cpu_request": 100, "cpu_limit": 500, "memory_request": 256, "memory_limit": 512}


def settings(**changes: object) -> RedisSettings:
    return RedisSettings.model_validate({"resources": RESOURCES, **changes})


def recorded(
    changes: Mapping[str, object] | None = None,
    *,
    service_name: str = "redis",
    sources: tuple[Peer, ...] = (Pods(labels=BACKEND),),
    protected: bool = False,
    preview: bool = False,
) -> Recording[RedisPod]:
    args = RedisPodArgs(
        settings=settings(**(changes or {})),
        service_name=service_name,
        namespace="application",
        storage_class="gp3",
        password=SecretKey("redis", "password"),
        sources=sources,
        protected=protected,
    )
    return record(lambda: RedisPod("web-redis", args), preview=preview)


@pytest.fixture(scope="module")
def recording() -> Recording[RedisPod]:
    return recorded()


def at(recording: Recording[RedisPod], token: str, path: str) -> object:
    return value_at(recording.one(token), path)


@pytest.mark.parametrize("preview", [False, True])
def test_kubernetes_takes_every_object(*, preview: bool) -> None:
    assert object_problems(recorded(preview=preview)) == {}


def test_one_pod_keeps_its_volume_when_it_moves(recording: Recording[RedisPod]) -> None:
    claim = "spec.volumeClaimTemplates[0]"
    assert at(recording, SET, "spec.replicas") == 1
    assert at(recording, SET, f"{claim}.spec.storageClassName") == "gp3"
    assert at(recording, SET, f"{claim}.spec.resources.requests.storage") == "8Gi"
    mounts = {mount["name"]: mount["mountPath"] for mount in _list(at(recording, SET, f"{CONTAINER}.volumeMounts"))}
    assert mounts[str(at(recording, SET, f"{claim}.metadata.name"))] == redis_config.DATA_FOLDER
    assert at(recording, SET, "spec.persistentVolumeClaimRetentionPolicy") is None  # Kubernetes keeps it


def _list(value: object) -> list[Mapping[str, str]]:
    assert isinstance(value, list)
    return value


def test_a_drain_may_evict_the_pod_and_others_make_room_for_it(recording: Recording[RedisPod]) -> None:
    assert at(recording, BUDGET, "spec.maxUnavailable") == 1
    assert at(recording, BUDGET, "spec.minAvailable") is None
    assert at(recording, BUDGET, "spec.unhealthyPodEvictionPolicy") == "AlwaysAllow"
    assert at(recording, PRIORITY, "value") == 1_000_000
    assert at(recording, PRIORITY, "globalDefault") is None
    assert recording.one(PRIORITY).urn in recording.one(SET).dependencies


def test_it_stays_off_spot_nodes_and_holds_its_node(recording: Recording[RedisPod]) -> None:
    assert at(recording, SET, f"{POD}.tolerations") is None
    annotations = at(recording, SET, "spec.template.metadata.annotations")
    assert annotations == {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"}
    apart = f"{POD}.affinity.podAntiAffinity"
    assert at(recording, SET, f"{apart}.requiredDuringSchedulingIgnoredDuringExecution") is None
    term = f"{apart}.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm"
    assert at(recording, SET, f"{term}.labelSelector.matchLabels") == SELECTOR


def test_it_has_time_to_write_before_it_goes(recording: Recording[RedisPod]) -> None:
    given = dict(line.split(" ", 1) for line in redis_config.configuration(settings()).splitlines())
    grace = at(recording, SET, f"{POD}.terminationGracePeriodSeconds")
    assert isinstance(grace, int)
    assert int(given["shutdown-timeout"]) < grace
    assert (given["appendonly"], given["appendfsync"], given["dir"]) == ("yes", "everysec", "/data")


def test_data_leaves_memory_for_copies() -> None:
    assert "maxmemory 307mb\n" in redis_config.configuration(settings())
    assert "maxmemory 256mb\n" in redis_config.configuration(settings(data_percent=50))


def test_a_new_configuration_comes_under_a_new_name(recording: Recording[RedisPod]) -> None:
    assert at(recording, CONFIG, "metadata.name") is None
    assert recording.one(CONFIG).urn in recording.one(SET).dependencies


def test_the_password_is_in_no_object_and_on_no_command_line(recording: Recording[RedisPod]) -> None:
    variable = {"secretKeyRef": {"name": "redis", "key": "password"}}
    assert at(recording, SET, f"{CONTAINER}.env") == [{"name": "REDISCLI_AUTH", "valueFrom": variable}]
    assert "requirepass" not in redis_config.configuration(settings())


def test_the_start_adds_the_password_to_the_configuration_for_redis_alone(tmp_path: Path) -> None:
    source, target = tmp_path / "etc", tmp_path / "run"
    source.mkdir()
    target.mkdir()
    (source / redis_config.CONFIG_FILE).write_text(redis_config.configuration(settings()))
    *shell, script = redis_config.start_command()
    script = script.replace(redis_config.CONFIG_FOLDER, str(source)).replace(redis_config.RUN_FOLDER, str(target))
    assert script.endswith(f"exec redis-server {target}/redis.conf")
    started = [*shell, script.replace("exec redis-server", "exec cat")]
    environment = {"REDISCLI_AUTH": "aB3$x`%s", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(started, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == redis_config.configuration(settings()) + "requirepass aB3$x`%s\n"
    assert (target / redis_config.CONFIG_FILE).stat().st_mode & 0o077 == 0


def test_it_is_ready_when_it_serves_and_alive_when_it_answers(recording: Recording[RedisPod]) -> None:
    ready, alive = list(redis_config.ready_command()), list(redis_config.alive_command())
    assert at(recording, SET, f"{CONTAINER}.readinessProbe.exec.command") == ready
    assert at(recording, SET, f"{CONTAINER}.startupProbe.exec.command") == ready
    assert at(recording, SET, f"{CONTAINER}.livenessProbe.exec.command") == alive
    startup = value_at(recording.one(SET), f"{CONTAINER}.startupProbe")
    assert isinstance(startup, dict)
    assert startup["periodSeconds"] * startup["failureThreshold"] == 300


def test_only_the_sources_get_in_and_nothing_gets_out(recording: Recording[RedisPod]) -> None:
    assert at(recording, POLICY, "spec.podSelector.matchLabels") == SELECTOR
    assert at(recording, POLICY, "spec.policyTypes") == ["Ingress", "Egress"]
    assert at(recording, POLICY, "spec.ingress") == [
        {"from": [{"podSelector": {"matchLabels": BACKEND}}], "ports": [{"port": 6379, "protocol": "TCP"}]}
    ]
    assert not at(recording, POLICY, "spec.egress")
    assert recording.one(POLICY).urn in recording.one(SET).dependencies


def test_the_pod_passes_the_restricted_standard(recording: Recording[RedisPod]) -> None:
    assert at(recording, SET, f"{POD}.securityContext") == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert at(recording, SET, f"{CONTAINER}.securityContext") == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_its_account_may_read_its_own_config_map_and_holds_no_token(recording: Recording[RedisPod]) -> None:
    rule = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["redis"], "verbs": ["get", "watch"]}
    assert at(recording, ROLE, "rules") == [rule]
    assert at(recording, BINDING, "roleRef.name") == "redis"
    assert at(recording, BINDING, "subjects") == [
        {"kind": "ServiceAccount", "name": "redis", "namespace": "application"}
    ]
    assert at(recording, ACCOUNT, "automountServiceAccountToken") is False
    assert at(recording, SET, f"{POD}.automountServiceAccountToken") is False
    assert recording.one(ACCOUNT).urn in recording.one(SET).dependencies


def test_who_gets_the_host_waits_until_redis_answers(recording: Recording[RedisPod]) -> None:
    assert at(recording, SERVICE, "spec.selector") == SELECTOR
    assert at(recording, SERVICE, "spec.ports[0].port") == 6379
    assert isinstance(recording.result, RedisPod)
    assert recording.result.port == 6379
    assert str(recording.result.pods.labels) == str(SELECTOR)


def test_the_set_is_protected_where_data_is() -> None:
    assert recorded(protected=True).one(SET).protect is True
    assert not recorded().one(SET).protect


def test_what_cannot_work_is_refused() -> None:
    with pytest.raises(ValueError, match="no DNS label"):
        recorded(service_name="Redis")
    with pytest.raises(ValueError, match="nobody could connect"):
        recorded(sources=())


@pytest.mark.parametrize(
    "changes", [{"image": "redis"}, {"image": "redis:"}, {"volume_gib": 0}, {"eviction": "never"}, {"data_percent": 95}]
)
def test_a_setting_that_makes_no_sense_is_refused(changes: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        settings(**changes)


@pytest.mark.parametrize("image", ["redis:7", "registry:5000/redis:7.4", f"redis@sha256:{'0' * 64}"])
def test_an_image_has_a_tag_or_a_digest(image: str) -> None:
    assert settings(image=image).image == image
