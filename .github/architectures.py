"""Print the names of all architectures as a JSON list, for the matrix of a workflow; needs Python alone."""

import json
import sys
from pathlib import Path

folder = Path(__file__).parents[1] / "architectures"
packages = [file for file in folder.glob("*/__init__.py") if "\nARCHITECTURE = " in file.read_text(encoding="utf-8")]
sys.stdout.write(json.dumps(sorted(file.parent.name for file in packages)) + "\n")
