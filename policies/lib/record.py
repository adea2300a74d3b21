"""What a pack writes down of a run, for `python -m policies.report`.

When the environment variable POLICY_REPORT names a folder, each pack writes `<pack>.jsonl` there, one event a line and
at once: the engine ends the process of a pack without telling it. Events name rules, types and URNs and repeat the
messages of rules, none of which hold a property's value. A pack that starts again begins its file anew, so the folder
always tells of the last run.
"""

import json
import os
from pathlib import Path
from typing import Self, TextIO

FOLDER = "POLICY_REPORT"


class Record:
    """The events of one pack; without a file they are dropped."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._seen: set[tuple[str, str]] = set()

    @classmethod
    def of(cls, pack: str) -> "Record":
        """Return the record of a pack, which goes to the folder that the environment names, if any."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return cls()
        Path(folder).mkdir(parents=True, exist_ok=True)
        return cls((Path(folder) / f"{pack}.jsonl").open("w", encoding="utf-8", buffering=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, event: str, **facts: object) -> None:
        """Write one event."""
        if self._file is not None:
            self._file.write(json.dumps({"event": event, **facts}) + "\n")

    def once(self, event: str, name: str, **facts: object) -> None:
        """Write an event about `name` when it happens for the first time."""
        if (event, name) not in self._seen:
            self._seen.add((event, name))
            self.write(event, name=name, **facts)
