"""Makes sure that a Pulumi CLI which can run Python programs is there.

    folder="$(python3 toolchain/ensure.py)" && PATH="$folder:$PATH" pulumi up

Standard output is one line: the folder that holds `pulumi`, to be put first on PATH. All that is said goes to
standard error. Exit code 0, or 1 with the reason; 128 and the signal's number when stopped by a signal.
`--check` builds nothing: exit code 1 if something would have to be built.

This file must be readable by any Python, so that an old one is told what is needed instead of a syntax error.
"""

import runpy
import sys

if __name__ == "__main__":
    runpy.run_path(__file__.replace("ensure.py", "python_version.py"))

    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

    from toolchain.command import main

    sys.exit(main(sys.argv[1:]))
