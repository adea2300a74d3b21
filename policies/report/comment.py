"""`python -m policies.report.comment FOLDER --run URL`: the reports below FOLDER as one comment on a pull request.

A comment takes 65,536 characters, so it tells the verdicts and the first violations and leads to the run for the rest.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from policies.report.markdown import objects, resource_name, rule_name, table

MARK = "<!-- policy report -->"
"""The first line, by which the workflow finds the comment that it wrote before."""

_MOST_VIOLATIONS = 40
_ROOM = 50_000
"""Characters for the rows of violations, out of the 65,536 that a comment takes."""
_LONGEST = 300
"""Characters of a name or message."""

Report = Mapping[str, object]


def comment(reports: Mapping[str, Report], run: str) -> str:
    """Return the text; `reports` are named by the artifacts in which they came."""
    return "\n".join(_lines(reports, run)) + "\n"


def _lines(reports: Mapping[str, Report], run: str) -> Iterator[str]:
    yield MARK
    yield f"## Policies: {_verdict([str(report['verdict']) for report in reports.values()])}"
    yield ""
    head = ("preview", "verdict", "resources", "violations", "exempt", "decided at `up`")
    yield from table(head, (_row(name, reports[name]) for name in sorted(reports)))
    violations = [(name, item) for name in sorted(reports) for item in objects(reports[name]["violations"])]
    violations.sort(key=lambda found: found[1]["level"] == "advisory")
    lines = list(table(("preview", "rule", "level", "resource", "what is wrong"), map(_violation, violations)))
    shown = _fitting(lines[2:])
    if shown:
        yield ""
        yield from (*lines[:2], *shown)
    if len(shown) < len(violations):
        yield ""
        yield f"These are {len(shown)} of {len(violations)} violations."
    yield ""
    yield f"The whole reports, with exemptions and control frameworks: [the run]({run})."


def _verdict(verdicts: Sequence[str]) -> str:
    if not verdicts:
        return "no preview came as far as the policies"
    for verdict, words in (("stopped", "stopped"), ("not finished", "did not finish")):
        if verdict in verdicts:
            return f"{verdicts.count(verdict)} of {len(verdicts)} previews {words}"
    return f"{len(verdicts)} previews passed"


def _violation(found: tuple[str, Report]) -> Sequence[str]:
    name, item = found
    cells = (name, rule_name(item), str(item["level"]), resource_name(item), str(item["message"]))
    return [cell[:_LONGEST] for cell in cells]


def _fitting(rows: Sequence[str]) -> Sequence[str]:
    """Return the first rows, as many as there is room for."""
    lengths = itertools.accumulate(len(row) + 1 for row in rows[:_MOST_VIOLATIONS])
    return rows[: sum(length <= _ROOM for length in lengths)]


def _row(name: str, report: Report) -> Sequence[str]:
    resources = report["resources"]
    packs = objects(report["packs"])
    return [
        name,
        str(report["verdict"]),
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
