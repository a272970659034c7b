"""The company that the stories play in."""

import pytest

from nonet.books.money.selectors import company, rules
from nonet.kernel import policy, unlocking
from tests.fixtures import automatic_company, trading_company

__all__ = ["automatic_company", "trading_company"]


@pytest.fixture
def long_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers for a few seconds stays, so that statements can be counted."""
    for module in (company, rules, policy, unlocking):
        monkeypatch.setattr(module, "REMEMBERED_SECONDS", 3600.0)
