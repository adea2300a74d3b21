"""Write the generated pages: `make docs`. A test holds the committed pages against what this writes.

docs/configuration.md and docs/profiles.md come from the settings models, docs/policy-rules.md from the rules of all
packs, and docs/architectures/<name>.md from the requirement rows and the resources that each architecture registers
under mocks.
"""

import json
import types
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from architectures import load, names
from core.settings import StackSettings
from core.traceability_report import report
from policies.lib.pack import rules_of
from policies.lib.rule import Facts, Rule, StackRule
from tests.architecture_recordings import ENVIRONMENTS, built
from tests.policies.driver import PACKS, package

DOCS = Path(__file__).parent
MADE = "<!-- Made by `make docs`; edit the source, not this page. -->\n"


def pages() -> dict[Path, str]:
    """Return every generated page's path and text."""
    result = {
        DOCS / "configuration.md": configuration(),
        DOCS / "profiles.md": profiles(),
        DOCS / "policy-rules.md": policy_rules(),
    }
    for name in names():
        builds = {environment: built(name, environment) for environment in ENVIRONMENTS}
        page = report(name, builds, load(name).deviations)
        result[DOCS / "architectures" / f"{name}.md"] = MADE + page
    return result


def configuration() -> str:
    """Return the reference of all keys and of every architecture's settings, dev and prod side by side."""
    text = [
        MADE,
        "# Configuration\n",
        "A stack file chooses; sizes live in the architecture's profiles. Override a single value so:\n",
        "```console\npulumi config set --path 'settings.database.instance_class' db.t3.large\n```\n",
        "Lists are replaced whole. All is checked first, and every mistake is named with the command that mends it.\n",
        "## Keys of a stack\n",
        "Beside these a stack file sets `aws:region`, and may set any other `aws:` key of the provider.\n",
        _table(("key", "default", "meaning"), (_key_row(name, field) for name, field in _stack_fields())),
    ]
    for name in names():
        architecture = load(name)
        dev, prod = (_flat(profile.model_dump(mode="json")) for profile in (architecture.dev, architecture.prod))
        rows = (
            (f"`settings.{path}`", _value(dev.get(path)), _value(prod.get(path)), description)
            for path, description in _fields(type(architecture.dev))
        )
        text += [
            f"## Settings of `{name}`\n",
            f"{architecture.title}.\n",
            _table(("path", "dev", "prod", "meaning"), rows),
        ]
    return "\n".join(text)


def policy_rules() -> str:
    """Return the list of all rules, a table for each pack."""
    text = [
        MADE,
        "# Policy rules\n",
        "What the packs check. How they are run, configured, exempted and extended: [policies.md](policies.md).\n",
    ]
    for pack in PACKS:
        rules = rules_of(package(pack))
        rows = (
            (
                f"`{rule.name}`{' (stack)' if isinstance(rule, StackRule) else ''}",
                rule.severity.value,
                rule.description,
                ", ".join(rule.controls),
            )
            for rule in rules
        )
        text += [
            f"## {pack}\n",
            f"{package(pack).__doc__} {len(rules)} rules.\n",
            _table(("rule", "severity", "says", "answers"), rows),
        ]
        if any(isinstance(rule, Rule) and rule.settings for rule in rules):
            head = ("rule", "property in the configuration", "default", "meaning")
            text.append(_table(head, (row for rule in rules for row in _setting_rows(rule))))
    return "\n".join(text)


def _setting_rows(rule: Facts) -> Iterator[tuple[str, str, str, str]]:
    for name, schema in rule.settings.items() if isinstance(rule, Rule) else ():
        yield f"`{rule.name}`", f"`{name}`", _value(schema.get("default")), str(schema.get("description", ""))


def profiles() -> str:
    """Return the settings of all architectures beside each other: what is the same thing has the same path."""
    columns = {name: _of_architecture(name) for name in names()}
    paths = dict.fromkeys(path for column in columns.values() for path in column)
    legend = (
        "The value in dev and, where it differs, in prod after a slash; `-` where an architecture has no such setting, "
        "and nothing where it is not set. What each means: [configuration.md](configuration.md).\n"
    )
    rows = ((f"`{path}`", *(columns[name].get(path, "-") for name in columns)) for path in sorted(paths))
    return "\n".join(
        [
            MADE,
            "# Settings of all architectures, side by side\n",
            legend,
            _table(("path", *columns), rows),
        ]
    )


def _of_architecture(name: str) -> dict[str, str]:
    """Return what an architecture's two profiles have at each path."""
    architecture = load(name)
    dev, prod = (_flat(profile.model_dump(mode="json")) for profile in (architecture.dev, architecture.prod))
    return {path: _pair(dev.get(path), prod.get(path)) for path, _ in _fields(type(architecture.dev))}


def _pair(dev: object, prod: object) -> str:
    return _value(dev) if dev == prod else f"{_value(dev)} / {_value(prod)}"


def _stack_fields() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in StackSettings.model_fields.items():
        yield field.alias or name, field


def _key_row(name: str, field: FieldInfo) -> tuple[str, str, str]:
    """Return a row; a default in Pulumi.yaml reaches the program as if the stack's file said it."""
    declared = yaml.safe_load((DOCS.parent / "Pulumi.yaml").read_text(encoding="utf-8"))["config"][name]
    if field.is_required():
        default = _value(declared["default"]) if "default" in declared else "required"
    else:
        default = _value(field.get_default(call_default_factory=True))
    return f"`{name}`", default, field.description or ""


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        section = _section(field.annotation)
        if section is None or section is not field.annotation:  # a value, or a section that may be left out
            yield f"{prefix}{name}", field.description or ""
        if section is not None:
            yield from _fields(section, f"{prefix}{name}.")


def _section(annotation: object) -> type[BaseModel] | None:
    """Return the section that an annotation is about, also if the section may be left out."""
    for option in (annotation, *(typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ())):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _flat(values: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in values.items():
        flat[f"{prefix}{name}"] = value
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
    return flat


def _value(value: object) -> str:
    return "" if value is None or value in ("", [], {}, ()) else f"`{json.dumps(value, default=str)}`"


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
