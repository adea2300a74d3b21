"""The process of a pack, and of all packs as one.

The engine gives each pack a process and calls it twice for every resource, which takes longer than the rules do. So the
folder of the packs is itself a pack: it serves them all.
"""

import importlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pulumi
from pulumi_policy import EnforcementLevel, Policy, PolicyPack

from policies.lib.analyzer import put_in_place
from policies.lib.pack import name_of, policies_of, policy_name, rules_of
from policies.lib.record import Record
from policies.lib.rule import Facts

FOLDER = Path(__file__).resolve().parents[1]
ALL = "aws-architectures"
"""The name under which all packs are served as one, and the namespace of the configuration that they go by then."""

Configuration = dict[str, EnforcementLevel | dict[str, object]]
"""What a pack brings along, per policy: `enforcementLevel` and the properties that are set."""


def serve(package: ModuleType) -> None:
    """Run one pack for the engine that started this process. Does not return."""
    put_in_place()
    with record_of(package) as record:
        PolicyPack(name_of(package), policies_of(package, record=record), EnforcementLevel.ADVISORY)


def serve_all() -> None:
    """Run all packs as one. Does not return.

    Each is configured by its file for the environment that the stack's configuration names. What `--policy-pack-config`
    says of a policy goes before that.
    """
    put_in_place()
    with ExitStack() as records:
        policies, configuration = together(pulumi.Config(ALL).get("environment"), records)
        PolicyPack(ALL, policies, EnforcementLevel.ADVISORY, configuration)


def together(environment: str | None, records: ExitStack) -> tuple[list[Policy], Configuration]:
    """Return the policies of all packs with their configuration for the environment."""
    told: set[tuple[str, str]] = set()
    policies: list[Policy] = []
    configuration: Configuration = {}
    for package in packages():
        record = records.enter_context(record_of(package, environment))
        found = policies_of(package, record=record, told=told)
        policies += found
        configuration |= configuration_of(package, found, environment)
    return policies, configuration


def packages() -> list[ModuleType]:
    """Import the packages of all packs, in the order of their names."""
    names = sorted(file.parent.name for file in FOLDER.glob("*/PulumiPolicy.yaml"))
    return [importlib.import_module(f"policies.{name}") for name in names]


def configuration_of(package: ModuleType, policies: Sequence[Policy], environment: str | None) -> Configuration:
    """Return what the pack's file for the environment says of each policy, `all` included; nothing without a file.

    The level is always told: the engine reads one that is left out as advisory.
    """
    file = _file(package, environment)
    if not file.exists():
        return {}
    written = json.loads(file.read_text(encoding="utf-8"))
    found: Configuration = {}
    for policy in policies:
        given = {"enforcementLevel": policy.enforcement_level, **_entry(written, "all"), **_entry(written, policy.name)}
        found[policy.name] = {**given, "enforcementLevel": EnforcementLevel(given["enforcementLevel"])}
    return found


def _entry(written: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return what a file says of a policy, as an object also where it is a level alone."""
    entry = written.get(name, {})
    return entry if isinstance(entry, dict) else {"enforcementLevel": entry}


def _file(package: ModuleType, environment: str | None) -> Path:
    return FOLDER / name_of(package) / f"{environment}.json"


def record_of(package: ModuleType, environment: str | None = None) -> Record:
    """Return the record of a run of the pack, which begins with what the pack is and whose configuration it brings."""
    record = Record.of(name_of(package))
    record.write(
        "pack",
        name=name_of(package),
        stack=pulumi.get_stack(),
        environment=environment if _file(package, environment).exists() else None,
        preview=os.environ.get("PULUMI_DRY_RUN") == "true",
        rules=[_recorded(rule) for rule in rules_of(package)],
    )
    return record


def _recorded(rule: Facts) -> dict[str, object]:
    return {
        "name": rule.name,
        "policy": policy_name(rule),
        "severity": rule.severity.value,
        "level": rule.level.value,
        "controls": list(rule.controls),
    }
