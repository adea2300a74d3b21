"""The toolchain: finding or building the Pulumi CLI, and the Python language host under the real CLI."""
