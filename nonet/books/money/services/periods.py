"""Fiscal periods: made by the year."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence

from nonet.books.money.models import FiscalPeriod
from nonet.kernel.actor import current_company_id


def write_periods(years: Sequence[int]) -> None:
    """Add the twelve months of each year; those that exist stay as they are."""
    periods = [
        FiscalPeriod(
            company_id=current_company_id(),
            year=year,
            number=month,
            starts_on=dt.date(year, month, 1),
            ends_on=dt.date(year, month, monthrange(year, month)[1]),
        )
        for year in years
        for month in range(1, 13)
    ]
    FiscalPeriod.objects.bulk_create(periods, ignore_conflicts=True)
