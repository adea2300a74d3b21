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


made: dict[str, pulumi.Resource] = {}


def referred(value: object) -> object:
    """Put resources of this program in the place of references to others; KeyError if one is not made yet."""
    if isinstance(value, list):
        return [referred(item) for item in value]
    if isinstance(value, dict):
        urn = value.get("urn")
        if value.keys() <= {"id", "urn"} and isinstance(urn, str) and urn.startswith("urn:pulumi:"):
            return made["::".join(urn.rpartition("$")[2].split("::")[-2:])]
        return {key: referred(item) for key, item in value.items()}
    return value


def make(token: str, name: str, inputs: dict[str, object], *, remote: bool) -> pulumi.Resource:
    """Make one resource with the SDK's class, where there is one."""
    package, cls = token.partition(":")[0], sdk_class(token)
    options = pulumi.ResourceOptions(provider=providers.get(package))
    if cls is not None:
        given = {key: value for key, value in inputs.items() if key not in ("apiVersion", "kind")}
        made_of = {re.sub("([A-Z])", r"_\1", key).lower(): value for key, value in given.items()}
        resource: pulumi.Resource = cls(name, **made_of, opts=options)
        return resource
    if package in providers:
        return pulumi.CustomResource(token, name, inputs, options)
    if remote:
        return pulumi.ComponentResource(token, name, inputs, pulumi.ResourceOptions(providers=providers), remote=True)
    return pulumi.ComponentResource(token, name)


waiting = list(listed["resources"])
while waiting:
    token, name, inputs, remote = waiting.pop(0)
    try:
        plain = {key: referred(value) for key, value in inputs.items()}
    except KeyError:
        waiting.append([token, name, inputs, remote])
        continue
    made[f"{token}::{name}"] = make(token, name, plain, remote=remote)
