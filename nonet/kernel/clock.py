"""What day it is where the company works."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def today() -> dt.date:
    """Return the business date now, in the time zone of the company at work."""
    return dt.datetime.now(_zone(current_company_id())).date()


@lru_cache(maxsize=1000)
def _zone(company_id: int) -> ZoneInfo:
    found = sql.row("SELECT timezone FROM kernel_company WHERE id = %s", (company_id,))
    return ZoneInfo(found.timezone if found else "UTC")


def forget_zones() -> None:
    """Drop what this process remembers; called when a company's time zone changes."""
    _zone.cache_clear()
