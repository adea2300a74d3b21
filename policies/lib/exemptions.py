"""Exemptions: configuration that lets a rule pass over named resources, for a reason and until a date.

They are the property `granted` of the policy `<pack>-exemptions` in a pack's configuration file, one list per pack and
environment:

    {"rule": "s3-bucket-kms-encryption", "resource": "ims-logs*", "where": {"aws-architectures:architecture": "ims"},
     "reason": "a bucket that receives load balancer logs takes SSE-S3 only", "expires": "2027-11-20"}

`resource` is a glob on the logical name, or on the URN if it begins with `urn:`; `where` names stack configuration
under which the exemption holds. The engine hands each policy its own configuration only, resource by resource and in
the pack's order. That policy stands first, so the others find the list filled; if they ever did not, their violations
would show, none would be hidden.
"""

import datetime
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pulumi

from policies.lib.values import Value, plain
from policies.lib.view import View

SCHEMA: Mapping[str, object] = {
    "type": "array",
    "description": "Rules that pass over named resources, each with its reason and its end.",
    "default": [],
    "items": {
        "type": "object",
        "required": ["rule", "resource", "reason", "expires"],
        "additionalProperties": False,
        "properties": {
            "rule": {"type": "string", "minLength": 1, "description": "The rule's name."},
            "resource": {
                "type": "string",
                "minLength": 1,
                "description": "Glob (* and ?) on the logical name, or on the URN if it begins with urn:.",
            },
            "reason": {"type": "string", "minLength": 10, "description": "Why the rule cannot be met."},
            "expires": {
                "type": "string",
                "pattern": r"^\d{4}-\d{2}-\d{2}$",
                "description": "The last day on which the exemption holds, in UTC.",
            },
            "where": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Stack configuration (namespace:key) that must have these values.",
            },
        },
    },
}


@dataclass(frozen=True)
class Exemption:
    """One entry of the list."""

    rule: str
    resource: str
    reason: str
    expires: datetime.date
    where: tuple[tuple[str, str], ...] = ()

    def matches(self, rule: str, urn: str, name: str) -> bool:
        """Say whether the entry is about this rule on this resource."""
        subject = urn if self.resource.startswith("urn:") else name
        # A bracket is a part of many names (orders[0]), not the beginning of a class of characters.
        return self.rule == rule and fnmatchcase(subject, self.resource.replace("[", "[[]"))

    def holds_here(self) -> bool:
        """Say whether the stack has the configuration that the entry asks for."""
        return all(_stack_config(key) == wanted for key, wanted in self.where)

    def __str__(self) -> str:
        return f"exemption of {self.resource} from {self.rule}"


def _stack_config(key: str) -> str | None:
    namespace, _, name = key.partition(":")
    return pulumi.Config(namespace).get(name)


class Exemptions:
    """The exemptions of one pack, which of them were of use, and what is wrong with the list."""

    def __init__(self, rules: frozenset[str], today: Callable[[], datetime.date]) -> None:
        self._rules = rules
        self._today = today
        self._entries: object = None
        self._granted: list[Exemption] = []
        self._of_use: set[Exemption] = set()
        self.faults: list[str] = []
        """What is wrong with the list as it was given; an entry at fault exempts nothing."""

    def load(self, entries: object) -> None:
        """Take over the list as configured, which comes with every resource and is the same object each time."""
        if entries is self._entries:
            return
        self._entries = entries
        self._granted, self.faults = [], []
        found = plain(entries)
        for index, entry in enumerate(found if isinstance(found, list) else []):
            try:
                self._granted.append(self._parse(entry))
            except ValueError as error:
                self.faults.append(f"granted[{index}]: {error}")

    def find(self, rule: str, urn: str, name: str) -> list[Exemption]:
        """Return the exemptions of this resource from this rule that hold today."""
        found = [item for item in self._granted if item.matches(rule, urn, name) and item.holds_here()]
        self._of_use.update(found)
        return found

    def in_force(self) -> list[Exemption]:
        """Return the exemptions for this stack."""
        return [item for item in self._granted if item.holds_here()]

    def unmatched(self, rules: Container[str]) -> list[Exemption]:
        """Return the exemptions for this stack from one of `rules` that matched no resource.

        One that matches is kept, even if the rule has nothing to say at the moment: it may be for a part that a stack
        switches on and off.
        """
        return [item for item in self.in_force() if item.rule in rules and item not in self._of_use]

    def _parse(self, entry: Value) -> Exemption:
        view = View(entry)
        texts = {name: view.value(name) for name in ("rule", "resource", "reason", "expires")}
        missing = [name for name, text in texts.items() if not isinstance(text, str) or not text.strip()]
        if missing:
            raise ValueError(f"{' and '.join(missing)} missing; an exemption needs rule, resource, reason and expires")
        if texts["rule"] not in self._rules:
            raise ValueError(f"this pack has no rule {texts['rule']}")
        expires = datetime.date.fromisoformat(str(texts["expires"]))
        where = view.value("where")
        conditions = tuple((key, str(wanted)) for key, wanted in where.items()) if isinstance(where, dict) else ()
        exemption = Exemption(str(texts["rule"]), str(texts["resource"]), str(texts["reason"]), expires, conditions)
        if expires < self._today():
            raise ValueError(f"{exemption} expired on {expires}: mend the resource, or renew it with its reason")
        return exemption
