from collections import defaultdict
from collections.abc import Iterator

import pytest

from nonet.kernel import events
from nonet.kernel.actor import acting_as_system
from tests.books.stock.world import World, broken_invariants, build_world


@pytest.fixture(autouse=True)
def no_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The book by itself: what flows make of its events is told in the stories."""
    monkeypatch.setattr(events, "_subscriptions", defaultdict(list))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A company at work; at the end of each test its stock book must be sound."""
    built = build_world()
    with acting_as_system(built.company.pk):
        yield built
        assert broken_invariants() == {}
