from collections.abc import Mapping, Sequence

import pulumi
import pytest

from components.microservice import Microservice, MicroserviceArgs
from components.network_rules import HTTPS, Cidr, Destination, Peer, Pods
from components.pod_template import Scheme, SecretKey
from core.bootstrap import BOOTSTRAP_IMAGE
from core.sections.microservice import MicroserviceSettings
from tests.kubernetes_objects import object_problems, value_at
from tests.recording import Recording, record

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
KINDS = (DEPLOYMENT, SERVICE, SERVICE_ACCOUNT, AUTOSCALER, BUDGET, NETWORK_POLICY)

POD = "spec.template.spec"
CONTAINER = f"{POD}.containers[0]"
ROLE = "arn:aws:iam::000000000000:role/orders"
SELECTOR = {"app.kubernetes.io/name": "orders"}
PUBLIC_SUBNETS = (Cidr("10.0.0.0/20"), Cidr("10.0.16.0/20"))
DATABASE = Destination(peers=(Cidr("10.0.64.0/20"),), ports=(5432,))


def settings(**changes: object) -> MicroserviceSettings:
    resources = {"cpu_request": 250, "cpu_limit": 1000, "memory_request": 256, "memory_limit": 1024}
    given = {"port": 8081, "resources": resources, "scaling": {"minimum": 3, "maximum": 10}, "min_available": 2}
    return MicroserviceSettings.model_validate(given | changes)


def recorded(
    given: MicroserviceSettings | None = None,
    *,
    service_name: str = "orders",
    image: str | None = "registry/orders:1",
    environment: Mapping[str, pulumi.Input[str]] | None = None,
    secrets: Mapping[str, SecretKey] | None = None,
    sources: Sequence[Peer] = PUBLIC_SUBNETS,
    destinations: Sequence[Destination] = (),
    scheme: Scheme = "HTTP",
    reads_config: bool = False,
    preview: bool = False,
) -> Recording[pulumi.Output[str]]:
    args = MicroserviceArgs(
        settings=given or settings(),
        service_name=service_name,
        namespace="shop",
        image=image,
        role_arn=ROLE,
        environment=environment or {},
        secrets=secrets or {},
        sources=sources,
        destinations=destinations,
        scheme=scheme,
        reads_config=reads_config,
    )
    return record(lambda: Microservice("ecommerce-orders", args).service_name, preview=preview)


def at(recording: Recording[pulumi.Output[str]], token: str, path: str) -> object:
    return value_at(recording.one(token), path)


def test_all_objects_bear_the_services_name_in_its_namespace() -> None:
    recording = recorded()

    for token in KINDS:
        assert at(recording, token, "metadata.name") == "orders"
        assert at(recording, token, "metadata.namespace") == "shop"
    assert {one.name for one in recording.resources} == {"ecommerce-orders"}


@pytest.mark.parametrize("image", [None, "registry/orders:1"])
@pytest.mark.parametrize("changes", [{}, {"spot": True, "paths": ("/api",), "min_available": None}])
def test_the_cluster_takes_the_objects(image: str | None, changes: Mapping[str, object]) -> None:
    recording = recorded(
        settings(**changes),
        image=image,
        environment={"LEVEL": "info"},
        secrets={"PASSWORD": SecretKey("database", "password")},
        destinations=(DATABASE, HTTPS),
    )

    assert object_problems(recording) == {}


def test_a_preview_knows_the_objects_whole() -> None:
    recording = recorded(preview=True)

    assert str(recording.result) == "orders"
    assert at(recording, DEPLOYMENT, f"{POD}.serviceAccountName") == "orders"
    assert at(recording, AUTOSCALER, "spec.scaleTargetRef") == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": "orders",
    }


