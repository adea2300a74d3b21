"""What is built: one package per documented system. Its name is the value of the key `architecture`.

A further architecture is one more package here with a `build.py` and an `ARCHITECTURE`; nothing lists them by hand.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pulumi

from core.sections.base import Section
from core.traceability import Deviation

from .context import StackContext

Profile = TypeVar("Profile", bound=Section)
Outputs = Mapping[str, pulumi.Input[object]]


@dataclass(frozen=True, kw_only=True)
class Architecture(Generic[Profile]):
    """One documented system: its profiles side by side, the program that builds it, where it leaves the document."""

    title: str
    source: str
    """The source document's file name, as in the rows of core/data/requirements.csv."""
    dev: Profile
    prod: Profile
    build: Callable[[StackContext, Profile], Outputs]
    deviations: tuple[Deviation, ...]
    region: str | None = None
    """The region that the document names, if it names one. A stack may use another, and is told so."""

    def profile(self, environment: str) -> Profile:
        """Return the profile of `dev` or `prod`."""
        return {"dev": self.dev, "prod": self.prod}[environment]


def names() -> tuple[str, ...]:
    """Return the names of all architectures, in alphabetical order."""
    return tuple(sorted(file.parent.name for file in Path(__file__).parent.glob("*/build.py")))


def load(name: str) -> Architecture[Any]:
    """Import one architecture. Raises ModuleNotFoundError if there is none of that name."""
    module = importlib.import_module(f"{__name__}.{name}")
    architecture = module.ARCHITECTURE
    assert isinstance(architecture, Architecture)  # noqa: S101  # tells the type checker what the module holds
    return architecture
