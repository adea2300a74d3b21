"""Scaling in steps: how many tasks come or go when CPU stays above or below a value."""

from typing import Self

from pydantic import Field, model_validator

from core.domain_types import Percent
from core.sections.base import Section, SettingError


class StepSettings(Section):
    """One step, outwards or inwards."""

    cpu_percent: Percent = Field(description="CPU beyond which the step is taken, average over the tasks.")
    periods: int = Field(ge=1, le=1440, description="Minutes in a row that CPU must be beyond it.")
    tasks: int = Field(default=1, ge=1, description="Tasks that are added or taken away.")
    cooldown_seconds: int = Field(default=300, ge=0, description="Seconds between two such steps.")


class StepScalingSettings(Section):
    """A step out and a step in, both by the CPU of the service."""

    scale_out: StepSettings = Field(description="The step that adds tasks, above its CPU.")
    scale_in: StepSettings = Field(description="The step that takes tasks away, below its CPU.")

    @model_validator(mode="after")
    def _the_steps_do_not_chase_each_other(self) -> Self:
        if self.scale_in.cpu_percent >= self.scale_out.cpu_percent:
            raise SettingError(
                "scale_in",
                f"cpu_percent {self.scale_in.cpu_percent} must be below scale_out.cpu_percent "
                f"{self.scale_out.cpu_percent}, or tasks come and go by turns",
            )
        return self