def test_the_service_leads_to_the_port_of_the_container() -> None:
    recording = recorded()

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.ports[0].containerPort") == 8081
    assert at(recording, SERVICE, "spec.type") == "ClusterIP"
    assert at(recording, SERVICE, "spec.ports[0].port") == 8081
    assert at(recording, SERVICE, "spec.ports[0].targetPort") == at(recording, DEPLOYMENT, f"{CONTAINER}.ports[0].name")


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (SERVICE, "spec.selector"),
        (DEPLOYMENT, "spec.selector.matchLabels"),
        (DEPLOYMENT, "spec.template.metadata.labels"),
        (BUDGET, "spec.selector.matchLabels"),
        (NETWORK_POLICY, "spec.podSelector.matchLabels"),
    ],
)
def test_every_object_selects_the_same_pods(token: str, path: str) -> None:
    assert at(recorded(), token, path) == SELECTOR


def test_the_pods_take_their_role_through_the_service_account_and_hold_no_token_of_the_cluster() -> None:
    recording = recorded()

    assert at(recording, SERVICE_ACCOUNT, "metadata.annotations") == {"eks.amazonaws.com/role-arn": ROLE}
    assert at(recording, SERVICE_ACCOUNT, "automountServiceAccountToken") is False
    assert at(recording, DEPLOYMENT, f"{POD}.automountServiceAccountToken") is False
    assert recording.one(SERVICE_ACCOUNT).urn in recording.one(DEPLOYMENT).dependencies


def test_pods_pass_the_restricted_pod_security_standard() -> None:
    recording = recorded()

    assert at(recording, DEPLOYMENT, f"{POD}.securityContext") == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert at(recording, DEPLOYMENT, f"{CONTAINER}.securityContext") == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_only_the_writable_folders_can_be_written_to_and_they_are_bounded() -> None:
    recording = recorded(settings(writable_paths=("/tmp", "/var/cache")))  # noqa: S108  # in the container

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.volumeMounts") == [
        {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108
        {"name": "var-cache", "mountPath": "/var/cache"},
    ]
    assert at(recording, DEPLOYMENT, f"{POD}.volumes") == [
        {"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}},
        {"name": "var-cache", "emptyDir": {"sizeLimit": "256Mi"}},
    ]


def test_requests_and_limits_are_given() -> None:
    assert at(recorded(), DEPLOYMENT, f"{CONTAINER}.resources") == {
        "requests": {"cpu": "250m", "memory": "256Mi"},
        "limits": {"cpu": "1", "memory": "1Gi"},
    }


@pytest.mark.parametrize(
    ("probe", "failures", "period"), [("liveness", 6, 10), ("readiness", 3, 10), ("startup", 24, 5)]
)
def test_the_container_has_three_probes(probe: str, failures: int, period: int) -> None:
    assert at(recorded(), DEPLOYMENT, f"{CONTAINER}.{probe}Probe") == {
        "httpGet": {"path": "/health", "port": "http", "scheme": "HTTP"},
        "failureThreshold": failures,
        "periodSeconds": period,
        "timeoutSeconds": 3,
    }


def test_a_startup_time_that_the_period_does_not_divide_is_not_cut_short() -> None:
    recording = recorded(settings(probes={"startup_seconds": 12}))

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.startupProbe.failureThreshold") == 3


def test_without_an_image_the_bootstrap_image_listens_on_the_services_port() -> None:
    recording = recorded(image=None)

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.image") == BOOTSTRAP_IMAGE
    assert at(recording, DEPLOYMENT, f"{CONTAINER}.command[3]") == "8081"


def test_an_image_of_its_own_runs_its_own_command() -> None:
    recording = recorded()

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.image") == "registry/orders:1"
    assert at(recording, DEPLOYMENT, f"{CONTAINER}.command") is None


def test_variables_are_sorted_and_secrets_stay_in_kubernetes() -> None:
    recording = recorded(
        environment={"Z": "1", "A": "2"}, secrets={"PASSWORD": SecretKey(secret="database", key="password")}
    )

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.env") == [
        {"name": "A", "value": "2"},
        {"name": "Z", "value": "1"},
        {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "database", "key": "password"}}},
    ]


def test_a_variable_that_is_plain_and_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="environment and secrets both hold PASSWORD"):
        recorded(environment={"PASSWORD": "x"}, secrets={"PASSWORD": SecretKey("database", "password")})


