"""The traceability page of an architecture: for each row, what carries it or why it was left."""

from collections.abc import Mapping, Sequence

from core.traceability import Deviation, Resource, Verdict, evaluate, load_rows, rows_of


def report(architecture: str, built: Mapping[str, Sequence[Resource]], deviations: Sequence[Deviation]) -> str:
    """Return the page as Markdown. `built` maps an environment to the resources registered in it."""
    verdicts: dict[str, dict[str, Verdict]] = {}
    for environment, resources in built.items():
        for row in rows_of(architecture, environment):
            verdicts.setdefault(row.id, {})[environment] = evaluate(row, resources, deviations)
    rows = [row for row in load_rows() if row.id in verdicts]
    lines = [
        f"# Traceability of {architecture}",
        "",
        _summary(verdicts),
        "",
        f"| row | requirement | resource type | property | {' | '.join(built)} |",
        f"| --- | --- | --- | --- |{' --- |' * len(built)}",
    ]
    for row in rows:
        cells = [row.id, row.requirement, _code(row.token), _code(row.property)]
        cells += [_cell(verdicts[row.id].get(environment)) for environment in built]
        lines.append("| " + " | ".join(_escaped(cell) for cell in cells) + " |")
    lines += ["", "## Deviations", "", "| rows | documented | built | reason |", "| --- | --- | --- | --- |"]
    for deviation in deviations:
        cells = [", ".join(deviation.rows), deviation.documented, deviation.built, deviation.reason]
        lines.append("| " + " | ".join(_escaped(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _summary(verdicts: Mapping[str, Mapping[str, Verdict]]) -> str:
    statuses = [{verdict.status for verdict in by_environment.values()} for by_environment in verdicts.values()]
    left = sum("deviation" in status for status in statuses)
    still_open = sum("open" in status for status in statuses)
    met = sum(status == {"met"} for status in statuses)
    return f"{len(statuses)} rows: {met} met, {left} with a deviation, {still_open} open."


def _cell(verdict: Verdict | None) -> str:
    """Return what stands in an environment's column; a dash where the row does not speak of it."""
    if verdict is None:
        return "-"
    carriers = ", ".join(verdict.carriers) or ("nothing it applies to" if verdict.status == "met" else "")
    return carriers if verdict.status == "met" else f"{verdict.status}: {carriers or verdict.detail}"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
