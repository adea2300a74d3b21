"""What can go wrong in the sandbox, as exceptions whose text is for the user."""

from collections.abc import Mapping
from pathlib import Path


class SandboxError(Exception):
    """Something the user should read; shown as it is, without a traceback."""


class StoreDamagedError(SandboxError):
    """The sandbox's files cannot be read; the text says how to start afresh."""

    def __init__(self, file: Path, reason: object) -> None:
        super().__init__(
            f"{file} cannot be read ({reason}). The sandbox's store is damaged. Start afresh with "
            "`make sandbox-reset`: it removes the simulated cloud and the state of its stacks, nothing else."
        )


class CloudError(SandboxError):
    """AWS refuses; `code` is the kind of error in AWS's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class PartialError(SandboxError):
    """A thing exists, but it did not come up; the engine keeps it in its state and mends it the next time."""

    def __init__(
        self, reason: str, identifier: str, inputs: Mapping[str, object], outputs: Mapping[str, object]
    ) -> None:
        super().__init__(reason)
        self.identifier = identifier
        self.inputs = inputs
        self.outputs = outputs
