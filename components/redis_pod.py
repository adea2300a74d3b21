"""Redis as one pod of a cluster, with a volume that outlives the pod (SCA-012, SCA-076 to SCA-080)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apps.v1 import StatefulSet, StatefulSetSpecArgs
from pulumi_kubernetes.core.v1 import (
    AffinityArgs,
    ConfigMap,
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    ContainerPortArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    EnvVarSourceArgs,
    ExecActionArgs,
    PersistentVolumeClaimArgs,
    PersistentVolumeClaimSpecArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    ProbeArgs,
    SecretKeySelectorArgs,
    Service,
    ServiceAccount,
    ServicePortArgs,
    ServiceSpecArgs,
    VolumeArgs,
    VolumeMountArgs,
    VolumeResourceRequirementsArgs,
)
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicySpecArgs
from pulumi_kubernetes.policy.v1 import PodDisruptionBudget, PodDisruptionBudgetSpecArgs
from pulumi_kubernetes.scheduling.v1 import PriorityClass

from components.network_rules import Peer, Pods, ingress_rule
from components.pod_account import PodAccount, pod_account
from components.pod_template import SecretKey, apart, pod_resources, unprivileged_container, unprivileged_pod
from core import redis_config
from core.kubernetes_labels import NAME_LABEL, recommended_labels
from core.naming import type_token
from core.ordering import after
from core.sections.redis import RedisSettings

PORT_NAME = "redis"
USER, GROUP = 10001, 10001
"""Any will do: Redis runs as whoever starts it, and the volume belongs to the group."""

PRIORITY = 1_000_000
"""Above pods without a priority. The volume binds the pod to one zone, so others, which may run in any, make room."""

TERMINATION_SECONDS = 60
STARTUP_SECONDS = 300
"""For the volume to be read; 8 GiB take about a minute."""

STARTUP_PERIOD_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class RedisPodArgs:
    """What Redis needs to know."""

    settings: RedisSettings
    service_name: str
    """Its name inside the namespace, in DNS too."""
    namespace: pulumi.Input[str]
    """A namespace that goes before what makes and takes away volumes."""
    storage_class: pulumi.Input[str]
    password: SecretKey
    """Where its password is among the Kubernetes secrets of the namespace (components/synced_secret.py)."""
    sources: Sequence[Peer]
    """Who may connect to it."""
    protected: bool
    """Whether its stateful set is kept from deletion; the volume goes with the namespace, at the earliest."""


class RedisPod(pulumi.ComponentResource):
    """A stateful set of one pod with its volume, service, service account, network policy and disruption budget.

    A drain evicts the pod and a rollout replaces it: some seconds to minutes without Redis, until the volume is
    attached to a node of the same zone. What was written comes back, but for the last second of a crash. It does not
    survive the loss of its zone or its volume: docs/redis-in-the-cluster.md.
    """

    host: pulumi.Output[str]
    """Its name within the namespace, once it answers."""
    port: int
    pods: Pods
    """Its pods, for the network policies of those who connect to it."""

    def __init__(self, name: str, args: RedisPodArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("kubernetes", "RedisPod"), name, {}, opts)
        self._label, self._args = name, args
        self._selector = {NAME_LABEL: args.service_name}
        self._child = pulumi.ResourceOptions(parent=self)
        self.port = redis_config.PORT
        self.pods = Pods(labels=self._selector)
        account = PodAccount(name=args.service_name, namespace=args.namespace, reads_config=True)
        policy = self._network_policy()
        service = self._service()
        pod = self._stateful_set(pod_account(name, account, self._child), policy)
        self._disruption_budget()
        self.host = after(args.service_name, service, pod)
        self.register_outputs({"host": self.host})

    def _metadata(self, name: str | None) -> ObjectMetaArgs:
        args = self._args
        labels = recommended_labels(args.service_name, args.namespace)
        return ObjectMetaArgs(name=name, namespace=args.namespace, labels=labels)

    def _network_policy(self) -> NetworkPolicy:
        """Let the sources in, and nothing out: Redis calls nobody."""
        return NetworkPolicy(
            self._label,
            metadata=self._metadata(self._args.service_name),
            spec=NetworkPolicySpecArgs(
                pod_selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                policy_types=["Ingress", "Egress"],
                ingress=[ingress_rule(self._args.sources, self.port)],
                egress=[],
            ),
            opts=self._child,
        )

    def _service(self) -> Service:
        return Service(
            self._label,
            metadata=self._metadata(self._args.service_name),
            spec=ServiceSpecArgs(
                type="ClusterIP",
                selector=dict(self._selector),
                ports=[ServicePortArgs(name=PORT_NAME, port=self.port, target_port=PORT_NAME, protocol="TCP")],
            ),
            opts=self._child,
        )

    def _disruption_budget(self) -> None:
        """Say that the pod may be evicted. A budget that kept it would stop every drain and upgrade of its node."""
        PodDisruptionBudget(
            self._label,
            metadata=self._metadata(self._args.service_name),
            spec=PodDisruptionBudgetSpecArgs(
                max_unavailable=1,
                selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                unhealthy_pod_eviction_policy="AlwaysAllow",
            ),
            opts=self._child,
        )

    def _stateful_set(self, account: ServiceAccount, policy: NetworkPolicy) -> StatefulSet:
        args = self._args
        priority = PriorityClass(
            self._label,
            value=PRIORITY,
            description="Pods that a volume binds to one zone",
            opts=self._child,
        )
        config = ConfigMap(
            self._label,
            # Pulumi names it: new content comes under a new name, so that the pod is started anew.
            metadata=self._metadata(None),
            data={redis_config.CONFIG_FILE: redis_config.configuration(args.settings)},
            opts=self._child,
        )
        return StatefulSet(
            self._label,
            metadata=self._metadata(self._args.service_name),
            spec=StatefulSetSpecArgs(
                replicas=1,
                service_name=args.service_name,
                selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                template=PodTemplateSpecArgs(
                    metadata=ObjectMetaArgs(
                        labels=dict(self._selector),
                        # An idle node is not worth a pause of Redis.
                        annotations={"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"},
                    ),
                    spec=self._pod(account, config, priority),
                ),
                volume_claim_templates=[self._claim()],
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[policy],
                protect=args.protected,
                # The claim stays when the set goes, and the next set of the name takes it.
                delete_before_replace=True,
            ),
        )

    def _claim(self) -> PersistentVolumeClaimArgs:
        settings = self._args.settings
        return PersistentVolumeClaimArgs(
            metadata=ObjectMetaArgs(name="data", labels=dict(self._selector)),
            spec=PersistentVolumeClaimSpecArgs(
                access_modes=["ReadWriteOnce"],
                storage_class_name=self._args.storage_class,
                resources=VolumeResourceRequirementsArgs(requests={"storage": f"{settings.volume_gib}Gi"}),
            ),
        )

    def _pod(self, account: ServiceAccount, config: ConfigMap, priority: PriorityClass) -> PodSpecArgs:
        return PodSpecArgs(
            service_account_name=after(self._args.service_name, account),
            automount_service_account_token=False,
            enable_service_links=False,
            priority_class_name=priority.metadata.name,
            security_context=unprivileged_pod(USER, GROUP),
            containers=[self._container()],
            volumes=[
                VolumeArgs(name="config", config_map=ConfigMapVolumeSourceArgs(name=config.metadata.name)),
                VolumeArgs(name="run", empty_dir=EmptyDirVolumeSourceArgs(medium="Memory", size_limit="1Mi")),
            ],
            termination_grace_period_seconds=TERMINATION_SECONDS,
            # Spot nodes are tainted, and it tolerates no taint, so it stays on nodes that are not taken back (SCA-185).
            affinity=AffinityArgs(pod_anti_affinity=apart(self._selector)),
        )

    def _container(self) -> ContainerArgs:
        args = self._args
        password = SecretKeySelectorArgs(name=args.password.secret, key=args.password.key)
        return ContainerArgs(
            name=PORT_NAME,
            image=args.settings.image,
            image_pull_policy="Always",
            command=list(redis_config.start_command()),
            ports=[ContainerPortArgs(name=PORT_NAME, container_port=self.port, protocol="TCP")],
            env=[EnvVarArgs(name=redis_config.PASSWORD_VARIABLE, value_from=EnvVarSourceArgs(secret_key_ref=password))],
            resources=pod_resources(args.settings.resources),
            security_context=unprivileged_container(),
            volume_mounts=[
                VolumeMountArgs(name="config", mount_path=redis_config.CONFIG_FOLDER, read_only=True),
                VolumeMountArgs(name="run", mount_path=redis_config.RUN_FOLDER),
                VolumeMountArgs(name="data", mount_path=redis_config.DATA_FOLDER),
            ],
            startup_probe=_probe(
                redis_config.ready_command(), STARTUP_SECONDS // STARTUP_PERIOD_SECONDS, STARTUP_PERIOD_SECONDS
            ),
            liveness_probe=_probe(redis_config.alive_command(), 6, 10),
            readiness_probe=_probe(redis_config.ready_command(), 3, 5),
        )


def _probe(command: Sequence[str], failures: int, period: int) -> ProbeArgs:
    return ProbeArgs(
        exec_=ExecActionArgs(command=list(command)),
        period_seconds=period,
        timeout_seconds=3,
        failure_threshold=failures,
    )


def _check(name: str, args: RedisPodArgs) -> None:
    if not re.fullmatch(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", args.service_name):
        raise ValueError(f"RedisPod {name}: service_name {args.service_name!r} is no DNS label")
    if not args.sources:
        raise ValueError(f"RedisPod {name}: sources is empty, so nobody could connect")
