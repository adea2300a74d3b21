"""The floor: registers resources as listed in a file, without components of ours, settings or wiring."""

import json
import os
from pathlib import Path

import pulumi

resources = json.loads(Path(os.environ["BENCH_RESOURCES"]).read_text())
provider = pulumi.ProviderResource("aws", "aws", resources["provider"])
for token, name, inputs in resources["resources"]:
    if token.startswith("aws:"):
        pulumi.CustomResource(token, name, inputs, pulumi.ResourceOptions(provider=provider))
    else:
        pulumi.ComponentResource(token, name)
