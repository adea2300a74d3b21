"""What AWS refuses about a single resource, whatever else exists: sizes, names, and values that go together.

One module per service family holds `RULES`, resource token to rules; a further type is one more entry there.
Relations between resources (a subnet inside its VPC) need a look at the rest and are not judged here.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from core.aws.rules.base import UNKNOWN, Rule, Violation
from core.aws.rules.kinds import name_rule

__all__ = ["RULES", "UNKNOWN", "Violation", "violations"]


def _gathered() -> dict[str, tuple[Rule, ...]]:
    """Collect the rules of the modules in this package."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for module in pkgutil.iter_modules(__path__):
        family = getattr(importlib.import_module(f"{__name__}.{module.name}"), "RULES", {})
        rules |= {token: (*name_rule(token), *own) for token, own in family.items()}
    return rules


RULES: Mapping[str, tuple[Rule, ...]] = _gathered()
"""Resource token to the rules of AWS for it."""


def violations(token: str, inputs: Mapping[str, object]) -> list[Violation]:
    """Return everything that AWS would refuse about a resource of type `token`, nothing for a type without rules."""
    return [violation for rule in RULES.get(token, ()) for violation in rule(inputs)]
