"""Take from a file of provider answers what the tables here need: `python -m sandbox.aws.extract PATH`.

PATH is a JSON object with `source` and `types`; docs/creation-times.md says where it comes from. The result is
replacement.json beside this file: one type a line, sorted, nothing but the types of the tables.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.aws import FACTS

TABLE = Path(__file__).parent / "replacement.json"
_KEYS = (
    *("computed", "oneWay", "optionalComputed", "replace", "required", "sensitive"),
    *("update", "via", "when", "writeOnly"),
)


def extracted(source: str, types: Mapping[str, Mapping[str, object]]) -> str:
    """Return the text of the table: what `types` says about each type that the sandbox knows."""
    lines = []
    for token in sorted(FACTS.keys() & types.keys()):
        kept = {key: types[token][key] for key in _KEYS if types[token].get(key)}
        lines.append(f"{json.dumps(token)}: {json.dumps(kept, separators=(',', ':'), sort_keys=True)}")
    return f'{{"source": {json.dumps(source)}, "types": {{\n' + ",\n".join(lines) + "\n}}\n"


def main(arguments: list[str]) -> int:
    """Write the table from the file named in `arguments`."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m sandbox.aws.extract PATH\n")
        return 2
    answers = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    TABLE.write_text(extracted(answers["source"], answers["types"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
