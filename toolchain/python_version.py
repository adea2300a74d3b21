"""Refuse a Python that is too old, in syntax that any Python can read."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # this file is for those who run it with an older one
    sys.exit(
        "This program needs Python 3.11 or newer, but %s is %d.%d.\n"  # noqa: UP031  # f-strings need Python 3.6
        "Name another one: make up PYTHON=python3.12"
        % (sys.executable or "python", sys.version_info[0], sys.version_info[1])
    )
