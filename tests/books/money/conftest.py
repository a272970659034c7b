"""Fixtures of the value book's tests."""

from collections.abc import Iterator

import pytest

from nonet.books.money.checks import INVARIANTS
from nonet.books.money.selectors.company import forget_company
from nonet.books.money.selectors.rules import forget_rules
from nonet.kernel import checks
from nonet.kernel.actor import acting_as_system

from .world import World, make_world


def forget() -> None:
    """Drop what the process remembers of companies that a rollback took away."""
    forget_company()
    forget_rules()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A small company at work; at the end its value book must prove itself."""
    forget()
    made = make_world()
    with acting_as_system(made.company.pk):
        yield made
        assert_proved()
    forget()


def assert_proved() -> None:
    """Fail with the findings of every invariant that is broken."""
    checks.install(INVARIANTS)
    broken = [
        (each.name, each.findings)
        for each in checks.run_checks([one.name for one in INVARIANTS])
        if not each.ok
    ]
    assert not broken, broken
