"""Fiscal periods: made by the year, closed when nothing is left to do in them, opened again for good reason."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import PeriodNotReady, PeriodOutOfTurn
from nonet.books.money.models import FiscalPeriod
from nonet.books.money.selectors.closing import closing_checklist
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import verb


@verb("money.create_periods")
def create_periods(*, years: Sequence[int]) -> None:
    """Add the twelve months of each year; those that exist stay as they are."""
    for each in years:
        if not dt.MINYEAR < each < dt.MAXYEAR:
            raise InvalidInput("years", _("is no year of the calendar"))
    write_periods(years)


def write_periods(years: Sequence[int]) -> None:
    """Add the twelve months of each year, within a verb."""
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


@verb("money.close_period")
def close_period(*, period_id: int) -> None:
    """Close a month: from then on the database refuses entries dated in it.

    Raises
    ------
    PeriodOutOfTurn
        When an earlier month is still open.
    PeriodNotReady
        When drafts, moves without value or entries without voucher number remain; it carries the checklist.
    """
    period = _lock(period_id)
    if FiscalPeriod.objects.filter(state="open", ends_on__lt=period.starts_on).exists():
        raise PeriodOutOfTurn(f"{period.year}-{period.number:02d}", "an earlier month is still open")
    left = [each for each in closing_checklist(period.starts_on, period.ends_on) if not each.ok]
    if left:
        raise PeriodNotReady(f"{period.year}-{period.number:02d}", left)
    _set(period_id, FiscalPeriod.State.CLOSED)


@verb("money.reopen_period")
def reopen_period(*, period_id: int) -> None:
    """Open a closed month again; what is changed in it is in the history.

    Raises
    ------
    PeriodOutOfTurn
        When a later month is closed.
    """
    period = _lock(period_id)
    if FiscalPeriod.objects.filter(state="closed", starts_on__gt=period.ends_on).exists():
        raise PeriodOutOfTurn(f"{period.year}-{period.number:02d}", "a later month is closed")
    _set(period_id, FiscalPeriod.State.OPEN)


def _lock(period_id: int) -> Any:
    found = lock_rows(FiscalPeriod, [period_id], "id, year, number, starts_on, ends_on, state")
    if not found:
        raise InvalidInput("period_id", _("no such period"))
    return found[0]


def _set(period_id: int, state: str) -> None:
    FiscalPeriod.objects.filter(pk=period_id).update(state=state)
