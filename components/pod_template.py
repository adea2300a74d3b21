"""The pods of a microservice: one container without any right on its node, checked, spread and drained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
from pulumi_kubernetes.core.v1 import (
    AffinityArgs,
    CapabilitiesArgs,
    ContainerArgs,
    ContainerPortArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    EnvVarSourceArgs,
    HTTPGetActionArgs,
    LifecycleArgs,
    LifecycleHandlerArgs,
    NodeAffinityArgs,
    NodeSelectorRequirementArgs,
    NodeSelectorTermArgs,
    PodAffinityTermArgs,
    PodAntiAffinityArgs,
    PodSecurityContextArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    PreferredSchedulingTermArgs,
    ProbeArgs,
    ResourceRequirementsArgs,
    SeccompProfileArgs,
    SecretKeySelectorArgs,
    SecurityContextArgs,
    SleepActionArgs,
    TolerationArgs,
    TopologySpreadConstraintArgs,
    VolumeArgs,
    VolumeMountArgs,
    WeightedPodAffinityTermArgs,
)
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs

from core.aws.eks import CAPACITY_KEY, SPOT
from core.bootstrap import BOOTSTRAP_IMAGE, bootstrap_command
from core.quantities import cpu_quantity, memory_quantity
from core.sections.microservice import MicroserviceSettings, ResourceSettings

PORT_NAME = "http"
ZONE_LABEL = "topology.kubernetes.io/zone"
HOST_LABEL = "kubernetes.io/hostname"
WRITABLE_LIMIT_MIB = 256
"""MiB that may be written to one folder; a pod that writes more is evicted before it fills its node's disk."""

Scheme: TypeAlias = Literal["HTTP", "HTTPS"]


@dataclass(frozen=True)
class SecretKey:
    """One value of a Kubernetes secret of the pod's namespace."""

    secret: pulumi.Input[str]
    key: str


@dataclass(frozen=True, kw_only=True)
class PodSource:
    """What the pods of a service are made of."""

    name: str
    settings: MicroserviceSettings
    labels: Mapping[str, str]
    """What selects the pods, and nothing else's."""
    service_account: pulumi.Input[str]
    image: pulumi.Input[str] | None
    scheme: Scheme
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, SecretKey]


def pod_template(source: PodSource) -> PodTemplateSpecArgs:
    """Return the template of a service's pods. They pass the pod security standard `restricted`."""
    settings = source.settings
    return PodTemplateSpecArgs(
        metadata=ObjectMetaArgs(labels=dict(source.labels)),
        spec=PodSpecArgs(
            service_account_name=source.service_account,
            # The services do not call the Kubernetes API. A role in AWS needs no such token: EKS mounts one of its own.
            automount_service_account_token=False,
            # Addresses of all services as variables grow with the namespace and can clash with the program's own.
            enable_service_links=False,
            security_context=unprivileged_pod(settings.user_id, settings.user_id),
            containers=[_container(source)],
            volumes=[
                VolumeArgs(name=volume, empty_dir=EmptyDirVolumeSourceArgs(size_limit=f"{WRITABLE_LIMIT_MIB}Mi"))
                for volume in _volumes(settings).values()
            ],
            termination_grace_period_seconds=settings.termination_seconds,
            topology_spread_constraints=[_zone_spread(source.labels)],
            affinity=_affinity(settings, source.labels),
            tolerations=_tolerations() if settings.spot else None,
        ),
    )


def unprivileged_pod(user: int, group: int) -> PodSecurityContextArgs:
    """Return the pod's side of the standard `restricted`; volumes belong to the group."""
    return PodSecurityContextArgs(
        run_as_non_root=True,
        run_as_user=user,
        run_as_group=group,
        fs_group=group,
        seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),
    )


def unprivileged_container() -> SecurityContextArgs:
    """Return the container's side of the standard `restricted`, with a root file system that it cannot write to."""
    return SecurityContextArgs(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        run_as_non_root=True,
        capabilities=CapabilitiesArgs(drop=["ALL"]),
    )


def apart(labels: Mapping[str, str]) -> PodAntiAffinityArgs:
    """Return the wish for the node with the fewest pods of these labels (SCA-160)."""
    term = WeightedPodAffinityTermArgs(
        weight=100,
        pod_affinity_term=PodAffinityTermArgs(
            topology_key=HOST_LABEL, label_selector=LabelSelectorArgs(match_labels=dict(labels))
        ),
    )
    return PodAntiAffinityArgs(preferred_during_scheduling_ignored_during_execution=[term])


