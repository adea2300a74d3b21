"""Started by the engine: `pulumi preview --policy-pack policies/resilience`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Instead of this folder, which the launcher puts first: its modules are imported by their full names.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

    from policies import resilience
    from policies.lib.serving import serve

    serve(resilience)
