"""Nodes: what of them pods can see and touch."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule
from policies.lib.view import View, each
from policies.workloads.specs import PATCHES, PODS, each_container, pod_of

VOLUMES = ("kubernetes:core/v1:PersistentVolume", "kubernetes:core/v1:PersistentVolumePatch")
_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock")


def _no_host(resource: Resource, name: str) -> Iterator[str]:
    pod = pod_of(resource)
    if pod.value(name) is True:
        yield f"{pod.path}.{name} is true"


@rule(
    "k8s-no-host-pid",
    "Pods do not see the processes of their node",
    severity=Severity.HIGH,
    remedy="Remove hostPID",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_17",),
)
def no_host_pid(resource: Resource) -> Iterator[str]:
    """Look at the pod."""
    return _no_host(resource, "hostPID")


@rule(
    "k8s-no-host-ipc",
    "Pods do not share memory with their node",
    severity=Severity.HIGH,
    remedy="Remove hostIPC",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_18",),
)
def no_host_ipc(resource: Resource) -> Iterator[str]:
    """Look at the pod."""
    return _no_host(resource, "hostIPC")


@rule(
    "k8s-no-host-network",
    "Pods have an address of their own",
    severity=Severity.HIGH,
    remedy="Remove hostNetwork",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_19",),
)
def no_host_network(resource: Resource) -> Iterator[str]:
    """Look at the pod: network policies do not hold on the node's address, and its role can be taken from there."""
    return _no_host(resource, "hostNetwork")


@rule(
    "k8s-no-host-port",
    "No container takes a port of its node",
    severity=Severity.MEDIUM,
    remedy="Remove hostPort and reach the pods through a Service",
    types=(*PODS, *PATCHES),
    controls=("CKV_K8S_26",),
)
def no_host_port(resource: Resource) -> Iterator[str]:
    """Look at each port; 0 is none."""

    def check(container: View) -> Iterator[str]:
        for port in container.items("ports"):
            if number(port.value("hostPort")):
                yield f"{port.path}.hostPort is set"

    return each_container(resource, check)


@rule(
    "k8s-no-host-path",
    "Pods do not mount folders of their node",
    severity=Severity.HIGH,
    remedy="Use a volume claim, emptyDir or configMap",
    types=(*PODS, *PATCHES, *VOLUMES),
    controls=("CKV_K8S_27",),
)
def no_host_path(resource: Resource) -> Iterator[str]:
    """Name the socket of the container runtime: who has it has the node. A claim may lead to a folder as well."""

    def check(volume: View) -> Iterator[str]:
        if volume.given("hostPath"):
            socket = str(volume.value("hostPath.path")).endswith(_SOCKETS)
            yield f"{volume.path}.hostPath is {'the socket of the container runtime' if socket else 'set'}"

    return each(resource.items("spec") if resource.token in VOLUMES else pod_of(resource).items("volumes"), check)
