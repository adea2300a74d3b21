"""What can end the search for a toolchain early."""


class ToolchainError(Exception):
    """No usable Pulumi CLI could be had; the text says why and what to do."""


class StoppedError(Exception):
    """The user or the system asked this process to stop."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"stopped by signal {signal_number}")
        self.exit_code = 128 + signal_number
