"""Build the configured architecture: `architecture` and `environment` in the stack file choose which."""

import pulumi

from architectures.deploy import deploy

for name, value in deploy().items():
    pulumi.export(name, value)
