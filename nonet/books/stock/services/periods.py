"""The stock period: up to which day the quantity book takes no more moves."""

import datetime as dt

from django.db import OperationalError
from django.utils.translation import gettext as _

from nonet.books.stock.errors import PeriodBusy
from nonet.books.stock.events import StockPeriodClosed
from nonet.books.stock.services.fitting import closed_until
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput, PeriodClosed
from nonet.kernel.verbs import verb

_WRITE = """
INSERT INTO stock_stockperiod (company_id, closed_until, closed_at) VALUES (%s, %s, clock_timestamp())
ON CONFLICT (company_id) DO UPDATE SET closed_until = EXCLUDED.closed_until, closed_at = EXCLUDED.closed_at
"""

WAIT_SECONDS = 5


@verb("stock.close_stock_period")
def close_stock_period(*, until: dt.date) -> None:
    """Close the quantity book up to and with a day; the database then refuses moves dated so.

    Waits a few seconds for moves being written, so that none slips in beside the closing.

    Raises
    ------
    InvalidInput
        When the day lies ahead, or the book is closed that far already.
    PeriodBusy
        When moves are still being written after the wait.
    """
    closed = closed_until()
    if until >= today():
        raise InvalidInput("until", _("choose a day that is over"))
    if closed is not None and until <= closed:
        raise InvalidInput("until", _("the book is closed until %(closed)s already") % {"closed": closed})
    _wait_for_moves()
    sql.execute(_WRITE, (current_company_id(), until))
    events.publish(StockPeriodClosed(until.isoformat()))


def _wait_for_moves() -> None:
    sql.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
    try:
        sql.execute("LOCK TABLE stock_move IN SHARE MODE")
    except OperationalError as error:
        raise PeriodBusy from error
    sql.execute("SET LOCAL lock_timeout = DEFAULT")


@verb("stock.reopen_stock_period")
def reopen_stock_period(*, until: dt.date | None = None) -> None:
    """Open the quantity book again, for all days after ``until``, or wholly; who did it stays on record.

    Raises
    ------
    InvalidInput
        When the book is not closed that far.
    """
    closed = closed_until()
    if closed is None or (until is not None and until >= closed):
        raise InvalidInput("until", _("choose a day before the one until which the book is closed"))
    if until is None:
        sql.execute("DELETE FROM stock_stockperiod WHERE company_id = %s", (current_company_id(),))
    else:
        sql.execute(_WRITE, (current_company_id(), until))


def require_open(on: dt.date) -> None:
    """Raise ``PeriodClosed`` when the quantity book takes no moves of that day."""
    closed = closed_until()
    if closed is not None and on <= closed:
        raise PeriodClosed(on)
