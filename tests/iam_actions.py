"""Write core/data/iam_actions.json from what the linter parliament knows: `python -m tests.iam_actions`."""

import json
import warnings
from collections import defaultdict
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)  # parliament leaves two files open while it is imported
    import parliament  # type: ignore[import-untyped]  # has no types

FILE = Path(__file__).parents[1] / "core" / "data" / "iam_actions.json"


def content() -> str:
    """Return the file's text: service, access level, names."""
    services: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for service in parliament.iam_definition:
        for privilege in service["privileges"]:
            star = "" if any(kind["resource_type"] for kind in privilege["resource_types"]) else "*"
            services[service["prefix"].lower()][privilege["access_level"]].append(privilege["privilege"] + star)
    joined = {
        prefix: {level: " ".join(sorted(names)) for level, names in sorted(levels.items())}
        for prefix, levels in sorted(services.items())
    }
    return json.dumps(joined, indent=0) + "\n"


if __name__ == "__main__":
    FILE.write_text(content())
