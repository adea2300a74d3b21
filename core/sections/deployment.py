"""How a new version of a container service takes the place of the old one."""

from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator

from core.domain_types import Percent
from core.sections.base import Section, SettingError

DeploymentStrategy: TypeAlias = Literal["rolling", "blue_green", "canary", "linear"]

LONGEST_BAKE_MINUTES = 1440
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html"""

DEFAULT_BAKE_MINUTES = 10
DEFAULT_SHARE_PERCENT = 10
NOTHING = "--json null"
"""How `pulumi config set` is told to set null."""


class CanarySettings(Section):
    """The small share of requests that the new version gets before it gets all."""

    percent: Percent = Field(description="Share of the requests, in percent.")
    bake_minutes: int = Field(
        ge=0, le=LONGEST_BAKE_MINUTES, description="Minutes that the share is watched before all requests move."
    )


class LinearSettings(Section):
    """The equal steps in which requests move to the new version."""

    step_percent: int = Field(
        ge=3, le=100, description="Share of the requests that moves in one step, in percent: 3 or more."
    )
    step_bake_minutes: int = Field(
        ge=0, le=LONGEST_BAKE_MINUTES, description="Minutes that each step is watched before the next one."
    )


class DeploymentSettings(Section):
    """The strategy of a service's deployments. All but rolling run both versions and move requests between them.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
    """

    strategy: DeploymentStrategy = Field(
        default="rolling",
        description="rolling (tasks are replaced step by step), blue_green (all requests move at once), canary (a "
        "small share first) or linear (equal steps). The last three need bake_minutes, and of the load balancer a "
        "second target group and a listener for tests.",
    )
    minimum_healthy_percent: int = Field(
        default=100,
        ge=0,
        le=100,
        description="Share of the desired tasks that ECS keeps running while it replaces them, in percent. Below 100 "
        "it stops some before the new ones are there.",
    )
    bake_minutes: int | None = Field(
        default=None,
        ge=0,
        le=LONGEST_BAKE_MINUTES,
        description="Minutes that the old version stays after all requests have moved, so that an alarm brings them "
        "back at once. Every strategy but rolling needs it.",
    )
    canary: CanarySettings | None = Field(default=None, description="The first share; for strategy canary alone.")
    linear: LinearSettings | None = Field(default=None, description="The steps; for strategy linear alone.")

    @property
    def shifts_traffic(self) -> bool:
        """Whether both versions stand side by side, each with a target group of its own."""
        return self.strategy != "rolling"

    @model_validator(mode="after")
    def _the_strategy_has_what_it_needs(self) -> Self:
        if self.shifts_traffic and self.bake_minutes is None:
            raise SettingError(
                "bake_minutes",
                f"is not set, and strategy {self.strategy} needs it: minutes that the old version stays after the move",
                mend=DEFAULT_BAKE_MINUTES,
            )
        if not self.shifts_traffic and self.bake_minutes is not None:
            raise SettingError(
                "bake_minutes", "has no meaning with strategy rolling: set it to null", mend="--json null"
            )
        self._check_part("canary", self.canary, f'{{"percent": {DEFAULT_SHARE_PERCENT}, "bake_minutes": 10}}')
        self._check_part("linear", self.linear, f'{{"step_percent": {DEFAULT_SHARE_PERCENT}, "step_bake_minutes": 5}}')
        return self

    def _check_part(self, name: str, given: Section | None, example: str) -> None:
        """Raise SettingError unless a strategy's own part is there with that strategy, and only with it."""
        if self.strategy == name and given is None:
            raise SettingError(name, f"is not set, and strategy {name} needs it", mend=f"--json '{example}'")
        if self.strategy != name and given is not None:
            raise SettingError(
                name, f"has no meaning with strategy {self.strategy}: set it to null", mend="--json null"
            )
