"""A count finds less than the book says; the loss stands in the ledger, by clicks and keys alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from nonet.books.stock.models import Count
from nonet.kernel.actor import acting_as_system
from tests.faces.chains.clerk import Clerk
from tests.fixtures import TradingCompany

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def stock_to_ledger(clerk: Clerk) -> None:
    """Count the first site, enter 98 where the book says 100, and post the difference."""
    clerk.menu("stock/count")
    clerk.add()
    clerk.submit()
    clerk.do("Enter what was counted")
    clerk.line_field("counted_quantity", "98")
    clerk.submit()
    clerk.do("Post differences")
    clerk.submit()
    clerk.chain("Entry")
    clerk.page.wait_for_url("**/money/entry/**")


def test_a_loss_found_by_counting_is_booked(work: Callable[[Any], Clerk], shop: TradingCompany) -> None:
    with acting_as_system(shop.company.pk):
        before = shop.balance("inventory")
    clerk = work(stock_to_ledger)
    assert Count.everywhere.get().state == "posted"
    with acting_as_system(shop.company.pk):
        assert shop.balance("inventory") - before == Decimal(-120)
    assert clerk.clicks <= 11
