"""A microservice in Kubernetes: its size, its probes, how far and by what it scales, how it gives way.

The figures of the profiles come from the documents (ECO-016, ECO-130 to ECO-133, ECO-188 to ECO-194, SCA-086 to
SCA-104); what no document says has a default here.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.domain_types import Percent
from core.sections.base import Section, SettingError
from core.sections.service import AbsolutePath

DEREGISTRATION_MARGIN_SECONDS = 10
"""Seconds a pod must have left after its drain, so that the program can end the requests it still has."""

UnprivilegedPort = Annotated[int, Field(ge=1024, le=65535)]
"""A TCP port that a program may listen on without being root."""

Millicores = Annotated[int, Field(ge=10, le=96_000)]
Mebibytes = Annotated[int, Field(ge=16, le=393_216)]


class ResourceSettings(Section):
    """What a pod is promised by its node, and what it may use at most.

    https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """

    cpu_request: Millicores = Field(description="CPU that is kept free for a pod, in thousandths of a core.")
    cpu_limit: Millicores = Field(description="CPU above which a pod is slowed down, in thousandths of a core.")
    memory_request: Mebibytes = Field(description="Memory that is kept free for a pod, in MiB.")
    memory_limit: Mebibytes = Field(description="Memory above which a pod is killed, in MiB.")

    @model_validator(mode="after")
    def _no_request_is_above_its_limit(self) -> Self:
        pairs = (
            ("cpu_request", self.cpu_request, "cpu_limit", self.cpu_limit),
            ("memory_request", self.memory_request, "memory_limit", self.memory_limit),
        )
        for field, request, limit_field, limit in pairs:
            if request > limit:
                raise SettingError(field, f"{request} is above {limit_field} {limit}", mend=limit)
        return self


class ProbeSettings(Section):
    """How Kubernetes and the load balancer tell how a pod is.

    Until the pod has answered once, only the startup probe runs. After that, failures first keep requests away from the
    pod, and then get it restarted. The bounds of period and timeout are those of the load balancer's check.
    https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """

    path: AbsolutePath = Field(default="/health", description="Path that is requested with GET.")
    period_seconds: int = Field(default=10, ge=5, le=300, description="Seconds between two checks of one pod.")
    timeout_seconds: int = Field(default=3, ge=2, le=120, description="Seconds within which the answer must come.")
    readiness_failures: int = Field(
        default=3, ge=1, le=10, description="Failures in a row after which a pod gets no requests."
    )
    liveness_failures: int = Field(
        default=6, ge=1, le=30, description="Failures in a row after which a pod's container is started again."
    )
    startup_seconds: int = Field(
        default=120, ge=5, le=900, description="Seconds a container is given for its first good answer."
    )

    @model_validator(mode="after")
    def _the_answer_comes_before_the_next_check(self) -> Self:
        # The load balancer refuses a check whose timeout is not below its interval; Kubernetes only gets it wrong.
        if self.timeout_seconds >= self.period_seconds:
            raise SettingError(
                "timeout_seconds",
                f"{self.timeout_seconds} must be less than period_seconds {self.period_seconds}",
                mend=self.period_seconds - 1,
            )
        return self

    @model_validator(mode="after")
    def _a_pod_is_spared_requests_before_it_is_restarted(self) -> Self:
        if self.liveness_failures < self.readiness_failures:
            raise SettingError(
                "liveness_failures",
                f"{self.liveness_failures} is below readiness_failures {self.readiness_failures}, so that a busy pod "
                "would be restarted before it is relieved",
                mend=self.readiness_failures,
            )
        return self


class PodScalingSettings(Section):
    """How many pods there may be, and what makes their number change.

    The target that asks for the most pods wins.
    https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """

    minimum: int = Field(ge=1, le=1000, description="Fewest pods.")
    maximum: int = Field(ge=1, le=1000, description="Most pods.")
    cpu_percent: Percent = Field(
        default=70, description="CPU that scaling aims at, in percent of the request, average over the pods."
    )
    memory_percent: Percent = Field(
        default=80, description="Memory that scaling aims at, in percent of the request, average over the pods."
    )
    up_stabilization_seconds: int = Field(
        default=0,
        ge=0,
        le=3600,
        description="Seconds whose lowest proposal counts when the number rises; 0 follows the load at once.",
    )
    down_stabilization_seconds: int = Field(
        default=300,
        ge=0,
        le=3600,
        description="Seconds whose highest proposal counts when the number falls, so that it does not flutter.",
    )

    @model_validator(mode="after")
    def _the_range_is_not_empty(self) -> Self:
        if self.minimum > self.maximum:
            raise SettingError("minimum", f"{self.minimum} is above maximum {self.maximum}", mend=self.maximum)
        return self


class RolloutSettings(Section):
    """How pods of a new version take the place of the old ones."""

    max_surge: int = Field(default=1, ge=0, le=100, description="Pods there may be above the wanted number.")
    max_unavailable: int = Field(default=0, ge=0, le=100, description="Pods that may be missing meanwhile.")
    deadline_seconds: int = Field(
        default=600, ge=60, le=1800, description="Seconds without progress after which a rollout counts as failed."
    )

    @model_validator(mode="after")
    def _something_can_move(self) -> Self:
        if self.max_surge == 0 and self.max_unavailable == 0:
            raise SettingError("max_surge", "0 together with max_unavailable 0 lets no pod be replaced", mend=1)
        return self


class MicroserviceSettings(Section):
    """One microservice: pods of one size behind a name inside the cluster."""

    port: UnprivilegedPort = Field(description="TCP port the container listens on; below 1024 only root may.")
    paths: tuple[AbsolutePath, ...] = Field(
        default=(), description="Beginnings of paths that the public entrance sends here. Without any it is internal."
    )
    resources: ResourceSettings = Field(description="CPU and memory of a pod.")
    scaling: PodScalingSettings = Field(description="Bounds and targets of automatic scaling.")
    probes: ProbeSettings = Field(default_factory=ProbeSettings, description="How a pod is checked.")
    rollout: RolloutSettings = Field(default_factory=RolloutSettings, description="How a new version is rolled out.")
    min_available: int | None = Field(
        default=None,
        ge=1,
        description="Pods that must stay when nodes are drained, less than scaling.minimum. Without it one pod at a "
        "time may be away, however many there are.",
    )
    spot: bool = Field(
        default=False,
        description="Whether pods may run on spot nodes, and prefer them: cheaper, and stopped with two minutes' "
        "notice when AWS needs the capacity.",
    )
    metrics_path: AbsolutePath = Field(
        default="/metrics", description="Path at which the container shows its Prometheus metrics."
    )
    user_id: int = Field(
        default=10001, ge=1, le=2**31 - 1, description="User and group id the container runs as. Root is refused."
    )
    writable_paths: tuple[AbsolutePath, ...] = Field(
        default=("/tmp",),  # noqa: S108  # a mount point inside the container
        description="Folders the container may write to, empty at every start; the rest of its file system is "
        "read-only.",
    )
    drain_seconds: int = Field(
        default=20,
        ge=0,
        le=300,
        description="Seconds a stopping pod goes on serving before it is told to stop, so that the load balancer and "
        "the other pods notice.",
    )
    termination_seconds: int = Field(
        default=60, ge=1, le=600, description="Seconds between a pod's notice to stop and its end, the drain included."
    )

    @model_validator(mode="after")
    def _a_drain_can_always_evict_a_pod(self) -> Self:
        if self.min_available is not None and self.min_available >= self.scaling.minimum:
            raise SettingError(
                "min_available",
                f"{self.min_available} is not below scaling.minimum {self.scaling.minimum}: no pod could be evicted, "
                "so a node could neither be drained nor upgraded",
                mend=self.scaling.minimum - 1 or None,
            )
        return self

    @model_validator(mode="after")
    def _a_pod_has_time_after_its_drain(self) -> Self:
        least = self.drain_seconds + DEREGISTRATION_MARGIN_SECONDS
        if self.termination_seconds < least:
            raise SettingError(
                "termination_seconds",
                f"{self.termination_seconds} is less than drain_seconds {self.drain_seconds} and "
                f"{DEREGISTRATION_MARGIN_SECONDS} more for the requests that are left",
                mend=least,
            )
        return self

    @model_validator(mode="after")
    def _paths_differ(self) -> Self:
        for field, paths in (("paths", self.paths), ("writable_paths", self.writable_paths)):
            if twice := sorted({path for path in paths if paths.count(path) > 1}):
                raise SettingError(field, f"{', '.join(twice)} is given twice", mend=tuple(dict.fromkeys(paths)))
        return self
