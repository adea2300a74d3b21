"""Where the sandbox keeps its files."""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """The files below the sandbox's root; none of them is ever committed."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Paths":
        """SANDBOX_ROOT, or `.sandbox` in the repository."""
        return cls(Path(os.environ.get("SANDBOX_ROOT") or REPOSITORY / ".sandbox").absolute())

    @property
    def home(self) -> Path:
        """PULUMI_HOME."""
        return self.root / "home"

    @property
    def backend(self) -> Path:
        """The folder that Pulumi keeps its stacks in."""
        return self.root / "state"

    @property
    def project(self) -> Path:
        """The generated project: Pulumi.yaml and stack files that the engine may write to."""
        return self.root / "project"

    @property
    def cloud(self) -> Path:
        """The simulated cloud."""
        return self.root / "cloud.db"

    @property
    def faults(self) -> Path:
        """The fault plan: SANDBOX_FAULTS, or `faults.yaml`."""
        return Path(os.environ.get("SANDBOX_FAULTS") or self.root / "faults.yaml").absolute()
