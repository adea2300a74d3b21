"""Print the names of all architectures as a JSON list, for the matrix of a workflow; needs Python alone."""

import json
import sys
from pathlib import Path

OTHERS = {"__init__", "context", "deploy"}

folder = Path(__file__).parents[1] / "architectures"
found = [file.stem for file in folder.glob("*.py")] + [file.parent.name for file in folder.glob("*/__init__.py")]
sys.stdout.write(json.dumps(sorted(set(found) - OTHERS)) + "\n")
