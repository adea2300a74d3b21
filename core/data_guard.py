"""Says loudly when a preview would replace or delete something that holds data, and stops CI on it.

`pulumi preview --save-plan FILE`, then `python -m core.data_guard FILE [--fail]`; `make preview` does both. A change
that is meant stands in allowed-data-changes.yaml, a list of entries with `urn`, `reason` and `expires` (YYYY-MM-DD).
"""

import argparse
import datetime
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

ALLOWED = Path("allowed-data-changes.yaml")

DATA_TYPES = frozenset(
    {
        "aws:amp/workspace:Workspace",
        "aws:cognito/userPool:UserPool",
        "aws:ec2/eip:Eip",
        "aws:ecr/repository:Repository",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:kms/key:Key",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
    }
)
"""Types whose replacement or deletion loses data, or an address or name that others rely on."""

LOSING_STEPS = {"replace": "replaced", "delete-replaced": "replaced", "delete": "deleted"}


class AllowedChange(BaseModel):
    """One change that is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    urn: str
    reason: str = Field(min_length=10)
    expires: datetime.date


@dataclass(frozen=True)
class Danger:
    """A resource with data, and what would become of it."""

    urn: str
    fate: str


def dangers(plan: Mapping[str, object]) -> list[Danger]:
    """Return the resources with data that a saved plan replaces or deletes."""
    resources = plan.get("resourcePlans")
    found = []
    for urn, resource in resources.items() if isinstance(resources, Mapping) else ():
        steps = resource.get("steps", ()) if isinstance(resource, Mapping) else ()
        fates = [LOSING_STEPS[step] for step in steps if step in LOSING_STEPS]
        if fates and resource_type(urn) in DATA_TYPES:
            found.append(Danger(urn, fates[0]))
    return found


def resource_type(urn: str) -> str:
    """Return the type in a URN, without those of its parents."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def allowed_changes(file: Path) -> list[AllowedChange]:
    """Read the list of changes that are meant. Raises ValueError if an entry lacks its reason or its date."""
    if not file.exists():
        return []
    try:
        return TypeAdapter(list[AllowedChange]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")) or [])
    except ValidationError as error:
        raise ValueError(f"{file}: every entry needs urn, reason (a sentence) and expires (a date): {error}") from error


def judge(found: Sequence[Danger], allowed: Sequence[AllowedChange], today: datetime.date) -> tuple[list[str], bool]:
    """Return what to say about each danger, and whether any of them is not allowed."""
    lines, refused = [], False
    for danger in found:
        entry = next((one for one in allowed if one.urn == danger.urn), None)
        if entry is not None and entry.expires >= today:
            lines.append(f"  {danger.urn}\n    would be {danger.fate}: allowed until {entry.expires}: {entry.reason}")
            continue
        refused = True
        outdated = f", and its entry in {ALLOWED} ended on {entry.expires}" if entry is not None else ""
        lines.append(f"  {danger.urn}\n    would be {danger.fate}{outdated}")
    return lines, refused


def guard(plan: Path, allowed: Path, *, fail: bool) -> int:
    """Say what a saved plan would do to data. Returns 1 if `fail` and something of it is not allowed, else 0."""
    found = dangers(json.loads(plan.read_text(encoding="utf-8")))
    if not found:
        return 0
    lines, refused = judge(found, allowed_changes(allowed), datetime.datetime.now(datetime.UTC).date())
    advice = f"If that is meant, add its URN with a reason and an expiry date to {ALLOWED}." if refused else ""
    sys.stderr.write("\n".join(["", "DATA WOULD BE LOST by this update:", *lines, advice, ""]))
    return 1 if fail and refused else 0


def main(arguments: Sequence[str]) -> int:
    """Run the guard on a plan file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--fail", action="store_true", help="exit with 1 if a change is not allowed")
    options = parser.parse_args(arguments)
    try:
        return guard(options.plan, ALLOWED, fail=options.fail)
    except ValueError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