def test_pods_spread_over_the_zones_first_and_over_hosts_too() -> None:
    recording = recorded()

    constraints = at(recording, DEPLOYMENT, f"{POD}.topologySpreadConstraints")
    assert isinstance(constraints, list)
    assert [(one["topologyKey"], one["maxSkew"]) for one in constraints] == [("topology.kubernetes.io/zone", 1)]
    apart = f"{POD}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm"
    assert at(recording, DEPLOYMENT, f"{apart}.topologyKey") == "kubernetes.io/hostname"


def test_pods_come_onto_spot_nodes_only_if_the_setting_allows_it() -> None:
    allowed, kept = recorded(settings(spot=True)), recorded()

    assert at(allowed, DEPLOYMENT, f"{POD}.tolerations") == [
        {"key": "capacity", "operator": "Equal", "value": "spot", "effect": "NoSchedule"}
    ]
    wish = f"{POD}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference"
    assert at(allowed, DEPLOYMENT, f"{wish}.matchExpressions") == [
        {"key": "capacity", "operator": "In", "values": ["spot"]}
    ]
    assert at(kept, DEPLOYMENT, f"{POD}.tolerations") is None
    assert at(kept, DEPLOYMENT, f"{POD}.affinity.nodeAffinity") is None


def test_a_stopping_pod_serves_on_while_the_load_balancer_forgets_it() -> None:
    recording = recorded(settings(drain_seconds=25, termination_seconds=90))

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.lifecycle") == {"preStop": {"sleep": {"seconds": 25}}}
    assert at(recording, DEPLOYMENT, f"{POD}.terminationGracePeriodSeconds") == 90


def test_a_rollout_adds_one_pod_and_never_lacks_one() -> None:
    assert at(recorded(), DEPLOYMENT, "spec.strategy") == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
    }


def test_a_long_rollout_is_waited_for_as_long_as_it_makes_progress() -> None:
    recording = recorded(settings(rollout={"deadline_seconds": 300}))

    assert at(recording, DEPLOYMENT, "spec.progressDeadlineSeconds") == 300
    assert recording.one(DEPLOYMENT).custom_timeouts == {"create": "30m", "update": "30m"}


def test_the_number_of_pods_is_the_autoscalers_after_the_start() -> None:
    recording = recorded()

    assert at(recording, DEPLOYMENT, "spec.replicas") == 3
    assert recording.one(DEPLOYMENT).ignore_changes == ("spec.replicas",)


def test_the_autoscaler_follows_cpu_and_memory_fast_up_and_slowly_down() -> None:
    recording = recorded()

    def metric(name: str, percent: int) -> Mapping[str, object]:
        target = {"type": "Utilization", "averageUtilization": percent}
        return {"type": "Resource", "resource": {"name": name, "target": target}}

    assert at(recording, AUTOSCALER, "spec.minReplicas") == 3
    assert at(recording, AUTOSCALER, "spec.maxReplicas") == 10
    assert at(recording, AUTOSCALER, "spec.metrics") == [metric("cpu", 70), metric("memory", 80)]
    assert at(recording, AUTOSCALER, "spec.behavior.scaleUp.stabilizationWindowSeconds") == 0
    assert at(recording, AUTOSCALER, "spec.behavior.scaleDown.stabilizationWindowSeconds") == 300


@pytest.mark.parametrize(("least", "wanted"), [(2, {"minAvailable": 2}), (None, {"maxUnavailable": 1})])
def test_the_disruption_budget_always_leaves_a_pod_to_evict(least: int | None, wanted: Mapping[str, int]) -> None:
    spec = at(recorded(settings(min_available=least)), BUDGET, "spec")

    assert spec == {"selector": {"matchLabels": SELECTOR}, "unhealthyPodEvictionPolicy": "AlwaysAllow", **wanted}


def test_only_its_sources_reach_the_port() -> None:
    recording = recorded(sources=(Cidr("10.0.0.0/20"), Pods(labels={"a": "b"}), Pods(namespace="monitoring")))

    assert at(recording, NETWORK_POLICY, "spec.policyTypes") == ["Ingress", "Egress"]
    assert at(recording, NETWORK_POLICY, "spec.ingress") == [
        {
            "from": [
                {"ipBlock": {"cidr": "10.0.0.0/20"}},
                {"podSelector": {"matchLabels": {"a": "b"}}},
                {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
                    "podSelector": {},
                },
            ],
            "ports": [{"port": 8081, "protocol": "TCP"}],
        }
    ]


