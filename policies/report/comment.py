"""`python -m policies.report.comment FOLDER --run URL`: the reports below FOLDER as one comment on a pull request.

A comment takes 65,536 characters, so it tells the verdicts and the first violations and leads to the run for the rest.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from policies.report.markdown import objects, resource_name, rule_name, table

MARK = "<!-- policy report -->"
"""The first line, by which the workflow finds the comment that it wrote before."""

_MOST_VIOLATIONS = 40
_LONGEST = 300
"""Characters of a message."""

Report = Mapping[str, object]


def comment(reports: Mapping[str, Report], run: str) -> str:
    """Return the text; `reports` are named by the artifacts in which they came."""
    return "\n".join(_lines(reports, run)) + "\n"


def _lines(reports: Mapping[str, Report], run: str) -> Iterator[str]:
    yield MARK
    stopped = sorted(name for name, report in reports.items() if not report["passed"])
    verdict = f"{len(stopped)} of {len(reports)} previews stopped" if stopped else f"{len(reports)} previews passed"
    yield f"## Policies: {verdict if reports else 'no preview came as far as the policies'}"
    yield ""
    head = ("preview", "verdict", "resources", "violations", "exempt", "decided at `up`")
    yield from table(head, (_row(name, reports[name]) for name in sorted(reports)))
    violations = [(name, item) for name in sorted(reports) for item in objects(reports[name]["violations"])]
    if violations:
        yield ""
        rows = (
            [name, rule_name(item), str(item["level"]), resource_name(item), str(item["message"])[:_LONGEST]]
            for name, item in violations[:_MOST_VIOLATIONS]
        )
        yield from table(("preview", "rule", "level", "resource", "what is wrong"), rows)
    if len(violations) > _MOST_VIOLATIONS:
        yield ""
        yield f"These are {_MOST_VIOLATIONS} of {len(violations)} violations."
    yield ""
    yield f"The whole reports, with exemptions and control frameworks: [the run]({run})."


def _row(name: str, report: Report) -> Sequence[str]:
    resources = report["resources"]
    packs = objects(report["packs"])
    return [
        name,
        "passed" if report["passed"] else "stopped",
        str(resources["total"] if isinstance(resources, Mapping) else 0),
        *(str(sum(int(str(pack[count])) for pack in packs)) for count in ("violations", "exempt", "undecided")),
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the comment."""
    parser = argparse.ArgumentParser(prog="python -m policies.report.comment", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds one folder for each artifact")
    parser.add_argument("--run", required=True, help="the address of the workflow's run")
    options = parser.parse_args(arguments)
    files = sorted(options.folder.rglob("report.json"))
    reports = {
        file.relative_to(options.folder).parts[0].removeprefix("policies-"): json.loads(
            file.read_text(encoding="utf-8")
        )
        for file in files
    }
    sys.stdout.write(comment(reports, options.run))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
