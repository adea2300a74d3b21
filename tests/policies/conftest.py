import pytest

from policies.feasibility import support

from .driver import TODAY


@pytest.fixture(autouse=True)
def _a_day_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rules about ends of support from failing here on the day that one comes."""
    monkeypatch.setattr(support, "today", lambda: TODAY)
