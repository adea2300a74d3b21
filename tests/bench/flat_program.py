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
providers = {
    package: pulumi.ProviderResource(package, package, inputs) for package, inputs in listed["providers"].items()
}


def sdk_class(token: str) -> type | None:
    """Return the SDK's class of a resource type, or None: a component of ours, or a kind that a chart brings."""
    package, path, name = token.split(":")
    group, _, version = path.partition("/")
    module = f"{group.partition('.')[0]}.{version}" if package == "kubernetes" else group
    if package not in ("aws", "kubernetes"):
        return None
    try:
        return getattr(importlib.import_module(f"pulumi_{package}.{module}"), name, None)
    except ModuleNotFoundError:
        return None


for token, name, inputs, remote in listed["resources"]:
    package, cls = token.partition(":")[0], sdk_class(token)
    options = pulumi.ResourceOptions(provider=providers.get(package))
    if cls is not None:
        given = {key: value for key, value in inputs.items() if key not in ("apiVersion", "kind")}
        cls(name, **{re.sub("([A-Z])", r"_\1", key).lower(): value for key, value in given.items()}, opts=options)
    elif package in providers:
        pulumi.CustomResource(token, name, inputs, options)
    elif remote:
        pulumi.ComponentResource(token, name, inputs, pulumi.ResourceOptions(providers=providers), remote=True)
    else:
        pulumi.ComponentResource(token, name)