def test_a_service_without_sources_is_reached_by_nobody() -> None:
    assert at(recorded(sources=()), NETWORK_POLICY, "spec.ingress") == []


def test_it_reaches_dns_and_its_destinations_only() -> None:
    egress = at(recorded(destinations=(DATABASE,)), NETWORK_POLICY, "spec.egress")

    assert isinstance(egress, list)
    assert [[port["port"] for port in rule["ports"]] for rule in egress] == [[53, 53], [5432]]
    assert egress[1]["to"] == [{"ipBlock": {"cidr": "10.0.64.0/20"}}]


@pytest.mark.parametrize("empty", [Destination(peers=(), ports=(443,)), Destination(peers=PUBLIC_SUBNETS, ports=())])
def test_a_destination_that_would_mean_everything_is_refused(empty: Destination) -> None:
    with pytest.raises(ValueError, match="would let pods reach everything"):
        recorded(destinations=(empty,))


def test_pods_start_under_their_network_policy() -> None:
    recording = recorded()

    assert recording.one(NETWORK_POLICY).urn in recording.one(DEPLOYMENT).dependencies


def test_the_deployment_does_not_wait_for_the_service_which_waits_for_its_pods() -> None:
    recording = recorded()

    assert recording.one(SERVICE).urn not in recording.one(DEPLOYMENT).dependencies


def test_a_service_with_public_paths_tells_the_load_balancer_how_to_check_it() -> None:
    annotations = at(recorded(settings(paths=("/api/v1/orders",))), SERVICE, "metadata.annotations")

    assert isinstance(annotations, dict)
    assert annotations["alb.ingress.kubernetes.io/healthcheck-path"] == "/health"
    assert annotations["alb.ingress.kubernetes.io/healthcheck-interval-seconds"] == "10"
    assert annotations["alb.ingress.kubernetes.io/backend-protocol"] == "HTTP"
    assert "deregistration_delay.timeout_seconds=60" in annotations["alb.ingress.kubernetes.io/target-group-attributes"]


def test_the_service_says_how_its_metrics_are_read() -> None:
    annotations = at(recorded(settings(metrics_path="/internal/metrics")), SERVICE, "metadata.annotations")

    assert annotations == {
        "prometheus.io/scrape": "true",
        "prometheus.io/scheme": "http",
        "prometheus.io/path": "/internal/metrics",
    }


def test_an_internal_service_says_nothing_to_the_load_balancer() -> None:
    assert "alb.ingress" not in str(at(recorded(), SERVICE, "metadata.annotations"))


def test_a_service_that_serves_tls_is_checked_by_tls() -> None:
    recording = recorded(settings(paths=("/",)), scheme="HTTPS")

    assert at(recording, DEPLOYMENT, f"{CONTAINER}.livenessProbe.httpGet.scheme") == "HTTPS"
    annotations = at(recording, SERVICE, "metadata.annotations")
    assert isinstance(annotations, dict)
    assert annotations["alb.ingress.kubernetes.io/healthcheck-protocol"] == "HTTPS"


def test_what_cannot_work_is_refused() -> None:
    with pytest.raises(ValueError, match="is no DNS label"):
        recorded(service_name="Orders")
    with pytest.raises(ValueError, match="sources lets nobody connect"):
        recorded(settings(paths=("/api",)), sources=())
    with pytest.raises(ValueError, match="HTTPS needs an image"):
        recorded(image=None, scheme="HTTPS")


def test_an_account_reads_its_own_config_map_alone_if_it_may() -> None:
    role, binding = (f"kubernetes:rbac.authorization.k8s.io/v1:{kind}" for kind in ("Role", "RoleBinding"))
    recording = recorded(reads_config=True)

    rule = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["orders"], "verbs": ["get", "watch"]}
    assert at(recording, role, "rules") == [rule]
    assert at(recording, binding, "subjects") == [{"kind": "ServiceAccount", "name": "orders", "namespace": "shop"}]
    assert object_problems(recording) == {}
    assert recorded().of(role) == recorded().of(binding) == []
