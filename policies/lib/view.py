"""Reading a resource's properties in a rule.

A view answers two questions about a path such as `healthCheck.protocol`: what the value is, and whether one is given
at all. The first cannot be answered while the value is unknown and then raises Undecided, which the rule's wrapper
reports; an absent property is None, which a rule must read as AWS's default. The second counts an unknown value as
given, since a key or a certificate made by the same program has no ARN before `up`.
"""

import json
from collections.abc import Callable, Iterable, Iterator

from policies.lib.values import UNKNOWN, Value


class Undecided(Exception):  # noqa: N818 - not a fault: the rule decides at `up`
    """The rule needs the value at `path`, which is not known yet."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Malformed(Exception):  # noqa: N818 - a finding about the resource, not a fault of the program
    """The property at `path` should hold JSON text and does not."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class View:
    """Plain properties with a path in front, for messages."""

    def __init__(self, data: Value, path: str = "") -> None:
        self._data = data
        self.path = path

    def value(self, path: str = "") -> Value:
        """Return the value at `path`, None if there is none. Raises Undecided if it is unknown."""
        data = self._data
        reached = self.path
        if data is UNKNOWN:
            raise Undecided(reached)
        for part in path.split(".") if path else ():
            reached = ".".join(name for name in (reached, part) if name)
            data = _step(data, part)
            if data is UNKNOWN:
                raise Undecided(reached)
        return data

    def peek(self, path: str) -> Value:
        """Return the value at `path`, UNKNOWN included. Raises Undecided if what would hold it is unknown."""
        holder, _, name = path.rpartition(".")
        return _step(self.value(holder), name)

    def given(self, path: str) -> bool:
        """Say whether a value is set at `path`: known and neither null nor empty, or unknown."""
        return self.peek(path) not in (None, "", [], {})

    def at(self, path: str) -> "View":
        """Return the view of what is at `path`."""
        return View(self.value(path), self._path_to(path))

    def items(self, path: str) -> list["View"]:
        """Return a view of each element at `path`. A single map counts as a list of one."""
        data = self.value(path)
        base = self._path_to(path)
        if isinstance(data, dict):
            return [View(data, base)]
        if isinstance(data, list):
            return [View(item, f"{base}[{index}]") for index, item in enumerate(data)]
        return []

    def keys(self, path: str = "") -> list[str]:
        """Return the keys of the map at `path`; their values may be unknown."""
        data = self.value(path)
        return list(data) if isinstance(data, dict) else []

    def document(self, path: str) -> "View":
        """Return a view of the JSON text at `path`. Raises Malformed if the text is no JSON."""
        data = self.value(path)
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError as error:
                raise Malformed(self._path_to(path)) from error
        return View(data, self._path_to(path))

    def _path_to(self, path: str) -> str:
        return ".".join(part for part in (self.path, path) if part)


def _step(data: Value, part: str) -> Value:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and part.isdigit() and int(part) < len(data):
        return data[int(part)]
    return None


def each(views: Iterable[View], check: Callable[[View], Iterator[str]]) -> Iterator[str]:
    """Run `check` on every element, so that one unknown element does not hide what is wrong with the next.

    Raises the first Undecided once all have been looked at.
    """
    undecided: Undecided | None = None
    for view in views:
        try:
            yield from check(view)
        except Undecided as error:
            undecided = undecided or error
    if undecided is not None:
        raise undecided
