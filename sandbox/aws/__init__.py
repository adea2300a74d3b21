"""The tables of AWS: what the simulated cloud knows about each resource type, one module per service family.

A module holds `FACTS`, resource token to `ResourceFacts`; the modules of this package are found by themselves. What a
change of an input does stands beside them in replacement.json, which `python -m sandbox.aws.extract` writes.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from sandbox.resource_facts import ResourceFacts


def _gathered() -> dict[str, ResourceFacts]:
    facts: dict[str, ResourceFacts] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "extract":  # a command, not a table
            facts |= getattr(importlib.import_module(f"{__name__}.{module.name}"), "FACTS", {})
    return facts


FACTS: Mapping[str, ResourceFacts] = _gathered()
"""Resource token to what is known about the type."""
