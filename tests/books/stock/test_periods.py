"""The stock period: closed once, kept closed by the database, opened again on record."""

import datetime as dt

import pytest
from django.db import transaction

from nonet.books.stock.models import StockPeriod
from nonet.books.stock.services.periods import close_stock_period, reopen_stock_period, require_open
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput, PeriodClosed
from tests.books.stock.world import DAY, World

NEXT = DAY + dt.timedelta(days=1)


def test_a_closed_day_takes_no_moves(world: World) -> None:
    world.put("TEA", 1)
    close_stock_period(until=DAY)
    with pytest.raises(PeriodClosed), transaction.atomic():
        world.put("TEA", 1)
    with pytest.raises(PeriodClosed):
        require_open(DAY)
    require_open(NEXT)
    world.put("TEA", 1, moved_on=NEXT)


def test_closing_goes_forward_and_not_into_the_future(world: World) -> None:
    close_stock_period(until=NEXT)
    for day in (DAY, NEXT, today()):
        with pytest.raises(InvalidInput):
            close_stock_period(until=day)
    close_stock_period(until=NEXT + dt.timedelta(days=1))
    assert StockPeriod.objects.count() == 1


def test_opening_again_is_on_record(world: World) -> None:
    with pytest.raises(InvalidInput):
        reopen_stock_period()
    close_stock_period(until=NEXT)
    reopen_stock_period(until=DAY)
    world.put("TEA", 1, moved_on=NEXT)
    reopen_stock_period()
    world.put("TEA", 1, moved_on=DAY)
    history = StockPeriod.pgh_event_models["changed"].objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(each.pgh_label, each.closed_until) for each in history] == [("changed", NEXT), ("deleted", DAY)]