def _container(source: PodSource) -> ContainerArgs:
    settings, image = source.settings, source.image
    return ContainerArgs(
        name=source.name,
        image=BOOTSTRAP_IMAGE if image is None else image,
        # Asks the registry each time, so that nobody runs an image on a node that may not have it.
        image_pull_policy="Always",
        command=bootstrap_command(settings.port) if image is None else None,
        ports=[ContainerPortArgs(name=PORT_NAME, container_port=settings.port, protocol="TCP")],
        env=_environment(source),
        resources=pod_resources(settings.resources),
        security_context=unprivileged_container(),
        volume_mounts=[VolumeMountArgs(name=volume, mount_path=path) for path, volume in _volumes(settings).items()],
        startup_probe=_probe(source, -(-settings.probes.startup_seconds // _STARTUP_PERIOD), _STARTUP_PERIOD),
        liveness_probe=_probe(source, settings.probes.liveness_failures),
        readiness_probe=_probe(source, settings.probes.readiness_failures),
        # A stopping pod still gets requests until the load balancer and all nodes know, so it goes on for a while.
        # The kubelet does the waiting: the image needs no shell.
        lifecycle=LifecycleArgs(pre_stop=LifecycleHandlerArgs(sleep=SleepActionArgs(seconds=settings.drain_seconds))),
    )


_STARTUP_PERIOD = 5
"""Seconds between two startup probes: short, for the pod gets no request before one succeeds."""


def _probe(source: PodSource, failures: int, period: int | None = None) -> ProbeArgs:
    probes = source.settings.probes
    every = probes.period_seconds if period is None else period
    return ProbeArgs(
        http_get=HTTPGetActionArgs(path=probes.path, port=PORT_NAME, scheme=source.scheme),
        period_seconds=every,
        timeout_seconds=min(probes.timeout_seconds, every),
        failure_threshold=failures,
    )


def _environment(source: PodSource) -> list[EnvVarArgs]:
    """Return the variables, sorted, so that the order in which the program gave them starts no rollout."""
    if both := sorted(set(source.environment) & set(source.secrets)):
        raise ValueError(f"Microservice {source.name}: environment and secrets both hold {', '.join(both)}")
    plain = [EnvVarArgs(name=key, value=source.environment[key]) for key in sorted(source.environment)]
    secret = [
        EnvVarArgs(
            name=key, value_from=EnvVarSourceArgs(secret_key_ref=SecretKeySelectorArgs(name=of.secret, key=of.key))
        )
        for key, of in sorted(source.secrets.items())
    ]
    return plain + secret


def pod_resources(settings: ResourceSettings) -> ResourceRequirementsArgs:
    """Return what a container is promised and limited to."""
    return ResourceRequirementsArgs(
        requests={"cpu": cpu_quantity(settings.cpu_request), "memory": memory_quantity(settings.memory_request)},
        limits={"cpu": cpu_quantity(settings.cpu_limit), "memory": memory_quantity(settings.memory_limit)},
    )


def _volumes(settings: MicroserviceSettings) -> Mapping[str, str]:
    """Return the writable folders, each with the name of the volume mounted there: `/var/cache` is `var-cache`."""
    return {
        path: path.strip("/").replace("/", "-").replace(".", "-").replace("_", "-").lower()
        for path in settings.writable_paths
    }


def _zone_spread(labels: Mapping[str, str]) -> TopologySpreadConstraintArgs:
    """Return the wish to have as many pods in one zone as in another, among the pods of one version (ECO-176).

    It is a wish: the node groups span the zones, so the autoscaler cannot add a node in the one zone that a hard rule
    would want, and a rollout would stand still.
    """
    return TopologySpreadConstraintArgs(
        topology_key=ZONE_LABEL,
        max_skew=1,
        when_unsatisfiable="ScheduleAnyway",
        label_selector=LabelSelectorArgs(match_labels=dict(labels)),
        match_label_keys=["pod-template-hash"],
        node_taints_policy="Honor",
    )


def _affinity(settings: MicroserviceSettings, labels: Mapping[str, str]) -> AffinityArgs:
    """Return the wish to stand apart, and for spot where it is allowed."""
    spot = PreferredSchedulingTermArgs(
        weight=50,
        preference=NodeSelectorTermArgs(
            match_expressions=[NodeSelectorRequirementArgs(key=CAPACITY_KEY, operator="In", values=[SPOT])]
        ),
    )
    return AffinityArgs(
        pod_anti_affinity=apart(labels),
        node_affinity=(
            NodeAffinityArgs(preferred_during_scheduling_ignored_during_execution=[spot]) if settings.spot else None
        ),
    )


def _tolerations() -> list[TolerationArgs]:
    return [TolerationArgs(key=CAPACITY_KEY, operator="Equal", value=SPOT, effect="NoSchedule")]
