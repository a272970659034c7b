"""Credit terms: from the day of an invoice to the day it falls due."""

import calendar
import datetime as dt
from typing import Protocol


class Term(Protocol):
    """What a due date is made from; ``PaymentTerm`` is one."""

    days: int
    months: int
    from_month_end: bool
    day_of_month: int | None


def due_date(term: Term | None, on: dt.date) -> dt.date:
    """Return when an invoice of ``on`` falls due; without a term, at once.

    Whole months are added first, then the date moves to its month's end if the term says so, then days are
    added, and at last the date waits for the agreed day of the month (or that month's last day, if shorter).
    """
    if term is None:
        return on
    day = _add_months(on, term.months) if term.months else on
    if term.from_month_end:
        day = _month_end(day)
    day += dt.timedelta(days=term.days)
    return _wait_for(day, term.day_of_month) if term.day_of_month else day


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _add_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _wait_for(day: dt.date, day_of_month: int) -> dt.date:
    wanted = min(day_of_month, _month_end(day).day)
    if wanted >= day.day:
        return day.replace(day=wanted)
    following = _month_end(day) + dt.timedelta(days=1)
    return following.replace(day=min(day_of_month, _month_end(following).day))
