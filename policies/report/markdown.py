"""The report of one run as Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

_MOST_ROWS = 50
"""Rows of a table of findings; report.json has them all."""

Object = Mapping[str, object]


def markdown(report: Object) -> str:
    """Return the report as a page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Object) -> Iterator[str]:
    verdict = "stopped by a violation" if report["verdict"] == "stopped" else report["verdict"]
    yield f"## Policies of `{report['stack']}`: {verdict}"
    yield ""
    resources = _object(report["resources"])
    when = "Preview" if report["preview"] else "Update"
    settings = f" with the settings for `{report['environment']}`" if report["environment"] else ""
    yield (
        f"{when}{settings}. {resources['total']} resources, components and providers among them; rules looked at "
        f"{resources['looked_at']}."
    )
    if not report["complete"]:
        yield ""
        yield "The run ended before the rules about the whole stack had their turn."
    yield from _packs(report)
    yield from _findings(report)
    yield from _exemptions(report)
    yield from _frameworks(report)


def _packs(report: Object) -> Iterator[str]:
    yield ""
    head = ("pack", "rules", "run", "violations", "exempt", "undecided")
    names = ("name", "rules", "ran", "violations", "exempt", "undecided")
    yield from table(head, ([str(pack[name]) for name in names] for pack in objects(report["packs"])))


def _findings(report: Object) -> Iterator[str]:
    violations = objects(report["violations"])
    if violations:
        yield from _section("Violations", violations)
        rows = (
            [rule_name(item), str(item["level"]), resource_name(item), str(item["message"])]
            for item in violations[:_MOST_ROWS]
        )
        yield from table(("rule", "level", "resource", "what is wrong"), rows)
    undecided = objects(report["undecided"])
    if undecided:
        yield from _section("Decided at `up`, when the value is known", undecided)
        yield from table(("resource", "property", "rules"), _by_property(undecided[:_MOST_ROWS]))
    mended = objects(report["mended"])
    if mended:
        yield from _section("Mended", mended)
        rows = (
            [rule_name(item), resource_name(item), ", ".join(_texts(item["added"]))] for item in mended[:_MOST_ROWS]
        )
        yield from table(("rule", "resource", "added"), rows)


def _by_property(undecided: Sequence[Object]) -> Iterator[Sequence[str]]:
    """Yield a row for each unknown property with all the rules that wait for it."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for item in undecided:
        waiting.setdefault((resource_name(item), f"`{item['property']}`"), []).append(rule_name(item))
    for (name, path), rules in waiting.items():
        yield [name, path, ", ".join(rules)]


def _exemptions(report: Object) -> Iterator[str]:
    exemptions = objects(report["exemptions"])
    if exemptions:
        yield from _section("Exemptions in force", exemptions)
        yield from table(
            ("rule", "resources", "until", "used by", "reason"),
            (
                [
                    rule_name(item),
                    f"`{item['resource']}`",
                    f"{item['expires']} ({item['days_left']} days)",
                    "nothing: remove it" if item["unmatched"] else str(len(_texts(item["used_by"]))),
                    str(item["reason"]),
                ]
                for item in exemptions[:_MOST_ROWS]
            ),
        )


def _frameworks(report: Object) -> Iterator[str]:
    covered = objects(report["coverage"])
    if covered:
        yield from _section("Control frameworks: checks about types of this stack", ())
        yield from table(
            ("framework", "answered", "violated", "not answered"),
            (
                [
                    str(item["framework"]),
                    f"{item['answered']} of {item['known']}" if item["known"] else str(item["answered"]),
                    ", ".join(_texts(item["violated"])),
                    ", ".join(_texts(item["open"])),
                ]
                for item in covered
            ),
        )


def _section(title: str, items: Sequence[object]) -> Iterator[str]:
    yield ""
    yield f"### {title}"
    yield ""
    if len(items) > _MOST_ROWS:
        yield f"The first {_MOST_ROWS} of {len(items)}."
        yield ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |"


def rule_name(item: Object) -> str:
    """Return the pack and the rule of an entry."""
    return f"`{item['pack']}`/`{item['rule']}`"


def resource_name(item: Object) -> str:
    """Return a resource's type and name, which its URN ends with."""
    parts = str(item["urn"]).split("::", 3)  # a name may hold colons too
    return f"`{parts[-1]}` ({parts[-2].rpartition('$')[2]})" if len(parts) > 1 else ""


def _object(value: object) -> Object:
    return value if isinstance(value, Mapping) else {}


def objects(value: object) -> list[Object]:
    """Return the maps of a list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
