"""A policy pack made of the rules found in a folder.

Every module of the folder is imported and every rule in it taken: a new rule is one function in a new or existing
module and nothing else. Each rule about a single resource is a policy of its own, with its own level and
configuration. Rules about the stack are one policy per module, `<pack>-stack-<module>`. The names of policies that are
not a rule's begin with the pack's, so that several packs can be served as one.
"""

import datetime
import importlib
import pkgutil
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from types import ModuleType

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.lib import exemptions
from policies.lib.analyzer import STACK, ResourcePolicy
from policies.lib.exemptions import Exemption, Exemptions
from policies.lib.judge import Judge
from policies.lib.record import Record
from policies.lib.rule import Facts, Rule, StackRule, default_level

_SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def _utc_today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Import the modules of a pack's folder, in the order of their names."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "__main__")
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def rules_of(package: ModuleType) -> list[Facts]:
    """Return the rules of a pack's folder. Raises ValueError if two have one name."""
    rules = [item for module in modules_of(package) for item in vars(module).values() if isinstance(item, Facts)]
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{package.__name__} has more than one rule with the name {', '.join(twice)}")
    return rules


def policies_of(
    package: ModuleType,
    today: Callable[[], datetime.date] = _utc_today,
    record: Record | None = None,
    told: set[tuple[str, str]] | None = None,
) -> list[Policy]:
    """Return the policies of a pack: the list of exemptions first, then the rules, then what is left of the list.

    Packs that are served together share `told`, the unknown values that were spoken of.
    """
    name = name_of(package)
    rules = rules_of(package)
    record = record or Record()
    granted = Exemptions(frozenset(rule.name for rule in rules), today)
    judge = Judge(granted, record, told)
    topics = {
        module.__name__.rpartition(".")[2]: [item for item in vars(module).values() if isinstance(item, StackRule)]
        for module in modules_of(package)
    }
    return [
        _exemptions_policy(name, granted, record, _policy_names(name, rules)),
        *(_resource_policy(rule, judge) for rule in rules if isinstance(rule, Rule)),
        *(_stack_policy(f"{name}-stack-{topic}", found, judge) for topic, found in topics.items() if found),
        _unmatched_policy(name, judge, record),
    ]


def policy_name(rule: Facts) -> str:
    """Return the name of the policy that a rule is run by, under which it is configured."""
    if not isinstance(rule, StackRule):
        return rule.name
    pack, _, topic = rule.check.__module__.rpartition(".")
    return f"{pack.rpartition('.')[2]}-stack-{topic}"


def _policy_names(pack: str, rules: Iterable[Facts]) -> frozenset[str]:
    return frozenset({f"{pack}-exemptions", f"{pack}-stack-exemptions", *(policy_name(rule) for rule in rules)})


def name_of(package: ModuleType) -> str:
    """Return the name of a pack, which is that of its folder."""
    return package.__name__.rpartition(".")[2]


def _resource_policy(rule: Rule, judge: Judge) -> Policy:
    policy = ResourcePolicy(
        name=rule.name,
        description=rule.description,
        validate=partial(judge.resource, rule),
        enforcement_level=rule.level,
        config_schema=PolicyConfigSchema({name: dict(schema) for name, schema in rule.settings.items()}),
        severity=rule.severity,
        tags=list(rule.controls),
        remediation_steps=rule.remedy,
        remediate=partial(judge.mend, rule) if rule.mend is not None else None,  # type: ignore[arg-type]  # may be sync
    )
    policy.types = rule.types
    return policy


def _stack_policy(name: str, rules: Sequence[StackRule], judge: Judge) -> Policy:
    severity = max((rule.severity for rule in rules), key=_SEVERITIES.index)
    return StackValidationPolicy(
        name=name,
        description="; ".join(rule.description for rule in rules),
        validate=partial(judge.stack, rules),
        enforcement_level=default_level(severity),
        severity=severity,
        tags=sorted({control for rule in rules for control in rule.controls}),
        remediation_steps=" ".join(f"{rule.name}: {rule.remedy}" for rule in rules),
    )


def _exemptions_policy(pack: str, granted: Exemptions, record: Record, policies: Container[str]) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        granted.load(args.get_config().get("granted", []))
        record.write("resource", urn=args.urn, type=args.resource_type)
        if args.resource_type == STACK:
            record.write("exemptions", granted=[_told(item) for item in granted.in_force()], faults=granted.faults)
            _report_all(granted.faults, report)

    def on_levels(levels: Mapping[str, str]) -> None:
        record.write("levels", levels={name: level for name, level in levels.items() if name in policies})

    policy = ResourcePolicy(
        name=f"{pack}-exemptions",
        description="Exemptions name a rule, a resource, a reason and a date that has not passed",
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
        config_schema=PolicyConfigSchema({"granted": dict(exemptions.SCHEMA)}),
        severity=Severity.HIGH,
        remediation_steps="Mend the resource and remove the entry, or renew it with its reason.",
    )
    policy.on_levels = on_levels
    return policy


def _unmatched_policy(pack: str, judge: Judge, record: Record) -> Policy:
    def validate(_: StackValidationArgs, report: ReportViolation) -> None:
        unmatched = judge.exemptions.unmatched(judge.ran)
        record.write("stack", unmatched=[_told(item) for item in unmatched])
        _report_all((f"the {exemption} matches no resource: remove it" for exemption in unmatched), report)

    return StackValidationPolicy(
        name=f"{pack}-stack-exemptions",
        description="Exemptions that match no resource are removed",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
        severity=Severity.LOW,
        remediation_steps="Remove the entry from the pack's configuration file.",
    )


def _told(exemption: Exemption) -> dict[str, str]:
    return {
        "rule": exemption.rule,
        "resource": exemption.resource,
        "reason": exemption.reason,
        "expires": exemption.expires.isoformat(),
    }


def _report_all(messages: Iterable[str], report: ReportViolation) -> None:
    for message in messages:
        report(message, None)
