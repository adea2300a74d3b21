"""Settings of every test run."""

import logging
import os

from hypothesis import settings

# Programs that are refused in a test leave futures behind whose error nobody asks for. When the garbage collector
# finds one, asyncio logs it with its traceback, for which Python 3.11 parses source; if that happens while a test
# parses source itself, the outer parser fails (https://github.com/python/cpython/issues/106905).
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

# Makes `str()` of an Output raise instead of yielding a help text that would end up in a resource.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "1"

settings.register_profile("development", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "development")
