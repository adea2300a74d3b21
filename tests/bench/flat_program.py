"""The floor: the same resources on the same SDK, one after the other as listed in a file.

No settings, no components of ours, no wiring: every input is a plain value.
"""

import importlib
import json
import os
import re
from pathlib import Path

import pulumi

listed = json.loads(Path(os.environ["BENCH_RESOURCES"]).read_text())
provider = pulumi.ProviderResource("aws", "aws", listed["provider"])
for token, name, inputs in listed["resources"]:
    if token.startswith("aws:"):
        package, module, cls = re.split("[:/]", token)[0], re.split("[:/]", token)[1], token.rsplit(":", 1)[1]
        resource = getattr(importlib.import_module(f"pulumi_{package}.{module}"), cls)
        arguments = {re.sub("([A-Z])", r"_\1", key).lower(): value for key, value in inputs.items()}
        resource(name, **arguments, opts=pulumi.ResourceOptions(provider=provider))
    else:
        pulumi.ComponentResource(token, name)
