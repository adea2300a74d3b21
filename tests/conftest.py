"""Settings of every test run."""

import os

from hypothesis import settings

# Makes `str()` of an Output raise instead of yielding a help text that would end up in a resource.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "1"

settings.register_profile("development", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "development")
