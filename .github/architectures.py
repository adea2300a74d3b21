"""Print the names of all architectures as a JSON list, for the matrix of a workflow; needs Python alone."""

import json
import sys
from pathlib import Path

folder = Path(__file__).parents[1] / "architectures"
sys.stdout.write(json.dumps(sorted(file.parent.name for file in folder.glob("*/build.py"))) + "\n")
