"""`python -m policies.report FOLDER`: join what the packs wrote to FOLDER into report.md and report.json.

Set POLICY_REPORT to FOLDER for the run of the packs before; `make preview` does both. Prints where the report is.
"""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from policies.report.coverage import coverage, load_catalogue
from policies.report.document import document
from policies.report.events import read
from policies.report.markdown import markdown


def main(arguments: Sequence[str]) -> int:
    """Write the report; without a word of any pack there is none, which is no fault of the report."""
    parser = argparse.ArgumentParser(prog="python -m policies.report", description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    runs = read(options.folder)
    if not runs:
        sys.stderr.write("no policy pack was started, so there is no policy report\n")
        return 0
    stacks = sorted({run.stack for run in runs if run.stack})
    if len(stacks) > 1:
        sys.stderr.write(
            f"{options.folder} holds runs of several stacks ({', '.join(stacks)}): empty it before a run\n"
        )
        return 1
    today = datetime.datetime.now(datetime.UTC).date()
    report = document(runs, coverage(runs, load_catalogue()), today)
    (options.folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    page = options.folder / "report.md"
    page.write_text(markdown(report), encoding="utf-8")
    sys.stdout.write(f"Policy report: {page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
