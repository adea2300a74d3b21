"""A container service on Fargate: its size, its health check, how far and by what it scales."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.aws.fargate import FARGATE_MEMORY, check_fargate_size
from core.domain_types import Percent, Port
from core.sections.base import Section, SettingError, concerning
from core.sections.deployment import DeploymentSettings
from core.sections.step_scaling import StepScalingSettings

AbsolutePath = Annotated[str, Field(pattern=r"^/[A-Za-z0-9._/-]*$", max_length=1024)]
"""A path of a URL or of a file system, such as /health or /var/cache."""


class HealthCheckSettings(Section):
    """How the load balancer tells whether a task can take requests.

    Bounds: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """

    path: AbsolutePath = Field(default="/health", description="Path that is requested with GET.")
    interval_seconds: int = Field(default=30, ge=5, le=300, description="Seconds between two checks of one task.")
    timeout_seconds: int = Field(default=10, ge=2, le=120, description="Seconds within which the answer must come.")
    healthy_threshold: int = Field(
        default=2, ge=2, le=10, description="Successes in a row after which a task gets requests."
    )
    unhealthy_threshold: int = Field(
        default=3, ge=2, le=10, description="Failures in a row after which a task is replaced."
    )
    status_codes: str = Field(
        default="200",
        pattern=r"^[2-4]\d\d(?:[,-][2-4]\d\d)*$",
        description="Status codes that count as success: one, a list such as 200,204 or a range such as 200-299.",
    )
    grace_seconds: int = Field(
        default=60,
        ge=0,
        le=3600,
        description="Seconds after a task's start in which failed checks do not get it replaced.",
    )

    @model_validator(mode="after")
    def _the_answer_comes_before_the_next_check(self) -> Self:
        if self.timeout_seconds >= self.interval_seconds:
            raise SettingError(
                "timeout_seconds",
                f"{self.timeout_seconds} must be less than interval_seconds {self.interval_seconds}",
                mend=self.interval_seconds - 1,
            )
        return self


class ScalingSettings(Section):
    """How many tasks there may be, and what makes their number change.

    Each target is a policy of its own; the one that asks for the most tasks wins.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
    """

    minimum: int = Field(ge=1, description="Fewest tasks that scaling leaves running.")
    maximum: int = Field(ge=1, description="Most tasks that scaling starts.")
    cpu_percent: Percent | None = Field(
        default=70, description="CPU that scaling aims at, average over the tasks; null to ignore it."
    )
    memory_percent: Percent | None = Field(
        default=80, description="Memory that scaling aims at, average over the tasks; null to ignore it."
    )
    requests_per_minute: int | None = Field(
        default=60000,
        ge=1,
        description="Requests per task and minute that scaling aims at; 60000 are 1000 a second. The task must be able "
        "to serve them. Null to ignore them.",
    )
    scale_out_cooldown_seconds: int = Field(
        default=60, ge=0, description="Seconds between two steps upwards, so that new tasks show their effect."
    )
    scale_in_cooldown_seconds: int = Field(default=300, ge=0, description="Seconds between two steps downwards.")
    steps: StepScalingSettings | None = Field(
        default=None, description="Steps by the service's CPU, besides the targets; null for none."
    )

    @model_validator(mode="after")
    def _the_range_is_not_empty(self) -> Self:
        if self.minimum > self.maximum:
            raise SettingError("minimum", f"{self.minimum} is above maximum {self.maximum}", mend=self.maximum)
        return self


class ServiceSettings(Section):
    """One service: tasks of one size behind a load balancer."""

    port: Port = Field(description="TCP port the container listens on.")
    cpu: int = Field(description="CPU units of a task; 1024 are one vCPU.")
    memory: int = Field(description="Memory of a task in MiB. Fargate offers only certain pairs of cpu and memory.")
    cpu_architecture: Literal["X86_64", "ARM64"] = Field(
        default="X86_64", description="Processor the image is built for: X86_64 or ARM64."
    )
    desired_count: int = Field(
        ge=1, description="Tasks to start with. Once scaling is set, it alone changes their number."
    )
    spot: bool = Field(
        default=False,
        description="Whether tasks run on Fargate Spot: cheaper, and stopped with two minutes' notice when AWS needs "
        "the capacity. There is no way back to on-demand capacity by itself.",
    )
    scaling: ScalingSettings | None = Field(
        default=None, description="Bounds and targets of automatic scaling. Without it the number of tasks is fixed."
    )
    health_check: HealthCheckSettings = Field(
        default_factory=HealthCheckSettings, description="How the load balancer checks a task."
    )
    metrics_path: AbsolutePath = Field(
        default="/metrics", description="Path at which the container shows its Prometheus metrics."
    )
    user: str = Field(
        default="10001:10001",
        pattern=r"^[1-9]\d*(?::\d+)?$",
        description="User id, and group id if any, the container runs as. Root is refused.",
    )
    writable_paths: tuple[AbsolutePath, ...] = Field(
        default=("/tmp",),  # noqa: S108  # a mount point inside the container
        description="Folders the container may write to; the rest of its file system is read-only. They belong to root "
        "unless the image makes them writable and declares them with VOLUME.",
    )
    deregistration_seconds: int = Field(
        default=30, ge=0, le=3600, description="Seconds a stopping task is given to finish the requests it has."
    )
    stop_timeout_seconds: int = Field(
        default=30,
        ge=2,
        le=120,
        description="Seconds between SIGTERM and SIGKILL when a task stops. Fargate allows 120.",
    )
    deployment: DeploymentSettings = Field(
        default_factory=DeploymentSettings, description="How a new version takes the place of the old one."
    )
    wait_for_steady_state: bool = Field(
        default=True,
        description="Whether `pulumi up` waits until the new tasks are healthy, and so fails when they are not.",
    )

    @model_validator(mode="after")
    def _fargate_has_the_size(self) -> Self:
        with concerning("memory" if self.cpu in FARGATE_MEMORY else "cpu"):
            check_fargate_size(self.cpu, self.memory)
        return self

    @model_validator(mode="after")
    def _the_start_lies_within_the_scaling_range(self) -> Self:
        scaling = self.scaling
        if scaling is not None and not scaling.minimum <= self.desired_count <= scaling.maximum:
            raise SettingError(
                "desired_count",
                f"{self.desired_count} lies outside scaling.minimum {scaling.minimum} to "
                f"scaling.maximum {scaling.maximum}",
                mend=scaling.minimum,
            )
        return self

    @model_validator(mode="after")
    def _requests_are_counted_in_one_target_group(self) -> Self:
        if self.scaling is not None and self.scaling.requests_per_minute and self.deployment.shifts_traffic:
            raise SettingError(
                "scaling.requests_per_minute",
                f"counts the requests of one target group, and strategy {self.deployment.strategy} moves between two: "
                "set it to null",
                mend="--json null",
            )
        return self
