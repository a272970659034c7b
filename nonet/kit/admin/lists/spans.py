"""Spans of days that people name: today, this month, last year; counted from the company's own today."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.kernel.clock import today

SPANS: dict[str, Any] = {
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "this_week": _("This week"),
    "last_week": _("Last week"),
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "this_quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "this_year": _("This year"),
    "last_year": _("Last year"),
    "last_7_days": _("Last 7 days"),
    "last_30_days": _("Last 30 days"),
    "past": _("Before today"),
    "future": _("From today on"),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def span_of(name: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a span; an open end is None."""
    now, day = today(), dt.timedelta(days=1)
    fixed: dict[str, tuple[dt.date | None, dt.date | None]] = {
        "today": (now, now),
        "yesterday": (now - day, now - day),
        "last_7_days": (now - 6 * day, now),
        "last_30_days": (now - 29 * day, now),
        "past": (None, now - day),
        "future": (now, None),
    }
    if name in fixed:
        return fixed[name]
    which, _underscore, kind = name.partition("_")
    first = start_of(kind, now)
    if which == "last":
        first = start_of(kind, first - day)
    return first, end_of(kind, first)


def start_of(kind: str, day: dt.date) -> dt.date:
    """Return the first day of the week, month, quarter or year that a day lies in."""
    if kind == "week":
        return day - dt.timedelta(days=day.weekday())
    if kind == "day":
        return day
    months = MONTHS[kind]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def end_of(kind: str, first: dt.date) -> dt.date:
    """Return the last day of the week, month, quarter or year that begins on a day."""
    if kind in ("day", "week"):
        return first + dt.timedelta(days=6 if kind == "week" else 0)
    months = first.year * 12 + first.month - 1 + MONTHS[kind]
    return dt.date(months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)
