"""The daily and the weekly window that databases and caches both have."""

from core.aws.rules.windows import window_rules


def check_windows(daily: tuple[str, str], weekly: tuple[str, str], *, shortest: int) -> None:
    """Raise ValueError if AWS would refuse a daily and a weekly window in UTC, each given as key and value.

    Both last at least `shortest` minutes and they do not overlap.
    """
    problems = [
        f"{violation.property} is {violation.value}, allowed is {violation.allowed}"
        for rule in window_rules(daily[0], weekly[0], shortest)
        for violation in rule(dict([daily, weekly]))
    ]
    if problems:
        raise ValueError("; ".join(problems))
