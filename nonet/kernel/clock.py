"""What day it is where the company works."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from zoneinfo import ZoneInfo

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_set: ContextVar[dt.date | None] = ContextVar("nonet_business_date", default=None)


def today() -> dt.date:
    """Return the business date now, in the time zone of the company at work, or the one that ``on_day`` has set."""
    return _set.get() or dt.datetime.now(_zone(current_company_id())).date()


def local_hour() -> int:
    """Return the hour of the day now, 0 to 23, where the company at work is."""
    return dt.datetime.now(zone()).hour


def zone() -> ZoneInfo:
    """Return the time zone of the company at work."""
    return _zone(current_company_id())


@contextmanager
def on_day(day: dt.date) -> Iterator[None]:
    """Do the work of the block as of a business date: history is told by the verbs that would have made it.

    Times of recording stay the database's own.
    """
    token = _set.set(day)
    try:
        yield
    finally:
        _set.reset(token)


@lru_cache(maxsize=1000)
def _zone(company_id: int) -> ZoneInfo:
    found = sql.row("SELECT timezone FROM kernel_company WHERE id = %s", (company_id,))
    return ZoneInfo(found.timezone if found else "UTC")


def forget_zones() -> None:
    """Drop what this process remembers; called when a company's time zone changes."""
    _zone.cache_clear()
